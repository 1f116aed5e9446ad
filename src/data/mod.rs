//! Images as bytes: where they come from, and everything that is known about them before a network sees them.

pub mod augment;
pub mod dataset;
pub mod explore;
pub mod fit;
pub mod hold_out;
pub mod idx;
pub mod input;
pub mod order;
pub mod synthetic;

pub use augment::{Augmentation, Augmenter};
pub use dataset::{About, CLASSES, Dataset, DatasetSummary, Fitted, Source, Split};
pub use fit::Paper;
pub use hold_out::HoldOut;
pub use input::Input;
pub use order::Order;

/// Rows of an image.
pub const HEIGHT: usize = 28;
/// Columns of an image.
pub const WIDTH: usize = 28;
