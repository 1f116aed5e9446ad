//! Pooling of blocks that do not overlap, plane by plane, where it is no part of a convolution.

use super::moments::total;
use super::simd::{F32x4, LANES};

/// What becomes of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PoolKind {
    /// Its largest number, the first of equals.
    Max,
    /// The mean of its numbers.
    Mean,
}

/// A pooling of each plane. Rows and columns that fill no block are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PoolBlock {
    /// What becomes of a block.
    pub kind: PoolKind,
    /// Images in the batch.
    pub images: usize,
    /// Planes of each.
    pub channels: usize,
    /// A plane's rows.
    pub height: usize,
    /// A plane's columns.
    pub width: usize,
    /// Rows of a block.
    pub rows: usize,
    /// Columns of a block. A block of which the largest number is taken has at most 255 numbers.
    pub columns: usize,
}

impl PoolBlock {
    /// `[images, channels, rows, columns]` of the output.
    pub fn output(&self) -> Vec<usize> {
        let [rows, columns] = self.blocks();
        vec![self.images, self.channels, rows, columns]
    }

    fn blocks(&self) -> [usize; 2] {
        [self.height / self.rows, self.width / self.columns]
    }

    /// Whether the backward pass needs to know which number won.
    pub fn chooses(&self) -> bool {
        self.kind == PoolKind::Max
    }

    /// Whether vectors of blocks can be made.
    fn is_usual(&self) -> bool {
        self.rows == 2 && self.columns == 2 && self.blocks()[1] >= LANES
    }

    /// The first output of each vector of a row; the last one overlaps the one before.
    fn vectors(&self) -> impl Iterator<Item = usize> {
        let columns = self.blocks()[1];
        let starts = (0..columns).step_by(LANES);
        starts.map(move |column| column.min(columns - LANES))
    }

    /// Where the numbers of the block at an output's row and column lie in a plane.
    fn places(&self, row: usize, column: usize) -> impl Iterator<Item = usize> {
        let (width, columns) = (self.width, self.columns);
        let first = row * self.rows * width + column * columns;
        (0..self.rows * columns).map(move |i| first + i / columns * width + i % columns)
    }

    /// Calls `see` with each plane's number and where its output is.
    fn each_row(&self, mut see: impl FnMut(usize, usize, usize)) {
        let [rows, columns] = self.blocks();
        for plane in 0..self.images * self.channels {
            for row in 0..rows {
                see(
                    plane * self.height * self.width,
                    row,
                    (plane * rows + row) * columns,
                );
            }
        }
    }

    fn check(&self, x: &[f32], y: &[f32]) {
        let planes = self.images * self.channels;
        assert!(self.rows > 0 && self.columns > 0, "blocks have a size");
        assert!(!self.chooses() || self.rows * self.columns <= 255);
        assert_eq!(x.len(), planes * self.height * self.width);
        assert_eq!(y.len(), self.output().iter().product::<usize>());
    }
}

/// Pools `x`, `[images, channels, height, width]`; which number of each block won goes to `choice`,
/// if that is not empty.
///
/// # Panics
/// If a slice has another length.
#[inline(never)]
pub fn pool_forward(block: &PoolBlock, x: &[f32], y: &mut [f32], choice: &mut [u8]) {
    block.check(x, y);
    assert!(choice.is_empty() || choice.len() == y.len());
    let [_, columns] = block.blocks();
    let share = ((block.rows * block.columns) as f32).recip();
    let area = block.height * block.width;
    if block.kind == PoolKind::Mean && [block.rows, block.columns] == [block.height, block.width] {
        for (y, plane) in y.iter_mut().zip(x.chunks_exact(area)) {
            let [sum] = total([plane], [0.0], |[v]| [v]);
            *y = sum * share;
        }
        return;
    }
    block.each_row(|plane, row, to| {
        let plane = &x[plane..plane + area];
        if block.is_usual() {
            for column in block.vectors() {
                // Sound: four blocks of a row, and as many outputs.
                unsafe {
                    let square =
                        Square::load(plane, row * 2 * block.width + column * 2, block.width);
                    if block.kind == PoolKind::Mean {
                        square.sum().mul(F32x4::splat(share)).store(y, to + column);
                        continue;
                    }
                    let (best, places) = square.largest();
                    best.store(y, to + column);
                    if !choice.is_empty() {
                        choice[to + column..][..LANES].copy_from_slice(&places.low_bytes());
                    }
                }
            }
            return;
        }
        for column in 0..columns {
            let numbers = block.places(row, column).map(|at| plane[at]);
            if block.kind == PoolKind::Mean {
                y[to + column] = numbers.sum::<f32>() * share;
                continue;
            }
            let mut best = (f32::NEG_INFINITY, 0);
            for (i, number) in numbers.enumerate() {
                // A NaN wins and stays, as in PyTorch.
                if number > best.0 || (number.is_nan() && !best.0.is_nan()) {
                    best = (number, i as u8);
                }
            }
            y[to + column] = best.0;
            if !choice.is_empty() {
                choice[to + column] = best.1;
            }
        }
    });
}

