//! Digit Lab: a convolutional network that learns to read digits inside a browser tab.
//!
//! This crate owns all state and all decisions about learning. It compiles to WebAssembly for the
//! page's worker and natively for tests.
//!
//! # How data flows, one way
//!
//! bytes → [`data::idx`] → [`data::Dataset`] (bytes) → [`data::Batch`] `[N, 1, 28, 28]` →
//! [`model::Network`] → logits `[N, 10]` → [`train::Trainer::step`] → a loss that stays on the
//! device → one asynchronous read a report → [`train::StepReport`] → (`web`) → the page.
//!
//! # Invariants
//!
//! - The backend is chosen once, in [`backend`], and handed down as a burn `Device`.
//! - Tensors are read asynchronously, in [`read`] and nowhere else: a synchronous read panics on
//!   a browser's WebGPU, and tests on the CPU do not see it. Clippy forbids the synchronous ones.
//! - Every failure is an [`error::Error`] with a stable code.
//! - Only `web` knows JavaScript, only [`backend`] names the backends, only
//!   [`data::batch`] turns bytes into a network's input.
//! - Nothing here has a clock: who calls decides how far to go and measures how long it took.

pub mod backend;
pub mod data;
pub mod draw;
pub mod error;
pub mod evaluate;
pub mod inspect;
pub mod model;
pub mod ops;
pub mod random;
pub mod recipe;
pub mod session;
pub mod store;
pub mod team;
pub mod train;

#[cfg(target_family = "wasm")]
pub mod web;
