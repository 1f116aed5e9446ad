//! What is wrong with a network whose layers do not fit.

use serde::Serialize;

use crate::error::Error;

/// Why a network does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct Misfit {
    /// Where the layer stands, as [`Placed::path`](super::spec::Placed::path).
    pub path: String,
    /// Its name, or its kind where it has none.
    pub layer: String,
    /// What does not fit, with the shapes.
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
