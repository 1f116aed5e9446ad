//! A data set in the memory of a device.

use burn::backend::Dispatch;
use burn::backend::ops::FloatTensorOps;
use burn::tensor::{DType, Device, Tensor, TensorData};

use super::operation::{Gather, Operation};
use super::{capabilities, run};

/// Images and class ids as bytes, on a device that makes batches from them (see
/// [`Capabilities::resident_bytes`](super::Capabilities::resident_bytes)).
#[derive(Debug, Clone)]
pub struct ResidentBytes {
    images: Tensor<1>,
    labels: Tensor<1>,
}

/// The largest buffer that every WebGPU adapter can bind, in bytes.
const MOST_BYTES: usize = 128 << 20;

impl ResidentBytes {
    /// Copies images and labels to `device`. Returns `None` if the device cannot make batches from bytes, or if the
    /// images are larger than 128 MiB.
    pub fn new(images: &[u8], labels: &[u8], device: &Device) -> Option<Self> {
        let fits = images.len() <= MOST_BYTES;
        (capabilities(device).resident_bytes && fits).then(|| Self {
            images: words(images, device),
            labels: words(labels, device),
        })
    }

    /// Makes a batch of the images at `gather.indices`. Returns the images and their class ids.
    ///
    /// # Shapes
    /// - outputs: `[indices, pixels]`, `[indices, 1]`
    pub fn gather(&self, gather: Gather) -> (Tensor<2>, Tensor<2>) {
        let inputs = [&self.images, &self.labels].map(|bytes| bytes.clone().into_dispatch());
        let outputs = run(Operation::Gather(gather), inputs.into());
        let Ok([images, labels]) = <[_; 2]>::try_from(outputs) else {
            unreachable!("the operation lists two outputs")
        };
        (Tensor::from_dispatch(images), Tensor::from_dispatch(labels))
    }
}

/// Packs four bytes into each value of a tensor, padded with zeros. The values are bit patterns, not numbers.
fn words(bytes: &[u8], device: &Device) -> Tensor<1> {
    let values = bytes.len().div_ceil(4);
    let mut padded = Vec::with_capacity(values * 4);
    padded.extend_from_slice(bytes);
    padded.resize(values * 4, 0);
    let data = TensorData::from_bytes_vec(padded, vec![values], DType::F32);
    Tensor::from_dispatch(Dispatch::float_from_data(data, device.as_dispatch()))
}
