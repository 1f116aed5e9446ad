//! Layers without parameters.

use burn::tensor::Tensor;

use digit_lab_kernels::PoolBlock;

use super::operation::Operation;
use super::{Activation, MOST_POOL, PoolKind, fused, on_cpu, plain};
use crate::random::Dropout;

/// A function of each number alone.
pub fn activate<const D: usize>(x: Tensor<D>, activation: Activation) -> Tensor<D> {
    fused::of_one(x, Operation::Activation(activation))
}

/// `a + b`, then a ReLU.
pub fn sum_relu<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
    fused::of_two(a, b, Operation::SumRelu).0
}

/// The logarithm of the softmax of each row.
///
/// # Shapes
/// - `x`: `[N, F]`
/// - output: `[N, F]`
pub fn log_softmax(x: Tensor<2>) -> Tensor<2> {
    let [_, columns] = x.dims();
    fused::of_one(x, Operation::LogSoftmax(columns))
}

/// Drops some numbers and lets the rest grow.
pub fn dropout<const D: usize>(x: Tensor<D>, dropout: Dropout) -> Tensor<D> {
    if !on_cpu(&x.device()) {
        return fused::of_one(x, Operation::Dropout(dropout));
    }
    let shape = x.dims();
    let mask = dropout.mask(shape.iter().product());
    let mask = super::tensor(mask, shape, &x.device());
    plain::mul(x, mask)
}

/// Pools blocks of `size` rows and columns, which do not overlap; rows and columns that fill no
/// block are left out.
///
/// # Shapes
/// - `x`: `[N, C, height, width]`
/// - output: `[N, C, height / size, width / size]`
pub fn pool2d(x: Tensor<4>, kind: PoolKind, size: usize) -> Tensor<4> {
    if kind == PoolKind::Max && size > MOST_POOL {
        // The first of the rows' firsts is the block's first.
        return pool(pool(x, kind, [1, size]), kind, [size, 1]);
    }
    pool(x, kind, [size; 2])
}

/// The mean of each plane.
///
/// # Shapes
/// - `x`: `[N, C, height, width]`
/// - output: `[N, C]`
pub fn global_avg_pool(x: Tensor<4>) -> Tensor<2> {
    let [images, channels, height, width] = x.dims();
    let means = pool(x, PoolKind::Mean, [height, width]);
    plain::reshaped(means, [images, channels])
}

fn pool(x: Tensor<4>, kind: PoolKind, [rows, columns]: [usize; 2]) -> Tensor<4> {
    let [images, channels, height, width] = x.dims();
    let block = PoolBlock {
        kind,
        images,
        channels,
        height,
        width,
        rows,
        columns,
    };
    fused::of_one(x, Operation::Pool(block))
}
