//! Convolution of one image as a matrix product whose left side is the image itself: a row of the
//! kernel covers `kernel · channels` contiguous floats of a channels-last image, so the matrix of
//! patches ("im2col") is never written out.

use super::block::ConvBlock;
use super::plane::Plane;
use crate::simd::microkernel::{TILE, multiply, pack, panels};
use crate::simd::{F32x4, LANES, round_up, tail, tail_mut};

/// Floats of the packed kernels.
pub fn packed_len(block: &ConvBlock) -> usize {
    block.kernel * block.kernel * block.channels_in * round_up(block.channels_out)
}

/// Packs `w`, `[out, in, row, column]`, as a `[row · column · in, out]` matrix for [`rows`].
pub fn pack_kernels(block: &ConvBlock, w: &[f32], to: &mut [f32]) {
    let (k, channels) = (block.kernel, block.channels_in);
    pack(k * k * channels, block.channels_out, to, |step, out| {
        let (tap, channel) = (step / channels, step % channels);
        w[(out * channels + channel) * k * k + tap]
    });
}

/// Computes rows `first..first + count` of the convolution, `columns` of each, with bias, into `to`,
/// channels last. `image` has the layout `plane` with the block's padding as its border; `bias` is
/// padded to whole vectors.
pub fn rows(
    block: &ConvBlock,
    (plane, image): (&Plane, &[f32]),
    (kernels, bias): (&[f32], &[f32]),
    (first, count, columns): (usize, usize, usize),
    to: &mut [f32],
) {
    let depth = round_up(block.channels_out);
    let last_row = (first + count - 1) * block.stride + block.kernel;
    let last_column = (columns - 1) * block.stride + block.kernel;
    assert!(last_row <= plane.rows && last_column <= plane.columns && image.len() >= plane.len());
    assert!(
        kernels.len() == packed_len(block)
            && bias.len() == depth
            && to.len() >= count * columns * depth
    );
    let line = block.kernel * block.channels_in;
    let job = Job {
        image,
        row: plane.row(),
        kernels,
        kernel: block.kernel,
        line,
        bias,
        depth,
    };
    let pixels = count * columns;
    for (channel, vectors) in panels(block.channels_out) {
        let (mut row, mut column) = (first, 0);
        let mut starts = [0; TILE];
        for pixel in (0..pixels).step_by(TILE) {
            let tile = TILE.min(pixels - pixel);
            for at in &mut starts[..tile] {
                *at = (row * plane.row() + column * plane.depth) * block.stride;
                column += 1;
                if column == columns {
                    (row, column) = (row + 1, 0);
                }
            }
            let at = pixel * depth + channel;
            // Sound: the kernels at `starts` end inside the plane, and the tile inside `to`, as
            // asserted above.
            unsafe {
                match (tile, vectors, line) {
                    (4, 2, 5) => job.tile::<4, 2, 5>(&starts, channel, to, at),
                    (4, 2, 3) => job.tile::<4, 2, 3>(&starts, channel, to, at),
                    (4, 2, _) => job.tile::<4, 2, 0>(&starts, channel, to, at),
                    (3, 2, _) => job.tile::<3, 2, 0>(&starts, channel, to, at),
                    (2, 2, _) => job.tile::<2, 2, 0>(&starts, channel, to, at),
                    (1, 2, _) => job.tile::<1, 2, 0>(&starts, channel, to, at),
                    (4, ..) => job.tile::<4, 1, 0>(&starts, channel, to, at),
                    (3, ..) => job.tile::<3, 1, 0>(&starts, channel, to, at),
                    (2, ..) => job.tile::<2, 1, 0>(&starts, channel, to, at),
                    _ => job.tile::<1, 1, 0>(&starts, channel, to, at),
                }
            }
        }
    }
}

struct Job<'a> {
    image: &'a [f32],
    /// Floats per row of the image.
    row: usize,
    kernels: &'a [f32],
    kernel: usize,
    /// Floats of the image that a row of the kernel covers.
    line: usize,
    bias: &'a [f32],
    /// Floats per pixel of the output.
    depth: usize,
}

impl Job<'_> {
    /// Computes `M` pixels of `4N` channels, beginning with `channel`. The constant `L` is
    /// `self.line`, or 0 for any value: a loop of 3 or 5 turns is slow unless it is unrolled.
    ///
    /// # Safety
    /// The kernels at `starts` must end inside the image, and the tile at `at` inside `to`.
    #[inline(always)]
    unsafe fn tile<const M: usize, const N: usize, const L: usize>(
        &self,
        starts: &[usize; TILE],
        channel: usize,
        to: &mut [f32],
        at: usize,
    ) {
        let line = if L == 0 { self.line } else { L };
        // Sound: as `rows` asserts, and the caller promises.
        unsafe {
            let mut sums =
                [std::array::from_fn(|n| F32x4::load(self.bias, channel + n * LANES)); M];
            let kernels = tail(self.kernels, channel * self.kernel * self.line);
            for row in 0..self.kernel {
                let left = std::array::from_fn(|m| tail(self.image, starts[m] + row * self.row));
                multiply::<M, N>(
                    &mut sums,
                    line,
                    (left, 1),
                    tail(kernels, row * line * N * LANES),
                );
            }
            for (m, line) in sums.into_iter().enumerate() {
                let to = tail_mut(to, at + m * self.depth);
                for (n, sum) in line.into_iter().enumerate() {
                    sum.store(to, n * LANES);
                }
            }
        }
    }
}
