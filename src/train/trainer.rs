//! One step after another: forward, backward, update. Nothing is read back here.

use std::sync::Arc;

use burn::tensor::{Device, Tensor};

use super::gradients;
use super::loss::Loss;
use super::optimizer::{Memory, Optimizer};
use super::schedule::Schedule;
use crate::error::Result;
use crate::model::network::BatchStatistics;
use crate::model::{Batch, Mode, Network, Spec, Training};
use crate::ops::{self, HostValues};
use crate::recipe::RunConfig;
use crate::team::{Part, Team};

/// A network, its optimiser, and how many updates they have made.
pub struct Trainer {
    network: Network,
    optimizer: Optimizer,
    device: Device,
    schedule: Schedule,
    loss: Loss,
    config: RunConfig,
    step: usize,
    /// What is exchanged with the other members of a team.
    exchanged: HostValues,
}

/// What a step leaves on the device: one value each.
#[derive(Debug, Clone)]
pub struct StepTensors {
    /// Mean loss of the batch, before the update.
    pub loss: Tensor<1>,
    /// Images of the batch that were classified correctly, before the update.
    pub correct: Tensor<1>,
    /// Euclidean norm of all gradients together, before they were shortened.
    pub gradient_norm: Tensor<1>,
}

/// What a batch teaches, before an update is made of it.
struct Lesson {
    gradients: Vec<Tensor<1>>,
    loss: Tensor<1>,
    correct: Tensor<1>,
    statistics: BatchStatistics,
}

impl Trainer {
    /// A fresh network, with weights drawn from the seed, for runs of `steps_per_epoch` updates an
    /// epoch.
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

    /// Trains a network that there is already, on `device`.
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
            },
            loss: Loss {
                kind: config.loss,
                label_smoothing: config.label_smoothing,
            },
            config: config.clone(),
            step: 0,
            exchanged: HostValues::default(),
        }
    }

    /// One optimiser update from one batch.
    pub fn step(&mut self, batch: Batch) -> StepTensors {
        let part = Part::whole(batch.images.dims()[0]);
        let lesson = self.learn(batch, part, None);
        self.update(lesson)
    }

    /// As [`step`](Self::step), of a batch of which this member of `team` has only `part`. `None` if the team is
    /// broken: then nothing has changed.
    pub fn step_in_team(
        &mut self,
        batch: Batch,
        part: Part,
        team: &Arc<Team>,
    ) -> Option<StepTensors> {
        if !part.is_shared() {
            return Some(self.step(batch));
        }
        let Lesson {
            gradients,
            loss,
            correct,
            statistics,
        } = self.learn(batch, part, Some(team.clone()));
        let mut tensors = vec![loss, correct];
        tensors.extend(gradients);
        let mut sums = gradients::sum(team, tensors, &self.exchanged).into_iter();
        let mut next = || sums.next().expect("a sum for each tensor");
        let (loss, correct) = (next(), next());
        let lesson = Lesson {
            loss,
            correct,
            gradients: sums.collect(),
            statistics,
        };
        (!team.is_broken()).then(|| self.update(lesson))
    }

    /// Forward and backward. Of a part, the loss and the gradients are that part of the batch's.
    fn learn(&mut self, batch: Batch, part: Part, team: Option<Arc<Team>>) -> Lesson {
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
        Lesson {
            gradients: recording.gradients(loss.backward()),
            loss: loss.inner(),
            correct,
            statistics,
        }
    }

    fn update(&mut self, lesson: Lesson) -> StepTensors {
        let Lesson {
            mut gradients,
            loss,
            correct,
            statistics,
        } = lesson;
        let rate = self.schedule.at(self.step);
        let gradient_norm = ops::norm(&gradients);
        if let Some(most) = self.config.clip_norm {
            gradients = gradients::clip(gradients, &gradient_norm, most);
        }
        let rate = self.optimizer.rate(self.config.learning_rate, rate);
        self.optimizer.step(rate, &mut self.network, gradients);
        self.network.absorb(statistics);
        self.step += 1;
        StepTensors {
            loss,
            correct,
            gradient_norm,
        }
    }

    /// Optimiser updates made so far.
    pub fn steps(&self) -> usize {
        self.step
    }

    /// The learning rate of the update number `step`, counted from 0.
    pub fn rate_at(&self, step: usize) -> f64 {
        self.config.learning_rate * self.schedule.at(step).factor
    }

    /// The learning rate in force; where a schedule is followed, its peak.
    pub fn learning_rate(&self) -> f64 {
        self.config.learning_rate
    }

    /// Goes on with another learning rate, from which the schedule goes on too.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        self.config.learning_rate = learning_rate;
    }

    /// Goes on from `network`, which had seen `step` updates. What the optimiser remembers of the
    /// gradients is forgotten.
    pub fn rewind(&mut self, network: Network, step: usize) {
        self.network = network;
        self.step = step;
        self.optimizer = Optimizer::new(&self.config);
    }

    /// What the optimiser remembers of the gradients.
    pub fn memory(&self) -> Memory {
        let Memory { tensors, updates } = self.optimizer.memory();
        let tensors = turned(self.network.separate(turned(tensors)));
        Memory { tensors, updates }
    }

    /// Goes on with what the optimiser of such a trainer remembered: of each learned tensor, in order, as many
    /// `[values]` as it keeps, and the updates that it had made.
    pub fn recall(&mut self, kept: Vec<Vec<Vec<f32>>>, updates: usize) {
        let tensors = turned(self.network.join(turned(kept), &self.device));
        self.optimizer.recall(Memory { tensors, updates });
    }

    /// Whether the optimiser keeps so many tensors for each learned one.
    pub fn keeps(&self, tensors: usize) -> bool {
        self.optimizer.keeps(tensors)
    }

    /// The device that batches must be on.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The network as it is now.
    pub fn network(&self) -> &Network {
        &self.network
    }
}

/// Rows as columns.
fn turned<T>(rows: Vec<Vec<T>>) -> Vec<Vec<T>> {
    let mut columns = Vec::new();
    for row in rows {
        columns.resize_with(row.len(), Vec::new);
        for (column, entry) in columns.iter_mut().zip(row) {
            column.push(entry);
        }
    }
    columns
}
