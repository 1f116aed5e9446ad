//! Seeded order → [`Batch`]. The only place that turns bytes into the numbers a network sees.

use burn::tensor::{Device, Tensor};
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

use super::augment::Augmenter;
use super::{HEIGHT, Split, WIDTH};
use crate::ops::{self, Targets};
use crate::random;

/// What becomes of a pixel, a byte, before a network sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// Divided by 255: in [0, 1].
    Unit,
    /// Divided by 255, less MNIST's mean, over its standard deviation: about mean 0, variance 1.
    Normalised,
}

/// Mean and standard deviation of MNIST's training pixels, divided by 255.
const MEAN: f32 = 0.1307;
const DEVIATION: f32 = 0.3081;

impl Input {
    /// One value, 0..=255, as the network gets it.
    pub fn of(self, pixel: f32) -> f32 {
        match self {
            Self::Unit => pixel / 255.0,
            Self::Normalised => (pixel / 255.0 - MEAN) / DEVIATION,
        }
    }

    /// Mean and deviation with which [`of`](Self::of) is (pixel / 255 − mean) / deviation.
    pub fn constants(self) -> (f32, f32) {
        match self {
            Self::Unit => (0.0, 1.0),
            Self::Normalised => (MEAN, DEVIATION),
        }
    }
}

/// Images, on a device, and their classes.
#[derive(Debug, Clone)]
pub struct Batch {
    /// `[N, 1, 28, 28]`, as an [`Input`] makes them.
    pub images: Tensor<4>,
    /// The class of each.
    pub targets: Targets,
}

/// A split's bytes on a GPU, where batches are made of them.
#[derive(Debug, Clone)]
pub struct Resident {
    bytes: ops::Bytes,
}

impl Resident {
    /// Copies the split to `device`; `None` if that is the CPU, where it is already, or if it does not
    /// fit.
    pub fn of(split: &Split, device: &Device) -> Option<Self> {
        let bytes = ops::Bytes::of(&split.images, &split.labels, device)?;
        Some(Self { bytes })
    }

    /// As [`Batch::gather`], of the split that this is a copy of. Batches of up to `room` images are
    /// made alike.
    pub fn batch(&self, split: &Split, indices: &[u32], room: usize, input: Input) -> Batch {
        let (mean, deviation) = input.constants();
        let line = [1.0 / (255.0 * deviation), -mean / deviation];
        let (images, column) = self.bytes.gather(SIZE, indices, room, line);
        Batch {
            images: ops::plain::reshaped(images, [indices.len(), 1, HEIGHT, WIDTH]),
            targets: Targets {
                ids: targets(split, indices),
                column: Some(column),
            },
        }
    }
}

impl Batch {
    /// The images of `split` at `indices`, which must be below its length.
    pub fn gather(split: &Split, indices: &[u32], input: Input, device: &Device) -> Self {
        let mut pixels = Vec::with_capacity(indices.len() * SIZE);
        for &index in indices {
            pixels.extend_from_slice(image(split, index));
        }
        Self {
            images: images(&pixels, input, device),
            targets: targets(split, indices).into(),
        }
    }

    /// As [`gather`](Self::gather), every image changed as `augmenter` says for the `epoch`.
    pub fn gather_augmented(
        split: &Split,
        indices: &[u32],
        input: Input,
        (augmenter, epoch): (&mut Augmenter, u32),
        device: &Device,
    ) -> Self {
        let mut values = vec![0.0; indices.len() * SIZE];
        for (&index, values) in indices.iter().zip(values.chunks_exact_mut(SIZE)) {
            augmenter.apply(image(split, index), epoch, index, values);
            for value in values {
                *value = input.of(*value);
            }
        }
        Self {
            images: planes(values, device),
            targets: targets(split, indices).into(),
        }
    }
}

const SIZE: usize = HEIGHT * WIDTH;

fn image(split: &Split, index: u32) -> &[u8] {
    let start = index as usize * SIZE;
    &split.images[start..start + SIZE]
}

fn targets(split: &Split, indices: &[u32]) -> Vec<u8> {
    let class = |&index: &u32| split.labels[index as usize];
    indices.iter().map(class).collect()
}

/// `[N, 28, 28]` bytes → `[N, 1, 28, 28]`.
pub fn images(pixels: &[u8], input: Input, device: &Device) -> Tensor<4> {
    let values: [f32; 256] = std::array::from_fn(|pixel| input.of(pixel as f32));
    let scaled = pixels.iter().map(|&pixel| values[usize::from(pixel)]);
    planes(scaled.collect(), device)
}

fn planes(values: Vec<f32>, device: &Device) -> Tensor<4> {
    let shape = [values.len() / SIZE, 1, HEIGHT, WIDTH];
    ops::tensor(values, shape, device)
}

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
