//! Winograd's convolution (Lavin and Gray, "Fast algorithms for convolutional neural networks",
//! 2016), for 3×3 and 5×5 kernels with stride 1.
//!
//! The image is divided into overlapping tiles, each of which yields 4×4 outputs. Tiles and kernels
//! are transformed (`transform`), multiplied element by element with a sum over the channels, and
//! transformed back. This takes 2.25 multiplications per output and channel instead of 9 for a 3×3
//! kernel, and 4 instead of 25 for a 5×5 kernel.

mod stages;
mod tiling;
mod transform;

use self::stages::{multiply_tiles, transform_image, transform_kernels, transform_products};
use self::tiling::Tiling;
use super::block::ConvBlock;
use super::max_pool::Output;
use super::plane::Plane;
use crate::simd::LANES;
use crate::workspace::Workspace;

/// Whether this algorithm can compute a block and is faster than the direct one.
pub fn suits(block: &ConvBlock) -> bool {
    block.stride == 1
        && matches!(block.kernel, 3 | 5)
        && block.channels_in >= LANES
        && block.channels_out > LANES
}

/// Multiplications per output and channel.
pub fn multiplications(kernel: usize) -> f32 {
    let side = tiling::side(kernel) as f32 / tiling::STEP as f32;
    side * side
}

/// Convolves all images with `w` and the bias in `ws.bias`, and pools them into `output`.
/// `fill(n, plane, to)` writes image `n` to its place inside the border of `to`.
pub fn convolve(
    block: &ConvBlock,
    mut fill: impl FnMut(usize, &Plane, &mut [f32]),
    w: &[f32],
    mut output: Output,
    ws: &mut Workspace,
) {
    let tiling = Tiling::new(block);
    let [_, _, rows, _] = block.output();
    let group = tiling.group();
    let bias = &ws.bias.all()[..tiling.depth];
    let kernels = ws.packed.room(tiling.kernels_len());
    let products = ws.sums.room(tiling.products_len(group));
    transform_kernels(&tiling, block, w, kernels);
    let image = ws.image.zeros(tiling.plane.len());
    let scratch = ws.tiles.room(tiling.tiles_len(group) + tiling.half_len());
    let (tiles, half) = scratch.split_at_mut(tiling.tiles_len(group));
    let convolved = ws.rows.room(tiling.output_len());
    // The rows of tiles of all images, one image after the other, a group at a time.
    let all = block.images * tiling.rows;
    for first in (0..all).step_by(group) {
        let part = first..all.min(first + group);
        let count = part.len() * tiling.columns;
        for (i, line) in part.clone().enumerate() {
            let (n, row) = (line / tiling.rows, line % tiling.rows);
            if row == 0 {
                fill(n, &tiling.plane, image);
            }
            let part = (i * tiling.columns, count);
            transform_image(&tiling, image, row, half, tiles, part);
        }
        multiply_tiles(&tiling, tiles, kernels, products, count);
        for (i, line) in part.enumerate() {
            let (n, row) = (line / tiling.rows, line % tiling.rows);
            let part = (i * tiling.columns, count);
            transform_products(&tiling, products, bias, row, convolved, part);
            if row + 1 == tiling.rows {
                output.pool(block, n, 0..rows, (convolved, tiling.wide()));
            }
        }
    }
}
