//! From a network's outputs to its loss.
//!
//! Targets are class ids, one an image.

use burn::tensor::{Int, Tensor, TensorData};

use digit_lab_kernels::{LikelihoodBlock, hits};

#[cfg(any(feature = "flex", feature = "ndarray"))]
use super::{fused, on_cpu, operation::Operation};

/// The negative log-likelihood of each image's target, of which a share, `smoothing`, is spread
/// over all classes.
///
/// # Shapes
/// - `logs`: `[N, classes]`
/// - output: `[N]`
pub fn likelihood(logs: Tensor<2>, targets: &[u8], smoothing: f64) -> Tensor<1> {
    let [n, classes] = logs.dims();
    #[cfg(any(feature = "flex", feature = "ndarray"))]
    if on_cpu(&logs.device()) {
        let block = LikelihoodBlock {
            classes,
            smoothing: smoothing as f32,
        };
        let targets = targets.iter().map(|&target| f32::from(target)).collect();
        let targets = super::tensor(targets, [n, 1], &logs.device());
        return fused::of_two(logs, targets, Operation::Likelihood(block)).reshape([n]);
    }
    let ids = ids(targets, &logs).reshape([n, 1]);
    let of_target = logs.clone().gather(1, ids).reshape([n]).neg();
    if smoothing == 0.0 {
        return of_target;
    }
    let of_all = logs.mean_dim(1).reshape([n]).neg();
    of_target * (1.0 - smoothing) + of_all * smoothing
}

/// How many images have their largest output at the target, as one value. Without autodiff.
///
/// # Shapes
/// - `outputs`: `[N, classes]`
pub fn correct(outputs: Tensor<2>, targets: &[u8]) -> Tensor<1> {
    let [n, classes] = outputs.dims();
    #[cfg(any(feature = "flex", feature = "ndarray"))]
    if on_cpu(&outputs.device()) {
        let device = outputs.device();
        let count = hits(classes, &super::values(outputs), targets);
        return super::tensor(vec![count as f32], [1], &device);
    }
    let ids = ids(targets, &outputs);
    outputs.argmax(1).reshape([n]).equal(ids).float().sum()
}

fn ids(targets: &[u8], like: &Tensor<2>) -> Tensor<1, Int> {
    let ids: Vec<i32> = targets.iter().map(|&target| i32::from(target)).collect();
    Tensor::from_data(TensorData::new(ids, [targets.len()]), &like.device())
}
