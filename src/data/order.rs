//! The order in which images are visited.

use rand::seq::SliceRandom;

use crate::random;

/// The order in which an epoch visits its images, cut into batches. The last may be smaller.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    indices: Vec<u32>,
    batch_size: usize,
}

impl Order {
    /// `indices`, shuffled. Depends on nothing but the arguments.
    pub fn shuffled(indices: &[u32], batch_size: usize, seed: u64, epoch: usize) -> Self {
        let mut order = Self::sequential(indices.to_vec(), batch_size);
        let mut generator = random::generator(seed, random::Purpose::Order, epoch as u64);
        order.indices.shuffle(&mut generator);
        order
    }

    /// `indices` as they stand, for evaluation.
    pub fn sequential(indices: Vec<u32>, batch_size: usize) -> Self {
        Self {
            indices,
            batch_size,
        }
    }

    /// The same order, cut otherwise.
    pub fn in_batches_of(self, batch_size: usize) -> Self {
        Self { batch_size, ..self }
    }

    /// Number of images.
    pub fn images(&self) -> usize {
        self.indices.len()
    }

    /// The indices of batch `i`, or `None` past the last.
    pub fn batch(&self, i: usize) -> Option<&[u32]> {
        self.indices.chunks(self.batch_size).nth(i)
    }

    /// Number of batches.
    pub fn batches(&self) -> usize {
        self.indices.len().div_ceil(self.batch_size)
    }
}
