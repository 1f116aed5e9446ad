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
    /// inversely, 0.95 → 0.85 → 0.95. It is PyTorch's `OneCycleLR` with its defaults, after Smith & Topin,
    /// <https://arxiv.org/abs/1708.07120>.
    OneCycle,
    /// fastai's `Learner.fit_one_cycle` (`fastai/callback/schedule.py`). The rate rises along a cosine from
    /// its peak divided by `div` over the share `pct_start` of the steps, then falls along another towards
    /// the peak divided by `div_final`. Step `t` of `T` has the progress `t / T`, so the end is not reached.
    /// The momentum or β₁ changes as with [`OneCycle`](Self::OneCycle).
    ///
    /// fastai drops the last batch of an epoch if it is incomplete. It is kept here.
    FitOneCycle,
    /// fastai's `Learner.fine_tune` (`fastai/callback/schedule.py`) of a network that is not pretrained: two
    /// cycles of [`FitOneCycle`](Self::FitOneCycle). The first takes one epoch and rises over 99 % of it,
    /// from 1/25 of the peak. The second takes the other epochs, with half the peak and with `pct_start` and
    /// `div`. The optimiser's state is reset before the second, as `Learner.unfreeze` does: see
    /// [`Schedule::resets_at`](crate::train::Schedule::resets_at). fastai would train only the last group of
    /// layers in the first cycle, but a network that is not pretrained has only one group.
    FineTune,
}
