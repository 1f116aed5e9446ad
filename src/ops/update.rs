//! What optimisers do. Nothing here has a gradient.

use burn::tensor::Tensor;

use super::{AdamStep, fused};

/// One update by Adam or AdamW in a single pass: the parameters and both moments after it. Without
/// moments, they are those before the first update: zero.
pub fn adam<const D: usize>(
    parameters: Tensor<D>,
    gradients: Tensor<D>,
    moments: Option<[Tensor<D>; 2]>,
    step: AdamStep,
) -> (Tensor<D>, [Tensor<D>; 2]) {
    let moments = moments.unwrap_or_else(|| {
        // Two, so that nobody else holds either.
        [0; 2].map(|_| Tensor::zeros(parameters.dims(), &parameters.device()))
    });
    fused::adam(parameters, gradients, moments, step)
}

/// `old · keep + new · take`, by `[keep, take]`.
pub fn blend<const D: usize>(old: Tensor<D>, new: Tensor<D>, shares: [f32; 2]) -> Tensor<D> {
    fused::blend(old, new, shares)
}

/// The sum of all squares, as one value.
pub fn sum_of_squares<const D: usize>(tensor: Tensor<D>) -> Tensor<1> {
    fused::squares(tensor, false)
}

/// The Euclidean norm, as one value.
pub fn norm<const D: usize>(tensor: Tensor<D>) -> Tensor<1> {
    fused::squares(tensor, true)
}
