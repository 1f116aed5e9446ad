//! Bindings of what is shown of the results.

use wasm_bindgen::prelude::*;

use super::arguments::parse;
use super::wire::{AssessRequest, Cases, Partly, Probabilities, ProbabilitiesRequest};
use super::{Answer, Engine};
use crate::evaluate::CasesRequest;

#[wasm_bindgen]
impl Engine {
    /// Begins to assess a classifier on the test images, the network as it is now; see
    /// [`assess`](Self::assess). How many images there are.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-dataset", "no-run", "busy".
    #[wasm_bindgen(js_name = beginAssessment, unchecked_return_type = "number")]
    pub fn begin_assessment(
        &self,
        #[wasm_bindgen(unchecked_param_type = "AssessRequest")] request: JsValue,
    ) -> Answer {
        let AssessRequest { classifier, at, .. } = parse("request", &request)?;
        self.with(|session| session.begin_assessment(classifier, at))
    }

    /// Goes on with it.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-dataset", "no-verdict", "device-lost", "busy".
    #[wasm_bindgen(unchecked_return_type = "Partly<Verdict>")]
    pub async fn assess(
        &self,
        #[wasm_bindgen(unchecked_param_type = "AssessRequest")] request: JsValue,
    ) -> Answer {
        let request: AssessRequest = parse("request", &request)?;
        self.during(async |session| {
            let part = session.assess(request.classifier, request.classes).await?;
            Ok(Partly::from(part))
        })
        .await
    }

    /// Single test images behind the classifier's last verdict.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-verdict", "no-dataset", "busy".
    #[wasm_bindgen(unchecked_return_type = "Cases")]
    pub fn cases(
        &self,
        #[wasm_bindgen(unchecked_param_type = "CasesRequest")] request: JsValue,
    ) -> Answer {
        let request: CasesRequest = parse("request", &request)?;
        self.with(|session| {
            let found = session.cases(&request)?;
            let indices = found.readings.iter().map(|reading| reading.index as usize);
            Ok(Cases::of(&found, session.samples(true, indices)?))
        })
    }

    /// All that is behind the classifier's last verdict.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-verdict", "no-dataset", "busy".
    #[wasm_bindgen(unchecked_return_type = "Probabilities")]
    pub fn probabilities(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ProbabilitiesRequest")] request: JsValue,
    ) -> Answer {
        let ProbabilitiesRequest { classifier } = parse("request", &request)?;
        self.with(|session| {
            let labels = &session.split(true)?.labels;
            Ok(Probabilities::of(session.scores(classifier)?, labels))
        })
    }
}
