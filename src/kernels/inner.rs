//! The kernel inside all products and convolutions, and the order in which it reads its right side.

use super::simd::{F32x4, LANES, from, round_up};

/// Rows of a tile. With two vectors of columns it takes eight sums, which is what fits into the
/// registers that WebAssembly engines have on x86-64, beside the operands: a tile of 6 × 2 vectors
/// spills, and runs at half the speed.
pub const TILE: usize = 4;

/// Columns of a panel, two vectors.
pub const PANEL: usize = 2 * LANES;

/// Adds to `sums` the product of `M` rows, each with a number every `step`, and `4N` columns,
/// `depth` deep; the columns lie in rows of `4N` numbers.
///
/// # Safety
/// The rows must be longer than `(depth - 1) · step`, and the columns have `depth · 4N` numbers.
#[inline(always)]
pub unsafe fn multiply<const M: usize, const N: usize>(
    sums: &mut [[F32x4; N]; M],
    depth: usize,
    (rows, step): ([&[f32]; M], usize),
    columns: &[f32],
) {
    for k in 0..depth {
        // Sound: the caller's promise.
        unsafe {
            let right = from(columns, k * N * LANES);
            let right: [F32x4; N] = std::array::from_fn(|n| F32x4::load(right, n * LANES));
            for (row, sums) in rows.iter().zip(sums.iter_mut()) {
                let left = F32x4::load_splat(row, k * step);
                for (sum, right) in sums.iter_mut().zip(right) {
                    *sum = sum.mul_add(left, right);
                }
            }
        }
    }
}

/// The panels of a matrix with `columns` columns: `(first column, vectors)`. A panel's numbers
/// begin at first column · depth; the last one may be one vector wide.
pub fn panels(columns: usize) -> impl Iterator<Item = (usize, usize)> {
    let all = round_up(columns);
    (0..all)
        .step_by(PANEL)
        .map(move |first| (first, (all - first).min(PANEL) / LANES))
}

/// Where the number of a row and column is among panels of a matrix of that size.
pub fn packed(depth: usize, columns: usize, row: usize, column: usize) -> usize {
    let first = column / PANEL * PANEL;
    let width = (round_up(columns) - first).min(PANEL);
    first * depth + row * width + column - first
}

/// Writes a matrix of `depth` rows and `columns` columns into `panels`, with zeros up to whole
/// vectors.
#[inline(always)]
pub fn pack(depth: usize, columns: usize, to: &mut [f32], value: impl Fn(usize, usize) -> f32) {
    for (first, vectors) in panels(columns) {
        let width = vectors * LANES;
        let panel = &mut to[first * depth..(first + width) * depth];
        for (k, line) in panel.chunks_exact_mut(width).enumerate() {
            for (i, number) in line.iter_mut().enumerate() {
                *number = if first + i < columns {
                    value(k, first + i)
                } else {
                    0.0
                };
            }
        }
    }
}
