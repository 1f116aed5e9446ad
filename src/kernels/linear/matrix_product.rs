//! Matrix products, blocked for the caches as in GotoBLAS.

use std::ops::Range;

use crate::simd::microkernel::{TILE, multiply, panels};
use crate::simd::{F32x4, LANES, round_up, tail};
use crate::workspace::Buffer;

/// Depth that is multiplied at a time, so that a panel and the left side's tiles stay in the first
/// and second-level caches.
const DEPTH: usize = 256;

/// Rows of the left side that are packed at a time.
const BLOCK: usize = 128;

/// A strided matrix in a slice.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    /// The slice that holds its elements.
    pub data: &'a [f32],
    /// Floats between two rows.
    pub row: usize,
    /// Floats between two columns.
    pub column: usize,
}

/// The sizes of a product, `[rows, depth] × [depth, columns]`.
#[derive(Clone, Copy)]
pub struct Size {
    /// Rows of the left side and of the result.
    pub rows: usize,
    /// Columns of the left side and rows of the right side.
    pub depth: usize,
    /// Columns of the right side and of the result.
    pub columns: usize,
}

/// Computes `c = a · b + bias`, followed by a ReLU if `relu`. `b` is packed (see `microkernel`);
/// `bias` is empty or padded to whole vectors; `c` is row-major. `tiles` is scratch memory.
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

/// Packs a part of the left side in tiles of [`TILE`] rows, each column by column. The last tile has
/// the remaining rows.
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

/// The steps that surround the multiplication of a tile.
struct Ending<'a> {
    /// The panel's part of the bias, at the first step through the depth.
    bias: Option<&'a [f32]>,
    /// Whether `c` holds the sums of earlier steps, which are added.
    add: bool,
    /// Whether a ReLU is applied, at the last step.
    relu: bool,
    /// Columns of `c`.
    columns: usize,
}

/// Computes `M` rows and `4N` columns of `c`, of which the first has index `at`.
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
            (std::array::from_fn(|m| tail(a, m)), M),
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
                        sum = sum.max(zero);
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
