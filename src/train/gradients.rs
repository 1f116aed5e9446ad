//! The gradients of everything that is learned: their norm, clipping, their sums over a team.
//!
//! Gradients are a list of `[values]`, as [`Recording::gradients`](crate::model::Recording::gradients) gives them.

use burn::tensor::Tensor;

use crate::ops::{self, HostValues, tensor_ops};
use crate::team::Team;

/// The Euclidean norm of all gradients together, as one value on the device.
pub fn norm(gradients: &[Tensor<1>]) -> Tensor<1> {
    if let [gradient] = gradients {
        return ops::sum_of_squares(gradient.clone(), true);
    }
    let squares = gradients.iter().cloned();
    let sum = squares
        .map(|gradient| ops::sum_of_squares(gradient, false))
        .reduce(tensor_ops::add);
    tensor_ops::sqrt(sum.expect("a network has parameters"))
}

/// Scales all gradients so that their `norm` is at most `most`, as PyTorch's `clip_grad_norm_`.
pub fn clip(gradients: Vec<Tensor<1>>, norm: &Tensor<1>, most: f64) -> Vec<Tensor<1>> {
    let inverse = tensor_ops::recip(tensor_ops::add_scalar(norm.clone(), 1e-6));
    let factor = tensor_ops::clamp_max(tensor_ops::mul_scalar(inverse, most), 1.0);
    let scaled = |gradient| tensor_ops::mul(gradient, factor.clone());
    gradients.into_iter().map(scaled).collect()
}

/// Adds up over a team what each member has, `tensors` of `[values]` on a CPU, all in one exchange. `host` is memory
/// that may be used again for the next exchange.
pub fn sum(team: &Team, tensors: Vec<Tensor<1>>, host: &HostValues) -> Vec<Tensor<1>> {
    host.clear();
    for tensor in &tensors {
        ops::store(tensor.clone(), host);
    }
    host.change(|values| team.sum(values));
    let mut start = 0;
    let sums = tensors.into_iter().map(|tensor| {
        let [len] = tensor.dims();
        start += len;
        ops::load(tensor, host, start - len)
    });
    sums.collect()
}
