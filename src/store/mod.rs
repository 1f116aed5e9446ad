//! What outlives a run's device, as plain data.

mod checkpoint;

pub use checkpoint::{Checkpoint, Place, Stage};
