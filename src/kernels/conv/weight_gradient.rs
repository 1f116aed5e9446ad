//! The gradient of a convolution's weight as a matrix product of the output's gradient and the
//! image, summed over the pixels. It is used where few values of the gradient are zero.

use super::block::{ConvBlock, INACTIVE};
use super::kernel_rows::KernelRows;
use super::plane::Plane;
use crate::simd::{F32x4, LANES, slices, tail, tail_mut};
use crate::workspace::Workspace;

/// Whether this is faster than the sparse algorithm, given the number of non-zero gradients.
pub fn suits(block: &ConvBlock, active: usize) -> bool {
    block.pool == 1 && active * 4 >= block.output_len() * 3 && active > 0
}

/// Computes the gradients of weight and bias.
pub fn products(
    block: &ConvBlock,
    x: &[f32],
    (dy, choice): (&[f32], &[u8]),
    (dw, db): (&mut [f32], &mut [f32]),
    ws: &mut Workspace,
) {
    let rows = KernelRows::new(block);
    let [height, width] = block.convolved();
    // An even number of channels, because a tile is four or two channels wide.
    let outputs = Plane {
        depth: block.channels_out.next_multiple_of(2),
        ..Plane::padded(block.channels_out, height, width, 0)
    };
    let sums = ws.sums.zeros(outputs.depth * block.kernel * rows.line);
    // The last vector of the last row may reach beyond the image.
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
                *to = if *choice == INACTIVE { 0.0 } else { *dy };
            }
            dy = passed;
        }
        for (db, dy) in db.iter_mut().zip(dy.chunks_exact(height * width)) {
            *db += slices::sum(dy);
        }
        rows.plane.write(x, image);
        outputs.write(dy, gradient);
        add_image(block, (&rows, image), (&outputs, gradient), sums);
    }
    rows.for_each_weight(|index, at| dw[index] = sums[at]);
}

/// Adds the products of one image and its gradient to `sums`.
fn add_image(
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
    /// Floats of the image between the kernels of two rows of outputs.
    row: usize,
    /// Floats of the image between the kernels of two outputs of a row.
    step: usize,
    dy: &'a [f32],
    /// Outputs per row.
    pixels: usize,
    /// Rows of outputs.
    rows: usize,
    /// Floats per pixel of `dy`.
    depth: usize,
    /// Floats between the sums of two output channels.
    next: usize,
}

impl Job<'_> {
    /// Adds to `sums[at..]` for `M` output channels, beginning with `out`, and `N` vectors of the
    /// image, beginning at index `start`.
    ///
    /// # Safety
    /// All of these must lie inside the slices.
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
                let image = tail(self.image, start + row * self.row);
                let dy = tail(self.dy, row * self.pixels * self.depth + out);
                for pixel in 0..self.pixels {
                    let image = tail(image, pixel * self.step);
                    let right: [F32x4; N] = std::array::from_fn(|n| F32x4::load(image, n * LANES));
                    let dy = tail(dy, pixel * self.depth);
                    for (m, sums) in own.iter_mut().enumerate() {
                        let left = F32x4::load_splat(dy, m);
                        for (sum, right) in sums.iter_mut().zip(right) {
                            *sum = sum.mul_add(left, right);
                        }
                    }
                }
            }
            for (m, line) in own.into_iter().enumerate() {
                let sums = tail_mut(sums, at + m * self.next);
                for (n, sum) in line.into_iter().enumerate() {
                    sum.store(sums, n * LANES);
                }
            }
        }
    }
}
