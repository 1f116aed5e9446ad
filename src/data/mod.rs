//! From bytes to batches: everything that is known about images before a network sees them.

pub mod augment;
pub mod batch;
pub mod dataset;
pub mod explore;
pub mod fit;
pub mod hold_out;
pub mod idx;
pub mod synthetic;

pub use augment::{Augmentation, Augmenter};
pub use batch::{Batch, Input, Order, Resident};
pub use dataset::{About, CLASSES, Dataset, DatasetSummary, Fitted, Source, Split};
pub use fit::Paper;
pub use hold_out::HoldOut;

/// Rows of an image.
pub const HEIGHT: usize = 28;
/// Columns of an image.
pub const WIDTH: usize = 28;
