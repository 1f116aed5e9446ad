//! The logarithm of a softmax, row by row.

use super::functions::exp;
use crate::simd::F32x4;
use crate::simd::slices::{self, map, sums};

/// Computes `y = x − ln Σ eˣ` for each row of `columns` values; `x` and `y` are `[rows, columns]`.
///
/// # Panics
/// If `x` and `y` differ in length, or `columns` is 0.
#[inline(never)]
pub fn log_softmax(columns: usize, x: &[f32], y: &mut [f32]) {
    assert_eq!(x.len(), y.len(), "y is shaped like x");
    for (x, y) in x.chunks_exact(columns).zip(y.chunks_exact_mut(columns)) {
        let largest = x.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        let offset = F32x4::splat(largest);
        // −∞ fills up the last vector: `exp` clamps it to e⁻⁸⁷, which vanishes in the sum.
        let [sum] = sums([x], [f32::NEG_INFINITY], |[x]| [exp(x.sub(offset))]);
        let logarithm = F32x4::splat(sum.ln());
        map([x], y, |[x]| x.sub(offset).sub(logarithm));
    }
}

/// Computes the input's gradient `dx = dy − eʸ Σ dy` for each row of `columns` values.
///
/// # Panics
/// If the slices differ in length, or `columns` is 0.
#[inline(never)]
pub fn log_softmax_backward(columns: usize, y: &[f32], dy: &[f32], dx: &mut [f32]) {
    assert!(y.len() == dx.len() && dy.len() == dx.len());
    let rows = y.chunks_exact(columns).zip(dy.chunks_exact(columns));
    for ((y, dy), dx) in rows.zip(dx.chunks_exact_mut(columns)) {
        let sum = F32x4::splat(slices::sum(dy));
        map([y, dy], dx, |[y, dy]| dy.sub(exp(y).mul(sum)));
    }
}
