//! The backward pass of a pooling.

use super::block::{PoolBlock, PoolKind};
use crate::simd::{F32x4, LANES};

/// Computes the input's gradient `dx` from the output's gradient `dy`. A max pooling passes each value
/// to the position in `choice`; a mean pooling divides it among its window.
///
/// # Shapes
/// As in [`pool_forward`](super::pool_forward): `dx` like `x`, `dy` like `y`. `choice` may be empty for
/// a mean pooling.
///
/// # Panics
/// If a slice has another length, or a choice lies outside the input.
#[inline(never)]
pub fn pool_backward(block: &PoolBlock, dy: &[f32], choice: &[u8], dx: &mut [f32]) {
    block.check(dx, dy);
    assert!(!block.chooses() || choice.len() == dy.len());
    let [_, columns] = block.windows();
    let share = ((block.rows * block.columns) as f32).recip();
    let (area, width) = (block.height * block.width, block.width);
    dx.fill(0.0);
    block.for_each_row(|plane, row, from| {
        let plane = &mut dx[plane..plane + area];
        if block.kind == PoolKind::Max {
            let first = row * block.rows * width;
            let row = dy[from..from + columns]
                .iter()
                .zip(&choice[from..from + columns]);
            for (column, (dy, &choice)) in row.enumerate() {
                let choice = usize::from(choice);
                let inside = choice / block.columns * width + choice % block.columns;
                plane[first + column * block.columns + inside] = *dy;
            }
            return;
        }
        if block.is_vectorised() {
            for column in block.vectors() {
                // Sound: as in the forward pass.
                unsafe {
                    let dy = F32x4::load(dy, from + column).mul(F32x4::splat(share));
                    let at = row * 2 * width + column * 2;
                    for (i, pair) in dy.duplicate().into_iter().enumerate() {
                        pair.store(plane, at + i * LANES);
                        pair.store(plane, at + width + i * LANES);
                    }
                }
            }
            return;
        }
        for column in 0..columns {
            let value = dy[from + column] * share;
            block.window(row, column).for_each(|at| plane[at] = value);
        }
    });
}
