//! The choices among losses, optimisers and schedules. What each does is implemented in `train`.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
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

/// Kinds of optimiser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum OptimizerKind {
    /// Stochastic gradient descent, with momentum if that is above 0.
    Sgd,
    /// Adam; weight decay is added to the gradient.
    Adam,
    /// Adam with weight decay of the weights themselves.
    Adamw,
    /// RMSprop, not centred, with momentum if that is above 0.
    Rmsprop,
}

/// Kinds of schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum ScheduleKind {
    /// The same rate from first to last.
    Constant,
    /// The rate is multiplied by a factor every so many epochs (PyTorch's `StepLR`).
    Step,
    /// Along half a cosine down to zero after the last step (PyTorch's `CosineAnnealingLR`).
    Cosine,
    /// Up along a cosine from 1/25 of the rate over 30 % of the steps, then down along another to
    /// 1/250,000; the momentum (SGD, RMSprop: if there is any) or β₁ (Adam, AdamW) goes the other
    /// way, 0.95 → 0.85 → 0.95. fastai's and PyTorch's `OneCycleLR`, after Smith & Topin,
    /// <https://arxiv.org/abs/1708.07120>.
    OneCycle,
}
