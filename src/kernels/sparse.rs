//! Sums over lists of what is not zero in a gradient.

use super::simd::{F32x4, LANES, from, from_mut};
use super::workspace::Entry;

/// A stretch of vectors in each of some rows.
#[derive(Clone, Copy)]
pub struct Stretch {
    /// Rows.
    pub rows: usize,
    /// Vectors in each.
    pub vectors: usize,
    /// Where it begins, from the place that an entry points at.
    pub offset: usize,
    /// Numbers from a row to the next.
    pub row: usize,
}

impl Stretch {
    /// The stretches that make up the `kernel` rows of `vectors` vectors under a kernel, and where
    /// each one's vectors lie among them: not more than `most` vectors at a time, and several rows
    /// only where they are as short as that.
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

/// Calls a function with a stretch's rows and vectors as constants.
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

/// `sums[at..] += Σ value · data[stretch from where the entry points]`.
///
/// # Safety
/// The entries' stretches must lie inside `data`, and as many numbers at `at` inside `sums`.
pub unsafe fn gather(
    stretch: Stretch,
    entries: &[Entry],
    data: &[f32],
    sums: &mut [f32],
    at: usize,
) {
    // Sound: the caller's promise.
    unsafe { with_shape!(stretch, gather_of(stretch, entries, data, sums, at)) }
}

#[inline(always)]
unsafe fn gather_of<const R: usize, const N: usize>(
    stretch: Stretch,
    entries: &[Entry],
    data: &[f32],
    sums: &mut [f32],
    at: usize,
) {
    // Sound: the caller's promise.
    unsafe {
        let mut own = load::<R, N>(sums, at);
        for entry in entries {
            let value = F32x4::splat_of(&entry.value);
            for (r, own) in own.iter_mut().enumerate() {
                let data = from(data, entry.at as usize + stretch.offset + r * stretch.row);
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

/// `sums[stretch from where the entry points] += value · data[at..]` for each entry.
///
/// # Safety
/// The entries' stretches must lie inside `sums`, and as many numbers at `at` inside `data`.
pub unsafe fn scatter(
    stretch: Stretch,
    entries: &[Entry],
    data: &[f32],
    at: usize,
    sums: &mut [f32],
) {
    // Sound: the caller's promise.
    unsafe { with_shape!(stretch, scatter_of(stretch, entries, data, at, sums)) }
}

#[inline(always)]
unsafe fn scatter_of<const R: usize, const N: usize>(
    stretch: Stretch,
    entries: &[Entry],
    data: &[f32],
    at: usize,
    sums: &mut [f32],
) {
    // Sound: the caller's promise.
    unsafe {
        let own = load::<R, N>(data, at);
        for entry in entries {
            let value = F32x4::splat_of(&entry.value);
            for (r, own) in own.iter().enumerate() {
                let sums = from_mut(sums, entry.at as usize + stretch.offset + r * stretch.row);
                for (n, factor) in own.iter().enumerate() {
                    let sum = F32x4::load(sums, n * LANES).mul_add(value, *factor);
                    sum.store(sums, n * LANES);
                }
            }
        }
    }
}

/// # Safety
/// `R · N` vectors from `at` on must lie inside `data`.
#[inline(always)]
unsafe fn load<const R: usize, const N: usize>(data: &[f32], at: usize) -> [[F32x4; N]; R] {
    // Sound: the caller's promise.
    std::array::from_fn(|r| {
        std::array::from_fn(|n| unsafe { F32x4::load(data, at + (r * N + n) * LANES) })
    })
}
