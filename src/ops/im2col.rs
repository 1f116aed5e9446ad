//! Convolution as one matrix product, in burn's own differentiable operations.

use burn::tensor::{Tensor, s};

/// See [`conv2d`](super::conv2d) for the shapes.
///
/// Every place of the kernel contributes a shifted copy of the padded input; stacked, they are
/// the columns that the kernels are multiplied with: `[out, K] × [K, N·P]` with
/// `K = kernel height · kernel width · in` and `P` output pixels. The channels come first and
/// the images second, so that the whole batch is a single product.
pub fn conv2d(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Tensor<1>,
    stride: usize,
    padding: usize,
) -> Tensor<4> {
    let [images, _, height, width] = x.dims();
    let [out, channels, kernel_h, kernel_w] = weight.dims();
    let out_h = (height + 2 * padding - kernel_h) / stride + 1;
    let out_w = (width + 2 * padding - kernel_w) / stride + 1;

    let x = x.swap_dims(0, 1);
    let x = match padding {
        0 => x,
        p => x.pad([(p, p), (p, p)], 0.0),
    };
    let step = stride as isize;
    let shifted = (0..kernel_h * kernel_w).map(|place| {
        let (top, left) = (place / kernel_w, place % kernel_w);
        let rows = top..top + (out_h - 1) * stride + 1;
        let columns = left..left + (out_w - 1) * stride + 1;
        x.clone().slice(s![.., .., rows;step, columns;step])
    });
    let k = kernel_h * kernel_w * channels;
    let columns = Tensor::cat(shifted.collect(), 0).reshape([k, images * out_h * out_w]);
    let kernels = weight.permute([0, 2, 3, 1]).reshape([out, k]);

    let y = kernels.matmul(columns) + bias.reshape([out, 1]);
    y.reshape([out, images, out_h, out_w]).swap_dims(0, 1)
}
