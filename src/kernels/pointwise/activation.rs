//! Activation functions.

use super::functions::{gelu, gelu_slope, sigmoid, tanh};
use crate::simd::F32x4;
use crate::simd::slices::map;

/// An activation function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActivationBlock {
    /// `max(x, 0)`
    Relu,
    /// The hyperbolic tangent.
    Tanh,
    /// `1 / (1 + e⁻ˣ)`
    Sigmoid,
    /// `x · Φ(x)`, where Φ is the normal distribution's cumulative distribution function.
    Gelu,
}

impl ActivationBlock {
    /// Whether [`activation_backward`] reads the output `y`, else the input `x`.
    pub fn of_output(self) -> bool {
        self != Self::Gelu
    }
}

/// Applies the activation to `x`.
///
/// # Panics
/// If `x` and `y` differ in length.
#[inline(never)]
pub fn activate(block: ActivationBlock, x: &[f32], y: &mut [f32]) {
    match block {
        ActivationBlock::Relu => map([x], y, |[x]| x.max(F32x4::splat(0.0))),
        ActivationBlock::Tanh => map([x], y, |[x]| tanh(x)),
        ActivationBlock::Sigmoid => map([x], y, |[x]| sigmoid(x)),
        ActivationBlock::Gelu => map([x], y, |[x]| gelu(x)),
    }
}

/// Computes the input's gradient `dx` from the output's gradient `dy`. Only one of `x` and `y` is read,
/// see [`ActivationBlock::of_output`]; the other may be empty.
///
/// # Panics
/// If the slices that are read or written differ in length.
#[inline(never)]
pub fn activation_backward(
    block: ActivationBlock,
    x: &[f32],
    y: &[f32],
    dy: &[f32],
    dx: &mut [f32],
) {
    let one = F32x4::splat(1.0);
    match block {
        ActivationBlock::Relu => masked(y, dy, dx),
        ActivationBlock::Tanh => map([y, dy], dx, |[y, dy]| dy.mul(one.sub(y.mul(y)))),
        ActivationBlock::Sigmoid => map([y, dy], dx, |[y, dy]| dy.mul(y.mul(one.sub(y)))),
        ActivationBlock::Gelu => map([x, dy], dx, |[x, dy]| dy.mul(gelu_slope(x))),
    }
}

/// Computes `max(a + b, 0)`.
///
/// # Panics
/// If the slices differ in length.
#[inline(never)]
pub fn sum_relu(a: &[f32], b: &[f32], y: &mut [f32]) {
    map([a, b], y, |[a, b]| a.add(b).max(F32x4::splat(0.0)));
}

/// The gradient in front of a ReLU: `dy` where the ReLU's output `y` is positive or NaN (as in PyTorch),
/// else 0.
///
/// # Panics
/// If the slices differ in length.
#[inline(never)]
pub fn masked(y: &[f32], dy: &[f32], dx: &mut [f32]) {
    let zero = F32x4::splat(0.0);
    map([y, dy], dx, |[y, dy]| {
        F32x4::where_less_equal(y, zero, zero, dy)
    });
}
