//! The boundary in a real browser.
#![cfg(target_family = "wasm")]
