//! What the page loads: the bindings of [`digit_lab`], and nothing else.

#[cfg(target_family = "wasm")]
pub use digit_lab::web;
