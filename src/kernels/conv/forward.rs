//! The forward pass of a convolution block: checks, then one of three algorithms.

use super::block::ConvBlock;
use super::max_pool::Output;
use super::plane::Plane;
use super::{direct, planar, winograd};
use crate::simd::round_up;
use crate::workspace::Workspace;

/// Computes the output of a convolution block, and its choices if asked for.
///
/// # Shapes
/// - `x`: `[images, channels_in, height, width]`
/// - `w`: `[channels_out, channels_in, kernel, kernel]`
/// - `b`: `[channels_out]`
/// - `y`: [`ConvBlock::output`]
/// - `choice`: like `y`. For each output, the position (counted row by row) of the largest value in
///   its pooling window, the first of equals; 255 where ReLU made the output zero. Only the backward
///   pass needs it.
///
/// # Panics
/// If a slice has another length, or a field of the block is out of its range.
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
            |n, plane, to| plane.write(image(n), to),
            w,
            output,
            ws,
        );
    } else {
        convolve_directly(block, x, w, output, ws);
    }
}

/// Convolves all images row by row with the bias in `ws.bias`, and pools each finished row.
fn convolve_directly(
    block: &ConvBlock,
    x: &[f32],
    w: &[f32],
    mut output: Output,
    ws: &mut Workspace,
) {
    let [_, channels, rows, columns] = block.output();
    let kernels = ws.packed.room(direct::packed_len(block));
    direct::pack_kernels(block, w, kernels);
    let bias = &ws.bias.all()[..round_up(channels)];
    let plane = Plane::padded(block.channels_in, block.height, block.width, block.padding);
    let image = ws.image.zeros(plane.len());
    let columns = columns * block.pool;
    let convolved = ws.rows.room(block.pool * columns * round_up(channels));
    for (n, x) in x.chunks_exact(block.image_len()).enumerate() {
        plane.write(x, image);
        for row in 0..rows {
            let part = (row * block.pool, block.pool, columns);
            direct::rows(block, (&plane, image), (kernels, bias), part, convolved);
            output.pool(block, n, row..row + 1, (convolved, columns));
        }
    }
}
