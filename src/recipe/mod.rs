//! What is trained and how: a network with its settings. The settings and their ranges ([`config`]), the choices among
//! methods ([`kinds`]), the named networks with their recipes ([`presets`]), and what was asked for made into a run's
//! settings ([`ConfigRequest::resolve`]).

pub mod config;
pub mod kinds;
pub mod presets;
mod request;

pub use config::{ConfigRequest, RunConfig};
pub use kinds::{LossKind, OptimizerKind, ScheduleKind};
pub use presets::Preset;
