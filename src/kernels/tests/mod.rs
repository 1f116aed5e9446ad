//! The kernels against plain loops in double precision.

mod conv;
mod linear;
mod norm;
mod pointwise;
mod reference;

use crate::Workspace;
use crate::workspace::NonZero;

/// Pseudo-random values in [-1, 1), the same for the same seed.
pub fn numbers(len: usize, seed: u64) -> Vec<f32> {
    let mut state = seed
        .wrapping_mul(2)
        .wrapping_add(1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..len).map(|_| next()).collect()
}

/// The largest difference, divided by the largest expected value. NaN if `found` has a NaN.
pub fn error(found: &[f32], expected: &[f64]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let largest = expected.iter().fold(1e-30, |a: f64, b| a.max(b.abs()));
    let pairs = found.iter().zip(expected);
    pairs.fold(0.0, |worst: f64, (&f, e)| {
        if f.is_nan() {
            f64::NAN
        } else {
            worst.max((f64::from(f) - e).abs())
        }
    }) / largest
}

/// # Panics
/// If the values differ by more than rounding.
pub fn assert_close(found: &[f32], expected: &[f64], what: &str) {
    let error = error(found, expected);
    assert!(error <= 1e-5, "{what}: {error:e} off");
}

/// A workspace whose buffers are full of NaNs, as if other calls had used it.
pub fn used() -> Workspace {
    let mut ws = Workspace::new();
    for buffer in [
        &mut ws.image,
        &mut ws.rows,
        &mut ws.packed,
        &mut ws.tiles,
        &mut ws.sums,
        &mut ws.bias,
        &mut ws.rotated,
    ] {
        buffer.room(100_000).fill(f32::NAN);
    }
    ws.non_zeros.resize(
        5000,
        NonZero {
            value: f32::NAN,
            at: 9,
        },
    );
    ws
}
