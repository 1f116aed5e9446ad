//! The stages of a Winograd convolution: the kernels' transform, then for each group of tiles the
//! image's transform, the products and the transform back.
//!
//! Tiles and products are `[element, tile, channel]`, where consecutive elements are
//! [`element_stride`] apart.

use super::super::block::ConvBlock;
use super::tiling::{STEP, Tiling, element_stride};
use super::transform::{kernel_matrix, transform_outputs, transform_pixels};
use crate::simd::microkernel::{TILE, multiply, packed_index, panels};
use crate::simd::{F32x4, LANES, tail, tail_mut};

/// Transforms `w`, `[out, in, row, column]`, into a packed `[in, out]` matrix for each element of a
/// tile.
pub fn transform_kernels(tiling: &Tiling, block: &ConvBlock, w: &[f32], to: &mut [f32]) {
    let (k, channels, outs, side) = (
        block.kernel,
        block.channels_in,
        block.channels_out,
        tiling.side,
    );
    let matrix = kernel_matrix(side, k);
    let size = channels * tiling.depth;
    to.fill(0.0);
    for (index, numbers) in w.chunks_exact(k * k).enumerate() {
        // In double precision: there are few kernels, and their rounding errors would dominate. The
        // arrays have the size of the largest kernel, so that the loops have constant bounds.
        let mut kernel = [[0.0_f64; 5]; 5];
        for (to, from) in kernel.iter_mut().zip(numbers.chunks_exact(k)) {
            for (to, from) in to.iter_mut().zip(from) {
                *to = f64::from(*from);
            }
        }
        let mut half = [[0.0_f64; 5]; 8];
        for (half, by) in half.iter_mut().zip(&matrix) {
            for (by, line) in by.iter().zip(&kernel) {
                for (half, number) in half.iter_mut().zip(line) {
                    *half += by * number;
                }
            }
        }
        let at = packed_index(channels, outs, index % channels, index / channels);
        for (row, half) in half[..side].iter().enumerate() {
            for (column, by) in matrix[..side].iter().enumerate() {
                let sum: f64 = half.iter().zip(by).map(|(a, b)| a * b).sum();
                to[(row * side + column) * size + at] = sum as f32;
            }
        }
    }
}

/// Transforms row `row` of the image's tiles. Tile `t` of that row becomes tile `first + t` of the
/// `count` tiles in `to`, where `part = (first, count)`.
pub fn transform_image(
    tiling: &Tiling,
    image: &[f32],
    row: usize,
    half: &mut [f32],
    to: &mut [f32],
    part: (usize, usize),
) {
    match tiling.side {
        6 => transform_image_of::<6>(tiling, image, row, half, to, part),
        _ => transform_image_of::<8>(tiling, image, row, half, to, part),
    }
}

fn transform_image_of<const S: usize>(
    tiling: &Tiling,
    image: &[f32],
    row: usize,
    half: &mut [f32],
    to: &mut [f32],
    (first, count): (usize, usize),
) {
    let (line, depth) = (tiling.plane.row(), tiling.plane.depth);
    let top = row * STEP * line;
    let used = ((tiling.columns - 1) * STEP + S) * depth;
    assert!(used <= line && image.len() >= top + S * line && half.len() >= S * line);
    assert!(first + tiling.columns <= count && to.len() >= S * S * element_stride(count * depth));
    // Sound, both: asserted above.
    for at in (0..used).step_by(LANES) {
        unsafe {
            let column = std::array::from_fn(|i| F32x4::load(image, top + i * line + at));
            for (i, number) in transform_pixels::<S>(column).into_iter().enumerate() {
                number.store(half, i * line + at);
            }
        }
    }
    for tile in 0..tiling.columns {
        for channel in (0..depth).step_by(LANES) {
            let at = (first + tile) * depth + channel;
            for i in 0..S {
                unsafe {
                    let half = tail(half, i * line + tile * STEP * depth + channel);
                    let values = std::array::from_fn(|j| F32x4::load(half, j * depth));
                    for (j, number) in transform_pixels::<S>(values).into_iter().enumerate() {
                        number.store(to, (i * S + j) * element_stride(count * depth) + at);
                    }
                }
            }
        }
    }
}

