//! The norm of a network's gradients, shortening them to one, adding them up over a team.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use crate::model::Network;
use crate::ops::{self, Staged, Sums};
use crate::team::Team;

/// The Euclidean norm of all gradients together, as one value on the device.
pub fn norm(network: &Network, gradients: &GradientsParams) -> Tensor<1> {
    let mut visitor = SquaredSum {
        gradients,
        sum: None,
    };
    network.visit(&mut visitor);
    visitor.sum.expect("a network has parameters").sqrt()
}

/// Scales all gradients so that their `norm` is at most `most`, as PyTorch's `clip_grad_norm_`.
pub fn clip(network: &Network, gradients: &mut GradientsParams, norm: &Tensor<1>, most: f64) {
    let factor = (norm.clone() + 1e-6).recip() * most;
    let factor = factor.clamp_max(1.0);
    network.visit(&mut Scale { gradients, factor });
}

/// Adds up over a team what each member has: the gradients, and `values` beside them.
pub fn sum<const N: usize>(
    team: &Team,
    network: &Network,
    gradients: &mut GradientsParams,
    values: [Tensor<1>; N],
) -> [Tensor<1>; N] {
    let mut stage = Staged::begin();
    for value in &values {
        stage.put(value.clone());
    }
    network.visit(&mut Put {
        gradients,
        stage: &mut stage,
    });
    let mut sums = stage.sum(team);
    let values = values.map(|value| sums.take(value));
    network.visit(&mut Take { gradients, sums });
    values
}

struct Put<'a> {
    gradients: &'a GradientsParams,
    stage: &'a mut Staged,
}

impl ModuleVisitor for Put<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            self.stage.put(gradient);
        }
    }
}

struct Take<'a> {
    gradients: &'a mut GradientsParams,
    sums: Sums,
}

impl ModuleVisitor for Take<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(param.id) {
            self.gradients.register(param.id, self.sums.take(gradient));
        }
    }
}

struct SquaredSum<'a> {
    gradients: &'a GradientsParams,
    sum: Option<Tensor<1>>,
}

impl ModuleVisitor for SquaredSum<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            let squares = ops::sum_of_squares(gradient);
            self.sum = Some(match self.sum.take() {
                Some(sum) => sum + squares,
                None => squares,
            });
        }
    }
}

struct Scale<'a> {
    gradients: &'a mut GradientsParams,
    factor: Tensor<1>,
}

impl ModuleVisitor for Scale<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(param.id) {
            let scaled = gradient * self.factor.clone().reshape([1; D]);
            self.gradients.register(param.id, scaled);
        }
    }
}
