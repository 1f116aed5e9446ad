//! Bindings of the digits of a picture.

use wasm_bindgen::prelude::*;

use super::arguments::parse;
use super::wire::digits::{ReadDigitsRequest, Readings};
use super::{Answer, Engine};

#[wasm_bindgen]
impl Engine {
    /// Reads several digits in one batch.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-run", "draw-size", "draw-empty", "device-lost", "busy".
    #[wasm_bindgen(js_name = readDigits, unchecked_return_type = "Readings")]
    pub async fn read_digits(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ReadDigitsRequest")] request: JsValue,
    ) -> Answer {
        let request: ReadDigitsRequest = parse("request", &request)?;
        self.during(async |session| {
            let images = &request.images.0;
            let readings = session
                .read_digits(images, request.side, request.at)
                .await?;
            Ok(Readings::from(readings))
        })
        .await
    }
}
