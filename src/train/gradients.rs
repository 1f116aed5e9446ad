//! The norm of a network's gradients, shortening them to one, adding them up over a team.
//!
//! Gradients are a list of `[values]`, as [`Network::learned_gradients`] gives them.
//!
//! [`Network::learned_gradients`]: crate::model::Network::learned_gradients

use burn::tensor::Tensor;

use crate::ops::{self, Staged, plain};
use crate::team::Team;

/// The Euclidean norm of all gradients together, as one value on the device.
pub fn norm(gradients: &[Tensor<1>]) -> Tensor<1> {
    if let [gradient] = gradients {
        return ops::norm(gradient.clone());
    }
    let squares = gradients.iter().cloned().map(ops::sum_of_squares);
    let sum = squares.reduce(plain::add);
    plain::sqrt(sum.expect("a network has parameters"))
}

/// Scales all gradients so that their `norm` is at most `most`, as PyTorch's `clip_grad_norm_`.
pub fn clip(gradients: Vec<Tensor<1>>, norm: &Tensor<1>, most: f64) -> Vec<Tensor<1>> {
    let inverse = plain::recip(plain::shifted(norm.clone(), 1e-6));
    let factor = plain::at_most(plain::scaled(inverse, most), 1.0);
    let scaled = |gradient| plain::mul(gradient, factor.clone());
    gradients.into_iter().map(scaled).collect()
}

/// Adds up over a team what each member has: the gradients, and `values` beside them.
pub fn sum<const N: usize>(
    team: &Team,
    gradients: Vec<Tensor<1>>,
    values: [Tensor<1>; N],
) -> (Vec<Tensor<1>>, [Tensor<1>; N]) {
    let mut stage = Staged::begin();
    for tensor in values.iter().chain(&gradients) {
        stage.put(tensor.clone());
    }
    let mut sums = stage.sum(team);
    let values = values.map(|value| sums.take(value));
    let gradients = gradients.into_iter().map(|gradient| sums.take(gradient));
    (gradients.collect(), values)
}
