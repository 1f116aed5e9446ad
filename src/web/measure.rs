//! Bindings of measurements on moved and corrupted test images.

use wasm_bindgen::prelude::*;

use super::arguments::parse;
use super::wire::Partly;
use super::wire::corruptions::{Corruptions, CorruptionsRequest};
use super::{Answer, Engine};
use crate::evaluate::{CorruptedRequest, ShiftedRequest};

#[wasm_bindgen]
impl Engine {
    /// Begins to measure a classifier on test images that are moved; see [`measure`](Self::measure). Returns the number
    /// of images, each counted once a distance and direction.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-dataset", "no-run", "busy".
    #[wasm_bindgen(js_name = beginShifted, unchecked_return_type = "number")]
    pub fn begin_shifted(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ShiftedRequest")] request: JsValue,
    ) -> Answer {
        let request: ShiftedRequest = parse("request", &request)?;
        self.with(|session| session.begin_shifted(&request))
    }

    /// Begins to measure a classifier on test images that are corrupted; see [`measure`](Self::measure). Returns the
    /// number of images, each counted once a kind and strength.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-dataset", "no-run", "busy".
    #[wasm_bindgen(js_name = beginCorrupted, unchecked_return_type = "number")]
    pub fn begin_corrupted(
        &self,
        #[wasm_bindgen(unchecked_param_type = "CorruptedRequest")] request: JsValue,
    ) -> Answer {
        let request: CorruptedRequest = parse("request", &request)?;
        self.with(|session| session.begin_corrupted(&request))
    }

    /// Goes on with the measurement that was begun last.
    ///
    /// # Errors
    /// "no-dataset", "no-verdict" if none was begun, "device-lost", "busy".
    #[wasm_bindgen(unchecked_return_type = "Partly<Accuracies>")]
    pub async fn measure(&self) -> Answer {
        self.during(async |session| Ok(Partly::from(session.measure().await?)))
            .await
    }

    /// A test image in every kind and strength of corruption.
    ///
    /// # Errors
    /// "request-invalid", "no-dataset", "index-out-of-range", "busy".
    #[wasm_bindgen(unchecked_return_type = "Corruptions")]
    pub fn corruptions(
        &self,
        #[wasm_bindgen(unchecked_param_type = "CorruptionsRequest")] request: JsValue,
    ) -> Answer {
        let CorruptionsRequest { index } = parse("request", &request)?;
        self.with(|session| Ok(Corruptions::of(session.corruptions(index)?)))
    }
}
