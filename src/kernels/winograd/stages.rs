//! What is done to the kernels once, and to each row of tiles: transform, multiply, transform back.

use super::super::block::ConvBlock;
use super::super::inner::{TILE, multiply, packed, panels};
use super::super::simd::{F32x4, LANES, from, from_mut};
use super::STEP;
use super::tiling::{Tiling, apart};
use super::transform::{collect, kernel_matrix, spread};

/// Transforms `w`, `[out, in, row, column]`, into a packed `[in, out]` matrix for each number of a
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
        // In double precision, as there are few of them: their rounding would be the largest. As if
        // all were the largest, so that the compiler knows how often each loop turns.
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
        let at = packed(channels, outs, index % channels, index / channels);
        for (row, half) in half[..side].iter().enumerate() {
            for (column, by) in matrix[..side].iter().enumerate() {
                let sum: f64 = half.iter().zip(by).map(|(a, b)| a * b).sum();
                to[(row * side + column) * size + at] = sum as f32;
            }
        }
    }
}

/// Transforms row `row` of the image's tiles; tile `t` of them becomes tile `first + t` of `count`
/// in `to`.
pub fn image_tiles(
    tiling: &Tiling,
    image: &[f32],
    row: usize,
    half: &mut [f32],
    to: &mut [f32],
    part: (usize, usize),
) {
    match tiling.side {
        6 => image_tiles_of::<6>(tiling, image, row, half, to, part),
        _ => image_tiles_of::<8>(tiling, image, row, half, to, part),
    }
}

fn image_tiles_of<const S: usize>(
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
    assert!(first + tiling.columns <= count && to.len() >= S * S * apart(count * depth));
    // Sound, both: asserted above.
    for at in (0..used).step_by(LANES) {
        unsafe {
            let column = std::array::from_fn(|i| F32x4::load(image, top + i * line + at));
            for (i, number) in spread::<S>(column).into_iter().enumerate() {
                number.store(half, i * line + at);
            }
        }
    }
    for tile in 0..tiling.columns {
        for channel in (0..depth).step_by(LANES) {
            let at = (first + tile) * depth + channel;
            for i in 0..S {
                unsafe {
                    let half = from(half, i * line + tile * STEP * depth + channel);
                    let numbers = std::array::from_fn(|j| F32x4::load(half, j * depth));
                    for (j, number) in spread::<S>(numbers).into_iter().enumerate() {
                        number.store(to, (i * S + j) * apart(count * depth) + at);
                    }
                }
            }
        }
    }
}

/// Multiplies `count` tiles of the image with the kernels, number by number.
pub fn products(tiling: &Tiling, tiles: &[f32], kernels: &[f32], to: &mut [f32], count: usize) {
    let (channels, depth, outs) = (tiling.plane.channels, tiling.plane.depth, tiling.depth);
    let area = tiling.area();
    assert!(tiles.len() >= area * apart(count * depth) && kernels.len() >= area * channels * outs);
    assert!(to.len() >= area * apart(count * outs));
    for place in 0..area {
        for (column, vectors) in panels(outs) {
            for tile in (0..count).step_by(TILE) {
                // Sound: whole tiles and panels of what is asserted above.
                unsafe {
                    let left = from(tiles, place * apart(count * depth) + tile * depth);
                    let right = from(kernels, (place * outs + column) * channels);
                    let to = from_mut(to, place * apart(count * outs) + tile * outs + column);
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

/// Rows of `a`, `row` apart, times `b`, into rows of `to`, `line` apart.
///
/// # Safety
/// As [`multiply`]; and `to` must have room for the tile.
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
            (std::array::from_fn(|m| from(a, m * row)), 1),
            b,
        );
        for (m, sums) in sums.into_iter().enumerate() {
            let to = from_mut(to, m * line);
            for (n, sum) in sums.into_iter().enumerate() {
                sum.store(to, n * LANES);
            }
        }
    }
}

/// Turns a row of tiles of products, `first` of `count`, into row `row` of an image's outputs, with
/// bias, channels last.
pub fn outputs(
    tiling: &Tiling,
    tiles: &[f32],
    bias: &[f32],
    row: usize,
    to: &mut [f32],
    part: (usize, usize),
) {
    match tiling.side {
        6 => outputs_of::<6>(tiling, tiles, bias, row, to, part),
        _ => outputs_of::<8>(tiling, tiles, bias, row, to, part),
    }
}

fn outputs_of<const S: usize>(
    tiling: &Tiling,
    tiles: &[f32],
    bias: &[f32],
    row: usize,
    to: &mut [f32],
    (first, count): (usize, usize),
) {
    let depth = tiling.depth;
    let line = tiling.wide() * depth;
    assert!(tiles.len() >= S * S * apart(count * depth) && first + tiling.columns <= count);
    assert!(bias.len() == depth && to.len() >= (row + 1) * STEP * line);
    for tile in 0..tiling.columns {
        for channel in (0..depth).step_by(LANES) {
            let at = (first + tile) * depth + channel;
            // Sound: asserted above.
            unsafe {
                let bias = F32x4::load(bias, channel);
                let mut half = [[F32x4::splat(0.0); S]; STEP];
                for j in 0..S {
                    let numbers = std::array::from_fn(|i| {
                        F32x4::load(tiles, (i * S + j) * apart(count * depth) + at)
                    });
                    for (line, number) in half.iter_mut().zip(collect::<S, STEP>(numbers)) {
                        line[j] = number;
                    }
                }
                for (i, numbers) in half.into_iter().enumerate() {
                    let to = from_mut(to, (row * STEP + i) * line + tile * STEP * depth + channel);
                    for (j, number) in collect::<S, STEP>(numbers).into_iter().enumerate() {
                        number.add(bias).store(to, j * depth);
                    }
                }
            }
        }
    }
}
