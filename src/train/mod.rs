//! Learning: settings, loss, steps, a run of epochs. No clock and no page.

pub mod config;
pub mod loss;
pub mod run;
pub mod trainer;

pub use config::{ConfigRequest, RunConfig};
pub use run::{Advance, EpochSummary, Run, RunSummary, StepReport};
pub use trainer::Trainer;
