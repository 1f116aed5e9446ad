//! Clipping of gradients, and their sum over a team.
//!
//! Gradients are a list of tensors `[values]`, as [`Recording::gradients`](crate::model::Recording::gradients) returns
//! them.

use burn::tensor::Tensor;

use crate::ops::{self, HostValues, Operation};
use crate::team::Team;

/// Scales all gradients so that their norm is at most `most`, as PyTorch's `clip_grad_norm_`. `norm`, `[1]`, is their
/// present norm.
pub fn clip(gradients: Vec<Tensor<1>>, norm: &Tensor<1>, most: f64) -> Vec<Tensor<1>> {
    let most = most as f32;
    let clipped = gradients.into_iter().map(|gradient| {
        let inputs = vec![gradient.into_dispatch(), norm.clone().into_dispatch()];
        Tensor::from_dispatch(ops::run_one(Operation::ClipByNorm { most }, inputs))
    });
    clipped.collect()
}

/// The sums of each tensor over all members of a team, in one exchange. `tensors` are `[values]`, on a CPU. `host` is
/// scratch memory, which should be kept for the next call.
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
