//! Training steps: forward pass, backward pass, update. The results stay on the device.

mod trial;

use std::sync::Arc;

use burn::tensor::{Device, Tensor};

use super::gradients;
use super::loss::Loss;
use super::optimizer::{Memory, Optimizer};
use super::schedule::{Rate, Schedule};
use crate::error::Result;
use crate::model::network::BatchStatistics;
use crate::model::{Batch, Mode, Network, Spec, Training};
use crate::ops::{self, HostValues};
use crate::recipe::RunConfig;
use crate::team::{Part, Team};

pub use trial::{ParameterUpdate, Trial};

/// A network with its optimiser, its schedule and the number of updates made.
pub struct Trainer {
    network: Network,
    optimizer: Optimizer,
    device: Device,
    schedule: Schedule,
    loss: Loss,
    config: RunConfig,
    step: usize,
    /// Memory for the values that are exchanged with the other members of a team.
    exchanged: HostValues,
}

/// The results of a step, on the device: one value each.
#[derive(Debug, Clone)]
pub struct StepTensors {
    /// Mean loss of the batch, before the update.
    pub loss: Tensor<1>,
    /// Images of the batch that were classified correctly, before the update.
    pub correct: Tensor<1>,
    /// Euclidean norm over all gradients, before clipping.
    pub gradient_norm: Tensor<1>,
}

/// The results of a forward and backward pass.
struct PassResult {
    gradients: Vec<Tensor<1>>,
    loss: Tensor<1>,
    correct: Tensor<1>,
    statistics: BatchStatistics,
}

