//! Which images a run trains on, in which order, and what becomes of them on the way.

use burn::tensor::Device;
use rand::seq::SliceRandom;

use crate::data::{Augmenter, Dataset, Input, Order};
use crate::model::{Batch, Resident};
use crate::random;
use crate::recipe::config::{self, RunConfig};

/// A run's images, on their way into batches.
pub(super) struct Feed {
    /// Images to train on.
    pub train: Vec<u32>,
    /// Those held out to validate with.
    pub validation: Vec<u32>,
    /// What the network takes pixels as.
    pub input: Input,
    /// `None` if the images stay as they are.
    augmenter: Option<Augmenter>,
    /// The images on the GPU that trains with them as they are. Copied there with the first batch.
    resident: Option<Resident>,
    batch_size: usize,
    seed: u64,
}

impl Feed {
    /// Deals the training images out: the held-out ones are drawn by the seed, and both lists rise.
    pub fn new(config: &RunConfig, train_count: usize) -> Self {
        let count = config.subset.unwrap_or(train_count);
        let mut train: Vec<u32> = (0..count as u32).collect();
        let mut validation = Vec::new();
        let held_out = config::held_out(count, config.validation);
        if held_out > 0 {
            let purpose = random::Purpose::HeldOut;
            train.shuffle(&mut random::generator(config.seed, purpose, 0));
            validation = train.split_off(count - held_out);
            train.sort_unstable();
            validation.sort_unstable();
        }
        let augmentation = config.augmentation();
        Self {
            train,
            validation,
            input: config.input,
            augmenter: (!augmentation.is_none()).then(|| Augmenter::new(augmentation, config.seed)),
            resident: None,
            batch_size: config.batch_size,
            seed: config.seed,
        }
    }

    /// The batches of the epoch, counted from 0.
    pub fn order(&self, epoch: usize) -> Order {
        Order::shuffled(&self.train, self.batch_size, self.seed, epoch)
    }

    /// Updates to an epoch.
    pub fn steps_per_epoch(&self) -> usize {
        self.train.len().div_ceil(self.batch_size)
    }

    /// The images at `indices` as the epoch has them.
    pub fn batch(
        &mut self,
        dataset: &Dataset,
        indices: &[u32],
        epoch: usize,
        device: &Device,
    ) -> Batch {
        let split = &dataset.train;
        match &mut self.augmenter {
            None => {
                if self.resident.is_none() {
                    self.resident = Resident::new(split, device);
                }
                match &self.resident {
                    Some(resident) => resident.batch(split, indices, self.batch_size, self.input),
                    None => Batch::gather(split, indices, self.input, device),
                }
            }
            Some(augmenter) => {
                let draw = (augmenter, epoch as u32);
                Batch::gather_augmented(split, indices, self.input, draw, device)
            }
        }
    }
}
