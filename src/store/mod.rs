//! Checkpoints: the state of a run as plain data, independent of its device.

mod checkpoint;

pub use checkpoint::{Checkpoint, Place, Stage};
