//! How good a network is, beside a baseline that learns nothing.

pub mod cases;
pub mod measurement;
mod report;
pub mod robustness;
pub mod scores;
pub mod shift;
pub mod template;
pub mod verdict;

pub use cases::{Cases, CasesRequest};
pub use measurement::{Accuracies, Measurement};
pub use report::{Evaluation, Evaluator, Holdout};
pub use robustness::CorruptedRequest;
pub use scores::{Choice, Classifier, Reading, Scores};
pub use shift::ShiftedRequest;
pub use template::Template;
pub use verdict::Verdict;
