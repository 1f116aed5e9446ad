//! Batches: the only module that converts pixels from bytes to a network's input.

use burn::tensor::{Device, Tensor};

use crate::data::{Changes, HEIGHT, Input, Split, WIDTH};
use crate::ops::{self, Gather, Operation, ResidentBytes};

/// Images on a device, with their classes.
#[derive(Debug, Clone)]
pub struct Batch {
    /// `[N, 1, 28, 28]`, scaled by an [`Input`].
    pub images: Tensor<4>,
    /// The classes of the images.
    pub targets: Targets,
}

/// The classes of a batch's images.
#[derive(Debug, Clone)]
pub struct Targets {
    /// Class ids, `[N]`, each 0..=9.
    pub ids: Vec<u8>,
    /// The class ids as a tensor `[N, 1]`, if the device made the batch; else `None`.
    pub column: Option<Tensor<2>>,
}

impl From<Vec<u8>> for Targets {
    fn from(ids: Vec<u8>) -> Self {
        Self { ids, column: None }
    }
}

impl Targets {
    /// The class ids as a tensor `[N, 1]` on `device`.
    pub fn column(&self, device: &Device) -> Tensor<2> {
        self.column.clone().unwrap_or_else(|| {
            let ids = self.ids.iter().map(|&id| f32::from(id));
            ops::tensor(ids.collect(), [self.ids.len(), 1], device)
        })
    }
}

/// A copy of a split's bytes on a device that makes batches from them.
#[derive(Debug, Clone)]
pub struct Resident {
    bytes: ResidentBytes,
}

impl Resident {
    /// Copies the split to `device`. Returns `None` if the device cannot make batches from bytes, or if the images are
    /// larger than 128 MiB.
    pub fn new(split: &Split, device: &Device) -> Option<Self> {
        let bytes = ResidentBytes::new(&split.images, &split.labels, device)?;
        Some(Self { bytes })
    }

    /// Like [`Batch::gather`]. `split` must be the one that was copied. `room` is the largest batch size: smaller
    /// batches use the shader that was compiled for it.
    pub fn batch(&self, split: &Split, indices: &[u32], room: usize, input: Input) -> Batch {
        let (mean, deviation) = input.constants();
        let (images, column) = self.bytes.gather(Gather {
            pixels: SIZE,
            indices: indices.to_vec(),
            room,
            scale: 1.0 / (255.0 * deviation),
            shift: -mean / deviation,
        });
        let shape = vec![indices.len(), 1, HEIGHT, WIDTH];
        let images = ops::run_one(Operation::Reshape { shape }, vec![images.into_dispatch()]);
        Batch {
            images: Tensor::from_dispatch(images),
            targets: Targets {
                ids: targets(split, indices),
                column: Some(column),
            },
        }
    }
}

impl Batch {
    /// The images of `split` at `indices`.
    ///
    /// # Panics
    /// If an index is not below the number of images.
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

    /// Like [`gather`](Self::gather), with every image changed for the `epoch`.
    pub fn gather_changed(
        split: &Split,
        indices: &[u32],
        input: Input,
        (changes, epoch): (&mut Changes, u32),
        device: &Device,
    ) -> Self {
        let mut values = vec![0.0; indices.len() * SIZE];
        for (&index, values) in indices.iter().zip(values.chunks_exact_mut(SIZE)) {
            let labelled = (image(split, index), split.labels[index as usize]);
            changes.apply(labelled, epoch, index, values);
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

/// Pixels of an image.
const SIZE: usize = HEIGHT * WIDTH;

fn image(split: &Split, index: u32) -> &[u8] {
    let start = index as usize * SIZE;
    &split.images[start..start + SIZE]
}

fn targets(split: &Split, indices: &[u32]) -> Vec<u8> {
    let class = |&index: &u32| split.labels[index as usize];
    indices.iter().map(class).collect()
}

/// Scales images: `[N, 28, 28]` bytes → `[N, 1, 28, 28]`.
pub fn images(pixels: &[u8], input: Input, device: &Device) -> Tensor<4> {
    let values: [f32; 256] = std::array::from_fn(|pixel| input.of(pixel as f32));
    let scaled = pixels.iter().map(|&pixel| values[usize::from(pixel)]);
    planes(scaled.collect(), device)
}

/// Images that are scaled already: `[N, 28, 28]` values → `[N, 1, 28, 28]`.
pub fn planes(values: Vec<f32>, device: &Device) -> Tensor<4> {
    let shape = [values.len() / SIZE, 1, HEIGHT, WIDTH];
    ops::tensor(values, shape, device)
}
