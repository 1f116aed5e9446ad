//! Digit Lab: trains convolutional networks that read digits, inside a browser tab.
//!
//! The crate contains all state and logic of training. It compiles to WebAssembly for the page's worker
//! (`web` has the bindings) and natively for tests. `src/README.md` explains its architecture.
//!
//! # Layers
//!
//! A module imports only from lower layers and from its neighbours. All modules may use the last row.
//!
//! | layer | modules |
//! | --- | --- |
//! | bindings | `web` (WebAssembly only) |
//! | use cases | [`session`] |
//! | computing | [`backend`], [`train`], [`evaluate`], [`inspect`], [`store`] |
//! | settings | [`recipe`] |
//! | networks | [`model`] |
//! | operations | [`ops`], on the package `digit-lab-kernels` on a CPU and on shaders on a GPU |
//! | foundation | [`data`], [`draw`], [`error`], [`random`], [`team`] |
//!
//! # Data flow
//!
//! bytes → [`data::idx`] → [`data::Dataset`] (bytes) → [`model::Batch`] `[N, 1, 28, 28]` →
//! [`model::Network`] → logits `[N, 10]` → [`train::Trainer::step`] → a loss that stays on the device →
//! one asynchronous read per report → [`train::StepReport`] → `web` → the page.
//!
//! # Example
//!
//! Training on generated digits, natively on the CPU:
//!
//! ```
//! use digit_lab::backend::Backend;
//! use digit_lab::draw::{PenPoint, rasterise};
//! use digit_lab::recipe::ConfigRequest;
//! use digit_lab::session::{GenerationRequest, Session};
//!
//! # pollster::block_on(async {
//! let mut session = Session::new(Backend::cpu());
//!
//! // A data set. Generation proceeds in stretches, so that a worker can answer other requests.
//! session.begin_generation(GenerationRequest {
//!     train_count: 640,
//!     test_count: 100,
//!     ..Default::default()
//! })?;
//! while session.generate(100)?.1.is_none() {}
//!
//! // A run: a preset, with some of its settings replaced. Ten steps of training.
//! session.configure(ConfigRequest {
//!     preset: Some("lenet".into()),
//!     epochs: Some(1),
//!     ..Default::default()
//! })?;
//! session.advance(10).await?;
//! assert_eq!(session.steps()?, 10);
//!
//! // The accuracy on the test images.
//! session.begin_evaluation()?;
//! let evaluation = loop {
//!     if let (_, Some(evaluation)) = session.evaluate().await? {
//!         break evaluation;
//!     }
//! };
//! assert_eq!(evaluation.count, 100);
//!
//! // The ten probabilities of a drawing.
//! let pen = |x, y| PenPoint { x, y, width: 24.0 };
//! let drawing = rasterise(280, 280, &[vec![pen(140.0, 40.0), pen(140.0, 240.0)]]);
//! let prediction = session.predict(&drawing.into(), None, false).await?;
//! assert_eq!(prediction.probabilities.len(), 10);
//! # Ok::<_, digit_lab::error::Error>(())
//! # }).unwrap();
//! ```
//!
//! # Invariants
//!
//! `tests/core/architecture.rs` checks the first four.
//!
//! - Modules follow the layers, and no two files import each other.
//! - [`backend`] opens a device, which is passed down as a burn `Device`; there is no
//!   `Device::default()`. Only `backend` and the implementations in [`ops`] name burn's backends.
//! - Tensors are read asynchronously by [`ops::read`]: a synchronous read panics on a browser's WebGPU.
//! - Only `web` knows JavaScript.
//! - Every failure is an [`error::Error`] with a stable code.
//! - The crate does not measure time: the caller decides how many steps to make, and measures them.

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
