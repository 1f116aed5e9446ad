//! The innermost loop of all matrix products and convolutions, and the packed layout of its right
//! side.
//!
//! A packed matrix is a sequence of panels. A panel holds [`PANEL`] columns, row by row, so that the
//! loop reads memory in order; the last panel is one vector wide if no more columns are left. Columns
//! are padded with zeros to whole vectors.

use super::{F32x4, LANES, round_up, tail};

/// Rows of a tile. With two vectors of columns the sums take eight registers. This is as many as fit
/// beside the operands on x86-64: a tile of 6 × 2 vectors spills and runs at half the speed.
pub const TILE: usize = 4;

/// Columns of a panel: two vectors.
pub const PANEL: usize = 2 * LANES;

/// Adds to `sums` the product of an `M × depth` matrix and a `depth × 4N` matrix. The left side is
/// `rows`, whose consecutive values lie `step` apart; the right side is a panel, `columns`.
///
/// # Safety
/// Each of the rows must be longer than `(depth - 1) · step`, and `columns` must have `depth · 4N`
/// values.
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
            let right = tail(columns, k * N * LANES);
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

/// The panels of a matrix with `columns` columns, as `(first column, vectors)`. A panel begins at
/// index `first column · depth` of the packed matrix.
pub fn panels(columns: usize) -> impl Iterator<Item = (usize, usize)> {
    let all = round_up(columns);
    (0..all)
        .step_by(PANEL)
        .map(move |first| (first, (all - first).min(PANEL) / LANES))
}

/// The index of an element in the packed form of a `depth × columns` matrix.
pub fn packed_index(depth: usize, columns: usize, row: usize, column: usize) -> usize {
    let first = column / PANEL * PANEL;
    let width = (round_up(columns) - first).min(PANEL);
    first * depth + row * width + column - first
}

/// Packs the `depth × columns` matrix with elements `value(row, column)` into `to`.
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