/// The input's gradient from the output's, and from the forward pass's choices if it made some.
///
/// # Panics
/// If a slice has another length.
#[inline(never)]
pub fn pool_backward(block: &PoolBlock, dy: &[f32], choice: &[u8], dx: &mut [f32]) {
    block.check(dx, dy);
    assert!(!block.chooses() || choice.len() == dy.len());
    let [_, columns] = block.blocks();
    let share = ((block.rows * block.columns) as f32).recip();
    let (area, width) = (block.height * block.width, block.width);
    dx.fill(0.0);
    block.each_row(|plane, row, from| {
        let plane = &mut dx[plane..plane + area];
        if block.kind == PoolKind::Max {
            let first = row * block.rows * width;
            let row = dy[from..from + columns]
                .iter()
                .zip(&choice[from..from + columns]);
            for (column, (dy, &place)) in row.enumerate() {
                let place = usize::from(place);
                let inside = place / block.columns * width + place % block.columns;
                plane[first + column * block.columns + inside] = *dy;
            }
            return;
        }
        if block.is_usual() {
            for column in block.vectors() {
                // Sound: as in the forward pass.
                unsafe {
                    let dy = F32x4::load(dy, from + column).mul(F32x4::splat(share));
                    let at = row * 2 * width + column * 2;
                    for (i, twice) in dy.twice().into_iter().enumerate() {
                        twice.store(plane, at + i * LANES);
                        twice.store(plane, at + width + i * LANES);
                    }
                }
            }
            return;
        }
        for column in 0..columns {
            let value = dy[from + column] * share;
            block.places(row, column).for_each(|at| plane[at] = value);
        }
    });
}

/// Four blocks of 2×2 beside each other: each number of all four together.
pub struct Square(pub [F32x4; 4]);

impl Square {
    /// # Safety
    /// Eight numbers from `at` on, and from a row further on, must lie inside `plane`.
    #[inline(always)]
    unsafe fn load(plane: &[f32], at: usize, width: usize) -> Self {
        // Sound: the caller's promise.
        let [(a, b), (c, d)] = [at, at + width].map(|at| unsafe {
            F32x4::unzip(F32x4::load(plane, at), F32x4::load(plane, at + LANES))
        });
        Self([a, b, c, d])
    }

    #[inline(always)]
    fn sum(&self) -> F32x4 {
        let [a, b, c, d] = self.0;
        a.add(b).add(c.add(d))
    }

    /// The largest numbers, the first of equals, and which they are, as bits. A NaN comes out, as
    /// in PyTorch.
    #[inline(always)]
    pub fn largest(&self) -> (F32x4, F32x4) {
        let [mut best, ..] = self.0;
        let number = |n: u32| F32x4::splat(f32::from_bits(n));
        let mut place = number(0);
        for (i, next) in (1..).zip(self.0.into_iter().skip(1)) {
            place = F32x4::where_greater(next, best, number(i), place);
            best = best.larger(next);
        }
        (best.unless_nan(self.sum()), place)
    }
}
