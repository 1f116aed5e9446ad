//! The reason why a network's layers do not fit together.

use serde::Serialize;

use crate::error::{Error, Params, Reason};

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
    /// Its code; see [`Reason::code`].
    pub reason: &'static str,
    /// What its words say beside the code.
    #[cfg_attr(target_family = "wasm", tsify(type = "Record<string, string>"))]
    pub params: Params,
}

impl Misfit {
    pub(super) fn new(path: &str, layer: impl Into<String>, reason: Reason) -> Self {
        Self {
            path: path.into(),
            layer: layer.into(),
            message: reason.text,
            reason: reason.code,
            params: reason.params,
        }
    }
}

impl From<Misfit> for Error {
    fn from(misfit: Misfit) -> Self {
        Self::Network {
            layer: misfit.layer,
            reason: Reason {
                code: misfit.reason,
                params: misfit.params,
                text: misfit.message,
            },
        }
    }
}

/// A shape as sentences have it: "[8, 14, 14]".
pub(super) fn shape(sizes: &[usize]) -> String {
    format!("{sizes:?}")
}
