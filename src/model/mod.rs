//! Networks: described as data ([`spec`]), named ([`presets`]), and run ([`network`]).

pub mod network;
pub mod presets;
pub mod spec;

pub use network::{Mode, Network};
pub use spec::{LayerSpec, LayerSummary, Spec};
