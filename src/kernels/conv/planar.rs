//! Convolution of images with one channel, such as a network's first layer. The lanes of a vector
//! are neighbouring pixels of a row, so neither the image nor the output is transposed.

use super::block::{ConvBlock, INACTIVE};
use super::max_pool::Output;
use super::plane::Plane;
use crate::pool::Square;
use crate::simd::{F32x4, LANES, tail};
use crate::workspace::Workspace;

/// Rows and output channels of a tile. With two vectors of columns its sums take eight registers.
const TILE: usize = 2;

/// Columns of a tile.
const TILE_COLUMNS: usize = 2 * LANES;

/// Whether this algorithm can compute a block.
pub fn suits(block: &ConvBlock) -> bool {
    let [_, _, rows, columns] = block.output();
    block.channels_in == 1
        && block.channels_out >= TILE
        && block.stride == 1
        && block.pool <= 2
        && rows * block.pool >= TILE
        && columns * block.pool >= TILE_COLUMNS
}

/// Convolves all images with `w` and the bias in `ws.bias`, and pools them into `output`.
pub fn convolve(block: &ConvBlock, x: &[f32], w: &[f32], mut output: Output, ws: &mut Workspace) {
    let plane = Plane::padded(1, block.height, block.width, block.padding);
    let image = ws.image.zeros(plane.len());
    let [_, channels, rows, columns] = block.output();
    let area = block.kernel * block.kernel;
    // The kernels of two output channels, interleaved. The last pair overlaps the one before if the
    // number of channels is odd.
    let pairs = (0..channels)
        .step_by(TILE)
        .map(|out| out.min(channels - TILE));
    let kernels = ws.packed.room(channels.div_ceil(TILE) * area * TILE);
    for (out, to) in pairs.clone().zip(kernels.chunks_exact_mut(area * TILE)) {
        for (i, to) in to.iter_mut().enumerate() {
            *to = w[(out + i % TILE) * area + i / TILE];
        }
    }
    let bias = ws.bias.all();
    for (n, x) in x.chunks_exact(block.image_len()).enumerate() {
        plane.write(x, image);
        for (out, kernels) in pairs.clone().zip(kernels.chunks_exact(area * TILE)) {
            let bias = [bias[out], bias[out + 1]];
            for row in tile_starts(rows * block.pool, TILE) {
                for column in tile_starts(columns * block.pool, TILE_COLUMNS) {
                    let start = (row, column);
                    // Sound: the kernels of the last row and column end where the image does.
                    let sums = unsafe { tile(block.kernel, (&plane, image), kernels, start, bias) };
                    let first = row / block.pool * columns + column / block.pool;
                    for (m, sums) in sums.into_iter().enumerate() {
                        let to = n * output.len + (out + m) * rows * columns + first;
                        finish(block, columns, sums, (&mut output, to));
                    }
                }
            }
        }
    }
}

/// Applies pooling and ReLU to a tile of one channel and writes it. `to` is the index of its first
/// output; a row of the output has `columns` values.
#[inline(always)]
fn finish(
    block: &ConvBlock,
    columns: usize,
    [[a, b], [c, d]]: [[F32x4; 2]; TILE],
    (output, to): (&mut Output, usize),
) {
    let zero = F32x4::splat(0.0);
    let mut write = |mut y: F32x4, mut choice: F32x4, to: usize| {
        if block.relu {
            let inactive = F32x4::splat(f32::from_bits(INACTIVE.into()));
            choice = F32x4::where_less_equal(y, zero, inactive, choice);
            y = y.max(zero);
        }
        output.y[to..to + LANES].copy_from_slice(&y.to_array());
        if let Some(choices) = output.choice.as_deref_mut() {
            choices[to..to + LANES].copy_from_slice(&choice.low_bytes());
        }
    };
    if block.pool == 1 {
        write(a, zero, to);
        write(b, zero, to + LANES);
        write(c, zero, to + columns);
        write(d, zero, to + columns + LANES);
        return;
    }
    let ((a, b), (c, d)) = (F32x4::unzip(a, b), F32x4::unzip(c, d));
    let (best, choice) = Square([a, b, c, d]).largest();
    write(best, choice, to);
}

/// The first index of each tile of `size` that together cover `0..len`. The last tile overlaps the
/// one before if `len` is no multiple of `size`.
fn tile_starts(len: usize, size: usize) -> impl Iterator<Item = usize> {
    (0..len)
        .step_by(size)
        .map(move |start| start.min(len - size))
}

/// Computes a tile: for each of two channels, two rows of two vectors of outputs.
///
/// # Safety
/// The kernels of these outputs must end inside the image, and `kernels` must hold two channels.
#[inline(always)]
unsafe fn tile(
    kernel: usize,
    (plane, image): (&Plane, &[f32]),
    kernels: &[f32],
    (row, column): (usize, usize),
    bias: [f32; TILE],
) -> [[[F32x4; 2]; TILE]; TILE] {
    let mut sums = bias.map(|bias| [[F32x4::splat(bias); 2]; TILE]);
    for i in 0..kernel {
        // Sound: the caller's promise.
        unsafe {
            let lines: [&[f32]; TILE] =
                std::array::from_fn(|line| tail(image, (row + line + i) * plane.columns + column));
            let kernels = tail(kernels, i * kernel * TILE);
            for j in 0..kernel {
                let pixels = lines.map(|line| [F32x4::load(line, j), F32x4::load(line, j + LANES)]);
                for (m, sums) in sums.iter_mut().enumerate() {
                    let weight = F32x4::load_splat(kernels, j * TILE + m);
                    for (sums, pixels) in sums.iter_mut().zip(pixels) {
                        for (sum, pixel) in sums.iter_mut().zip(pixels) {
                            *sum = sum.mul_add(weight, pixel);
                        }
                    }
                }
            }
        }
    }
    sums
}
