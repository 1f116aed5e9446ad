//! Batch norm, with a ReLU behind it if asked for.
//!
//! `x` is `[N, C, …]`, everything else `[C]`.

use burn::tensor::Tensor;

use digit_lab_kernels::NormBlock;

use super::operation::Operation;
use super::{fused, plain};

/// By the batch's own mean and variance: the result, and what the running mean and (unbiased)
/// variance are to move towards, without a gradient.
pub fn batch_norm_train<const D: usize>(
    x: Tensor<D>,
    weight: Tensor<1>,
    bias: Tensor<1>,
    epsilon: f64,
    rectified: bool,
) -> (Tensor<D>, [Tensor<1>; 2]) {
    let dims = x.dims();
    let channels = dims[1];
    let block = block(dims, epsilon, rectified);
    let (y, measured) = fused::of_three(x, weight, bias, Operation::Norm(block));
    let half = |i: usize| plain::part(measured.clone(), i * channels, (i + 1) * channels);
    (y, [half(0), half(1)])
}

/// By a mean and a variance.
pub fn batch_norm<const D: usize>(
    x: Tensor<D>,
    [weight, bias]: [Tensor<1>; 2],
    [mean, variance]: [Tensor<1>; 2],
    epsilon: f64,
    rectified: bool,
) -> Tensor<D> {
    let block = block(x.dims(), epsilon, rectified);
    let deviation = plain::sqrt(plain::shifted(variance, epsilon));
    let scale = plain::div(weight, deviation);
    let shift = plain::sub(bias, plain::mul(mean, scale.clone()));
    fused::of_three(x, scale, shift, Operation::Affine(block)).0
}

fn block<const D: usize>(dims: [usize; D], epsilon: f64, relu: bool) -> NormBlock {
    NormBlock {
        images: dims[0],
        channels: dims[1],
        area: dims[2..].iter().product(),
        epsilon,
        relu,
    }
}
