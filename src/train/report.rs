//! The reports of a run, as plain data.

use serde::Serialize;

use crate::evaluate::Evaluation;
use crate::model::{LayerSummary, Spec};
use crate::recipe::RunConfig;

/// The result of one call of [`Run::advance`](super::Run::advance).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Advance {
    /// Training steps were made.
    Steps(StepReport),
    /// A part of the epoch's evaluation was done.
    Evaluating {
        /// Number of validation and test images evaluated so far.
        done: usize,
        /// Number of validation and test images.
        total: usize,
    },
    /// The epoch's evaluation, and with it the epoch, is complete.
    Epoch(EpochSummary),
    /// The run was over already.
    Finished,
}

/// Training steps since the last report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct StepReport {
    /// Optimiser updates since the run began.
    pub step: usize,
    /// Optimiser updates of the whole run.
    pub total_steps: usize,
    /// The current epoch, counted from 1.
    pub epoch: usize,
    /// Optimiser updates made in this epoch.
    pub step_in_epoch: usize,
    /// Optimiser updates per epoch.
    pub steps_per_epoch: usize,
    /// Number of training images in these steps.
    pub images: usize,
    /// Mean loss of each batch, before its update. The last one belongs to update number `step`.
    pub losses: Vec<f32>,
    /// Accuracy on each batch, before its update, 0..=1.
    pub accuracies: Vec<f32>,
    /// Learning rate of each update.
    pub learning_rates: Vec<f64>,
    /// Euclidean norm over all gradients at each update, before clipping.
    pub gradient_norms: Vec<f32>,
    /// Mean loss over the images of the epoch so far.
    pub epoch_loss: f64,
    /// Accuracy over the images of the epoch so far, 0..=1.
    pub epoch_accuracy: f64,
}

/// A finished epoch.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct EpochSummary {
    /// The epoch, counted from 1.
    pub epoch: usize,
    /// Mean loss over the epoch's training images, each before the update of its batch.
    pub train_loss: f64,
    /// Accuracy over the epoch's training images, each before the update of its batch, 0..=1.
    pub train_accuracy: f64,
    /// Learning rate of the epoch's last update.
    pub learning_rate: f64,
    /// Evaluation on the validation images after the epoch; `None` if there are none.
    pub validation: Option<Evaluation>,
    /// Evaluation on all test images after the epoch.
    pub test: Evaluation,
}

/// The settings and sizes of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct RunSummary {
    /// Its settings.
    pub config: RunConfig,
    /// Its network, with the dropout rate of the settings.
    pub spec: Spec,
    /// The sizes of the network's layers.
    pub layers: Vec<LayerSummary>,
    /// Number of parameters.
    pub parameters: usize,
    /// Multiply-adds of a forward pass for one image.
    pub macs: u64,
    /// Number of images to train on.
    pub train_count: usize,
    /// Number of images held out for validation.
    pub validation_count: usize,
    /// Optimiser updates per epoch.
    pub steps_per_epoch: usize,
    /// Optimiser updates of the whole run.
    pub total_steps: usize,
    /// Optimiser updates made so far.
    pub step: usize,
}
