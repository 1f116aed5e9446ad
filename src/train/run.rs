//! A run: epochs of steps, each followed by an evaluation. Goes on a stretch at a time, as far as
//! the caller lets it, so that whoever owns the clock can pause it, show it, or stop asking.

use burn::tensor::{Device, Transaction};
use serde::Serialize;

use super::config::RunConfig;
use super::trainer::Trainer;
use crate::data::{Batch, Dataset, Order};
use crate::error::{Error, Result};
use crate::evaluate::{Evaluation, Evaluator};
use crate::model::presets::Preset;
use crate::model::{LayerSummary, Network};
use crate::read;

/// A network on its way through its epochs.
pub struct Run {
    preset: Preset,
    trainer: Trainer,
    train_count: usize,
    phase: Phase,
    /// Counted from 0.
    epoch: usize,
    totals: Totals,
}

/// Where in an epoch a run is.
enum Phase {
    Training { order: Order, next: usize },
    Evaluating(Box<Evaluator>),
    Finished,
}

/// Sums over the epoch so far.
#[derive(Default)]
struct Totals {
    loss: f64,
    correct: f64,
    images: usize,
}

impl Totals {
    fn loss(&self) -> f64 {
        self.loss / self.images.max(1) as f64
    }

    fn accuracy(&self) -> f64 {
        self.correct / self.images.max(1) as f64
    }
}

/// What a stretch of a run brought.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Advance {
    /// Some training steps.
    Steps(StepReport),
    /// A part of the epoch's evaluation.
    Evaluating {
        /// Test images done.
        done: usize,
        /// Test images in all.
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
    /// Mean loss over the epoch so far, each image counted once.
    pub epoch_loss: f64,
    /// Accuracy over the epoch so far.
    pub epoch_accuracy: f64,
}

/// A finished epoch.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct EpochSummary {
    /// Counted from 1.
    pub epoch: usize,
    /// Mean over the epoch's training images, each before the update it took part in.
    pub train_loss: f64,
    /// Likewise, 0..=1.
    pub train_accuracy: f64,
    /// Over all test images, after the epoch.
    pub test: Evaluation,
}

/// A run as it is set up.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct RunSummary {
    /// Its settings.
    pub config: RunConfig,
    /// Its network, a row a layer.
    pub layers: Vec<LayerSummary>,
    /// Trainable numbers in all.
    pub parameters: usize,
    /// Updates to an epoch.
    pub steps_per_epoch: usize,
    /// Updates in all.
    pub total_steps: usize,
    /// Updates made so far.
    pub step: usize,
}

impl Run {
    /// Sets up a run on a data set with `train_count` training images.
    ///
    /// # Errors
    /// [`Error::Network`] if the preset's layers do not fit.
    pub fn new(preset: Preset, train_count: usize, device: &Device) -> Result<Self> {
        let trainer = Trainer::new(&preset.spec, &preset.config, device)?;
        let mut run = Self {
            train_count: preset.config.subset.unwrap_or(train_count),
            preset,
            trainer,
            phase: Phase::Finished,
            epoch: 0,
            totals: Totals::default(),
        };
        run.begin_epoch(0);
        Ok(run)
    }

