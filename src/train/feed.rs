//! The images of a run: their selection, their order in an epoch, and the batches made from them.

use burn::tensor::Device;
use rand::seq::SliceRandom;

use crate::data::{Changes, Dataset, Input, Order};
use crate::model::{Batch, Resident};
use crate::random;
use crate::recipe::config::{self, RunConfig};

/// The source of a run's batches.
pub(super) struct Feed {
    /// Indices of the images to train on, ascending.
    pub train: Vec<u32>,
    /// Indices of the images that are held out for validation, ascending.
    pub validation: Vec<u32>,
    /// The scaling of the pixels.
    pub input: Input,
    /// `None` if images are neither augmented nor replaced.
    changes: Option<Changes>,
    /// The images in the memory of a GPU, if they are not changed. The first batch copies them there.
    resident: Option<Resident>,
    batch_size: usize,
    seed: u64,
}

impl Feed {
    /// Divides the first `subset` of `train_count` images into images to train on and images to validate
    /// with. The seed decides which images are held out.
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
        Self {
            train,
            validation,
            input: config.input,
            changes: config.changes(),
            resident: None,
            batch_size: config.batch_size,
            seed: config.seed,
        }
    }

    /// The order of the images in an epoch, counted from 0.
    pub fn order(&self, epoch: usize) -> Order {
        Order::shuffled(&self.train, self.batch_size, self.seed, epoch)
    }

    /// The number of updates per epoch.
    pub fn steps_per_epoch(&self) -> usize {
        self.train.len().div_ceil(self.batch_size)
    }

    /// The batch of the images at `indices`, changed for the epoch.
    pub fn batch(
        &mut self,
        dataset: &Dataset,
        indices: &[u32],
        epoch: usize,
        device: &Device,
    ) -> Batch {
        let split = &dataset.train;
        match &mut self.changes {
            None => {
                if self.resident.is_none() {
                    self.resident = Resident::new(split, device);
                }
                match &self.resident {
                    Some(resident) => resident.batch(split, indices, self.batch_size, self.input),
                    None => Batch::gather(split, indices, self.input, device),
                }
            }
            Some(changes) => {
                let draw = (changes, epoch as u32);
                Batch::gather_changed(split, indices, self.input, draw, device)
            }
        }
    }
}
