//! Random and hostile calls: see `fuzz.js`.

use digit_lab::web::Engine;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

/// Runs with an engine of its own each, and calls of a run.
const RUNS: u32 = 30;
const CALLS: u32 = 1000;

#[wasm_bindgen(module = "/fuzz.js")]
extern "C" {
    /// What went wrong; empty if nothing did.
    #[wasm_bindgen(catch)]
    async fn fuzz(engine: Engine, seed: u32, calls: u32) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen_test]
async fn every_call_is_answered_or_refused_with_a_code() {
    for seed in 0..RUNS {
        let engine = crate::open("ndarray").await;
        let failure = fuzz(engine, seed, CALLS).await.unwrap();
        assert_eq!(failure.as_string().as_deref(), Some(""), "seed {seed}");
    }
}
