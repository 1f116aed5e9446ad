//! A run: epochs of steps, each followed by an evaluation. Goes on a stretch at a time, as far as
//! the caller lets it, so that whoever owns the clock can pause it, show it, or stop asking.

use burn::tensor::{Device, Transaction};
use rand::seq::SliceRandom;
use serde::Serialize;

use super::config::{self, RunConfig};
use super::finder::{Finder, RateSweep, SweepRequest};
use super::trainer::Trainer;
use crate::data::{Augmenter, Batch, Dataset, Input, Order};
use crate::error::{Error, Result};
use crate::evaluate::{Evaluation, Evaluator, Judges};
use crate::model::presets::Preset;
use crate::model::{LayerSummary, Network, Spec};
use crate::random;
use crate::read;

/// A network on its way through its epochs.
pub struct Run {
    preset: Preset,
    trainer: Trainer,
    augmenter: Augmenter,
    /// Training images in all, before any is left out.
    train_count: usize,
    /// Images to train on, and those held out to validate with.
    train: Vec<u32>,
    validation: Vec<u32>,
    phase: Phase,
    position: Position,
    /// The last weights that are known to give a loss: where to go on from when one is no number.
    good: Option<Checkpoint>,
    finder: Option<Finder>,
    /// True once the run is to end with the epoch in hand.
    ending: bool,
}

/// Where in an epoch a run is.
enum Phase {
    Training(Order),
    Evaluating {
        now: Box<Evaluator>,
        validation: Option<Evaluation>,
    },
    Finished,
}

/// How far a run is.
#[derive(Debug, Clone, Default)]
struct Position {
    /// Counted from 0.
    epoch: usize,
    /// Number of the next batch.
    next: usize,
    totals: Totals,
}

/// A network at a position.
struct Checkpoint {
    network: Network,
    step: usize,
    position: Position,
}

/// Sums over the epoch so far.
#[derive(Debug, Clone, Default)]
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
    pub macs: usize,
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

