//! Seeded order → [`Batch`]. The only place that turns bytes into the numbers a network sees.

use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::seq::SliceRandom;

use super::{HEIGHT, Split, WIDTH};
use crate::random;

/// Images and their classes, on a device.
#[derive(Debug, Clone)]
pub struct Batch {
    /// `[N, 1, 28, 28]`, in [0, 1].
    pub images: Tensor<4>,
    /// `[N]`, class ids.
    pub targets: Tensor<1, Int>,
}

impl Batch {
    /// The images of `split` at `indices`, which must be below its length.
    pub fn gather(split: &Split, indices: &[u32], device: &Device) -> Self {
        let size = HEIGHT * WIDTH;
        let mut pixels = Vec::with_capacity(indices.len() * size);
        let mut targets = Vec::with_capacity(indices.len());
        for &index in indices {
            let start = index as usize * size;
            pixels.extend_from_slice(&split.images[start..start + size]);
            targets.push(i32::from(split.labels[index as usize]));
        }
        Self {
            images: images(&pixels, device),
            targets: Tensor::from_data(TensorData::new(targets, [indices.len()]), device),
        }
    }
}

/// `[N, 28, 28]` bytes → `[N, 1, 28, 28]`, divided by 255.
pub fn images(pixels: &[u8], device: &Device) -> Tensor<4> {
    let scaled: Vec<f32> = pixels.iter().map(|&p| f32::from(p) / 255.0).collect();
    let shape = [pixels.len() / (HEIGHT * WIDTH), 1, HEIGHT, WIDTH];
    Tensor::from_data(TensorData::new(scaled, shape), device)
}

/// The order in which an epoch visits its images, cut into batches. The last may be smaller.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    indices: Vec<u32>,
    batch_size: usize,
}

impl Order {
    /// `0..count`, shuffled. Depends on nothing but the arguments.
    pub fn shuffled(count: usize, batch_size: usize, seed: u64, epoch: usize) -> Self {
        let mut order = Self::sequential(count, batch_size);
        let mut generator = random::generator(seed, random::Purpose::Order, epoch as u64);
        order.indices.shuffle(&mut generator);
        order
    }

    /// `0..count` as it stands, for evaluation.
    pub fn sequential(count: usize, batch_size: usize) -> Self {
        Self {
            indices: (0..count as u32).collect(),
            batch_size,
        }
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
