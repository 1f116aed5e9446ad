//! Loops over the non-zero values of a gradient, which keep a part of a kernel in registers.

use crate::simd::{F32x4, LANES, tail, tail_mut};
use crate::workspace::NonZero;

/// A rectangle of vectors under a kernel, small enough for the registers.
#[derive(Clone, Copy)]
pub struct Stretch {
    /// Rows of the rectangle.
    pub rows: usize,
    /// Vectors per row.
    pub vectors: usize,
    /// Index of its first float, relative to a [`NonZero`]'s index.
    pub offset: usize,
    /// Floats per row of the image.
    pub row: usize,
}

impl Stretch {
    /// The stretches that cover the `kernel` rows of `vectors` vectors under a kernel, each with the
    /// index of its first float in the kernel. A stretch has at most `most` vectors: the whole kernel
    /// if it is that small, else a part of one row.
    pub fn cover(
        kernel: usize,
        vectors: usize,
        row: usize,
        most: usize,
    ) -> impl Iterator<Item = (Self, usize)> {
        let all = matches!((kernel, vectors), (3, 1..=3) | (5, 1 | 2)) && kernel * vectors <= most;
        let rows = if all { kernel } else { 1 };
        let width = vectors.div_ceil(vectors.div_ceil(most));
        (0..kernel).step_by(rows).flat_map(move |line| {
            (0..vectors).step_by(width).map(move |first| {
                let stretch = Self {
                    rows,
                    vectors: width.min(vectors - first),
                    offset: line * row + first * LANES,
                    row,
                };
                (stretch, (line * vectors + first) * LANES)
            })
        })
    }
}

/// Calls a function with a stretch's rows and vectors as constant parameters.
macro_rules! with_shape {
    ($stretch:expr, $function:ident $arguments:tt) => {
        with_shape!(@ $stretch, $function $arguments, (1 1) (1 2) (1 3) (1 4) (1 5) (1 6) (1 7) (1 8) (1 9) (1 10) (1 11)
            (1 12) (3 1) (3 2) (3 3) (5 1) (5 2))
    };
    (@ $stretch:expr, $function:ident $arguments:tt, $(($rows:literal $vectors:literal))*) => {
        match ($stretch.rows, $stretch.vectors) {
            $(($rows, $vectors) => $function::<$rows, $vectors> $arguments,)*
            _ => unreachable!("`cover` makes no others"),
        }
    };
}

/// Adds `Σ value · data[the stretch at the value's index]` to `sums[at..]`.
///
/// # Safety
/// The stretch at each index must lie inside `data`, and as many floats from `at` on inside `sums`.
pub unsafe fn gather(
    stretch: Stretch,
    list: &[NonZero],
    data: &[f32],
    sums: &mut [f32],
    at: usize,
) {
    // Sound: the caller's promise.
    unsafe { with_shape!(stretch, gather_of(stretch, list, data, sums, at)) }
}

#[inline(always)]
unsafe fn gather_of<const R: usize, const N: usize>(
    stretch: Stretch,
    list: &[NonZero],
    data: &[f32],
    sums: &mut [f32],
    at: usize,
) {
    // Sound: the caller's promise.
    unsafe {
        let mut own = load::<R, N>(sums, at);
        for entry in list {
            let value = F32x4::splat_from(&entry.value);
            for (r, own) in own.iter_mut().enumerate() {
                let data = tail(data, entry.at as usize + stretch.offset + r * stretch.row);
                for (n, sum) in own.iter_mut().enumerate() {
                    *sum = sum.mul_add(value, F32x4::load(data, n * LANES));
                }
            }
        }
        for (i, sum) in own.as_flattened().iter().enumerate() {
            sum.store(sums, at + i * LANES);
        }
    }
}

/// Adds `value · data[at..]` to `sums[the stretch at the value's index]`, for each value.
///
/// # Safety
/// The stretch at each index must lie inside `sums`, and as many floats from `at` on inside `data`.
pub unsafe fn scatter(
    stretch: Stretch,
    list: &[NonZero],
    data: &[f32],
    at: usize,
    sums: &mut [f32],
) {
    // Sound: the caller's promise.
    unsafe { with_shape!(stretch, scatter_of(stretch, list, data, at, sums)) }
}

#[inline(always)]
unsafe fn scatter_of<const R: usize, const N: usize>(
    stretch: Stretch,
    list: &[NonZero],
    data: &[f32],
    at: usize,
    sums: &mut [f32],
) {
    // Sound: the caller's promise.
    unsafe {
        let own = load::<R, N>(data, at);
        for entry in list {
            let value = F32x4::splat_from(&entry.value);
            for (r, own) in own.iter().enumerate() {
                let sums = tail_mut(sums, entry.at as usize + stretch.offset + r * stretch.row);
                for (n, factor) in own.iter().enumerate() {
                    let sum = F32x4::load(sums, n * LANES).mul_add(value, *factor);
                    sum.store(sums, n * LANES);
                }
            }
        }
    }
}

/// Loads `R` rows of `N` vectors each, contiguous from `at` on.
///
/// # Safety
/// They must lie inside `data`.
#[inline(always)]
unsafe fn load<const R: usize, const N: usize>(data: &[f32], at: usize) -> [[F32x4; N]; R] {
    // Sound: the caller's promise.
    std::array::from_fn(|r| {
        std::array::from_fn(|n| unsafe { F32x4::load(data, at + (r * N + n) * LANES) })
    })
}
