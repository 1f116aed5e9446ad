//! Convolution with less arithmetic, after Winograd (Lavin and Gray, "Fast algorithms for
//! convolutional neural networks", 2016): tiles of the image become as many other numbers, kernels
//! become such tiles, and their products, summed over the channels, become tiles of outputs. A 3×3
//! kernel so takes 2.25 multiplications an output and channel instead of 9, a 5×5 kernel 4 instead
//! of 25.

mod stages;
mod tiling;
mod transform;

use self::stages::{image_tiles, outputs, products, transform_kernels};
use self::tiling::Tiling;
use super::block::ConvBlock;
use super::layout::Plane;
use super::pool::Output;
use super::simd::LANES;
use super::workspace::Workspace;

/// Outputs of a tile's side.
const STEP: usize = 4;

/// Whether this is the better way for a block.
pub fn suits(block: &ConvBlock) -> bool {
    block.stride == 1
        && matches!(block.kernel, 3 | 5)
        && block.channels_in >= LANES
        && block.channels_out > LANES
}

/// Multiplications an output and channel.
pub fn multiplications(kernel: usize) -> f32 {
    let side = (STEP + kernel - 1) as f32 / STEP as f32;
    side * side
}

/// Convolves all images with `w`, with the bias in `ws.bias`, and pools them into `output`.
/// `fill(n, plane, to)` puts image `n` inside the border of zeros.
pub fn convolve(
    block: &ConvBlock,
    mut fill: impl FnMut(usize, &Plane, &mut [f32]),
    w: &[f32],
    mut output: Output,
    ws: &mut Workspace,
) {
    let tiling = Tiling::new(block);
    let [_, _, rows, _] = block.output();
    let together = tiling.together();
    let bias = &ws.bias.all()[..tiling.depth];
    let kernels = ws.packed.room(tiling.kernels_len());
    let sums = ws.sums.room(tiling.products_len(together));
    transform_kernels(&tiling, block, w, kernels);
    let image = ws.image.zeros(tiling.plane.len());
    let scratch = ws
        .tiles
        .room(tiling.tiles_len(together) + tiling.half_len());
    let (tiles, half) = scratch.split_at_mut(tiling.tiles_len(together));
    let lines = ws.rows.room(tiling.output_len());
    // Rows of tiles, of one image after the other, a few at a time.
    let all = block.images * tiling.rows;
    for first in (0..all).step_by(together) {
        let part = first..all.min(first + together);
        let count = part.len() * tiling.columns;
        for (i, line) in part.clone().enumerate() {
            let (n, row) = (line / tiling.rows, line % tiling.rows);
            if row == 0 {
                fill(n, &tiling.plane, image);
            }
            image_tiles(
                &tiling,
                image,
                row,
                half,
                tiles,
                (i * tiling.columns, count),
            );
        }
        products(&tiling, tiles, kernels, sums, count);
        for (i, line) in part.enumerate() {
            let (n, row) = (line / tiling.rows, line % tiling.rows);
            outputs(&tiling, sums, bias, row, lines, (i * tiling.columns, count));
            if row + 1 == tiling.rows {
                output.pool(block, n, 0..rows, (lines, tiling.wide()));
            }
        }
    }
}
