//! One step after another: forward, backward, update. Nothing is read back here.

use burn::module::Module;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor};

use super::config::RunConfig;
use super::loss;
use crate::data::Batch;
use crate::error::Result;
use crate::model::{Mode, Network, Spec};

/// A network, its optimiser, and how many updates they have made.
pub struct Trainer {
    /// Taken out during an update: the optimiser wants it by value, and a second owner would
    /// force every parameter to be copied instead of updated in place.
    network: Option<Network>,
    optimizer: ModuleOptimizer,
    device: Device,
    learning_rate: f64,
    seed: u64,
    step: usize,
}

/// What a step leaves on the device: one value each.
#[derive(Debug, Clone)]
pub struct StepTensors {
    /// Mean loss of the batch, before the update.
    pub loss: Tensor<1>,
    /// Images of the batch that were classified correctly, before the update.
    pub correct: Tensor<1>,
}

impl Trainer {
    /// A fresh network, with weights drawn from the seed.
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) if the layers do not fit.
    pub fn new(spec: &Spec, config: &RunConfig, device: &Device) -> Result<Self> {
        let device = device.clone().autodiff();
        let network = Network::init(spec, config.seed, &device)?;
        Ok(Self::with_network(network, config, &device))
    }

    /// Trains a network that there is already, on `device`.
    pub fn with_network(network: Network, config: &RunConfig, device: &Device) -> Self {
        Self {
            network: Some(network),
            // PyTorch's epsilon; burn's default of 1e-5 makes visibly smaller steps.
            optimizer: AdamConfig::new().with_epsilon(1e-8).init(),
            device: device.clone().autodiff(),
            learning_rate: config.learning_rate,
            seed: config.seed,
            step: 0,
        }
    }

    /// One optimiser update from one batch.
    pub fn step(&mut self, batch: Batch) -> StepTensors {
        let network = self.network.take().expect("a step always puts it back");
        let mode = Mode::Training {
            seed: self.seed,
            step: self.step as u32,
        };
        let logits = network.forward(batch.images, mode);
        let correct = loss::correct(logits.clone().inner(), batch.targets.clone().inner());
        let loss = loss::mean(logits, batch.targets);
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        self.network = Some(self.optimizer.step(self.learning_rate, network, gradients));
        self.step += 1;
        StepTensors {
            loss: loss.inner(),
            correct,
        }
    }

    /// Optimiser updates made so far.
    pub fn steps(&self) -> usize {
        self.step
    }

    /// The device that batches must be on: it records gradients.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The network as it is now, without autodiff.
    pub fn network(&self) -> Network {
        let network = self.network.as_ref();
        network.expect("a step always puts it back").valid()
    }
}
