//! The losses.

use burn::tensor::Tensor;

use crate::model::Targets;
use crate::ops::{self, CrossEntropy, Operation};
use crate::recipe::LossKind;

/// A loss with its label smoothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    /// Which it is.
    pub kind: LossKind,
    /// Share of the target that is spread over all classes, in [0, 1).
    pub label_smoothing: f64,
}

impl Loss {
    /// The mean over a batch, as one value; and the number of images whose largest output is at the target, without a
    /// gradient.
    ///
    /// # Shapes
    /// - `outputs`: `[N, classes]`, logits or log-probabilities as the kind wants them
    /// - both results: `[1]`
    pub fn mean(&self, outputs: Tensor<2>, targets: &Targets) -> (Tensor<1>, Tensor<1>) {
        self.share(outputs, targets, 1.0)
    }

    /// As [`mean`](Self::mean), times the `share` that these images have in a batch: the means of all parts of the
    /// batch, so weighted, add up to the mean of the batch.
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

/// The mean cross-entropy of logits, as one value. Log-probabilities may come in the place of logits: they are their own
/// log-softmax.
///
/// # Shapes
/// - `outputs`: `[N, classes]`
pub fn mean(outputs: Tensor<2>, targets: &Targets) -> Tensor<1> {
    let loss = Loss {
        kind: LossKind::CrossEntropy,
        label_smoothing: 0.0,
    };
    loss.mean(outputs, targets).0
}
