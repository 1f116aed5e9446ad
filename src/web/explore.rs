//! Bindings of what is shown of the data.

use wasm_bindgen::prelude::*;

use super::arguments::parse;
use super::wire::{
    AugmentedRequest, BatchIndices, BatchRequest, BrowseRequest, Browsed, NetworkInput,
    NetworkInputRequest, Samples, SamplesRequest, Statistics, StatisticsRequest, TemplateCurves,
    TemplateCurvesRequest, TemplatePairs, Templates,
};
use super::{Answer, Engine};

#[wasm_bindgen]
impl Engine {
    /// Images of a split, in the order asked for.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-dataset", "index-out-of-range", "busy".
    #[wasm_bindgen(unchecked_return_type = "Samples")]
    pub fn samples(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SamplesRequest")] request: JsValue,
    ) -> Answer {
        let SamplesRequest { split, indices } = parse("request", &request)?;
        self.with(|session| Ok(Samples::from(session.samples(split.is_test(), indices)?)))
    }

    /// What augmentation makes of training images.
    ///
    /// # Errors
    /// As of [`samples`](Self::samples).
    #[wasm_bindgen(unchecked_return_type = "Samples")]
    pub fn augmented(
        &self,
        #[wasm_bindgen(unchecked_param_type = "AugmentedRequest")] request: JsValue,
    ) -> Answer {
        let AugmentedRequest {
            indices,
            settings,
            draw,
        } = parse("request", &request)?;
        self.with(|session| Ok(Samples::from(session.augmented(&indices, settings, draw)?)))
    }

    /// A split in numbers.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-dataset", "busy".
    #[wasm_bindgen(unchecked_return_type = "Statistics")]
    pub fn statistics(
        &self,
        #[wasm_bindgen(unchecked_param_type = "StatisticsRequest")] request: JsValue,
    ) -> Answer {
        let StatisticsRequest { split } = parse("request", &request)?;
        self.with(|session| Ok(Statistics::of(split, session.statistics(split.is_test())?)))
    }

    /// A page of images of a class, or of all.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-dataset", "busy".
    #[wasm_bindgen(unchecked_return_type = "Browsed")]
    pub fn browse(
        &self,
        #[wasm_bindgen(unchecked_param_type = "BrowseRequest")] request: JsValue,
    ) -> Answer {
        let BrowseRequest {
            split,
            class,
            first,
            count,
        } = parse("request", &request)?;
        self.with(|session| {
            let page = session.browse(split.is_test(), class, first, count)?;
            Ok(Browsed::from(page))
        })
    }

    /// An image as the run's network takes it.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-dataset", "no-run", "index-out-of-range", "busy".
    #[wasm_bindgen(js_name = networkInput, unchecked_return_type = "NetworkInput")]
    pub fn network_input(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NetworkInputRequest")] request: JsValue,
    ) -> Answer {
        let NetworkInputRequest { split, index, draw } = parse("request", &request)?;
        self.with(|session| {
            let seen = session.network_input(split.is_test(), index, draw)?;
            Ok(NetworkInput::from(seen))
        })
    }

    /// The training images of one batch of the run.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid" if there is no such epoch or batch, "no-run", "busy".
    #[wasm_bindgen(unchecked_return_type = "BatchIndices")]
    pub fn batch(
        &self,
        #[wasm_bindgen(unchecked_param_type = "BatchRequest")] request: JsValue,
    ) -> Answer {
        let BatchRequest { epoch, number } = parse("request", &request)?;
        self.with(|session| Ok(BatchIndices::from(session.batch(epoch, number)?)))
    }

    /// The mean image of each class of the training split.
    ///
    /// # Errors
    /// "no-dataset", "busy".
    #[wasm_bindgen(unchecked_return_type = "Templates")]
    pub fn templates(&self) -> Answer {
        self.with(|session| Ok(Templates::from(session.means()?)))
    }

    /// Mean squared errors of the images of two classes to the means of both.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-dataset", "busy".
    #[wasm_bindgen(js_name = templateCurves, unchecked_return_type = "TemplateCurves")]
    pub fn template_curves(
        &self,
        #[wasm_bindgen(unchecked_param_type = "TemplateCurvesRequest")] request: JsValue,
    ) -> Answer {
        let TemplateCurvesRequest { a, b, split } = parse("request", &request)?;
        self.with(|session| {
            let curves = session.template_curves(split.is_test(), [a, b])?;
            let [of_a, of_b] = curves.map(Into::into);
            Ok(TemplateCurves { a, b, of_a, of_b })
        })
    }

    /// How well the means tell each two classes of the test images apart.
    ///
    /// # Errors
    /// "no-dataset", "busy".
    #[wasm_bindgen(js_name = templatePairs, unchecked_return_type = "TemplatePairs")]
    pub fn template_pairs(&self) -> Answer {
        self.with(|session| Ok(TemplatePairs::from(session.template_pairs()?)))
    }
}
