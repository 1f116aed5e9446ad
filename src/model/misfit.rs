//! The reason why a network's layers do not fit together.

use serde::Serialize;

use crate::error::Error;

/// A layer that does not fit, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct Misfit {
    /// The layer's place in the network, as in [`Placed::path`](super::spec::Placed::path).
    pub path: String,
    /// The layer's name, or its kind if it has no name.
    pub layer: String,
    /// The reason, with the shapes.
    pub message: String,
}

impl From<Misfit> for Error {
    fn from(misfit: Misfit) -> Self {
        Self::Network {
            layer: misfit.layer,
            message: misfit.message,
        }
    }
}
