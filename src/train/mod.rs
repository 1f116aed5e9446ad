//! Learning: settings, loss, optimiser, schedule, steps, a run of epochs, the rate finder. No clock
//! and no page.

pub mod config;
mod feed;
pub mod finder;
pub mod gradients;
pub mod loss;
pub mod optimizer;
pub mod report;
pub mod run;
pub mod schedule;
pub mod trainer;

pub use config::{ConfigRequest, RunConfig};
pub use finder::{RateSweep, SweepRequest};
pub use loss::{Loss, LossKind};
pub use optimizer::{Optimizer, OptimizerKind};
pub use report::{Advance, EpochSummary, RunSummary, StepReport};
pub use run::Run;
pub use schedule::{Schedule, ScheduleKind};
pub use trainer::Trainer;