/// Multiplies `count` tiles of the image with the kernels, element by element, and sums over the
/// channels.
pub fn multiply_tiles(
    tiling: &Tiling,
    tiles: &[f32],
    kernels: &[f32],
    to: &mut [f32],
    count: usize,
) {
    let (channels, depth, outs) = (tiling.plane.channels, tiling.plane.depth, tiling.depth);
    let area = tiling.area();
    assert!(
        tiles.len() >= area * element_stride(count * depth)
            && kernels.len() >= area * channels * outs
    );
    assert!(to.len() >= area * element_stride(count * outs));
    for element in 0..area {
        for (column, vectors) in panels(outs) {
            for tile in (0..count).step_by(TILE) {
                // Sound: whole tiles and panels of what is asserted above.
                unsafe {
                    let left = tail(
                        tiles,
                        element * element_stride(count * depth) + tile * depth,
                    );
                    let right = tail(kernels, (element * outs + column) * channels);
                    let to = tail_mut(
                        to,
                        element * element_stride(count * outs) + tile * outs + column,
                    );
                    match (TILE.min(count - tile), vectors) {
                        (4, 2) => product::<4, 2>(channels, left, depth, right, to, outs),
                        (3, 2) => product::<3, 2>(channels, left, depth, right, to, outs),
                        (2, 2) => product::<2, 2>(channels, left, depth, right, to, outs),
                        (1, 2) => product::<1, 2>(channels, left, depth, right, to, outs),
                        (4, _) => product::<4, 1>(channels, left, depth, right, to, outs),
                        (3, _) => product::<3, 1>(channels, left, depth, right, to, outs),
                        (2, _) => product::<2, 1>(channels, left, depth, right, to, outs),
                        (_, _) => product::<1, 1>(channels, left, depth, right, to, outs),
                    }
                }
            }
        }
    }
}

/// Multiplies `M` rows of `a`, which lie `row` apart, by the panel `b`, into rows of `to`, which lie
/// `line` apart.
///
/// # Safety
/// As [`multiply`]; and `to` must have room for `M` rows.
#[inline(always)]
unsafe fn product<const M: usize, const N: usize>(
    depth: usize,
    a: &[f32],
    row: usize,
    b: &[f32],
    to: &mut [f32],
    line: usize,
) {
    let mut sums = [[F32x4::splat(0.0); N]; M];
    // Sound: the caller's promise.
    unsafe {
        multiply(
            &mut sums,
            depth,
            (std::array::from_fn(|m| tail(a, m * row)), 1),
            b,
        );
        for (m, sums) in sums.into_iter().enumerate() {
            let to = tail_mut(to, m * line);
            for (n, sum) in sums.into_iter().enumerate() {
                sum.store(to, n * LANES);
            }
        }
    }
}

/// Transforms the products of a row of tiles, of which the first is tile `first` of `count`, into row
/// `row` of tiles of an image's outputs, with bias, channels last.
pub fn transform_products(
    tiling: &Tiling,
    tiles: &[f32],
    bias: &[f32],
    row: usize,
    to: &mut [f32],
    part: (usize, usize),
) {
    match tiling.side {
        6 => transform_products_of::<6>(tiling, tiles, bias, row, to, part),
        _ => transform_products_of::<8>(tiling, tiles, bias, row, to, part),
    }
}

fn transform_products_of<const S: usize>(
    tiling: &Tiling,
    tiles: &[f32],
    bias: &[f32],
    row: usize,
    to: &mut [f32],
    (first, count): (usize, usize),
) {
    let depth = tiling.depth;
    let line = tiling.wide() * depth;
    assert!(
        tiles.len() >= S * S * element_stride(count * depth) && first + tiling.columns <= count
    );
    assert!(bias.len() == depth && to.len() >= (row + 1) * STEP * line);
    for tile in 0..tiling.columns {
        for channel in (0..depth).step_by(LANES) {
            let at = (first + tile) * depth + channel;
            // Sound: asserted above.
            unsafe {
                let bias = F32x4::load(bias, channel);
                let mut half = [[F32x4::splat(0.0); S]; STEP];
                for j in 0..S {
                    let values = std::array::from_fn(|i| {
                        F32x4::load(tiles, (i * S + j) * element_stride(count * depth) + at)
                    });
                    for (line, number) in half.iter_mut().zip(transform_outputs::<S, STEP>(values))
                    {
                        line[j] = number;
                    }
                }
                for (i, values) in half.into_iter().enumerate() {
                    let to = tail_mut(to, (row * STEP + i) * line + tile * STEP * depth + channel);
                    for (j, number) in transform_outputs::<S, STEP>(values).into_iter().enumerate()
                    {
                        number.add(bias).store(to, j * depth);
                    }
                }
            }
        }
    }
}
