//! Networks: as data ([`spec`]), as a summary of their sizes ([`report`]), and with tensors, ready to run ([`network`]).

pub mod batch;
mod fuse;
mod layer;
mod misfit;
mod mode;
pub mod network;
mod parameters;
mod pass;
pub mod report;
pub mod spec;
mod structure;

pub use batch::{Batch, Resident, Targets};
pub use misfit::Misfit;
pub use mode::{Mode, Training};
pub use network::{Network, Recording};
pub use parameters::Weights;
pub use report::{LayerSummary, NetworkReport};
pub use spec::{LayerSpec, Spec};
