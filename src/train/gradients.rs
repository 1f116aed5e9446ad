//! The gradients of everything that is learned: clipping them, adding them up over a team.
//!
//! Gradients are a list of `[values]`, as [`Recording::gradients`](crate::model::Recording::gradients) gives them.

use burn::tensor::Tensor;

use crate::ops::{self, HostValues, Operation};
use crate::team::Team;

/// Scales all gradients so that their `norm` is at most `most`, as PyTorch's `clip_grad_norm_`.
pub fn clip(gradients: Vec<Tensor<1>>, norm: &Tensor<1>, most: f64) -> Vec<Tensor<1>> {
    let most = most as f32;
    let clipped = gradients.into_iter().map(|gradient| {
        let inputs = vec![gradient.into_dispatch(), norm.clone().into_dispatch()];
        Tensor::from_dispatch(ops::run_one(Operation::ClipByNorm { most }, inputs))
    });
    clipped.collect()
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
