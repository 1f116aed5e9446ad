//! Bindings of what outlives a device.

use wasm_bindgen::prelude::*;

use super::arguments::parse;
use super::wire::{Bytes, Checkpoint, PrepareRequest, RunStart};
use super::{Answer, Engine};
use crate::error::Result;

#[wasm_bindgen]
impl Engine {
    /// The run as it is now, in plain numbers.
    ///
    /// # Errors
    /// "no-run", "device-lost", "busy".
    #[wasm_bindgen(unchecked_return_type = "Checkpoint")]
    pub async fn checkpoint(&self) -> Answer {
        self.during(async |session| Ok(Checkpoint::from(session.checkpoint().await?)))
            .await
    }

    /// A snapshot as bytes: half precision, little-endian, every tensor after another.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid" without a snapshot of that step, "no-run", "busy".
    #[wasm_bindgen(unchecked_return_type = "Uint8Array")]
    pub fn snapshot(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] step: JsValue,
    ) -> Answer {
        let step = parse("step", &step)?;
        self.with(|session| Ok(Bytes(session.snapshot(step)?)))
    }

    /// Adds a snapshot that [`snapshot`](Self::snapshot) gave, of a later step than all there are.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid" if it is of another network, "no-run", "no-dataset", "busy".
    #[wasm_bindgen(js_name = addSnapshot)]
    pub fn add_snapshot(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] step: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: JsValue,
    ) -> Result<()> {
        let (step, bytes): (usize, Bytes) = (parse("step", &step)?, parse("bytes", &bytes)?);
        self.with(|session| session.add_snapshot(step, &bytes.0))
            .map(drop)
    }

    /// What the run begins with; the orders of so many epochs at most.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid" if it began with weights of a file, "no-run", "busy".
    #[wasm_bindgen(js_name = runStart, unchecked_return_type = "RunStart")]
    pub fn run_start(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] epochs: JsValue,
    ) -> Answer {
        let epochs = parse("epochs", &epochs)?;
        self.with(|session| Ok(RunStart::from(session.run_start(epochs)?)))
    }

    /// The data set in use, in numbers.
    ///
    /// # Errors
    /// "no-dataset", "busy".
    #[wasm_bindgen(unchecked_return_type = "DatasetSummary")]
    pub fn dataset(&self) -> Answer {
        self.with(|session| session.summary())
    }

    /// Has the device compile what a run with these settings takes. Needs no images, and leaves
    /// everything as it is.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "network-invalid", "device-lost", "busy".
    pub async fn prepare(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PrepareRequest")] request: JsValue,
    ) -> Result<()> {
        let PrepareRequest { config } = parse("request", &request)?;
        self.during(async |session| session.prepare(config).await)
            .await
            .map(drop)
    }
}
