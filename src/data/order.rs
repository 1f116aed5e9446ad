//! The order of the images in an epoch.

use rand::seq::SliceRandom;

use crate::random;

/// The order of the images in an epoch, divided into batches. The last batch may be smaller.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    indices: Vec<u32>,
    batch_size: usize,
}

impl Order {
    /// `indices` in an order that depends only on the arguments. `batch_size` is at least 1.
    pub fn shuffled(indices: &[u32], batch_size: usize, seed: u64, epoch: usize) -> Self {
        let mut order = Self::sequential(indices.to_vec(), batch_size);
        let mut generator = random::generator(seed, random::Purpose::Order, epoch as u64);
        order.indices.shuffle(&mut generator);
        order
    }

    /// `indices` in their order, for evaluation. `batch_size` is at least 1.
    pub fn sequential(indices: Vec<u32>, batch_size: usize) -> Self {
        Self {
            indices,
            batch_size,
        }
    }

    /// The same order with another batch size, at least 1.
    pub fn in_batches_of(self, batch_size: usize) -> Self {
        Self { batch_size, ..self }
    }

    /// Number of images.
    pub fn images(&self) -> usize {
        self.indices.len()
    }

    /// The indices of all images.
    pub fn into_indices(self) -> Vec<u32> {
        self.indices
    }

    /// The indices of batch `i`, or `None` if there are fewer batches.
    pub fn batch(&self, i: usize) -> Option<&[u32]> {
        self.indices.chunks(self.batch_size).nth(i)
    }

    /// Number of batches.
    pub fn batches(&self) -> usize {
        self.indices.len().div_ceil(self.batch_size)
    }
}
