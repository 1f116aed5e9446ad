//! A look inside a network: plain arrays with shapes. No colours.

use burn::tensor::{Device, Tensor};

use crate::data::Input;
use crate::error::Result;
use crate::model::{Network, batch};
use crate::ops;
use crate::ops::read::{self, Transaction};

/// Numbers with their shape, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    /// Sizes of the dimensions.
    pub shape: Vec<usize>,
    /// As many values as the shape has places.
    pub values: Vec<f32>,
}

/// The first convolution at work on one image.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// The convolution's name; empty if the network has none, and then so are the planes.
    pub layer: String,
    /// Its weights: `[out, in, height, width]`.
    pub kernels: Plane,
    /// What it passes on for the image, its batch norm and activation included:
    /// `[out, height, width]`.
    pub feature_maps: Plane,
    /// What the whole network makes of the image: `[10]`.
    pub probabilities: Vec<f32>,
}

/// Shows `image`, `[28, 28]` bytes, to a network without autodiff on `device`.
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
    let mut reads = Transaction::default().register(logarithms(network, images.clone()));
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

/// What a network without autodiff makes of `image`, `[28, 28]` bytes: `[10]`, summing to 1.
///
/// # Errors
/// [`Error::Device`](crate::error::Error::Device) if the device fails.
pub async fn predict(
    network: &Network,
    image: &[u8],
    input: Input,
    device: &Device,
) -> Result<Vec<f32>> {
    let logarithms = logarithms(network, batch::images(image, input, device));
    let read = read::scalars(Transaction::default().register(logarithms));
    Ok(exponentials(read.await?))
}

/// The logarithms of the probabilities: `[N, 1, 28, 28]` → `[N, 10]`.
fn logarithms(network: &Network, images: Tensor<4>) -> Tensor<2> {
    ops::log_softmax(network.forward(images))
}

fn exponentials(logarithms: Vec<f32>) -> Vec<f32> {
    logarithms.into_iter().map(f32::exp).collect()
}
