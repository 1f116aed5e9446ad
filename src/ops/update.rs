//! What optimisers do. Nothing here has a gradient.

use burn::tensor::{Device, Tensor};

use super::{AdamStep, fused, on_cpu};

/// One update by Adam or AdamW in a single pass: the parameters and both moments after it. Without
/// moments, they are those before the first update: zero. Only where [`has_adam`] says so.
pub fn adam<const D: usize>(
    parameters: Tensor<D>,
    gradients: Tensor<D>,
    moments: Option<[Tensor<D>; 2]>,
    step: AdamStep,
) -> (Tensor<D>, [Tensor<D>; 2]) {
    let moments = moments.unwrap_or_else(|| {
        let zeros = Tensor::zeros(parameters.dims(), &parameters.device());
        [zeros.clone(), zeros]
    });
    fused::adam(parameters, gradients, moments, step)
}

/// True if [`adam`] can be had on `device`.
pub fn has_adam(device: &Device) -> bool {
    on_cpu(device)
}

/// `old · keep + new · take`, by `[keep, take]`.
pub fn blend<const D: usize>(old: Tensor<D>, new: Tensor<D>, [keep, take]: [f32; 2]) -> Tensor<D> {
    if on_cpu(&old.device()) {
        return fused::blend(old, new, [keep, take]);
    }
    old * keep + new * take
}

/// The sum of all squares, as one value.
pub fn sum_of_squares<const D: usize>(tensor: Tensor<D>) -> Tensor<1> {
    if on_cpu(&tensor.device()) {
        return fused::squares(tensor);
    }
    tensor.square().sum()
}
