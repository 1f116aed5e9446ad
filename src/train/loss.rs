//! What training makes small, and what it counts beside it.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Int, Tensor};

/// Cross entropy of each image: `−log softmax(logits)[target]`.
///
/// # Shapes
/// - `logits`: `[N, classes]`
/// - `targets`: `[N]`, class ids
/// - output: `[N]`
pub fn per_image(logits: Tensor<2>, targets: Tensor<1, Int>) -> Tensor<1> {
    let [n, _] = logits.dims();
    log_softmax(logits, 1)
        .gather(1, targets.reshape([n, 1]))
        .reshape([n])
        .neg()
}

/// The mean of [`per_image`], as one value.
pub fn mean(logits: Tensor<2>, targets: Tensor<1, Int>) -> Tensor<1> {
    per_image(logits, targets).mean()
}

/// How many images have their largest logit at the target, as one value.
pub fn correct(logits: Tensor<2>, targets: Tensor<1, Int>) -> Tensor<1> {
    let [n, _] = logits.dims();
    logits.argmax(1).reshape([n]).equal(targets).float().sum()
}
