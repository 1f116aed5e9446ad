//! The kernels against plain loops in double precision.

mod conv;
mod linear;
mod norm;
mod pointwise;
mod reference;

use super::Workspace;

/// Numbers in -1..1 that look random and are the same every time.
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

/// The largest difference, as a part of the largest number expected.
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
/// Unless what was found is what was expected, but for rounding.
pub fn assert_close(found: &[f32], expected: &[f64], what: &str) {
    let error = error(found, expected);
    assert!(error <= 1e-5, "{what}: {error:e} off");
}

/// A workspace that other calls have used and filled with what is no number.
pub fn used() -> Workspace {
    let mut ws = Workspace::new();
    for buffer in [
        &mut ws.image,
        &mut ws.rows,
        &mut ws.packed,
        &mut ws.tiles,
        &mut ws.sums,
        &mut ws.bias,
        &mut ws.turned,
    ] {
        buffer.room(100_000).fill(f32::NAN);
    }
    ws.entries.resize(
        5000,
        super::workspace::Entry {
            value: f32::NAN,
            at: 9,
        },
    );
    ws
}
