//! The number that gradients are taken of.

use burn::tensor::{Device, Tensor};

use crate::model::Targets;
use crate::ops::{self, Array, CrossEntropy, Operation, PoolBlock, PoolKind};
use crate::train::loss::Loss;

/// A number that a pass ends in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Objective {
    /// The mean loss of the images with their labels.
    Loss(Loss),
    /// The sum over the images of the network's output for a class: a logit, or a log-probability if the network ends in
    /// a log-softmax.
    Output(usize),
    /// The sum over the images of a layer's unit: a feature of a vector, or the mean of a channel's map.
    Unit {
        /// The layer, as in [`Spec::placed`](crate::model::Spec::placed).
        number: u32,
        /// The feature or channel.
        unit: usize,
    },
}

impl Objective {
    /// The layer whose output is needed.
    pub(super) fn layer(&self) -> Option<u32> {
        match self {
            Self::Unit { number, .. } => Some(*number),
            _ => None,
        }
    }

    /// Its value, `[1]`.
    ///
    /// # Shapes
    /// - `outputs`: `[N, classes]`
    /// - `tapped`: the output of [`layer`](Self::layer), `[N, …]`
    pub(super) fn of(
        &self,
        outputs: Tensor<2>,
        targets: &Targets,
        tapped: Option<Array>,
    ) -> Tensor<1> {
        match *self {
            Self::Loss(loss) => loss.mean(outputs, targets).0,
            Self::Output(class) => column_sum(outputs, class),
            Self::Unit { unit, .. } => {
                let values = tapped.expect("the layer is one of the network's");
                column_sum(features(values), unit)
            }
        }
    }
}

/// One number for each feature, or for each map its mean: `[N, …]` → `[N, features]`.
pub(super) fn features(values: Array) -> Tensor<2> {
    let shape = burn::backend::TensorMetadata::shape(&values).to_vec();
    let &[images, channels, height, width] = &shape[..] else {
        return Tensor::from_dispatch(values);
    };
    let means = Operation::Pool(PoolBlock {
        kind: PoolKind::Mean,
        images,
        channels,
        height,
        width,
        rows: height,
        columns: width,
    });
    let means = ops::run_one(means, vec![values]);
    let shape = vec![images, channels];
    Tensor::from_dispatch(ops::run_one(Operation::Reshape { shape }, vec![means]))
}

/// The sum of a column, `[N, columns]` → `[1]`. The cross-entropy of outputs that are taken for log-probabilities is the
/// negative mean of the targets' outputs, which saves an operation of its own.
fn column_sum(outputs: Tensor<2>, column: usize) -> Tensor<1> {
    let [images, classes] = outputs.dims();
    let operation = Operation::CrossEntropy(CrossEntropy {
        classes,
        smoothing: 0.0,
        logits: false,
        scale: -(images as f32),
    });
    let device: Device = outputs.device().without_autodiff();
    let ids = ops::tensor(vec![column as f32; images], [images, 1], &device);
    let inputs = vec![outputs.into_dispatch(), ids.into_dispatch()];
    Tensor::from_dispatch(ops::run_one(operation, inputs))
}
