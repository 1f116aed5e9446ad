//! Recipes: networks with the settings that they are trained with.
//!
//! [`config`] has the settings and their ranges, [`kinds`] the losses, optimisers and schedules, and [`presets`] the named
//! networks with their recipes. [`ConfigRequest::resolve`] completes a request from a preset and checks it.

pub mod config;
pub mod kinds;
pub mod presets;
mod request;

pub use config::{ConfigRequest, RunConfig};
pub use kinds::{LossKind, OptimizerKind, ScheduleKind};
pub use presets::Preset;
