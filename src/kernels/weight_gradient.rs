//! The gradient of a convolution's kernels where hardly anything of the output's gradient is zero:
//! a matrix product of that gradient and the image, pixel by pixel.

use super::block::{CUT, ConvBlock};
use super::kernel_rows::KernelRows;
use super::layout::Plane;
use super::moments::total;
use super::simd::{F32x4, LANES, from, from_mut};
use super::workspace::Workspace;

/// Whether this is better than lists, which leave out what is zero but are slower otherwise.
pub fn suits(block: &ConvBlock, alive: usize) -> bool {
    block.pool == 1 && alive * 4 >= block.output_len() * 3 && alive > 0
}

/// The gradients of kernels and bias.
pub fn products(
    block: &ConvBlock,
    x: &[f32],
    (dy, choice): (&[f32], &[u8]),
    (dw, db): (&mut [f32], &mut [f32]),
    ws: &mut Workspace,
) {
    let rows = KernelRows::new(block);
    let [height, width] = block.convolved();
    // In pairs of channels, as tiles are four or two wide.
    let outputs = Plane {
        depth: block.channels_out.next_multiple_of(2),
        ..Plane::padded(block.channels_out, height, width, 0)
    };
    let sums = ws.sums.zeros(outputs.depth * block.kernel * rows.line);
    // The last row's last vector may reach beyond the image.
    let image = ws.image.zeros(rows.plane.len() + LANES);
    let gradient = ws.rows.zeros(outputs.len());
    let passed = ws.tiles.room(block.channels_out * height * width);
    db.fill(0.0);
    let len = passed.len();
    for (n, (x, dy)) in x
        .chunks_exact(block.image_len())
        .zip(dy.chunks_exact(len))
        .enumerate()
    {
        let mut dy = dy;
        if !choice.is_empty() {
            let choice = &choice[n * len..(n + 1) * len];
            for ((to, dy), choice) in passed.iter_mut().zip(dy).zip(choice) {
                *to = if *choice == CUT { 0.0 } else { *dy };
            }
            dy = passed;
        }
        for (db, dy) in db.iter_mut().zip(dy.chunks_exact(height * width)) {
            let [sum] = total([dy], [0.0], |[v]| [v]);
            *db += sum;
        }
        rows.plane.fill(x, image);
        outputs.fill(dy, gradient);
        add(block, (&rows, image), (&outputs, gradient), sums);
    }
    rows.each_weight(|index, at| dw[index] = sums[at]);
}

/// Adds one image's part.
fn add(
    block: &ConvBlock,
    (kernels, image): (&KernelRows, &[f32]),
    (outputs, dy): (&Plane, &[f32]),
    sums: &mut [f32],
) {
    let (k, line, plane) = (block.kernel, kernels.line, &kernels.plane);
    let last_row = (outputs.rows - 1) * block.stride + k;
    let last_column = (outputs.columns - 1) * block.stride * plane.depth + line;
    assert!(line.is_multiple_of(LANES) && dy.len() >= outputs.len());
    assert!(sums.len() >= outputs.depth * k * line);
    assert!(image.len() >= (last_row - 1) * plane.row() + last_column);
    let job = Job {
        image,
        row: plane.row() * block.stride,
        step: plane.depth * block.stride,
        dy,
        pixels: outputs.columns,
        rows: outputs.rows,
        depth: outputs.depth,
        next: k * line,
    };
    for row in 0..k {
        for column in (0..line).step_by(2 * LANES) {
            let start = row * plane.row() + column;
            for out in (0..outputs.depth).step_by(4) {
                let at = (out * k + row) * line + column;
                // Sound: the last kernel ends inside the image, as asserted above, and so do `dy`
                // and `sums`.
                unsafe {
                    match (outputs.depth - out, line - column) {
                        (2, LANES) => job.tile::<2, 1>(start, out, sums, at),
                        (2, _) => job.tile::<2, 2>(start, out, sums, at),
                        (_, LANES) => job.tile::<4, 1>(start, out, sums, at),
                        (_, _) => job.tile::<4, 2>(start, out, sums, at),
                    }
                }
            }
        }
    }
}

struct Job<'a> {
    image: &'a [f32],
    /// From the pixels under a row of outputs to those under the next.
    row: usize,
    /// From the pixels under an output to those under the next.
    step: usize,
    dy: &'a [f32],
    pixels: usize,
    rows: usize,
    /// From one pixel of `dy` to the next.
    depth: usize,
    /// From one channel's sums to the next one's.
    next: usize,
}

impl Job<'_> {
    /// `M` output channels from `out` on, `N` vectors of the image from `start` on.
    ///
    /// # Safety
    /// All must lie inside the slices.
    #[inline(always)]
    unsafe fn tile<const M: usize, const N: usize>(
        &self,
        start: usize,
        out: usize,
        sums: &mut [f32],
        at: usize,
    ) {
        // Sound: the caller's promise.
        unsafe {
            let mut own: [[F32x4; N]; M] = std::array::from_fn(|m| {
                std::array::from_fn(|n| F32x4::load(sums, at + m * self.next + n * LANES))
            });
            for row in 0..self.rows {
                let image = from(self.image, start + row * self.row);
                let dy = from(self.dy, row * self.pixels * self.depth + out);
                for pixel in 0..self.pixels {
                    let image = from(image, pixel * self.step);
                    let right: [F32x4; N] = std::array::from_fn(|n| F32x4::load(image, n * LANES));
                    let dy = from(dy, pixel * self.depth);
                    for (m, sums) in own.iter_mut().enumerate() {
                        let left = F32x4::load_splat(dy, m);
                        for (sum, right) in sums.iter_mut().zip(right) {
                            *sum = sum.mul_add(left, right);
                        }
                    }
                }
            }
            for (m, line) in own.into_iter().enumerate() {
                let sums = from_mut(sums, at + m * self.next);
                for (n, sum) in line.into_iter().enumerate() {
                    sum.store(sums, n * LANES);
                }
            }
        }
    }
}
