//! Convolution of images of one channel, which is how every network begins: the lanes of a vector
//! are neighbouring pixels, so that nothing has to be turned to channels-last and back.

use super::block::{CUT, ConvBlock};
use super::layout::Plane;
use super::plane_pool::Square;
use super::pool::Output;
use super::simd::{F32x4, LANES, from};
use super::workspace::Workspace;

/// Rows and output channels of a tile. With two vectors of columns it takes eight sums.
const TILE: usize = 2;

/// Columns of a tile.
const WIDE: usize = 2 * LANES;

/// Whether a block can be done this way.
pub fn suits(block: &ConvBlock) -> bool {
    let [_, _, rows, columns] = block.output();
    block.channels_in == 1
        && block.channels_out >= TILE
        && block.stride == 1
        && block.pool <= 2
        && rows * block.pool >= TILE
        && columns * block.pool >= WIDE
}

/// Convolves all images with `w`, with the bias in `ws.bias`, and pools them into `output`.
pub fn convolve(block: &ConvBlock, x: &[f32], w: &[f32], mut output: Output, ws: &mut Workspace) {
    let plane = Plane::padded(1, block.height, block.width, block.padding);
    let image = ws.image.zeros(plane.len());
    let [_, channels, rows, columns] = block.output();
    let area = block.kernel * block.kernel;
    // The kernels of two channels side by side.
    let firsts = (0..channels)
        .step_by(TILE)
        .map(|out| out.min(channels - TILE));
    let kernels = ws.packed.room(channels.div_ceil(TILE) * area * TILE);
    for (out, to) in firsts.clone().zip(kernels.chunks_exact_mut(area * TILE)) {
        for (i, to) in to.iter_mut().enumerate() {
            *to = w[(out + i % TILE) * area + i / TILE];
        }
    }
    let bias = ws.bias.all();
    for (n, x) in x.chunks_exact(block.image_len()).enumerate() {
        plane.fill(x, image);
        for (out, kernels) in firsts.clone().zip(kernels.chunks_exact(area * TILE)) {
            let bias = [bias[out], bias[out + 1]];
            for row in starts(rows * block.pool, TILE) {
                for column in starts(columns * block.pool, WIDE) {
                    let part = (row, column);
                    // Sound: the last row's and column's kernels end where the image does.
                    let sums = unsafe { tile(block.kernel, (&plane, image), kernels, part, bias) };
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

/// Writes a tile's outputs of one channel, the first to place `to`, in rows of `columns`.
#[inline(always)]
fn finish(
    block: &ConvBlock,
    columns: usize,
    [[a, b], [c, d]]: [[F32x4; 2]; TILE],
    (output, to): (&mut Output, usize),
) {
    let zero = F32x4::splat(0.0);
    let mut write = |mut y: F32x4, mut place: F32x4, to: usize| {
        if block.relu {
            let none = F32x4::splat(f32::from_bits(CUT.into()));
            place = F32x4::where_at_most(y, zero, none, place);
            y = y.larger(zero);
        }
        output.y[to..to + LANES].copy_from_slice(&y.to_array());
        if let Some(choice) = output.choice.as_deref_mut() {
            choice[to..to + LANES].copy_from_slice(&place.low_bytes());
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
    let (best, place) = Square([a, b, c, d]).largest();
    write(best, place, to);
}

/// Where tiles of `size` begin; the last one overlaps the one before.
fn starts(all: usize, size: usize) -> impl Iterator<Item = usize> {
    (0..all)
        .step_by(size)
        .map(move |start| start.min(all - size))
}

/// Two rows of two vectors of outputs, of two channels.
///
/// # Safety
/// The outputs' kernels must end inside the image, and there must be kernels for two channels.
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
                std::array::from_fn(|line| from(image, (row + line + i) * plane.columns + column));
            let kernels = from(kernels, i * kernel * TILE);
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
