//! A data set that stays on the device.

use burn::backend::Dispatch;
use burn::backend::ops::FloatTensorOps;
use burn::tensor::{DType, Device, Tensor, TensorData};

use super::operation::{Gather, Operation};
use super::{capabilities, run};

/// Images and class ids, byte by byte, on a device that makes batches of them.
#[derive(Debug, Clone)]
pub struct ResidentBytes {
    images: Tensor<1>,
    labels: Tensor<1>,
}

/// What every WebGPU adapter can bind, in bytes.
const MOST_BYTES: usize = 128 << 20;

impl ResidentBytes {
    /// Copies them to `device`; `None` if it makes no batches itself, or if they might be too many for it.
    pub fn new(images: &[u8], labels: &[u8], device: &Device) -> Option<Self> {
        let fits = images.len() <= MOST_BYTES;
        (capabilities(device).resident_bytes && fits).then(|| Self {
            images: words(images, device),
            labels: words(labels, device),
        })
    }

    /// The images that `gather` asks for, and their class ids.
    ///
    /// # Shapes
    /// - output: `[indices, pixels]`, `[indices, 1]`
    pub fn gather(&self, gather: Gather) -> (Tensor<2>, Tensor<2>) {
        let inputs = [&self.images, &self.labels].map(|bytes| bytes.clone().into_dispatch());
        let outputs = run(Operation::Gather(gather), inputs.into());
        let Ok([images, labels]) = <[_; 2]>::try_from(outputs) else {
            unreachable!("the operation lists two outputs")
        };
        (Tensor::from_dispatch(images), Tensor::from_dispatch(labels))
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
