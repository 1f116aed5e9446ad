//! Operations that burn has in another form than a backend needs. Nothing else in the crate
//! knows that they exist.

mod im2col;

use burn::tensor::{Device, Tensor, ops::ConvOptions};

/// A convolution with square stride and padding, and bias.
///
/// burn's own, except on ndarray: there the gradient of the input is a scalar transposed
/// convolution that takes 86 % of a training step, so the convolution is written as a matrix
/// product, whose gradients are matrix products too.
///
/// # Shapes
/// - `x`: `[N, in, height, width]`
/// - `weight`: `[out, in, kernel height, kernel width]`
/// - `bias`: `[out]`
/// - output: `[N, out, (height + 2·padding − kernel height) / stride + 1, …]`
pub fn conv2d(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Tensor<1>,
    stride: usize,
    padding: usize,
) -> Tensor<4> {
    if prefers_matmul(&x.device()) {
        return im2col::conv2d(x, weight, bias, stride, padding);
    }
    let options = ConvOptions::new([stride; 2], [padding; 2], [1, 1], 1);
    burn::tensor::module::conv2d(x, weight, Some(bias), options)
}

#[cfg(feature = "ndarray")]
fn prefers_matmul(device: &Device) -> bool {
    crate::backend::is_ndarray(device)
}

#[cfg(not(feature = "ndarray"))]
fn prefers_matmul(_: &Device) -> bool {
    false
}
