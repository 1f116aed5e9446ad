//! Products of matrices.

use std::ops::Range;

use super::inner::{TILE, multiply, panels};
use super::simd::{F32x4, LANES, from, round_up};
use super::workspace::Buffer;

/// As many steps as keep a panel and the left side's tiles in the first caches.
const DEPTH: usize = 256;

/// As many rows of the left side as are packed at a time.
const BLOCK: usize = 128;

/// A matrix inside a slice.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    /// All its numbers.
    pub data: &'a [f32],
    /// From a row to the next.
    pub row: usize,
    /// From a column to the next.
    pub column: usize,
}

/// A product's size: `[rows, depth] × [depth, columns]`.
#[derive(Clone, Copy)]
pub struct Size {
    /// Rows of the left side and of the result.
    pub rows: usize,
    /// Columns of the left side, rows of the right one.
    pub depth: usize,
    /// Columns of the right side and of the result.
    pub columns: usize,
}

/// `c = a · b + bias`, negative numbers zero if `relu`. `b` is packed; `bias`, if not empty, is
/// padded to whole vectors; `c` lies in rows of `columns` numbers. `tiles` is scratch memory.
pub fn product(
    size: Size,
    a: Matrix,
    b: &[f32],
    (bias, relu): (&[f32], bool),
    c: &mut [f32],
    tiles: &mut Buffer,
) {
    let Size {
        rows,
        depth,
        columns,
    } = size;
    assert!(b.len() >= depth * round_up(columns) && c.len() == rows * columns);
    assert!(bias.is_empty() || bias.len() == round_up(columns));
    if depth == 0 {
        c.fill(0.0);
        return;
    }
    let tiles = tiles.room(BLOCK * DEPTH);
    for step in (0..depth).step_by(DEPTH) {
        let part = DEPTH.min(depth - step);
        let (first, last) = (step == 0, step + part == depth);
        for top in (0..rows).step_by(BLOCK) {
            let block = BLOCK.min(rows - top);
            pack_tiles(a, top..top + block, step..step + part, tiles);
            for (column, vectors) in panels(columns) {
                let width = vectors * LANES;
                let right = &b[column * depth + step * width..][..part * width];
                let end = Ending {
                    bias: (first && !bias.is_empty()).then(|| &bias[column..column + width]),
                    add: !first,
                    relu: relu && last,
                    columns,
                };
                for row in (0..block).step_by(TILE) {
                    let left = &tiles[row * part..];
                    let at = (top + row) * columns + column;
                    match (TILE.min(block - row), vectors) {
                        (4, 2) => tile::<4, 2>(part, left, right, &end, c, at),
                        (3, 2) => tile::<3, 2>(part, left, right, &end, c, at),
                        (2, 2) => tile::<2, 2>(part, left, right, &end, c, at),
                        (1, 2) => tile::<1, 2>(part, left, right, &end, c, at),
                        (4, _) => tile::<4, 1>(part, left, right, &end, c, at),
                        (3, _) => tile::<3, 1>(part, left, right, &end, c, at),
                        (2, _) => tile::<2, 1>(part, left, right, &end, c, at),
                        (_, _) => tile::<1, 1>(part, left, right, &end, c, at),
                    }
                }
            }
        }
    }
}

/// The left side in tiles of [`TILE`] rows, each tile column by column; the last tile has what rows
/// are left.
fn pack_tiles(a: Matrix, rows: Range<usize>, steps: Range<usize>, to: &mut [f32]) {
    let mut at = 0;
    for row in rows.clone().step_by(TILE) {
        let height = TILE.min(rows.end - row);
        for step in steps.clone() {
            let first = row * a.row + step * a.column;
            for i in 0..height {
                to[at + i] = a.data[first + i * a.row];
            }
            at += height;
        }
    }
}

/// How a tile's sums begin and end.
struct Ending<'a> {
    bias: Option<&'a [f32]>,
    add: bool,
    relu: bool,
    columns: usize,
}

fn tile<const M: usize, const N: usize>(
    depth: usize,
    a: &[f32],
    b: &[f32],
    end: &Ending,
    c: &mut [f32],
    at: usize,
) {
    assert!(a.len() >= depth * M && b.len() >= depth * N * LANES);
    let zero = F32x4::splat(0.0);
    let mut sums = [[zero; N]; M];
    if let Some(bias) = end.bias {
        // Sound: as wide as the panel.
        sums = [std::array::from_fn(|n| unsafe { F32x4::load(bias, n * LANES) }); M];
    }
    // Sound: asserted above.
    unsafe {
        multiply(
            &mut sums,
            depth,
            (std::array::from_fn(|m| from(a, m)), M),
            b,
        )
    };
    for (m, line) in sums.into_iter().enumerate() {
        for (n, mut sum) in line.into_iter().enumerate() {
            let to = at + m * end.columns + n * LANES;
            let column = to % end.columns;
            if column + LANES <= end.columns {
                // Sound: four columns of a row of `c`, whose length `product` asserts.
                unsafe {
                    if end.add {
                        sum = F32x4::load(c, to).add(sum);
                    }
                    if end.relu {
                        sum = sum.larger(zero);
                    }
                    sum.store(c, to);
                }
                continue;
            }
            for (number, value) in c[to..to - column + end.columns]
                .iter_mut()
                .zip(sum.to_array())
            {
                let value = if end.add { *number + value } else { value };
                *number = if end.relu && value <= 0.0 { 0.0 } else { value };
            }
        }
    }
}