impl Run {
    /// Sets up a run on a data set with `train_count` training images.
    ///
    /// # Errors
    /// [`Error::Network`] if the preset's layers do not fit.
    pub fn new(preset: Preset, train_count: usize, device: &Device) -> Result<Self> {
        let config = &preset.config;
        let (train, validation) = shares(config, train_count);
        let steps_per_epoch = train.len().div_ceil(config.batch_size);
        let trainer = Trainer::new(&preset.spec, config, steps_per_epoch, device)?;
        let augmenter = Augmenter::new(config.augmentation(), config.seed);
        let mut run = Self {
            preset,
            trainer,
            augmenter,
            train_count,
            train,
            validation,
            phase: Phase::Finished,
            position: Position::default(),
            good: None,
            finder: None,
            ending: false,
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
    /// [`Error::NotFinite`] if a loss is no longer a number: the run then stands where its weights
    /// last gave one, and may go on, best with a smaller learning rate. [`Error::Device`] if the
    /// device fails.
    pub async fn advance(&mut self, dataset: &Dataset, max_steps: usize) -> Result<Advance> {
        self.finder = None;
        match &mut self.phase {
            Phase::Training(_) => Ok(Advance::Steps(self.train(dataset, max_steps).await?)),
            Phase::Evaluating { .. } => self.evaluate(dataset).await,
            Phase::Finished => Ok(Advance::Finished),
        }
    }

    async fn train(&mut self, dataset: &Dataset, max_steps: usize) -> Result<StepReport> {
        let Phase::Training(order) = &self.phase else {
            unreachable!("advance calls it while training")
        };
        let start = Checkpoint {
            network: self.trainer.training_network().clone(),
            step: self.trainer.steps(),
            position: self.position.clone(),
        };
        let steps_per_epoch = order.batches();
        let mut sizes = Vec::new();
        let mut reads = Transaction::default();
        let next = self.position.next;
        for i in next..steps_per_epoch.min(next + max_steps.max(1)) {
            let indices = order.batch(i).expect("i is below the number of batches");
            let batch = training_batch(
                dataset,
                indices,
                &self.preset.config,
                (&mut self.augmenter, self.position.epoch as u32),
                self.trainer.device(),
            );
            let tensors = self.trainer.step(batch);
            reads = reads
                .register(tensors.loss)
                .register(tensors.correct)
                .register(tensors.gradient_norm);
            sizes.push(indices.len());
        }
        self.position.next += sizes.len();

        let values = read::scalars(reads).await?;
        let mut report = StepReport {
            step: self.trainer.steps(),
            total_steps: steps_per_epoch * self.preset.config.epochs,
            epoch: self.position.epoch + 1,
            step_in_epoch: self.position.next,
            steps_per_epoch,
            images: sizes.iter().sum(),
            losses: Vec::new(),
            accuracies: Vec::new(),
            learning_rates: Vec::new(),
            gradient_norms: Vec::new(),
            epoch_loss: 0.0,
            epoch_accuracy: 0.0,
        };
        for (i, (step, &size)) in values.chunks(3).zip(&sizes).enumerate() {
            let (loss, correct) = (step[0], step[1]);
            if !loss.is_finite() {
                return Err(self.stumbled(start, i, loss));
            }
            let totals = &mut self.position.totals;
            totals.loss += f64::from(loss) * size as f64;
            totals.correct += f64::from(correct);
            totals.images += size;
            report.losses.push(loss);
            report.accuracies.push(correct / size as f32);
            report
                .learning_rates
                .push(self.trainer.rate_at(start.step + i));
            report.gradient_norms.push(step[2]);
        }
        report.epoch_loss = self.position.totals.loss();
        report.epoch_accuracy = self.position.totals.accuracy();
        self.good = Some(start);
        if self.position.next == steps_per_epoch {
            self.begin_evaluation(dataset);
        }
        Ok(report)
    }

    /// Goes back to the last weights that gave a loss: those of the stretch's start, if its first
    /// step still had one, else those before.
    fn stumbled(&mut self, start: Checkpoint, steps_before: usize, loss: f32) -> Error {
        let step = start.step + steps_before;
        let learning_rate = self.trainer.rate_at(step);
        let good = match steps_before {
            0 => self.good.take().unwrap_or(start),
            _ => start,
        };
        let kept = good.step;
        if good.position.epoch != self.position.epoch {
            self.phase = Phase::Training(self.order(good.position.epoch));
        }
        self.position = good.position;
        self.trainer.rewind(good.network, good.step);
        Error::NotFinite {
            step: step + 1,
            loss,
            learning_rate,
            kept,
        }
    }

    fn begin_evaluation(&mut self, dataset: &Dataset) {
        let judges = match self.validation.is_empty() {
            true => Judges::Test,
            false => Judges::Validation,
        };
        self.phase = Phase::Evaluating {
            now: Box::new(self.evaluator(judges, dataset)),
            validation: None,
        };
    }

    async fn evaluate(&mut self, dataset: &Dataset) -> Result<Advance> {
        let Phase::Evaluating { now, validation } = &mut self.phase else {
            unreachable!("advance calls it while evaluating")
        };
        let split = match now.judges() {
            Judges::Test => &dataset.test,
            Judges::Validation => &dataset.train,
        };
        let result = now.advance(split).await?;
        let before = validation.as_ref().map_or(0, |validation| validation.count);
        let going_on = Advance::Evaluating {
            done: before + now.done(),
            total: self.validation.len() + dataset.test.len(),
        };
        match result {
            None => Ok(going_on),
            Some(evaluation) if evaluation.split == Judges::Validation => {
                let now = Box::new(self.evaluator(Judges::Test, dataset));
                let validation = Some(evaluation);
                self.phase = Phase::Evaluating { now, validation };
                Ok(going_on)
            }
            Some(test) => {
                let validation = validation.take();
                Ok(Advance::Epoch(self.end_epoch(validation, test)))
            }
        }
    }

    fn end_epoch(&mut self, validation: Option<Evaluation>, test: Evaluation) -> EpochSummary {
        let Position { epoch, totals, .. } = &self.position;
        let summary = EpochSummary {
            epoch: epoch + 1,
            train_loss: totals.loss(),
            train_accuracy: totals.accuracy(),
            learning_rate: self.trainer.rate_at(self.steps().saturating_sub(1)),
            validation,
            test,
        };
        self.begin_epoch(epoch + 1);
        summary
    }

    fn begin_epoch(&mut self, epoch: usize) {
        self.position = Position {
            epoch,
            ..Default::default()
        };
        self.phase = match epoch < self.preset.config.epochs && !self.ending {
            true => Phase::Training(self.order(epoch)),
            false => Phase::Finished,
        };
    }

    fn order(&self, epoch: usize) -> Order {
        let config = &self.preset.config;
        Order::shuffled(&self.train, config.batch_size, config.seed, epoch)
    }

    /// Ends the run where it is, with an evaluation of what there is. Nothing happens to a run
    /// that has not begun, or is over.
    pub fn stop(&mut self, dataset: &Dataset) {
        match self.phase {
            Phase::Training(_) if self.steps() == 0 => return,
            // The epoch before has had its evaluation.
            Phase::Training(_) if self.position.next == 0 => self.phase = Phase::Finished,
            Phase::Training(_) => self.begin_evaluation(dataset),
            Phase::Evaluating { .. } | Phase::Finished => {}
        }
        self.ending = true;
    }

    /// Goes on with another learning rate, above 0 and at most 10; a schedule goes on from it too.
    ///
    /// # Errors
    /// [`Error::Config`] out of that range.
    pub fn set_learning_rate(&mut self, learning_rate: f64) -> Result<()> {
        config::above_zero("learning_rate", learning_rate, config::MOST_RATE)?;
        self.trainer.set_learning_rate(learning_rate);
        Ok(())
    }

    /// Begins to sweep the learning rate with a copy of the network as it is now; the run itself
    /// stays as it is. [`sweep`](Self::sweep) goes on with it.
    ///
    /// # Errors
    /// [`Error::Config`] if the sweep asked for makes no sense.
    pub fn begin_sweep(&mut self, request: SweepRequest) -> Result<()> {
        let config = &self.preset.config;
        let order = self.order(self.position.epoch);
        self.finder = Some(Finder::new(&self.trainer, config, order, request)?);
        Ok(())
    }

    /// Goes on with the sweep by at most `max_steps` steps: all that there is so far.
    ///
    /// # Errors
    /// [`Error::NoSweep`] if none was begun or the run went on since, [`Error::Device`] if the
    /// device fails.
    pub async fn sweep(&mut self, dataset: &Dataset, max_steps: usize) -> Result<RateSweep> {
        let finder = self.finder.as_mut().ok_or(Error::NoSweep)?;
        let sweep = finder.advance(dataset, max_steps).await?;
        if sweep.finished {
            self.finder = None;
        }
        Ok(sweep)
    }

    /// An evaluation of the network as it is now.
    pub fn evaluator(&self, judges: Judges, dataset: &Dataset) -> Evaluator {
        let indices = match judges {
            Judges::Test => (0..dataset.test.len() as u32).collect(),
            Judges::Validation => self.validation.clone(),
        };
        Evaluator::new(
            self.network(),
            self.steps(),
            (judges, indices),
            self.input(),
            self.trainer.device(),
        )
    }

    /// The network as it is now, without autodiff.
    pub fn network(&self) -> Network {
        self.trainer.network()
    }

    /// What the network takes pixels as.
    pub fn input(&self) -> Input {
        self.preset.config.input
    }

    /// Optimiser updates made so far.
    pub fn steps(&self) -> usize {
        self.trainer.steps()
    }

    /// The run in numbers.
    pub fn summary(&self) -> RunSummary {
        let config = self.preset.config.clone();
        let network = self.preset.spec.report();
        let steps_per_epoch = self.train.len().div_ceil(config.batch_size);
        RunSummary {
            spec: self.preset.spec.clone(),
            layers: network.layers,
            parameters: network.parameters,
            macs: network.macs,
            train_count: self.train.len(),
            validation_count: self.validation.len(),
            steps_per_epoch,
            total_steps: steps_per_epoch * config.epochs,
            step: self.steps(),
            config,
        }
    }
}

/// A batch to train on, augmented if the settings say so.
pub(super) fn training_batch(
    dataset: &Dataset,
    indices: &[u32],
    config: &RunConfig,
    (augmenter, epoch): (&mut Augmenter, u32),
    device: &Device,
) -> Batch {
    match config.augmentation().is_none() {
        true => Batch::gather(&dataset.train, indices, config.input, device),
        false => {
            let draw = (augmenter, epoch);
            Batch::gather_augmented(&dataset.train, indices, config.input, draw, device)
        }
    }
}

/// The images to train on and those held out, drawn by the seed, both in rising order.
fn shares(config: &RunConfig, train_count: usize) -> (Vec<u32>, Vec<u32>) {
    let count = config.subset.unwrap_or(train_count);
    let mut all: Vec<u32> = (0..count as u32).collect();
    let held_out = config::held_out(count, config.validation);
    if held_out == 0 {
        return (all, Vec::new());
    }
    all.shuffle(&mut random::generator(
        config.seed,
        random::Purpose::HeldOut,
        0,
    ));
    let mut validation = all.split_off(count - held_out);
    all.sort_unstable();
    validation.sort_unstable();
    (all, validation)
}
