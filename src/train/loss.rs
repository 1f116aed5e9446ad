//! What training makes small.

use burn::tensor::Tensor;

use crate::ops::{CrossEntropy, Targets};
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
    /// The mean over a batch, as one value; and how many images have their largest output at the
    /// target, without a gradient.
    ///
    /// # Shapes
    /// - `outputs`: `[N, classes]`, logits or log-probabilities as the kind wants them
    pub fn mean(&self, outputs: Tensor<2>, targets: &Targets) -> (Tensor<1>, Tensor<1>) {
        let entropy = CrossEntropy {
            logits: self.kind == LossKind::CrossEntropy,
            smoothing: self.label_smoothing,
        };
        entropy.mean(outputs, targets)
    }
}

/// The mean cross-entropy of logits, as one value. Log-probabilities may come in the place of logits:
/// they are their own log-softmax.
///
/// # Shapes
/// - `outputs`: `[N, classes]`
pub fn mean(outputs: Tensor<2>, targets: &Targets) -> Tensor<1> {
    let entropy = CrossEntropy {
        logits: true,
        smoothing: 0.0,
    };
    entropy.mean(outputs, targets).0
}
