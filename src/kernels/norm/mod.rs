//! Batch normalisation, followed by an optional ReLU.
//!
//! Each direction has two stages, so that several workers can each hold a part of the batch. Forward:
//! every worker computes [`moments()`] of its part, all parts are [combined](combine), and each worker
//! [normalises](normalise) its part. Backward: [`norm_sums`], [`add_sums`], [`norm_input_gradient`].
//!
//! The formulas are those of Ioffe and Szegedy, "Batch normalization", 2015.

mod backward;
mod block;
mod forward;
mod moments;

pub use backward::{GradientSums, add_sums, norm_input_gradient, norm_sums};
pub use block::NormBlock;
pub use forward::{moments, normalise};
pub use moments::{Moments, combine};