impl Trainer {
    /// A trainer for a new network, whose initial weights are drawn from the seed. `steps_per_epoch` is
    /// the number of updates per epoch.
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) if the layers do not fit.
    pub fn new(
        spec: &Spec,
        config: &RunConfig,
        steps_per_epoch: usize,
        device: &Device,
    ) -> Result<Self> {
        let network = Network::init(spec, config.seed, device)?;
        Ok(Self::with_network(network, config, steps_per_epoch, device))
    }

    /// A trainer for an existing network on `device`.
    pub fn with_network(
        network: Network,
        config: &RunConfig,
        steps_per_epoch: usize,
        device: &Device,
    ) -> Self {
        Self {
            network,
            optimizer: Optimizer::new(config),
            device: device.clone().without_autodiff(),
            schedule: Schedule {
                kind: config.schedule,
                steps_per_epoch,
                total_steps: steps_per_epoch * config.epochs,
                decay_epochs: config.decay_epochs,
                decay_factor: config.decay_factor,
                pct_start: config.pct_start,
                div: config.div,
                div_final: config.div_final,
            },
            loss: Loss::of(config),
            config: config.clone(),
            step: 0,
            exchanged: HostValues::default(),
        }
    }

    /// Makes one optimiser update from one batch.
    pub fn step(&mut self, batch: Batch) -> StepTensors {
        let part = Part::whole(batch.images.dims()[0]);
        let result = self.forward_backward(batch, part, None);
        self.update(result)
    }

    /// Like [`step`](Self::step) for a batch that is shared with a team: `batch` is the `part` of this member. Returns
    /// `None`, and makes no update, if a member is gone.
    pub fn step_in_team(
        &mut self,
        batch: Batch,
        part: Part,
        team: &Arc<Team>,
    ) -> Option<StepTensors> {
        if !part.is_shared() {
            return Some(self.step(batch));
        }
        let PassResult {
            gradients,
            loss,
            correct,
            statistics,
        } = self.forward_backward(batch, part, Some(team.clone()));
        let mut tensors = vec![loss, correct];
        tensors.extend(gradients);
        let mut sums = gradients::sum(team, tensors, &self.exchanged).into_iter();
        let mut next = || sums.next().expect("every tensor has a sum");
        let (loss, correct) = (next(), next());
        let result = PassResult {
            loss,
            correct,
            gradients: sums.collect(),
            statistics,
        };
        (!team.is_broken()).then(|| self.update(result))
    }

    /// Runs the forward and the backward pass. For a part of a batch, loss and gradients are the part's contributions to
    /// those of the batch.
    fn forward_backward(
        &mut self,
        batch: Batch,
        part: Part,
        team: Option<Arc<Team>>,
    ) -> PassResult {
        let training = Training {
            seed: self.config.seed,
            step: self.step as u32,
            first: part.first,
            team,
        };
        let recording = self.network.record(Mode::Training(training));
        let (outputs, statistics) = recording.forward(batch.images);
        let share = part.count as f64 / part.of as f64;
        let (loss, correct) = self.loss.share(outputs, &batch.targets, share);
        PassResult {
            gradients: recording.gradients(loss.backward()),
            loss: loss.inner(),
            correct,
            statistics,
        }
    }

    /// Clips the gradients, updates the parameters and the running statistics, and counts the update.
    fn update(&mut self, result: PassResult) -> StepTensors {
        let PassResult {
            gradients,
            loss,
            correct,
            statistics,
        } = result;
        if self.schedule.resets_at(self.step) {
            self.optimizer.reset();
        }
        let rate = self.schedule.at(self.step);
        let gradient_norm = clip_and_step(
            (&self.config, rate),
            &mut self.optimizer,
            &mut self.network,
            gradients,
        );
        self.network.absorb(statistics);
        self.step += 1;
        StepTensors {
            loss,
            correct,
            gradient_norm,
        }
    }

    /// The number of optimiser updates made so far.
    pub fn steps(&self) -> usize {
        self.step
    }

    /// The learning rate of update number `step`, counted from 0.
    pub fn rate_at(&self, step: usize) -> f64 {
        self.config.learning_rate * self.schedule.at(step).factor
    }

    /// The learning rate of the settings, which the schedule multiplies by its factor.
    pub fn learning_rate(&self) -> f64 {
        self.config.learning_rate
    }

    /// Sets the learning rate that the schedule multiplies by its factor.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        self.config.learning_rate = learning_rate;
    }

    /// Continues from `network` after `step` updates. The optimiser's state is reset.
    pub fn rewind(&mut self, network: Network, step: usize) {
        self.network = network;
        self.step = step;
        self.optimizer = Optimizer::new(&self.config);
    }

    /// The optimiser's state, with an entry for each parameter.
    pub fn memory(&self) -> Memory {
        let Memory { tensors, updates } = self.optimizer.memory();
        let tensors = transposed(self.network.separate(transposed(tensors)));
        Memory { tensors, updates }
    }

    /// Restores the optimiser's state: `kept` has, for each parameter in order, as many lists of values as the optimiser
    /// keeps tensors. `updates` is the number of updates that the state has seen.
    pub fn recall(&mut self, kept: Vec<Vec<Vec<f32>>>, updates: usize) {
        let separate = transposed(kept);
        let tensors = transposed(self.network.join(separate, &self.device));
        self.optimizer.recall(Memory { tensors, updates });
    }

    /// True if the optimiser keeps exactly `tensors` tensors for each parameter.
    pub fn keeps(&self, tensors: usize) -> bool {
        self.optimizer.keeps(tensors)
    }

    /// The device on which batches must be made.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The network after the updates made so far.
    pub fn network(&self) -> &Network {
        &self.network
    }
}

/// Clips the gradients if the recipe says so, and updates the parameters. Returns the norm of the gradients before.
fn clip_and_step(
    (config, rate): (&RunConfig, Rate),
    optimizer: &mut Optimizer,
    network: &mut Network,
    mut gradients: Vec<Tensor<1>>,
) -> Tensor<1> {
    let norm = ops::norm(&gradients);
    if let Some(most) = config.clip_norm {
        gradients = gradients::clip(gradients, &norm, most);
    }
    let rate = optimizer.rate(config.learning_rate, rate);
    optimizer.step(rate, network, gradients);
    norm
}

/// The columns of a table that is given by rows.
fn transposed<T>(rows: Vec<Vec<T>>) -> Vec<Vec<T>> {
    let mut columns = Vec::new();
    for row in rows {
        columns.resize_with(row.len(), Vec::new);
        for (column, entry) in columns.iter_mut().zip(row) {
            column.push(entry);
        }
    }
    columns
}
