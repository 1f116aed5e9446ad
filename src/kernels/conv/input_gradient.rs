//! The gradient of a convolution's input as a convolution: of the output's gradient with the kernels
//! rotated by 180°.

use super::block::ConvBlock;
use super::max_pool::Output;
use super::plane::Plane;
use super::sparse_gradient::Positions;
use super::winograd::{self, multiplications};
use crate::simd::round_up;
use crate::workspace::Workspace;

/// The convolution that computes the input's gradient, or `None` if Winograd's algorithm cannot
/// compute it or the sparse algorithm needs fewer multiplications for `active` non-zero gradients.
pub fn as_convolution(block: &ConvBlock, active: usize) -> Option<ConvBlock> {
    let [height, width] = block.convolved();
    let transposed = ConvBlock {
        channels_in: block.channels_out,
        height,
        width,
        channels_out: block.channels_in,
        padding: (block.kernel - 1).checked_sub(block.padding)?,
        relu: false,
        pool: 1,
        ..*block
    };
    if !winograd::suits(&transposed) {
        return None;
    }
    let dense = block.images * block.channels_out * height * width;
    let sparse = active * block.kernel * block.kernel;
    (sparse as f32 > dense as f32 * multiplications(block.kernel)).then_some(transposed)
}

/// Computes the input's gradient `dx` by the convolution `transposed` of [`as_convolution`].
pub fn convolve(
    block: &ConvBlock,
    transposed: &ConvBlock,
    w: &[f32],
    (dy, choice): (&[f32], &[u8]),
    dx: &mut [f32],
    ws: &mut Workspace,
) {
    let (area, channels, outs) = (
        block.kernel * block.kernel,
        block.channels_in,
        block.channels_out,
    );
    // Taken out of the workspace, because the convolution borrows the rest of it.
    let mut rotated = std::mem::take(&mut ws.rotated);
    let kernels = rotated.room(w.len());
    for (index, &value) in w.iter().enumerate() {
        let (tap, channel, out) = (
            index % area,
            index / area % channels,
            index / area / channels,
        );
        kernels[(channel * outs + out) * area + area - 1 - tap] = value;
    }
    ws.bias.zeros(round_up(channels));
    let len = dy.len() / block.images;
    let fill = |n: usize, plane: &Plane, to: &mut [f32]| {
        let part = n * len..(n + 1) * len;
        match choice.is_empty() {
            true => plane.write(&dy[part], to),
            false => unpool(block, plane, (&dy[part.clone()], &choice[part]), to),
        }
    };
    let output = Output {
        y: dx,
        choice: None,
        len: block.image_len(),
    };
    winograd::convolve(transposed, fill, kernels, output, ws);
    ws.rotated = rotated;
}

/// Writes one image's gradient in front of ReLU and pooling to `to`: each value at the position that
/// was chosen, zeros elsewhere.
fn unpool(block: &ConvBlock, plane: &Plane, (dy, choice): (&[f32], &[u8]), to: &mut [f32]) {
    to[..plane.len()].fill(0.0);
    let [_, _, rows, columns] = block.output();
    let positions = Positions::before_pooling(block, plane);
    for (channel, (dy, choice)) in dy
        .chunks_exact(rows * columns)
        .zip(choice.chunks_exact(rows * columns))
        .enumerate()
    {
        let first = plane.inside() + channel;
        positions.for_each((dy, choice), columns, first, |value, passes, at| {
            // A value that does not pass rewrites what its window's first position holds.
            to[at] = if passes { value } else { to[at] };
        });
    }
}
