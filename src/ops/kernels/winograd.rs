//! Convolution with less arithmetic, after Winograd (Lavin and Gray, "Fast algorithms for convolutional neural
//! networks", 2016): tiles of the image become as many other numbers, kernels become such tiles, and their products,
//! summed over the channels, become tiles of outputs. A 3×3 kernel so takes 2.25 multiplications an output and channel
//! instead of 9, a 5×5 kernel 4 instead of 25.

use super::block::ConvBlock;
use super::gemm::{PANEL, TILE, multiply, pack, panels};
use super::layout::Plane;
use super::simd::{F32x4, LANES, from, from_mut, round_up};
use super::transform::{collect, kernel_matrix, spread};

/// Outputs of a tile's side.
const STEP: usize = 4;

/// Whether this is the better way for a block.
pub fn suits(block: &ConvBlock) -> bool {
    block.stride == 1
        && matches!(block.kernel, 3 | 5)
        && block.channels_in >= LANES
        && block.channels_out >= PANEL
}

/// Multiplications an output and channel.
pub fn multiplications(kernel: usize) -> f32 {
    let side = (STEP + kernel - 1) as f32 / STEP as f32;
    side * side
}

/// From one number of all tiles to the next, if one takes so much: a cache line more, as distances that are powers of
/// two would put all numbers of a tile into the same few places of the cache.
fn apart(len: usize) -> usize {
    len.next_multiple_of(16) + 16
}

/// How a block's images fall into tiles.
#[derive(Clone, Copy)]
pub struct Tiling {
    /// The image with its border, wide enough for whole tiles.
    pub plane: Plane,
    /// Pixels of a tile's side.
    pub side: usize,
    /// Tiles from top to bottom.
    pub rows: usize,
    /// Tiles from left to right.
    pub columns: usize,
    /// Numbers an output pixel takes.
    pub depth: usize,
}

impl Tiling {
    /// For the outputs that the pooling keeps.
    pub fn new(block: &ConvBlock) -> Self {
        let [_, _, rows, columns] = block.output();
        let [rows, columns] = [rows, columns].map(|n| (n * block.pool).div_ceil(STEP));
        let plane = Plane {
            depth: round_up(block.channels_in),
            rows: (rows * STEP + block.kernel - 1).max(block.height + 2 * block.padding),
            columns: (columns * STEP + block.kernel - 1).max(block.width + 2 * block.padding),
            ..Plane::padded(block.channels_in, block.height, block.width, block.padding)
        };
        Self {
            plane,
            side: STEP + block.kernel - 1,
            rows,
            columns,
            depth: round_up(block.channels_out),
        }
    }

    /// Numbers of a tile.
    fn area(&self) -> usize {
        self.side * self.side
    }

    /// Pixels in a row of outputs, in whole tiles.
    pub fn wide(&self) -> usize {
        self.columns * STEP
    }

    /// Rows of tiles to be worked on together: whole tiles of the inner kernel, if they are not too many.
    pub fn together(&self) -> usize {
        let few = (4 * TILE).div_ceil(self.columns);
        (few..few + TILE)
            .find(|rows| (rows * self.columns).is_multiple_of(TILE))
            .unwrap_or(few)
    }

    /// Numbers in a row of the image's tiles, half transformed.
    pub fn half_len(&self) -> usize {
        self.side * self.plane.row()
    }

    /// Numbers in so many rows of transformed tiles of the image.
    pub fn tiles_len(&self, rows: usize) -> usize {
        self.area() * apart(rows * self.columns * self.plane.depth)
    }

    /// Numbers in so many rows of tiles of products.
    pub fn products_len(&self, rows: usize) -> usize {
        self.area() * apart(rows * self.columns * self.depth)
    }

    /// Numbers of the transformed kernels.
    pub fn kernels_len(&self) -> usize {
        self.area() * self.plane.channels * self.depth
    }

    /// Numbers of an image's outputs, in whole tiles.
    pub fn output_len(&self) -> usize {
        self.rows * STEP * self.wide() * self.depth
    }
}

/// Transforms `w`, `[out, in, row, column]`, into a packed `[in, out]` matrix for each number of a tile. `scratch` is as
/// long.
pub fn transform_kernels(
    tiling: &Tiling,
    block: &ConvBlock,
    w: &[f32],
    scratch: &mut [f32],
    to: &mut [f32],
) {
    let (k, channels, outs, side) = (
        block.kernel,
        block.channels_in,
        block.channels_out,
        tiling.side,
    );
    let matrix = kernel_matrix(side, k);
    for (index, kernel) in w.chunks_exact(k * k).enumerate() {
        // In double precision, as there are few of them: their rounding would be the largest.
        let mut half = [[0.0_f64; 5]; 8];
        for (line, by) in half.iter_mut().zip(&matrix[..side]) {
            for (column, number) in line[..k].iter_mut().enumerate() {
                *number = (0..k)
                    .map(|i| by[i] * f64::from(kernel[i * k + column]))
                    .sum();
            }
        }
        for place in 0..side * side {
            let (line, by) = (&half[place / side], &matrix[place % side]);
            scratch[place * outs * channels + index] =
                (0..k).map(|i| line[i] * by[i]).sum::<f64>() as f32;
        }
    }
    let size = channels * round_up(outs);
    for (to, from) in to
        .chunks_exact_mut(size)
        .zip(scratch.chunks_exact(outs * channels))
    {
        pack(channels, outs, to, |channel, out| {
            from[out * channels + channel]
        });
    }
}

/// Transforms row `row` of the image's tiles; tile `t` of them becomes tile `first + t` of `count` in `to`.
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

/// Turns a row of tiles of products, `first` of `count`, into row `row` of an image's outputs, with bias, channels last.
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
