//! Data sets: images of 28×28 bytes with labels, from files, pictures or a generator.
//!
//! - `idx` reads MNIST's file format; `fit` resizes images; `hold_out` divides one collection into
//!   training and test images; `synthetic` generates digits.
//! - [`Dataset`] holds a training and a test [`Split`]; `explore` describes them in numbers.
//! - `order`, `augment` and `input` determine which images form a batch, how they are changed, and
//!   how a byte becomes a network's input. [`model::Batch`](crate::model::Batch) makes the tensors.
//! - `corrupt` damages test images, to measure a classifier's robustness.
//!
//! The module knows no tensors and no devices.

pub mod augment;
pub mod corrupt;
pub mod dataset;
pub mod explore;
pub mod fit;
pub mod hold_out;
pub mod idx;
pub mod input;
pub mod order;
pub mod synthetic;

pub use augment::{Augmentation, Augmenter};
pub use corrupt::{Corrupter, Corruption};
pub use dataset::{About, CLASSES, Dataset, DatasetSummary, Fitted, Source, Split};
pub use fit::Paper;
pub use hold_out::HoldOut;
pub use input::Input;
pub use order::Order;

/// Rows of every image.
pub const HEIGHT: usize = 28;
/// Columns of every image.
pub const WIDTH: usize = 28;
