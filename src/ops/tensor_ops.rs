//! Arithmetic on whole tensors under the names of burn's own methods, on any device and with gradients. Shapes
//! broadcast as there.
//!
//! burn's methods also serve quantised tensors and bring along the code that converts these: with the functions below
//! in their place the CPU's module is a twelfth lighter.

use burn::backend::Dispatch;
use burn::backend::ops::FloatTensorOps;
use burn::tensor::Tensor;

use super::Array;

/// `a + b`
pub fn add<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
    Tensor::from_dispatch(sum(a.into_dispatch(), b.into_dispatch()))
}

/// `a + b`, of any rank.
pub fn sum(a: Array, b: Array) -> Array {
    Dispatch::float_add(a, b)
}

/// `a − b`
pub fn sub<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
    let difference = Dispatch::float_sub(a.into_dispatch(), b.into_dispatch());
    Tensor::from_dispatch(difference)
}

/// `a · b`, number by number.
pub fn mul<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
    let product = Dispatch::float_mul(a.into_dispatch(), b.into_dispatch());
    Tensor::from_dispatch(product)
}

/// `a / b`, number by number.
pub fn div<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
    let quotient = Dispatch::float_div(a.into_dispatch(), b.into_dispatch());
    Tensor::from_dispatch(quotient)
}

/// `x + scalar`
pub fn add_scalar<const D: usize>(x: Tensor<D>, scalar: f64) -> Tensor<D> {
    let sum = Dispatch::float_add_scalar(x.into_dispatch(), scalar.into());
    Tensor::from_dispatch(sum)
}

/// `x · scalar`
pub fn mul_scalar<const D: usize>(x: Tensor<D>, scalar: f64) -> Tensor<D> {
    let product = Dispatch::float_mul_scalar(x.into_dispatch(), scalar.into());
    Tensor::from_dispatch(product)
}

/// `1 / x`
pub fn recip<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    Tensor::from_dispatch(Dispatch::float_recip(x.into_dispatch()))
}

/// `√x`
pub fn sqrt<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    Tensor::from_dispatch(Dispatch::float_sqrt(x.into_dispatch()))
}

/// `min(x, max)`
pub fn clamp_max<const D: usize>(x: Tensor<D>, max: f64) -> Tensor<D> {
    let clamped = Dispatch::float_clamp_max(x.into_dispatch(), max.into());
    Tensor::from_dispatch(clamped)
}

/// The same numbers, row by row, in another shape.
pub fn reshape(x: Array, shape: &[usize]) -> Array {
    Dispatch::float_reshape(x, shape.to_vec().into())
}

/// `[rows, columns]` → `[columns, rows]`
pub fn transpose(x: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::float_transpose(x.into_dispatch()))
}

/// One tensor's numbers behind another's.
pub fn cat(parts: Vec<Tensor<1>>) -> Tensor<1> {
    let parts = parts.into_iter().map(Tensor::into_dispatch).collect();
    Tensor::from_dispatch(Dispatch::float_cat(parts, 0))
}

/// The numbers from place `start` up to below `end`.
pub fn slice(x: Tensor<1>, start: usize, end: usize) -> Tensor<1> {
    let part = Dispatch::float_slice(x.into_dispatch(), &[(start..end).into()]);
    Tensor::from_dispatch(part)
}
