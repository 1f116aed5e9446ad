//! How good a network is.

mod report;

pub use report::{Evaluation, Evaluator, Judges};
