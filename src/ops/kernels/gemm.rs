//! Products of matrices: the inner kernel that `direct` and `winograd` use too, and whole products out of it.

use super::simd::{F32x4, LANES, from, round_up};
use super::workspace::Buffer;

/// Rows of a tile. With two vectors of columns it takes eight sums, which is what fits into the registers that
/// WebAssembly engines have on x86-64, beside the operands: a tile of 6 × 2 vectors spills, and runs at half the speed.
pub const TILE: usize = 4;

/// Columns of a panel, two vectors.
pub const PANEL: usize = 2 * LANES;

/// As many steps as keep a panel and the left side's tiles in the first caches.
const DEPTH: usize = 256;

/// As many rows of the left side as are packed at a time.
const BLOCK: usize = 128;

/// Adds to `sums` the product of `M` rows, each with a number every `step`, and `4N` columns, `depth` deep; the columns
/// lie in rows of `4N` numbers.
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

/// The panels of a matrix with `columns` columns: `(first column, vectors)`. A panel's numbers begin at first column ·
/// depth; the last one may be one vector wide.
pub fn panels(columns: usize) -> impl Iterator<Item = (usize, usize)> {
    let all = round_up(columns);
    (0..all)
        .step_by(PANEL)
        .map(move |first| (first, (all - first).min(PANEL) / LANES))
}

/// Writes a matrix of `depth` rows and `columns` columns into `panels`, with zeros up to whole vectors.
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

/// `c = a · b + bias`, negative numbers zero if `relu`. `b` is packed; `bias`, if not empty, is padded to whole vectors;
/// `c` lies in rows of `columns` numbers. `tiles` is scratch memory.
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

/// The left side in tiles of [`TILE`] rows, each tile column by column; the last tile has what rows are left.
fn pack_tiles(
    a: Matrix,
    rows: std::ops::Range<usize>,
    steps: std::ops::Range<usize>,
    to: &mut [f32],
) {
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

/// Multiply-adds in one turn of [`inner_kernel`].
pub const INNER_KERNEL_WORK: usize = TILE * PANEL * INNER_DEPTH;

const INNER_DEPTH: usize = 400;

/// The inner kernel alone, `turns` times on the same numbers: the speed that all else is measured against. Returns a
/// number made of all results, so that none is left out.
pub fn inner_kernel(turns: usize, tiles: &mut Buffer) -> f32 {
    let tiles = tiles.room((TILE + PANEL) * INNER_DEPTH);
    tiles.fill(0.5);
    let (a, b) = tiles.split_at(TILE * INNER_DEPTH);
    let mut total = F32x4::splat(0.0);
    for _ in 0..turns {
        let mut sums = [[F32x4::splat(0.0); 2]; TILE];
        // Sound: `a` and `b` are exactly as long as this reads. `black_box` hides that every turn is the same.
        unsafe {
            let a = std::hint::black_box(a);
            multiply(
                &mut sums,
                INNER_DEPTH,
                (std::array::from_fn(|m| from(a, m)), TILE),
                b,
            );
        }
        for sum in sums.as_flattened() {
            total = total.add(*sum);
        }
    }
    total.to_array().iter().sum()
}
