//! A whole convolution by Winograd's tiles.

use super::block::ConvBlock;
use super::layout::Plane;
use super::pool::Output;
use super::winograd::{Tiling, image_tiles, outputs, products, transform_kernels};
use super::workspace::Workspace;

/// Convolves all images with `w`, with the bias in `ws.bias`, and pools them into `output`. `fill(n, plane, to)` puts
/// image `n` inside the border of zeros.
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
    let sums = ws
        .sums
        .room(tiling.products_len(together).max(tiling.kernels_len()));
    transform_kernels(&tiling, block, w, sums, kernels);
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
