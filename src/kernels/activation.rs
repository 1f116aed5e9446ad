//! Functions of each number alone.

use super::functions::{gelu, gelu_slope, sigmoid, tanh};
use super::simd::{F32x4, LANES};

/// A function of each number alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActivationBlock {
    /// `max(x, 0)`
    Relu,
    /// The hyperbolic tangent.
    Tanh,
    /// `1 / (1 + e⁻ˣ)`
    Sigmoid,
    /// `x · Φ(x)`, Φ the normal distribution's.
    Gelu,
}

impl ActivationBlock {
    /// Whether the gradient is computed from what came out; else from what went in.
    pub fn of_output(self) -> bool {
        self != Self::Gelu
    }
}

/// Applies it to `x`. Both are of one length.
#[inline(never)]
pub fn activate(block: ActivationBlock, x: &[f32], y: &mut [f32]) {
    match block {
        ActivationBlock::Relu => map([x], y, |[x]| x.larger(F32x4::splat(0.0))),
        ActivationBlock::Tanh => map([x], y, |[x]| tanh(x)),
        ActivationBlock::Sigmoid => map([x], y, |[x]| sigmoid(x)),
        ActivationBlock::Gelu => map([x], y, |[x]| gelu(x)),
    }
}

/// The input's gradient from the output's. Of `x` and `y` it looks at the one that
/// [`of_output`](ActivationBlock::of_output) says.
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

/// `a + b`, then a ReLU. All of one length.
#[inline(never)]
pub fn sum_relu(a: &[f32], b: &[f32], y: &mut [f32]) {
    map([a, b], y, |[a, b]| a.add(b).larger(F32x4::splat(0.0)));
}

/// `dy` where ReLU let `y` through; zero elsewhere. A NaN passes, as in PyTorch.
#[inline(never)]
pub fn masked(y: &[f32], dy: &[f32], dx: &mut [f32]) {
    let zero = F32x4::splat(0.0);
    map([y, dy], dx, |[y, dy]| {
        F32x4::where_at_most(y, zero, zero, dy)
    });
}

/// Applies a function to four numbers of each input at a time.
#[inline(always)]
pub fn map<const N: usize>(
    inputs: [&[f32]; N],
    output: &mut [f32],
    function: impl Fn([F32x4; N]) -> F32x4,
) {
    let len = output.len();
    assert!(inputs.iter().all(|input| input.len() == len));
    let whole = len / LANES * LANES;
    for at in (0..whole).step_by(LANES) {
        // Sound: `at + 4 <= whole <= len`, the length of all.
        unsafe { function(inputs.map(|input| F32x4::load(input, at))).store(output, at) };
    }
    if whole < len {
        let rest = inputs.map(|input| F32x4::load_some(&input[whole..], 0.0));
        for (to, lane) in output[whole..].iter_mut().zip(function(rest).to_array()) {
            *to = lane;
        }
    }
}
