//! A run: epochs of training steps, each followed by an evaluation. Every call of [`Run::advance`] makes as many steps as
//! the caller allows, so that the caller can pause between two calls.

mod checkpoint;
pub mod history;
mod sweep;
mod team;

use std::sync::Arc;

use burn::tensor::Device;

use crate::data::{Dataset, Input, Order};
use crate::error::{Error, Reason, Result, reason};
use crate::evaluate::{Evaluation, Evaluator, Holdout};
use crate::model::{Network, Spec};
use crate::ops::read::{self, Transaction};
use crate::recipe::Preset;
use crate::recipe::config::{self, RunConfig};
use crate::team::Team;
use crate::train::feed::Feed;
use crate::train::finder::Finder;
use crate::train::report::{Advance, EpochSummary, RunSummary, StepReport};
use crate::train::trainer::Trainer;
use history::History;

/// A network in training.
pub struct Run {
    preset: Preset,
    trainer: Trainer,
    feed: Feed,
    /// The number of training images of the data set.
    train_count: usize,
    phase: Phase,
    position: Position,
    /// The state at the start of the last stretch whose losses were all finite.
    last_finite: Option<Snapshot>,
    /// The sweep in progress. Training ends it.
    finder: Option<Finder>,
    /// The team that shares every batch; `None` if this worker trains alone.
    team: Option<Arc<Team>>,
    /// True if the run ends with the current epoch.
    ending: bool,
    /// Snapshots of the network while it trains.
    history: History,
}

/// What a run begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// The values of the network's tensors before the first update, row-major in PyTorch's shape.
    pub tensors: Vec<Vec<f32>>,
    /// Indices of the training images, in the order of each epoch.
    pub orders: Vec<Vec<u32>>,
    /// Indices of the training images that are held out for validation, ascending.
    pub validation: Vec<u32>,
}

/// The training images of one batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchIndices {
    /// Indices of the images, in the order in which the run takes them.
    pub indices: Vec<u32>,
    /// The number of batches of an epoch.
    pub count_of_batches: usize,
}

/// The activity of the next [`Run::advance`].
enum Phase {
    /// Training, with the order of the epoch's images.
    Training(Order),
    /// Evaluation after an epoch: first on the validation images, if there are any, then on the test images.
    Evaluating {
        evaluator: Box<Evaluator>,
        /// The result on the validation images.
        validation: Option<Evaluation>,
    },
    Finished,
}

/// The progress of a run.
#[derive(Debug, Clone, Default)]
struct Position {
    /// The current epoch, counted from 0.
    epoch: usize,
    /// Index of the epoch's next batch.
    next: usize,
    totals: Totals,
}

/// The network at a position of the run, on the device. It shares the tensors until an update copies them.
struct Snapshot {
    network: Network,
    step: usize,
    position: Position,
}

/// Sums over the images of the epoch so far.
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

impl Run {
    /// Sets up a run on a data set with `train_count` training images.
    ///
    /// # Errors
    /// [`Error::Network`] if the preset's layers do not fit.
    pub fn new(preset: Preset, train_count: usize, device: &Device) -> Result<Self> {
        let config = &preset.config;
        let feed = Feed::new(config, train_count);
        let trainer = Trainer::new(&preset.spec, config, feed.steps_per_epoch(), device)?;
        let history = History::new(feed.steps_per_epoch() * config.epochs);
        let mut run = Self {
            preset,
            trainer,
            feed,
            train_count,
            phase: Phase::Finished,
            position: Position::default(),
            last_finite: None,
            finder: None,
            team: None,
            ending: false,
            history,
        };
        run.begin_epoch(0);
        Ok(run)
    }

