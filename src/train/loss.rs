//! The losses that training minimises.

use burn::tensor::Tensor;

use crate::model::Targets;
use crate::ops::{self, CrossEntropy, Operation};
use crate::recipe::{LossKind, RunConfig};

/// A loss with its label smoothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    /// The formula.
    pub kind: LossKind,
    /// Share of the target probability that is spread evenly over all classes, in [0, 1).
    pub label_smoothing: f64,
}

impl Loss {
    /// The loss of a recipe.
    pub fn of(config: &RunConfig) -> Self {
        Self {
            kind: config.loss,
            label_smoothing: config.label_smoothing,
        }
    }

    /// The mean loss over a batch, and the number of images whose largest output is that of the target, without a
    /// gradient.
    ///
    /// # Shapes
    /// - `outputs`: `[N, classes]`, logits for cross-entropy, log-probabilities for the negative log-likelihood
    /// - both results: `[1]`
    pub fn mean(&self, outputs: Tensor<2>, targets: &Targets) -> (Tensor<1>, Tensor<1>) {
        self.share(outputs, targets, 1.0)
    }

    /// Like [`mean`](Self::mean) for a part of a batch, with the loss multiplied by `share`, the part's share of the
    /// batch's images. The losses of all parts then add up to the mean loss of the batch.
    pub fn share(
        &self,
        outputs: Tensor<2>,
        targets: &Targets,
        share: f64,
    ) -> (Tensor<1>, Tensor<1>) {
        let [_, classes] = outputs.dims();
        let operation = Operation::CrossEntropy(CrossEntropy {
            classes,
            smoothing: self.label_smoothing as f32,
            logits: self.kind == LossKind::CrossEntropy,
            scale: share as f32,
        });
        let device = outputs.device().without_autodiff();
        let inputs = vec![
            outputs.into_dispatch(),
            targets.column(&device).into_dispatch(),
        ];
        let results = ops::run(operation, inputs).into_iter();
        let mut results = results.map(Tensor::from_dispatch);
        let mut next = || results.next().expect("the operation lists two outputs");
        let (loss, correct): (Tensor<1>, Tensor<1>) = (next(), next());
        (loss, correct.inner())
    }
}

/// The mean cross-entropy of logits. Log-probabilities are accepted as well, because they are their own log-softmax.
///
/// # Shapes
/// - `outputs`: `[N, classes]`
/// - result: `[1]`
pub fn mean(outputs: Tensor<2>, targets: &Targets) -> Tensor<1> {
    let loss = Loss {
        kind: LossKind::CrossEntropy,
        label_smoothing: 0.0,
    };
    loss.mean(outputs, targets).0
}
