//! Bindings of generated digits.

use wasm_bindgen::prelude::*;

use super::arguments::parse;
use super::wire::{MixingRequest, Partly, Samples, Sketch};
use super::{Answer, Engine, to_js};
use crate::data::synthetic::Variation;
use crate::session::{GenerationRequest, Session};

#[wasm_bindgen]
impl Engine {
    /// Begins to generate digits; see [`generate`](Self::generate). Returns how many.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "busy".
    #[wasm_bindgen(js_name = beginGeneration, unchecked_return_type = "number")]
    pub fn begin_generation(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Partial<GenerationRequest>")] request: JsValue,
    ) -> Answer {
        let request: GenerationRequest = parse("request", &request)?;
        self.with(|session| session.begin_generation(request))
    }

    /// Begins to mix generated digits into MNIST; see [`generate`](Self::generate). Returns how
    /// many.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "busy", and those that begin with "idx-".
    #[wasm_bindgen(js_name = beginMixing, unchecked_return_type = "number")]
    pub fn begin_mixing(
        &self,
        #[wasm_bindgen(unchecked_param_type = "MixingRequest")] request: JsValue,
    ) -> Answer {
        let MixingRequest { files, mix } = parse("request", &request)?;
        self.with(|session| session.begin_mixing(files.files(), mix))
    }

    /// Draws at most `count` more digits.
    ///
    /// # Errors
    /// "request-invalid", "no-dataset" if nothing was begun, "busy".
    #[wasm_bindgen(unchecked_return_type = "Partly<DatasetSummary>")]
    pub fn generate(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Answer {
        let count = parse("count", &count)?;
        self.with(|session| Ok(Partly::from(session.generate(count)?)))
    }

    /// A few generated digits.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid".
    #[wasm_bindgen(unchecked_return_type = "Samples")]
    pub fn sketch(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Sketch")] request: JsValue,
    ) -> Answer {
        let Sketch { sketch } = parse("request", &request)?;
        Ok(to_js(&Samples::from(Session::sketch(sketch)?)))
    }

    /// What can be turned of the generator.
    #[wasm_bindgen(js_name = generatorKnobs, unchecked_return_type = "Knob[]")]
    pub fn generator_knobs(&self) -> JsValue {
        to_js(&Variation::knobs()[..])
    }
}
