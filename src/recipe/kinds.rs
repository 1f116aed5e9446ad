//! The names of losses, optimisers and schedules. `train` implements them.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, reason};
use crate::model::{LayerSpec, Spec};

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
    /// Checks that the network's output fits the loss.
    ///
    /// # Errors
    /// [`Error::Config`] if this is the negative log-likelihood and the network does not end in a log-softmax.
    pub fn check(self, spec: &Spec) -> Result<()> {
        let logarithms = spec.layers.last() == Some(&LayerSpec::LogSoftmax);
        if self == Self::Nll && !logarithms {
            let reason = reason!(
                "nll",
                "the negative log-likelihood needs a network that ends in log_softmax; add that layer, or take cross-entropy."
            );
            return Err(Error::config("loss", reason));
        }
        Ok(())
    }
}

/// Kinds of optimiser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum OptimizerKind {
    /// Stochastic gradient descent, with momentum if that is above 0.
    Sgd,
    /// Adam, with weight decay added to the gradient.
    Adam,
    /// Adam with decoupled weight decay, subtracted from the weights.
    Adamw,
    /// RMSprop, not centred, with momentum if that is above 0.
    Rmsprop,
}

/// Kinds of schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum ScheduleKind {
    /// The rate does not change.
    Constant,
    /// The rate is multiplied by `decay_factor` every `decay_epochs` epochs (PyTorch's `StepLR`).
    Step,
    /// The rate falls along half a cosine to zero after the last step (PyTorch's `CosineAnnealingLR`).
    Cosine,
    /// The rate rises along a cosine from 1/25 of its peak over 30 % of the steps, then falls along another
    /// to 1/250,000. The momentum (of SGD and RMSprop, if it is not 0) or β₁ (of Adam and AdamW) changes
    /// inversely, 0.95 → 0.85 → 0.95. It is the `OneCycleLR` of fastai and PyTorch, after Smith & Topin,
    /// <https://arxiv.org/abs/1708.07120>.
    OneCycle,
}
