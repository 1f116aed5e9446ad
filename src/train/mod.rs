//! Training: loss, optimiser, schedule, training steps, runs of several epochs, and the rate finder.
//! The module does not measure time and knows nothing of the page.

mod feed;
pub mod finder;
pub mod gradients;
pub mod loss;
pub mod optimizer;
pub mod prepare;
pub mod report;
pub mod run;
pub mod schedule;
pub mod trainer;

pub use finder::{RateSweep, SweepRequest};
pub use loss::Loss;
pub use optimizer::Optimizer;
pub use prepare::prepare;
pub use report::{Advance, EpochSummary, RunSummary, StepReport};
pub use run::Run;
pub use schedule::Schedule;
pub use trainer::Trainer;
