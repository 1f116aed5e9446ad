//! The logarithm of a softmax, row by row.

use super::activation::map;
use super::functions::exp;
use super::moments::total;
use super::simd::F32x4;

/// `y = x − ln Σ eˣ`, each row of `columns` numbers for itself.
///
/// # Panics
/// If `x` and `y` differ in length.
#[inline(never)]
pub fn log_softmax(columns: usize, x: &[f32], y: &mut [f32]) {
    assert_eq!(x.len(), y.len(), "y is shaped like x");
    for (x, y) in x.chunks_exact(columns).zip(y.chunks_exact_mut(columns)) {
        let largest = x.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        let offset = F32x4::splat(largest);
        // What fills the last vector up is nothing in the sum: e to so little.
        let [sum] = total([x], [f32::NEG_INFINITY], |[x]| [exp(x.sub(offset))]);
        let logarithm = F32x4::splat(sum.ln());
        map([x], y, |[x]| x.sub(offset).sub(logarithm));
    }
}

/// The input's gradient from the output and its gradient: `dy − eʸ Σ dy`.
///
/// # Panics
/// If the slices differ in length.
#[inline(never)]
pub fn log_softmax_backward(columns: usize, y: &[f32], dy: &[f32], dx: &mut [f32]) {
    assert!(y.len() == dx.len() && dy.len() == dx.len());
    let rows = y.chunks_exact(columns).zip(dy.chunks_exact(columns));
    for ((y, dy), dx) in rows.zip(dx.chunks_exact_mut(columns)) {
        let [sum] = total([dy], [0.0], |[dy]| [dy]);
        let sum = F32x4::splat(sum);
        map([y, dy], dx, |[y, dy]| dy.sub(exp(y).mul(sum)));
    }
}
