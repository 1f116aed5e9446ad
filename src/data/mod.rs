//! From bytes to batches: everything that is known about images before a network sees them.

pub mod augment;
pub mod batch;
pub mod dataset;
pub mod explore;
pub mod idx;
pub mod synthetic;

pub use augment::{Augmentation, Augmenter};
pub use batch::{Batch, Input, Order};
pub use dataset::{CLASSES, Dataset, DatasetSummary, Source, Split};

/// Rows of an image.
pub const HEIGHT: usize = 28;
/// Columns of an image.
pub const WIDTH: usize = 28;
