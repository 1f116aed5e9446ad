//! Bindings of what outlives a device.

use wasm_bindgen::prelude::*;

use super::arguments::parse;
use super::wire::{Checkpoint, PrepareRequest};
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
