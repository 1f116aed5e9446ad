//! A convolution block, forward.

use super::block::ConvBlock;
use super::layout::Plane;
use super::pool::Output;
use super::simd::round_up;
use super::workspace::Workspace;
use super::{direct, planar, winograd};

/// # Shapes
/// - `x`: `[images, channels_in, height, width]`
/// - `w`: `[channels_out, channels_in, kernel, kernel]`
/// - `b`: `[channels_out]`
/// - `y`: as [`ConvBlock::output`] says
/// - `choice`: like `y`; which place of the pooled square won, or 255 where ReLU cut it off. Only the
///   backward pass needs it.
///
/// # Panics
/// If a slice has another length, or the block is no block.
#[inline(never)]
pub fn conv_forward(
    block: &ConvBlock,
    (x, w, b): (&[f32], &[f32], &[f32]),
    y: &mut [f32],
    choice: Option<&mut [u8]>,
    ws: &mut Workspace,
) {
    block.check();
    assert_eq!(
        x.len(),
        block.input_len(),
        "x is [images, in, height, width]"
    );
    assert_eq!(
        w.len(),
        block.weight_len(),
        "w is [out, in, kernel, kernel]"
    );
    assert_eq!(b.len(), block.channels_out, "b is [out]");
    assert_eq!(y.len(), block.output_len(), "y is as long as the output");
    if let Some(choice) = &choice {
        assert_eq!(choice.len(), y.len(), "a choice for each output");
    }
    let [_, channels, rows, columns] = block.output();
    let len = channels * rows * columns;
    if len == 0 {
        return;
    }
    let depth = round_up(channels);
    ws.bias.zeros(depth)[..channels].copy_from_slice(b);
    let output = Output { y, choice, len };
    if planar::suits(block) {
        planar::convolve(block, x, w, output, ws);
    } else if winograd::suits(block) {
        let image = |n: usize| &x[n * block.image_len()..][..block.image_len()];
        winograd::convolve(
            block,
            |n, plane, to| plane.fill(image(n), to),
            w,
            output,
            ws,
        );
    } else {
        directly(block, x, w, output, ws);
    }
}

fn directly(block: &ConvBlock, x: &[f32], w: &[f32], mut output: Output, ws: &mut Workspace) {
    let [_, channels, rows, columns] = block.output();
    let kernels = ws.packed.room(direct::packed_len(block));
    direct::pack_kernels(block, w, kernels);
    let bias = &ws.bias.all()[..round_up(channels)];
    let plane = Plane::padded(block.channels_in, block.height, block.width, block.padding);
    let image = ws.image.zeros(plane.len());
    let wide = columns * block.pool;
    let lines = ws.rows.room(block.pool * wide * round_up(channels));
    for (n, x) in x.chunks_exact(block.image_len()).enumerate() {
        plane.fill(x, image);
        for row in 0..rows {
            let part = (row * block.pool, block.pool, wide);
            direct::rows(block, (&plane, image), (kernels, bias), part, lines);
            output.pool(block, n, row..row + 1, (lines, wide));
        }
    }
}
