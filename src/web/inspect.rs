//! Bindings of the inside of a network.

use wasm_bindgen::prelude::*;

use super::arguments::parse;
use super::wire::inside::{
    CaptureRequest, Captured, ExplainRequest, Explanation, Features, FeaturesRequest,
    MaximiseRequest, Maximised, Nearest, NearestRequest, Snapshots, Trial, TrialRequest,
};
use super::wire::{InspectRequest, Inspection, Partly};
use super::{Answer, Engine};

#[wasm_bindgen]
impl Engine {
    /// The first convolution at work on a test image.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-run", "no-dataset", "index-out-of-range",
    /// "device-lost", "busy".
    #[wasm_bindgen(unchecked_return_type = "Inspection")]
    pub async fn inspect(
        &self,
        #[wasm_bindgen(unchecked_param_type = "InspectRequest")] request: JsValue,
    ) -> Answer {
        let InspectRequest { index, at } = parse("request", &request)?;
        self.during(async |session| {
            let seen = session.inspect(index, at).await?;
            let step = at.map_or_else(|| session.steps(), Ok)?;
            Inspection::of(step, index, session.split(true)?, seen)
        })
        .await
    }

    /// Any tensor of a pass: outputs of layers, gradients that reach them, parameters and their gradients. The run does
    /// not change.
    ///
    /// # Errors
    /// As of [`inspect`](Self::inspect), and "draw-size", "draw-empty".
    #[wasm_bindgen(unchecked_return_type = "Captured[]")]
    pub async fn capture(
        &self,
        #[wasm_bindgen(unchecked_param_type = "CaptureRequest")] request: JsValue,
    ) -> Answer {
        let request: CaptureRequest = parse("request", &request)?;
        let request = request.try_into()?;
        self.during(async |session| {
            let captured = session.capture(&request).await?;
            Ok(captured.into_iter().map(Captured::from).collect::<Vec<_>>())
        })
        .await
    }

    /// Attributes the answer for an image to its pixels.
    ///
    /// # Errors
    /// As of [`capture`](Self::capture).
    #[wasm_bindgen(unchecked_return_type = "Explanation")]
    pub async fn explain(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ExplainRequest")] request: JsValue,
    ) -> Answer {
        let request: ExplainRequest = parse("request", &request)?;
        let image = request.image.try_into()?;
        let layer = request.layer.map(|name| name.0);
        let method = (request.method, request.class, layer.as_ref());
        self.during(async |session| {
            let found = session.explain(&image, method, request.at).await?;
            Ok(Explanation::from(found))
        })
        .await
    }

    /// An image that a unit responds to.
    ///
    /// # Errors
    /// As of [`capture`](Self::capture).
    #[wasm_bindgen(unchecked_return_type = "Maximised")]
    pub async fn maximise(
        &self,
        #[wasm_bindgen(unchecked_param_type = "MaximiseRequest")] request: JsValue,
    ) -> Answer {
        let request: MaximiseRequest = parse("request", &request)?;
        let layer = request.layer.0;
        let unit = (&layer, request.unit);
        self.during(async |session| {
            let found = session.maximise(unit, request.mean, request.seed, request.at);
            Ok(Maximised::from(found.await?))
        })
        .await
    }

    /// One update by a few images on a copy of the network.
    ///
    /// # Errors
    /// As of [`capture`](Self::capture).
    #[wasm_bindgen(unchecked_return_type = "Trial")]
    pub async fn trial(
        &self,
        #[wasm_bindgen(unchecked_param_type = "TrialRequest")] request: JsValue,
    ) -> Answer {
        let TrialRequest { images, mode } = parse("request", &request)?;
        let images = images.try_into()?;
        let training = mode == super::wire::inside::PassMode::Training;
        self.during(async |session| Ok(Trial::from(session.trial(&images, training).await?)))
            .await
    }

    /// Begins to compute a layer's features of many images; see [`features`](Self::features). Returns the number of
    /// images.
    ///
    /// # Errors
    /// As of [`capture`](Self::capture).
    #[wasm_bindgen(js_name = beginFeatures, unchecked_return_type = "number")]
    pub fn begin_features(
        &self,
        #[wasm_bindgen(unchecked_param_type = "FeaturesRequest")] request: JsValue,
    ) -> Answer {
        let request: FeaturesRequest = parse("request", &request)?;
        let layer = request.layer.map(|name| name.0);
        let test = request.split.is_test();
        self.with(|session| session.begin_features(test, request.count, layer.as_ref(), request.at))
    }

    /// Goes on with them.
    ///
    /// # Errors
    /// "no-dataset", "no-verdict" if none were begun, "device-lost", "busy".
    #[wasm_bindgen(unchecked_return_type = "Partly<Features>")]
    pub async fn features(&self) -> Answer {
        self.during(async |session| {
            let (done, embedding) = session.features().await?;
            Ok(Partly::from((done, embedding.map(Features::from))))
        })
        .await
    }

    /// The training images that are most like an image, among those whose features were computed last.
    ///
    /// # Errors
    /// As of [`capture`](Self::capture), and "no-verdict" if there are no features of training images.
    #[wasm_bindgen(unchecked_return_type = "Nearest")]
    pub async fn nearest(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NearestRequest")] request: JsValue,
    ) -> Answer {
        let NearestRequest { image, count } = parse("request", &request)?;
        let image = image.try_into()?;
        self.during(async |session| Ok(Nearest::from(session.nearest(&image, count).await?)))
            .await
    }

    /// The snapshots that were taken of the run.
    ///
    /// # Errors
    /// "no-run", "busy".
    #[wasm_bindgen(unchecked_return_type = "Snapshots")]
    pub fn snapshots(&self) -> Answer {
        self.with(|session| {
            let (steps, bytes) = session.snapshots()?;
            Ok(Snapshots {
                steps: steps.into(),
                bytes,
            })
        })
    }
}
