//! What training makes small.

use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::{LayerSpec, Spec};
use crate::ops::{CrossEntropy, Targets};

/// Kinds of loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum LossKind {
    /// `−log softmax(logits)[target]`: for a network that ends in logits.
    CrossEntropy,
    /// `−x[target]`, the negative log-likelihood: for a network that ends in a log-softmax.
    Nll,
}

impl LossKind {
    /// Whether the network gives what the loss takes.
    ///
    /// # Errors
    /// [`Error::Config`] if the negative log-likelihood would be of something else.
    pub fn check(self, spec: &Spec) -> Result<()> {
        let logarithms = spec.layers.last() == Some(&LayerSpec::LogSoftmax);
        if self == Self::Nll && !logarithms {
            let message = "the negative log-likelihood needs a network that ends in log_softmax; add that layer, or take cross-entropy.";
            return Err(Error::config("loss", message));
        }
        Ok(())
    }
}

/// A loss with its label smoothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    /// Which it is.
    pub kind: LossKind,
    /// Share of the target that is spread over all classes, in [0, 1).
    pub label_smoothing: f64,
}

impl Loss {
    /// The mean over a batch, as one value; and how many images have their largest output at the
    /// target, without a gradient.
    ///
    /// # Shapes
    /// - `outputs`: `[N, classes]`, logits or log-probabilities as the kind wants them
    pub fn mean(&self, outputs: Tensor<2>, targets: &Targets) -> (Tensor<1>, Tensor<1>) {
        let entropy = CrossEntropy {
            logits: self.kind == LossKind::CrossEntropy,
            smoothing: self.label_smoothing,
        };
        entropy.mean(outputs, targets)
    }
}

/// The mean cross-entropy of logits, as one value. Log-probabilities may come in the place of logits:
/// they are their own log-softmax.
///
/// # Shapes
/// - `outputs`: `[N, classes]`
pub fn mean(outputs: Tensor<2>, targets: &Targets) -> Tensor<1> {
    let entropy = CrossEntropy {
        logits: true,
        smoothing: 0.0,
    };
    entropy.mean(outputs, targets).0
}
