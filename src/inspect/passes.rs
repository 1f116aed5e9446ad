//! The inside of a network, as arrays with shapes: kernels, feature maps and probabilities for an image.

use burn::tensor::{Device, Tensor};

use crate::data::Input;
use crate::error::Result;
use crate::model::{Network, batch};
use crate::ops;
use crate::ops::read::{self, Transaction};

/// An array with its shape, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    /// Sizes of the dimensions.
    pub shape: Vec<usize>,
    /// The values, as many as the product of `shape`.
    pub values: Vec<f32>,
}

/// The first convolution of a network, with its output for one image.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// The convolution's name. It is empty, like both planes, if there is no convolution outside of
    /// residual blocks.
    pub layer: String,
    /// The convolution's weight: `[out, in, height, width]`.
    pub kernels: Plane,
    /// The convolution's output for the image, including the batch norm and the activation that follow:
    /// `[out, height, width]`.
    pub feature_maps: Plane,
    /// The network's probabilities of the classes, `[10]`, with sum 1.
    pub probabilities: Vec<f32>,
}

/// Runs a network on `image`, `[28, 28]` bytes, and returns the first convolution's values. `device` is the
/// one of the network.
///
/// # Errors
/// [`Error::Device`](crate::error::Error::Device) if the device fails.
pub async fn inspect(
    network: &Network,
    image: &[u8],
    input: Input,
    device: &Device,
) -> Result<Inspection> {
    let images = batch::images(image, input, device);
    let log_probabilities = log_probabilities(network, images.clone());
    let mut reads = Transaction::default().register(log_probabilities);
    let mut layer = String::new();
    let mut shapes = [vec![0; 4], vec![0; 3]];
    if let (Some((name, shape, kernels)), Some(maps)) =
        (network.first_kernels(), network.first_feature_maps(images))
    {
        layer = name.into();
        shapes = [shape.to_vec(), maps.dims()[1..].to_vec()];
        reads = reads.register(kernels).register(maps);
    }
    let mut values = read::floats(reads).await?.into_iter();
    let mut next = || values.next().unwrap_or_default();
    let probabilities = exponentials(next());
    let [kernels, feature_maps] = shapes.map(|shape| Plane {
        shape,
        values: next(),
    });
    Ok(Inspection {
        layer,
        kernels,
        feature_maps,
        probabilities,
    })
}

/// The probabilities of the classes for `image`, `[28, 28]` bytes: `[10]`, with sum 1. `device` is the one
/// of the network.
///
/// # Errors
/// [`Error::Device`](crate::error::Error::Device) if the device fails.
pub async fn predict(
    network: &Network,
    image: &[u8],
    input: Input,
    device: &Device,
) -> Result<Vec<f32>> {
    let log_probabilities = log_probabilities(network, batch::images(image, input, device));
    let read = read::scalars(Transaction::default().register(log_probabilities));
    Ok(exponentials(read.await?))
}

/// The logarithms of the probabilities: `[N, 1, 28, 28]` → `[N, 10]`.
fn log_probabilities(network: &Network, images: Tensor<4>) -> Tensor<2> {
    ops::log_softmax(network.forward(images))
}

fn exponentials(values: Vec<f32>) -> Vec<f32> {
    values.into_iter().map(f32::exp).collect()
}
