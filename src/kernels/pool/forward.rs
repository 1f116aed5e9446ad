//! The forward pass of a pooling.

use super::block::{PoolBlock, PoolKind};
use super::square::Square;
use crate::simd::{F32x4, LANES, slices};

/// Pools `x` into `y`.
///
/// # Shapes
/// - `x`: `[images, channels, height, width]`
/// - `y`: [`PoolBlock::output`]
/// - `choice`: like `y`, or empty. For each output of a max pooling, the position (counted row by row)
///   of the largest value in its window. A mean pooling does not write it.
///
/// # Panics
/// If a slice has another length, or the window is empty or (for max pooling) larger than 255 values.
#[inline(never)]
pub fn pool_forward(block: &PoolBlock, x: &[f32], y: &mut [f32], choice: &mut [u8]) {
    block.check(x, y);
    assert!(choice.is_empty() || choice.len() == y.len());
    let [_, columns] = block.windows();
    let share = ((block.rows * block.columns) as f32).recip();
    let area = block.height * block.width;
    if block.kind == PoolKind::Mean && [block.rows, block.columns] == [block.height, block.width] {
        for (y, plane) in y.iter_mut().zip(x.chunks_exact(area)) {
            *y = slices::sum(plane) * share;
        }
        return;
    }
    block.for_each_row(|plane, row, to| {
        let plane = &x[plane..plane + area];
        if block.is_vectorised() {
            for column in block.vectors() {
                // Sound: four windows of a row, and as many outputs.
                unsafe {
                    let square =
                        Square::load(plane, row * 2 * block.width + column * 2, block.width);
                    if block.kind == PoolKind::Mean {
                        square.sum().mul(F32x4::splat(share)).store(y, to + column);
                        continue;
                    }
                    let (best, choices) = square.largest();
                    best.store(y, to + column);
                    if !choice.is_empty() {
                        choice[to + column..][..LANES].copy_from_slice(&choices.low_bytes());
                    }
                }
            }
            return;
        }
        for column in 0..columns {
            let values = block.window(row, column).map(|at| plane[at]);
            if block.kind == PoolKind::Mean {
                y[to + column] = values.sum::<f32>() * share;
                continue;
            }
            let mut best = (f32::NEG_INFINITY, 0);
            for (i, value) in values.enumerate() {
                // A NaN wins and stays, as in PyTorch.
                if value > best.0 || (value.is_nan() && !best.0.is_nan()) {
                    best = (value, i as u8);
                }
            }
            y[to + column] = best.0;
            if !choice.is_empty() {
                choice[to + column] = best.1;
            }
        }
    });
}