    /// A run with the same settings, from the start.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn restarted(&self) -> Result<Self> {
        Self::new(self.preset.clone(), self.train_count, self.trainer.device())
    }

    /// Goes on: by at most `max_steps` training steps and never beyond the epoch's last, or by a
    /// part of the evaluation. `dataset` must be the one that the run was set up for.
    ///
    /// # Errors
    /// [`Error::NotFinite`] if a loss is no longer a number, [`Error::Device`] if the device
    /// fails.
    pub async fn advance(&mut self, dataset: &Dataset, max_steps: usize) -> Result<Advance> {
        match &mut self.phase {
            Phase::Training { .. } => Ok(Advance::Steps(self.train(dataset, max_steps).await?)),
            Phase::Evaluating(evaluator) => match evaluator.advance(&dataset.test).await? {
                Some(test) => Ok(Advance::Epoch(self.end_epoch(test))),
                None => Ok(Advance::Evaluating {
                    done: evaluator.done(),
                    total: dataset.test.len(),
                }),
            },
            Phase::Finished => Ok(Advance::Finished),
        }
    }

    async fn train(&mut self, dataset: &Dataset, max_steps: usize) -> Result<StepReport> {
        let Phase::Training { order, next } = &mut self.phase else {
            unreachable!("advance calls it while training")
        };
        let steps_per_epoch = order.batches();
        let mut sizes = Vec::new();
        let mut reads = Transaction::default();
        for i in *next..steps_per_epoch.min(*next + max_steps.max(1)) {
            let indices = order.batch(i).expect("i is below the number of batches");
            let batch = Batch::gather(&dataset.train, indices, self.trainer.device());
            let tensors = self.trainer.step(batch);
            reads = reads.register(tensors.loss).register(tensors.correct);
            sizes.push(indices.len());
        }
        *next += sizes.len();
        let step_in_epoch = *next;
        if step_in_epoch == steps_per_epoch {
            self.phase = Phase::Evaluating(Box::new(self.evaluator(dataset)));
        }

        let values = read::scalars(reads).await?;
        let step = self.trainer.steps();
        let first = step - sizes.len() + 1;
        let (mut losses, mut accuracies) = (Vec::new(), Vec::new());
        for (i, (pair, &size)) in values.chunks(2).zip(&sizes).enumerate() {
            let (loss, correct) = (pair[0], pair[1]);
            if !loss.is_finite() {
                return Err(Error::NotFinite {
                    step: first + i,
                    loss,
                    learning_rate: self.preset.config.learning_rate,
                });
            }
            self.totals.loss += f64::from(loss) * size as f64;
            self.totals.correct += f64::from(correct);
            self.totals.images += size;
            losses.push(loss);
            accuracies.push(correct / size as f32);
        }
        Ok(StepReport {
            step,
            total_steps: steps_per_epoch * self.preset.config.epochs,
            epoch: self.epoch + 1,
            step_in_epoch,
            steps_per_epoch,
            images: sizes.iter().sum(),
            losses,
            accuracies,
            epoch_loss: self.totals.loss(),
            epoch_accuracy: self.totals.accuracy(),
        })
    }

    fn end_epoch(&mut self, test: Evaluation) -> EpochSummary {
        let summary = EpochSummary {
            epoch: self.epoch + 1,
            train_loss: self.totals.loss(),
            train_accuracy: self.totals.accuracy(),
            test,
        };
        self.begin_epoch(self.epoch + 1);
        summary
    }

    fn begin_epoch(&mut self, epoch: usize) {
        self.epoch = epoch;
        self.totals = Totals::default();
        self.phase = if epoch < self.preset.config.epochs {
            Phase::Training {
                order: self.order(epoch),
                next: 0,
            }
        } else {
            Phase::Finished
        };
    }

    fn order(&self, epoch: usize) -> Order {
        let config = &self.preset.config;
        Order::shuffled(self.train_count, config.batch_size, config.seed, epoch)
    }

    /// An evaluation of the network as it is now.
    pub fn evaluator(&self, dataset: &Dataset) -> Evaluator {
        Evaluator::new(
            self.network(),
            self.steps(),
            &dataset.test,
            self.trainer.device(),
        )
    }

    /// The network as it is now, without autodiff.
    pub fn network(&self) -> Network {
        self.trainer.network()
    }

    /// Optimiser updates made so far.
    pub fn steps(&self) -> usize {
        self.trainer.steps()
    }

    /// The run in numbers.
    ///
    /// # Errors
    /// None in practice: the layers were found to fit when the run was set up.
    pub fn summary(&self) -> Result<RunSummary> {
        let config = self.preset.config.clone();
        let layers = self.preset.spec.summary()?;
        let steps_per_epoch = self.train_count.div_ceil(config.batch_size);
        Ok(RunSummary {
            parameters: layers.iter().map(|layer| layer.parameters).sum(),
            layers,
            steps_per_epoch,
            total_steps: steps_per_epoch * config.epochs,
            step: self.steps(),
            config,
        })
    }
}
