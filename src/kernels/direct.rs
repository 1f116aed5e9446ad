//! Convolution of one image as a matrix product whose left side is the image itself: a row of the
//! kernel meets `kernel · channels` numbers that lie side by side.

use super::block::ConvBlock;
use super::inner::{TILE, multiply, pack, panels};
use super::layout::Plane;
use super::simd::{F32x4, LANES, from, from_mut, round_up};

/// Numbers in the packed kernels.
pub fn packed_len(block: &ConvBlock) -> usize {
    block.kernel * block.kernel * block.channels_in * round_up(block.channels_out)
}

/// Puts `w`, `[out, in, row, column]`, into the order in which [`rows`] reads it.
pub fn pack_kernels(block: &ConvBlock, w: &[f32], to: &mut [f32]) {
    let (k, channels) = (block.kernel, block.channels_in);
    pack(k * k * channels, block.channels_out, to, |step, out| {
        let (place, channel) = (step / channels, step % channels);
        w[(out * channels + channel) * k * k + place]
    });
}

/// Rows `first..first + count` of the convolution, `columns` of each, with bias and channels last,
/// into `to`. `image` is laid out as `plane` says, with the block's padding; `bias` is padded to
/// whole vectors.
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
            // Sound: the starts' kernels end inside the plane, and the tile inside `to`, as
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
    /// Numbers from one row of the image to the next.
    row: usize,
    kernels: &'a [f32],
    kernel: usize,
    /// Numbers of the image under one row of the kernel.
    line: usize,
    bias: &'a [f32],
    /// Numbers a pixel of the output takes.
    depth: usize,
}

impl Job<'_> {
    /// `M` pixels of `4N` channels from `channel` on. `L` is the length of a line if it is known
    /// beforehand: with one channel the innermost loop is so short that counting its turns takes as
    /// long as they do.
    ///
    /// # Safety
    /// The pixels' kernels must end inside the image, and the tile at `at` inside `to`.
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
            let kernels = from(self.kernels, channel * self.kernel * self.line);
            for row in 0..self.kernel {
                let left = std::array::from_fn(|m| from(self.image, starts[m] + row * self.row));
                multiply::<M, N>(
                    &mut sums,
                    line,
                    (left, 1),
                    from(kernels, row * line * N * LANES),
                );
            }
            for (m, line) in sums.into_iter().enumerate() {
                let to = from_mut(to, at + m * self.depth);
                for (n, sum) in line.into_iter().enumerate() {
                    sum.store(to, n * LANES);
                }
            }
        }
    }
}
