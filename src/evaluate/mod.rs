//! How good a network is, beside a baseline that learns nothing.

pub mod cases;
mod report;
pub mod scores;
pub mod shift;
pub mod template;
pub mod verdict;

pub use cases::{Cases, CasesRequest};
pub use report::{Evaluation, Evaluator, Holdout};
pub use scores::{Choice, Classifier, Reading, Scores};
pub use shift::{Shifted, ShiftedRequest, Shifts};
pub use template::Template;
pub use verdict::Verdict;
