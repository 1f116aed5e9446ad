//! Layers without parameters.

use std::f64::consts::FRAC_1_SQRT_2;

use burn::tensor::Tensor;
use burn::tensor::activation::{self, relu, sigmoid};
use burn::tensor::module::{avg_pool2d, max_pool2d};
use burn::tensor::ops::{AvgPoolOptions, MaxPoolOptions};

use digit_lab_kernels::PoolBlock;

use super::{Activation, PoolKind};
#[cfg(any(feature = "flex", feature = "ndarray"))]
use super::{MOST_POOL, fused, on_cpu, operation::Operation};

/// A function of each number alone.
pub fn activate<const D: usize>(x: Tensor<D>, activation: Activation) -> Tensor<D> {
    #[cfg(any(feature = "flex", feature = "ndarray"))]
    if on_cpu(&x.device()) {
        return fused::of_one(x, Operation::Activation(activation));
    }
    match activation {
        Activation::Relu => relu(x),
        Activation::Tanh => x.tanh(),
        Activation::Sigmoid => sigmoid(x),
        // burn's own has this value, but (0.22.1, on every backend but flex) the gradient of
        // another function, the approximation by a hyperbolic tangent, which is up to 5e-4 off. Can
        // go when `layers_match_pytorch` passes on WebGPU without it.
        Activation::Gelu => {
            let twice_phi = (x.clone() * FRAC_1_SQRT_2).erf() + 1.0;
            x * twice_phi * 0.5
        }
    }
}

/// `a + b`, then a ReLU.
pub fn sum_relu<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
    #[cfg(any(feature = "flex", feature = "ndarray"))]
    if on_cpu(&a.device()) {
        return fused::of_two(a, b, Operation::SumRelu);
    }
    relu(a + b)
}

/// The logarithm of the softmax of each row.
///
/// # Shapes
/// - `x`: `[N, F]`
/// - output: `[N, F]`
pub fn log_softmax(x: Tensor<2>) -> Tensor<2> {
    #[cfg(any(feature = "flex", feature = "ndarray"))]
    if on_cpu(&x.device()) {
        let [_, columns] = x.dims();
        return fused::of_one(x, Operation::LogSoftmax(columns));
    }
    activation::log_softmax(x, 1)
}

/// Pools blocks of `size` rows and columns, which do not overlap; rows and columns that fill no
/// block are left out.
///
/// # Shapes
/// - `x`: `[N, C, height, width]`
/// - output: `[N, C, height / size, width / size]`
pub fn pool2d(x: Tensor<4>, kind: PoolKind, size: usize) -> Tensor<4> {
    #[cfg(any(feature = "flex", feature = "ndarray"))]
    if on_cpu(&x.device()) {
        if kind == PoolKind::Max && size > MOST_POOL {
            // The first of the rows' firsts is the block's first.
            return pool(pool(x, kind, [1, size]), kind, [size, 1]);
        }
        return pool(x, kind, [size; 2]);
    }
    match kind {
        PoolKind::Max => max_pool2d(x, MaxPoolOptions::new([size; 2]).with_stride([size; 2])),
        PoolKind::Mean => avg_pool2d(x, AvgPoolOptions::new([size; 2]).with_stride([size; 2])),
    }
}

/// The mean of each plane.
///
/// # Shapes
/// - `x`: `[N, C, height, width]`
/// - output: `[N, C]`
pub fn global_avg_pool(x: Tensor<4>) -> Tensor<2> {
    let [images, channels, height, width] = x.dims();
    #[cfg(any(feature = "flex", feature = "ndarray"))]
    if on_cpu(&x.device()) {
        return pool(x, PoolKind::Mean, [height, width]).reshape([images, channels]);
    }
    let rows = x.reshape([images * channels, height * width]);
    rows.mean_dim(1).reshape([images, channels])
}

#[cfg(any(feature = "flex", feature = "ndarray"))]
fn pool(x: Tensor<4>, kind: PoolKind, [rows, columns]: [usize; 2]) -> Tensor<4> {
    let [images, channels, height, width] = x.dims();
    let block = PoolBlock {
        kind,
        images,
        channels,
        height,
        width,
        rows,
        columns,
    };
    fused::of_one(x, Operation::Pool(block))
}
