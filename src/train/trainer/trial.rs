//! One update on a copy, to look at: outputs and losses before and after, gradients and updates of all parameters.

use burn::tensor::Tensor;

use super::{Trainer, clip_and_step};
use crate::error::Result;
use crate::model::{Batch, Mode, Network, Training};
use crate::ops;
use crate::ops::read::{self, Transaction};
use crate::train::optimizer::Optimizer;

/// An update of a copy of the network by a few images.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The learning rate of the update.
    pub learning_rate: f64,
    /// The outputs for each image before the update, `[N, classes]`.
    pub before: Vec<f32>,
    /// The outputs after the update. Both are computed in inference, without dropout.
    pub after: Vec<f32>,
    /// The mean loss that the gradients are of.
    pub loss: f32,
    /// The parameters, in the order of the network.
    pub updates: Vec<ParameterUpdate>,
}

/// The update of a parameter. All sizes are root mean squares over its values.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterUpdate {
    /// "conv1.weight"
    pub name: String,
    /// The size of the values before the update.
    pub value: f32,
    /// The size of the gradient.
    pub gradient: f32,
    /// The size of the change.
    pub change: f32,
}

impl Trainer {
    /// Makes the update that this batch would make, with the optimiser's state and the present learning rate, on a copy
    /// of the network. Neither the network nor the optimiser changes. Without `training` the pass is one of inference:
    /// no dropout, and the running statistics of batch norms.
    ///
    /// # Errors
    /// [`Error::Device`](crate::error::Error::Device) if the device fails.
    pub async fn trial(&self, batch: Batch, training: bool) -> Result<Trial> {
        let mut network = self.network.clone();
        let mut optimizer = Optimizer::new(&self.config);
        if !self.schedule.resets_at(self.step) {
            optimizer.recall(self.optimizer.memory());
        }
        let before = network.forward(batch.images.clone());
        let mode = match training {
            false => Mode::Inference,
            true => Mode::Training(Training {
                seed: self.config.seed,
                step: self.step as u32,
                ..Training::default()
            }),
        };
        let recording = network.record(mode);
        let (outputs, _) = recording.forward(batch.images.clone());
        let (loss, _) = self.loss.mean(outputs, &batch.targets);
        let gradients = recording.gradients(loss.backward());
        let named = network.named_gradients(gradients.clone());
        let old = values(&network);
        let rate = self.schedule.at(self.step);
        clip_and_step(
            (&self.config, rate),
            &mut optimizer,
            &mut network,
            gradients,
        );
        let after = network.forward(batch.images);
        let mut reads = Transaction::default()
            .register(before)
            .register(after)
            .register(loss.inner());
        let new = values(&network);
        let parameters = old.into_iter().zip(new).zip(&named);
        for (((_, old), (_, new)), gradient) in parameters {
            let change = ops::blend(old.clone(), new, [-1.0, 1.0]);
            for tensor in [old, gradient.values.clone(), change] {
                reads = reads.register(ops::norm(&[tensor]));
            }
        }
        let mut read = read::floats(reads).await?.into_iter();
        let mut next = || read.next().unwrap_or_default();
        let (before, after, loss) = (next(), next(), next());
        let updates = named.into_iter().map(|named| {
            let count = named.values.dims()[0] as f32;
            let mut size = || next().first().map_or(0.0, |norm| norm / count.sqrt());
            ParameterUpdate {
                name: named.name,
                value: size(),
                gradient: size(),
                change: size(),
            }
        });
        Ok(Trial {
            learning_rate: self.rate_at(self.step),
            updates: updates.collect(),
            before,
            after,
            loss: loss.first().copied().unwrap_or(f32::NAN),
        })
    }
}

/// The values of all parameters in PyTorch's layout, with their names.
fn values(network: &Network) -> Vec<(String, Tensor<1>)> {
    let state = network.state().into_iter();
    let learned = state.filter(|tensor| !tensor.name.contains(".running_"));
    learned.map(|tensor| (tensor.name, tensor.values)).collect()
}
