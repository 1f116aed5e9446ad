//! The gradient of a convolution's input, as a convolution of the output's gradient with the
//! kernels turned around.

use super::block::ConvBlock;
use super::layout::Plane;
use super::places::Places;
use super::pool::Output;
use super::simd::round_up;
use super::winograd::{self, multiplications};
use super::workspace::Workspace;

/// That convolution, where it costs less than summing up what the list of the `alive` gradients
/// calls for.
pub fn as_convolution(block: &ConvBlock, alive: usize) -> Option<ConvBlock> {
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
    let listed = alive * block.kernel * block.kernel;
    (listed as f32 > dense as f32 * multiplications(block.kernel)).then_some(transposed)
}

/// Computes it.
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
    // Taken out, as the convolution needs the rest.
    let mut turned = std::mem::take(&mut ws.turned);
    let kernels = turned.room(w.len());
    for (index, &value) in w.iter().enumerate() {
        let (place, channel, out) = (
            index % area,
            index / area % channels,
            index / area / channels,
        );
        kernels[(channel * outs + out) * area + area - 1 - place] = value;
    }
    ws.bias.zeros(round_up(channels));
    let len = dy.len() / block.images;
    let fill = |n: usize, plane: &Plane, to: &mut [f32]| {
        let part = n * len..(n + 1) * len;
        match choice.is_empty() {
            true => plane.fill(&dy[part], to),
            false => unpool(block, plane, (&dy[part.clone()], &choice[part]), to),
        }
    };
    let output = Output {
        y: dx,
        choice: None,
        len: block.image_len(),
    };
    winograd::convolve(transposed, fill, kernels, output, ws);
    ws.turned = turned;
}

/// Puts one image's gradient where it belongs in front of ReLU and pooling.
fn unpool(block: &ConvBlock, plane: &Plane, (dy, choice): (&[f32], &[u8]), to: &mut [f32]) {
    to[..plane.len()].fill(0.0);
    let [_, _, rows, columns] = block.output();
    let places = Places::before_pooling(block, plane);
    for (channel, (dy, choice)) in dy
        .chunks_exact(rows * columns)
        .zip(choice.chunks_exact(rows * columns))
        .enumerate()
    {
        let from = plane.inside() + channel;
        places.each((dy, choice), columns, from, |value, passes, at| {
            // What does not pass goes to its square's first place, unless something has come there.
            to[at] = if passes { value } else { to[at] };
        });
    }
}