    /// A new run with the same settings.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn restarted(&self) -> Result<Self> {
        Self::new(self.preset.clone(), self.train_count, self.trainer.device())
    }

    /// Makes training steps, at least one and at most `max_steps`, but none beyond the end of the epoch; or computes a
    /// part of the evaluation. `dataset` must be the one that the run was set up for.
    ///
    /// # Errors
    /// [`Error::NotFinite`] if a loss is not finite. The run is then reset to the last weights with a finite loss and can
    /// be continued, best with a smaller learning rate. [`Error::Device`] if the device fails.
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
            unreachable!("advance calls this only while training")
        };
        let start = Snapshot {
            network: self.trainer.network().clone(),
            step: self.trainer.steps(),
            position: self.position.clone(),
        };
        let steps_per_epoch = order.batches();
        let mut sizes = Vec::new();
        let mut reads = Transaction::default();
        let next = self.position.next;
        // The first member of a team keeps the snapshots: it is the one that is asked.
        let keeps_snapshots = self.team.as_ref().is_none_or(|team| team.rank() == 0);
        // The number of tensors of the snapshot before the first step, and of that after each step.
        let mut tensors_before = 0;
        let mut tensors_after = Vec::new();
        if keeps_snapshots && start.step == 0 {
            (reads, tensors_before) = self.register_snapshot(reads);
        }
        for i in next..steps_per_epoch.min(next + max_steps.max(1)) {
            let indices = order.batch(i).expect("i is below the number of batches");
            let tensors = team::step(
                &mut self.trainer,
                &mut self.team,
                (&mut self.feed, dataset, self.position.epoch),
                indices,
            );
            reads = reads
                .register(tensors.loss)
                .register(tensors.correct)
                .register(tensors.gradient_norm);
            sizes.push(indices.len());
            let mut count = 0;
            if keeps_snapshots && self.history.is_due(self.trainer.steps()) {
                (reads, count) = self.register_snapshot(reads);
            }
            tensors_after.push(count);
        }
        self.position.next += sizes.len();

        let mut read = read::floats(reads).await?.into_iter();
        let before: Vec<_> = read.by_ref().take(tensors_before).collect();
        if !before.is_empty() {
            self.history.add(start.step, &before);
        }
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
        for (i, (&size, tensors)) in sizes.iter().zip(tensors_after).enumerate() {
            let step: Vec<f32> = read.by_ref().take(3).flatten().collect();
            let after: Vec<_> = read.by_ref().take(tensors).collect();
            let (loss, correct) = (step[0], step[1]);
            if !loss.is_finite() {
                return Err(self.reset_to_finite(start, i, loss));
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
            if !after.is_empty() {
                self.history.add(start.step + i + 1, &after);
            }
        }
        report.epoch_loss = self.position.totals.loss();
        report.epoch_accuracy = self.position.totals.accuracy();
        self.last_finite = Some(start);
        if self.position.next == steps_per_epoch {
            self.begin_evaluation(dataset);
        }
        Ok(report)
    }

    /// Resets the run to the last weights with a finite loss. These are the weights at the start of the stretch if the
    /// loss of its first step was finite, else those at the start of the stretch before. `steps_before` counts the steps
    /// of this stretch before the one with the loss that is not finite.
    fn reset_to_finite(&mut self, start: Snapshot, steps_before: usize, loss: f32) -> Error {
        let step = start.step + steps_before;
        let learning_rate = self.trainer.rate_at(step);
        let last = match steps_before {
            0 => self.last_finite.take().unwrap_or(start),
            _ => start,
        };
        let kept = last.step;
        if last.position.epoch != self.position.epoch {
            self.phase = Phase::Training(self.feed.order(last.position.epoch));
        }
        self.position = last.position;
        self.trainer.rewind(last.network, last.step);
        self.history.forget_after(kept);
        Error::NotFinite {
            step: step + 1,
            loss,
            learning_rate,
            kept,
        }
    }

    fn begin_evaluation(&mut self, dataset: &Dataset) {
        let holdout = match self.feed.validation.is_empty() {
            true => Holdout::Test,
            false => Holdout::Validation,
        };
        self.phase = Phase::Evaluating {
            evaluator: Box::new(self.shared_evaluator(holdout, dataset)),
            validation: None,
        };
    }

    async fn evaluate(&mut self, dataset: &Dataset) -> Result<Advance> {
        let Phase::Evaluating {
            evaluator,
            validation,
        } = &mut self.phase
        else {
            unreachable!("advance calls this only while evaluating")
        };
        let split = match evaluator.holdout() {
            Holdout::Test => &dataset.test,
            Holdout::Validation => &dataset.train,
        };
        let result = evaluator.advance(split).await?;
        let before = validation.as_ref().map_or(0, |validation| validation.count);
        let progress = Advance::Evaluating {
            done: before + evaluator.done(),
            total: self.feed.validation.len() + dataset.test.len(),
        };
        match result {
            None => Ok(progress),
            Some(evaluation) if evaluation.split == Holdout::Validation => {
                self.phase = Phase::Evaluating {
                    evaluator: Box::new(self.shared_evaluator(Holdout::Test, dataset)),
                    validation: Some(evaluation),
                };
                Ok(progress)
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
            true => Phase::Training(self.feed.order(epoch)),
            false => Phase::Finished,
        };
    }

    /// Ends the run with an evaluation of the present network. Does nothing if the run has not begun or is over.
    pub fn stop(&mut self, dataset: &Dataset) {
        match self.phase {
            Phase::Training(_) if self.steps() == 0 => return,
            // The network was evaluated at the end of the last epoch.
            Phase::Training(_) if self.position.next == 0 => self.phase = Phase::Finished,
            Phase::Training(_) => self.begin_evaluation(dataset),
            Phase::Evaluating { .. } | Phase::Finished => {}
        }
        self.ending = true;
    }

    /// Sets the learning rate, above 0 and at most 10. A schedule multiplies it by its factor.
    ///
    /// # Errors
    /// [`Error::Config`] if the rate is out of that range.
    pub fn set_learning_rate(&mut self, learning_rate: f64) -> Result<()> {
        config::above_zero("learning_rate", learning_rate, config::MOST_RATE)?;
        self.trainer.set_learning_rate(learning_rate);
        Ok(())
    }

    /// An evaluator of the present network.
    pub fn evaluator(&self, holdout: Holdout, dataset: &Dataset) -> Evaluator {
        self.evaluator_of(self.network().clone(), self.steps(), holdout, dataset)
    }

    /// An evaluator of a network of this run that has seen `step` updates.
    pub fn evaluator_of(
        &self,
        network: Network,
        step: usize,
        holdout: Holdout,
        dataset: &Dataset,
    ) -> Evaluator {
        let indices = match holdout {
            Holdout::Test => (0..dataset.test.len() as u32).collect(),
            Holdout::Validation => self.feed.validation.clone(),
        };
        Evaluator::new(
            network,
            step,
            (holdout, indices),
            self.input(),
            self.trainer.device(),
        )
    }

    /// The present network.
    pub fn network(&self) -> &Network {
        self.trainer.network()
    }

    /// Its settings.
    pub fn config(&self) -> &RunConfig {
        &self.preset.config
    }

    /// The scaling of the pixels.
    pub fn input(&self) -> Input {
        self.feed.input
    }

    /// The number of optimiser updates made so far.
    pub fn steps(&self) -> usize {
        self.trainer.steps()
    }

    /// The number of the network's parameters.
    pub fn parameters(&self) -> usize {
        self.preset.spec.report().parameters
    }

    /// Adds the tensors of a snapshot to `reads`, and returns how many there are.
    fn register_snapshot(&self, mut reads: Transaction) -> (Transaction, usize) {
        let state = self.network().state();
        let count = state.len();
        for tensor in state {
            reads = reads.register(tensor.values);
        }
        (reads, count)
    }

    /// The snapshots taken so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What the run begins with, for a program that is to repeat it; the orders of so many epochs at most.
    ///
    /// # Errors
    /// [`Error::Config`] if the run began with other weights than those drawn from its seed.
    pub fn start(&self, epochs: usize) -> Result<Start> {
        let tensors = Network::initial(&self.preset.spec, self.preset.config.seed)?;
        if !self.history.may_be(0, &tensors) {
            let reason = reason!("start-loaded", "the run began with weights of a file.");
            return Err(Error::config("start", reason));
        }
        let epochs = epochs.min(self.preset.config.epochs);
        Ok(Start {
            tensors,
            orders: (0..epochs)
                .map(|epoch| self.feed.order(epoch).into_indices())
                .collect(),
            validation: self.feed.validation.clone(),
        })
    }

    /// The images of the batch `number` of the epoch `epoch`, both counted from 0.
    ///
    /// # Errors
    /// [`Error::Config`] if the run has no such epoch, or the epoch no such batch.
    pub fn batch(&self, epoch: usize, number: usize) -> Result<BatchIndices> {
        let epochs = self.preset.config.epochs;
        if epoch >= epochs {
            let reason = Reason::between(epoch, 0, epochs.saturating_sub(1));
            return Err(Error::config("epoch", reason));
        }
        let order = self.feed.order(epoch);
        let count_of_batches = order.batches();
        let Some(indices) = order.batch(number) else {
            let reason = Reason::between(number, 0, count_of_batches.saturating_sub(1));
            return Err(Error::config("number", reason));
        };
        Ok(BatchIndices {
            indices: indices.to_vec(),
            count_of_batches,
        })
    }

    /// Adds a snapshot that [`History::bytes_of`] wrote, of a later step than all there are.
    ///
    /// # Errors
    /// [`Error::Config`] if it is of another network or of no later step. Nothing changes then.
    pub fn add_snapshot(&mut self, step: usize, bytes: &[u8]) -> Result<()> {
        let tensors = self.preset.spec.tensors()?;
        let lengths = tensors.iter().map(|tensor| tensor.len());
        match self.history.add_bytes(step, bytes, lengths) {
            true => Ok(()),
            false => Err(Error::config("snapshot", "it is of another network.")),
        }
    }

    /// The network as it was at the snapshot of `step`; `None` without one.
    ///
    /// # Errors
    /// [`Error::Network`] if the layers do not fit.
    pub fn network_at(&self, step: usize) -> Result<Option<Network>> {
        self.history
            .network(step, &self.preset.spec, self.trainer.device())
    }

    /// The network's layers.
    pub fn spec(&self) -> &Spec {
        &self.preset.spec
    }

    /// The trainer, to try an update with.
    pub fn trainer(&self) -> &Trainer {
        &self.trainer
    }

    /// The run's settings and sizes.
    pub fn summary(&self) -> RunSummary {
        let config = self.preset.config.clone();
        let network = self.preset.spec.report();
        let steps_per_epoch = self.feed.steps_per_epoch();
        RunSummary {
            spec: self.preset.spec.clone(),
            layers: network.layers,
            parameters: network.parameters,
            macs: network.macs,
            train_count: self.feed.train.len(),
            validation_count: self.feed.validation.len(),
            steps_per_epoch,
            total_steps: steps_per_epoch * config.epochs,
            step: self.steps(),
            config,
        }
    }
}
