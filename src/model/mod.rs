//! Networks: described as data ([`spec`]), counted ([`report`]), named ([`presets`]), and run
//! ([`network`]).

mod layer;
mod layers;
mod learned;
pub mod network;
mod pass;
pub mod report;
pub mod spec;

pub use network::{Mode, Network};
pub use report::{LayerSummary, Misfit, NetworkReport};
pub use spec::{LayerSpec, Spec};
