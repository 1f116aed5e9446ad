//! One step after another: forward, backward, update. Nothing is read back here.

use std::rc::Rc;

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::gradients;
use super::loss::Loss;
use super::memory::Memory;
use super::optimizer::Optimizer;
use super::schedule::Schedule;
use crate::data::Batch;
use crate::error::Result;
use crate::model::network::{BatchStatistics, Training};
use crate::model::{Network, Spec};
use crate::ops::{self, Flat};
use crate::recipe::RunConfig;
use crate::team::{self, Part, Team};

/// A network, its optimiser, and how many updates they have made.
pub struct Trainer {
    /// Taken out during an update: the optimiser wants it by value, and a second owner would
    /// force every parameter to be copied instead of updated in place.
    network: Option<Network>,
    /// What it learns, on a GPU: its parameters are then views of this. Made with the first step.
    flat: Option<Flat>,
    optimizer: Optimizer,
    device: Device,
    schedule: Schedule,
    loss: Loss,
    config: RunConfig,
    step: usize,
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
struct Learned {
    /// `[values]` of each learned tensor; of all together on a GPU.
    gradients: Vec<Tensor<1>>,
    loss: Tensor<1>,
    correct: Tensor<1>,
    statistics: Vec<BatchStatistics>,
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
        let device = device.clone().autodiff();
        let network = Network::init(spec, config.seed, &device)?;
        Ok(Self::with_network(
            network,
            config,
            steps_per_epoch,
            &device,
        ))
    }

    /// Trains a network that there is already, on `device`.
    pub fn with_network(
        network: Network,
        config: &RunConfig,
        steps_per_epoch: usize,
        device: &Device,
    ) -> Self {
        Self {
            network: Some(network),
            flat: None,
            optimizer: Optimizer::new(config),
            device: device.clone().autodiff(),
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
        }
    }

    /// One optimiser update from one batch.
    pub fn step(&mut self, batch: Batch) -> StepTensors {
        let part = Part::whole(batch.images.dims()[0]);
        let learned = self.learn(batch, part);
        self.update(learned)
    }

    /// As [`step`](Self::step), of a batch of which this member of `team` has only `part`. `None`
    /// if the team is broken: then nothing has changed.
    pub fn step_together(
        &mut self,
        batch: Batch,
        part: Part,
        team: &Rc<Team>,
    ) -> Option<StepTensors> {
        if !part.is_shared() {
            return Some(self.step(batch));
        }
        let learned = team::together(team, || self.learn(batch, part));
        let values = [learned.loss, learned.correct];
        let (gradients, [loss, correct]) = gradients::sum(team, learned.gradients, values);
        let learned = Learned {
            gradients,
            loss,
            correct,
            ..learned
        };
        (!team.is_broken()).then(|| self.update(learned))
    }

    /// Forward and backward. Of a part, the loss and the gradients are that part of the batch's.
    fn learn(&mut self, batch: Batch, part: Part) -> Learned {
        self.lay_flat();
        let network = self.training_network();
        let training = Training {
            seed: self.config.seed,
            step: self.step as u32,
            first: part.first,
        };
        let (outputs, statistics) = network.forward_training(batch.images, training);
        let (mut loss, correct) = self.loss.mean(outputs, &batch.targets);
        if part.is_shared() {
            loss = ops::plain::scaled(loss, part.count as f64 / part.of as f64);
        }
        Learned {
            gradients: self.gradients(&loss),
            loss: loss.inner(),
            correct,
            statistics,
        }
    }

    /// On a GPU, lays everything that is learned side by side; once.
    fn lay_flat(&mut self) {
        if self.flat.is_some() {
            return;
        }
        self.flat = Flat::of(self.training_network().learned());
        if let Some(flat) = &self.flat {
            let network = self.network.take().expect("a step always puts it back");
            self.network = Some(network.with_learned(flat.parameters()));
        }
    }

    fn gradients(&mut self, loss: &Tensor<1>) -> Vec<Tensor<1>> {
        let Some(flat) = &mut self.flat else {
            return self.training_network().learned_gradients(loss.backward());
        };
        let gradients = flat.gradients_of(&mut || drop(loss.backward()));
        vec![gradients.expect("every parameter takes part in the loss once")]
    }

    fn update(&mut self, learned: Learned) -> StepTensors {
        let Learned {
            mut gradients,
            loss,
            correct,
            statistics,
        } = learned;
        let rate = self.schedule.at(self.step);
        let mut network = self.network.take().expect("a step always puts it back");
        let gradient_norm = gradients::norm(&gradients);
        if let Some(most) = self.config.clip_norm {
            gradients = gradients::clip(gradients, &gradient_norm, most);
        }
        let rate = self.optimizer.rate(self.config.learning_rate, rate);
        network = match &mut self.flat {
            Some(flat) => self.optimizer.step_flat(rate, network, flat, gradients),
            None => self.optimizer.step(rate, network, gradients),
        };
        network.absorb(statistics);
        self.network = Some(network);
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
        self.network = Some(network);
        self.flat = None;
        self.step = step;
        self.optimizer = Optimizer::new(&self.config);
    }

    /// What the optimiser remembers of the gradients.
    pub fn memory(&self) -> Memory {
        let Memory { tensors, updates } = self.optimizer.memory();
        let tensors = match (&self.flat, &tensors[..]) {
            (Some(flat), [whole]) => turned(whole.iter().map(|kept| flat.split(kept))),
            _ => tensors,
        };
        Memory { tensors, updates }
    }

    /// Goes on with what the optimiser of such a trainer remembered.
    pub fn recall(&mut self, Memory { tensors, updates }: Memory) {
        self.lay_flat();
        let tensors = match &self.flat {
            None => tensors,
            Some(flat) => {
                let kept = turned(tensors.into_iter()).into_iter();
                let whole: Vec<_> = kept.map(|parts| flat.join(parts)).collect();
                if whole.is_empty() {
                    Vec::new()
                } else {
                    vec![whole]
                }
            }
        };
        self.optimizer.recall(Memory { tensors, updates });
    }

    /// The device that batches must be on: it records gradients.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The network as it is now, without autodiff.
    pub fn network(&self) -> Network {
        self.training_network().valid()
    }

    /// The network as it is now, on the device that records gradients.
    pub fn training_network(&self) -> &Network {
        self.network.as_ref().expect("a step always puts it back")
    }
}

/// Rows as columns.
fn turned(rows: impl Iterator<Item = Vec<Tensor<1>>>) -> Vec<Vec<Tensor<1>>> {
    let mut columns = Vec::new();
    for row in rows {
        columns.resize_with(row.len(), Vec::new);
        for (column, tensor) in columns.iter_mut().zip(row) {
            column.push(tensor);
        }
    }
    columns
}
