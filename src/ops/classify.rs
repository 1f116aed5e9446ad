//! From a network's outputs to its loss.
//!
//! Targets are class ids, one an image.

use burn::tensor::{Device, Tensor};

use digit_lab_kernels::{LikelihoodBlock, hits};

use super::operation::{CrossEntropyBlock, Operation};
use super::{fused, on_cpu, plain};

/// The classes of a batch's images.
#[derive(Debug, Clone)]
pub struct Targets {
    /// Class ids.
    pub ids: Vec<u8>,
    /// The same on a GPU that made the batch: `[N, 1]`.
    pub column: Option<Tensor<2>>,
}

impl From<Vec<u8>> for Targets {
    fn from(ids: Vec<u8>) -> Self {
        Self { ids, column: None }
    }
}

impl Targets {
    fn column(&self, device: &Device) -> Tensor<2> {
        let made = || column(&self.ids, device);
        self.column.clone().unwrap_or_else(made)
    }
}

fn column(targets: &[u8], device: &Device) -> Tensor<2> {
    let values = targets.iter().map(|&target| f32::from(target)).collect();
    super::tensor(values, [targets.len(), 1], device)
}

/// The negative log-likelihood of each image's target, on the CPU.
///
/// # Shapes
/// - `logs`: `[N, classes]`
/// - output: `[N]`
fn likelihood(logs: Tensor<2>, targets: &[u8], smoothing: f64) -> Tensor<1> {
    let [n, classes] = logs.dims();
    let block = LikelihoodBlock {
        classes,
        smoothing: smoothing as f32,
    };
    let targets = column(targets, &logs.device());
    let (y, _): (Tensor<2>, _) = fused::of_two(logs, targets, Operation::Likelihood(block));
    plain::reshaped(y, [n])
}

/// The cross-entropy between outputs and targets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrossEntropy {
    /// Of logits; else of logarithms of probabilities.
    pub logits: bool,
    /// Share of the target that is spread over all classes, in [0, 1).
    pub smoothing: f64,
}

impl CrossEntropy {
    /// The mean loss of a batch, as one value; and, without a gradient, how many images have their
    /// largest output at the target.
    ///
    /// # Shapes
    /// - `outputs`: `[N, classes]`
    pub fn mean(&self, outputs: Tensor<2>, targets: &Targets) -> (Tensor<1>, Tensor<1>) {
        let [_, classes] = outputs.dims();
        let device = outputs.device();
        if !on_cpu(&device) {
            let block = CrossEntropyBlock {
                classes,
                smoothing: self.smoothing as f32,
                logits: self.logits,
            };
            let targets = targets.column(&device);
            let (loss, hits) = fused::of_two(outputs, targets, Operation::CrossEntropy(block));
            return (loss, hits.inner());
        }
        let outputs_now = super::values(outputs.clone().inner());
        let count = hits(classes, &outputs_now, &targets.ids) as f32;
        let count = super::tensor(vec![count], [1], &device.without_autodiff());
        let logs = match self.logits {
            true => super::log_softmax(outputs),
            false => outputs,
        };
        let losses = likelihood(logs, &targets.ids, self.smoothing);
        (plain::mean(losses), count)
    }
}
