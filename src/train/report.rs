//! What a run tells of itself: plain numbers.

use serde::Serialize;

use crate::evaluate::Evaluation;
use crate::model::{LayerSummary, Spec};
use crate::recipe::RunConfig;

/// What a stretch of a run brought.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Advance {
    /// Some training steps.
    Steps(StepReport),
    /// A part of the epoch's evaluation.
    Evaluating {
        /// Images done, validation's and test's.
        done: usize,
        /// Images in all.
        total: usize,
    },
    /// The epoch's evaluation is complete, and so is the epoch.
    Epoch(EpochSummary),
    /// Nothing: the last epoch is behind.
    Finished,
}

/// Training steps since the last report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct StepReport {
    /// Optimiser updates made since the run began.
    pub step: usize,
    /// Updates that the whole run will make.
    pub total_steps: usize,
    /// Counted from 1.
    pub epoch: usize,
    /// Updates made in this epoch.
    pub step_in_epoch: usize,
    /// Updates to an epoch.
    pub steps_per_epoch: usize,
    /// Training images seen since the last report.
    pub images: usize,
    /// Mean loss of each batch, before its update; the last is `step`'s.
    pub losses: Vec<f32>,
    /// Accuracy on each batch, before its update.
    pub accuracies: Vec<f32>,
    /// Learning rate of each update.
    pub learning_rates: Vec<f64>,
    /// Euclidean norm of all gradients together at each update, before they were shortened.
    pub gradient_norms: Vec<f32>,
    /// Mean loss over the epoch so far, each image counted once.
    pub epoch_loss: f64,
    /// Accuracy over the epoch so far.
    pub epoch_accuracy: f64,
}

/// A finished epoch.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct EpochSummary {
    /// Counted from 1.
    pub epoch: usize,
    /// Mean over the epoch's training images, each before the update it took part in.
    pub train_loss: f64,
    /// Likewise, 0..=1.
    pub train_accuracy: f64,
    /// Learning rate of the epoch's last update.
    pub learning_rate: f64,
    /// Over the images held out of training, after the epoch; `None` if there are none.
    pub validation: Option<Evaluation>,
    /// Over all test images, after the epoch.
    pub test: Evaluation,
}

/// A run as it is set up.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct RunSummary {
    /// Its settings.
    pub config: RunConfig,
    /// Its network, as it is trained.
    pub spec: Spec,
    /// The network, a row a layer.
    pub layers: Vec<LayerSummary>,
    /// Learned numbers in all.
    pub parameters: usize,
    /// Multiply-adds of a forward pass for one image.
    pub macs: u64,
    /// Images to train on.
    pub train_count: usize,
    /// Images held out to validate with.
    pub validation_count: usize,
    /// Updates to an epoch.
    pub steps_per_epoch: usize,
    /// Updates in all.
    pub total_steps: usize,
    /// Updates made so far.
    pub step: usize,
}
