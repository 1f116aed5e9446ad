//! A data set on a GPU.

use burn::backend::Dispatch;
use burn::backend::ops::FloatTensorOps;
use burn::tensor::{DType, Device, Tensor, TensorData};

use super::resident;
use crate::ops::on_cpu;

/// Images and class ids, byte by byte, on a GPU.
#[derive(Debug, Clone)]
pub struct Bytes {
    images: Tensor<1>,
    labels: Tensor<1>,
}

/// What every WebGPU adapter can bind, in bytes.
const MOST: usize = 128 << 20;

impl Bytes {
    /// Copies them to `device`; `None` if that is the CPU, or if they might be too many for it.
    pub fn of(images: &[u8], labels: &[u8], device: &Device) -> Option<Self> {
        (!on_cpu(device) && images.len() <= MOST).then(|| Self {
            images: words(images, device),
            labels: words(labels, device),
        })
    }

    /// The images at `indices`, of `image` bytes each (a multiple of 4), every byte times the first
    /// number of `line` plus the second; and their class ids. Batches of up to `room` images are made
    /// by one shader.
    ///
    /// # Shapes
    /// - output: `[indices, image]`, `[indices, 1]`
    pub fn gather(
        &self,
        image: usize,
        indices: &[u32],
        room: usize,
        line: [f32; 2],
    ) -> (Tensor<2>, Tensor<2>) {
        resident::gather([&self.images, &self.labels], image, indices, room, line)
    }
}

/// Four bytes to a value, which is no number; the last is padded with zeros.
fn words(bytes: &[u8], device: &Device) -> Tensor<1> {
    let values = bytes.len().div_ceil(4);
    let mut padded = Vec::with_capacity(values * 4);
    padded.extend_from_slice(bytes);
    padded.resize(values * 4, 0);
    let data = TensorData::from_bytes_vec(padded, vec![values], DType::F32);
    Tensor::from_dispatch(Dispatch::float_from_data(data, device.as_dispatch()))
}
