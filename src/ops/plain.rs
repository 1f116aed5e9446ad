//! Arithmetic on whole tensors, as burn's methods do it, on any device and with gradients.
//!
//! burn's own also serve quantised tensors, whose ways to and from floats they bring along: with
//! these in their place the CPU's module is a twelfth lighter. Shapes broadcast as there.

use burn::backend::Dispatch;
use burn::backend::ops::FloatTensorOps;
use burn::tensor::Tensor;

/// `a + b`
pub fn add<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
    let sum = Dispatch::float_add(a.into_dispatch(), b.into_dispatch());
    Tensor::from_dispatch(sum)
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

/// `x + shift`
pub fn shifted<const D: usize>(x: Tensor<D>, shift: f64) -> Tensor<D> {
    let sum = Dispatch::float_add_scalar(x.into_dispatch(), shift.into());
    Tensor::from_dispatch(sum)
}

/// `x · factor`
pub fn scaled<const D: usize>(x: Tensor<D>, factor: f64) -> Tensor<D> {
    let product = Dispatch::float_mul_scalar(x.into_dispatch(), factor.into());
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

/// `min(x, most)`
pub fn at_most<const D: usize>(x: Tensor<D>, most: f64) -> Tensor<D> {
    let least = Dispatch::float_clamp_max(x.into_dispatch(), most.into());
    Tensor::from_dispatch(least)
}

/// The mean of all numbers, as one value.
pub fn mean<const D: usize>(x: Tensor<D>) -> Tensor<1> {
    Tensor::from_dispatch(Dispatch::float_mean(x.into_dispatch()))
}

/// The same numbers, row by row, in another shape.
pub fn reshaped<const D: usize, const E: usize>(x: Tensor<D>, shape: [usize; E]) -> Tensor<E> {
    let reshaped = Dispatch::float_reshape(x.into_dispatch(), shape.into());
    Tensor::from_dispatch(reshaped)
}

/// `[rows, columns]` → `[columns, rows]`
pub fn transposed(x: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::float_transpose(x.into_dispatch()))
}

/// One tensor's numbers behind another's.
pub fn joined(parts: Vec<Tensor<1>>) -> Tensor<1> {
    let parts = parts.into_iter().map(Tensor::into_dispatch).collect();
    Tensor::from_dispatch(Dispatch::float_cat(parts, 0))
}

/// The numbers from place `start` up to below `end`.
pub fn part(x: Tensor<1>, start: usize, end: usize) -> Tensor<1> {
    let part = Dispatch::float_slice(x.into_dispatch(), &[(start..end).into()]);
    Tensor::from_dispatch(part)
}
