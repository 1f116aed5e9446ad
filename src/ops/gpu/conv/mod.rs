//! Convolution: forward with ReLU and max pooling, and the gradients of weight, bias and input.
//!
//! Every invocation computes a tile of a few neighbouring outputs in four channels and keeps it in
//! registers, so that each loaded value takes part in several products. Workgroup memory is not used: at
//! these sizes the caches do as well, and software rasterisers are slow with workgroup memory.

mod tiles;
mod weights;

use burn_wgpu::CubeTensor;
use digit_lab_kernels::ConvBlock;

use super::launch::{Grid, NUMBER, Shader, empty, launch};
use super::shader::{BufferType, module};
use tiles::Convolution;
use weights::{SumParts, WeightParts};

/// The choice of an output that the ReLU set to zero.
const CUT: u32 = 255;

/// The block without its number of images, as the key of a shader: shaders do not depend on it.
fn without_images(block: &ConvBlock) -> ConvBlock {
    ConvBlock {
        images: 0,
        ..*block
    }
}

/// Rows and columns of the convolution's output, before pooling.
fn convolved(block: &ConvBlock) -> [usize; 2] {
    let size = |n: usize| (n + 2 * block.padding - block.kernel) / block.stride + 1;
    [size(block.height), size(block.width)]
}

/// Divides a row into pieces of at most `most` columns and about equal length; returns that length.
fn piece_length(row: usize, most: usize) -> usize {
    row.div_ceil(row.div_ceil(most).max(1)).max(1)
}

/// See [`Operation::Conv`](crate::ops::operation::Operation::Conv). If a backward pass follows, also
/// returns the choices: for each output, the position of its maximum in the pooled square, or [`CUT`].
pub fn forward(
    block: &ConvBlock,
    [x, weight, bias]: [&CubeTensor; 3],
    training: bool,
) -> (CubeTensor, Option<CubeTensor>) {
    let shader = Convolution {
        inputs: block.channels_in,
        from: [block.height, block.width],
        outputs: block.channels_out,
        to: convolved(block),
        kernel: block.kernel,
        stride: block.stride,
        padding: block.padding,
        transposed: false,
        relu: block.relu,
        pool: block.pool,
        chooses: training && block.chooses(),
    };
    let y = empty(&block.output(), x);
    let choice = shader.chooses.then(|| empty(&block.output(), x));
    let mut buffers = vec![x, weight, bias, &y];
    buffers.extend(&choice);
    launch(
        shader,
        Grid::of(shader.invocations() * block.images),
        &buffers,
        &[block.images as u32, 0, 0, 0],
    );
    (y, choice)
}

/// The gradient of the convolution's output before pooling and ReLU, `[planes, rows, columns]`. With a
/// stride, zeros fill the gaps, as if the stride were 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct DenseGradient(ConvBlock);

/// Rows and columns of a [`DenseGradient`].
fn dense_size(block: &ConvBlock) -> [usize; 2] {
    convolved(block).map(|n| (n - 1) * block.stride + 1)
}

impl Shader for DenseGradient {
    fn text(&self) -> String {
        let Self(block) = self;
        let ([height, width], [_, _, rows, columns]) = (dense_size(block), block.output());
        let (stride, pool) = (block.stride, block.pool);
        let mut buffers = vec![("dy", BufferType::Floats), ("d", BufferType::Floats)];
        let mut holds = "true".to_string();
        if block.chooses() {
            buffers.push(("choice", BufferType::Words));
            holds = match pool {
                1 => format!("choice[source] != {CUT}u"),
                _ => format!("choice[source] == r % {pool}u * {pool}u + c % {pool}u"),
            };
        }
        let body = format!(
            "let i = {NUMBER}; if (i >= info[0].x * {area}u) {{ return; }}
let plane = i / {area}u; let row = i % {area}u / {width}u; let column = i % {width}u;
let r = row / {stride}u; let c = column / {stride}u;
let there = row % {stride}u == 0u && column % {stride}u == 0u && r / {pool}u < {rows}u && c / {pool}u < {columns}u;
let source = select(0u, (plane * {rows}u + r / {pool}u) * {columns}u + c / {pool}u, there);
d[i] = select(0.0, dy[source], there && {holds});",
            area = height * width
        );
        module(&buffers, 4, "", &body)
    }
}

/// Writes the gradients of weight and bias to `dw` and `db`. Returns the input's gradient if
/// `wants_input`. `choice` is that of the forward pass.
pub fn backward(
    block: &ConvBlock,
    [x, weight]: [&CubeTensor; 2],
    (dy, choice): (&CubeTensor, Option<&CubeTensor>),
    [dw, db]: [&CubeTensor; 2],
    wants_input: bool,
) -> Option<CubeTensor> {
    let images = block.images;
    let [height, width] = dense_size(block);
    let dense = (block.chooses() || block.stride > 1).then(|| {
        let d = empty(&[images, block.channels_out, height, width], x);
        let planes = images * block.channels_out;
        let mut buffers = vec![dy, &d];
        buffers.extend(choice);
        let grid = Grid::of(planes * height * width);
        launch(
            DenseGradient(without_images(block)),
            grid,
            &buffers,
            &[planes as u32, 0, 0, 0],
        );
        d
    });
    let d = dense.as_ref().unwrap_or(dy);

    let shader = WeightParts::new(block);
    let count = shader.parts(images);
    let parts = empty(&[count, shader.part()], x);
    let info = [images as u32, count as u32, 0, 0];
    launch(
        shader,
        Grid::of(shader.tiles() * count),
        &[x, d, &parts],
        &info,
    );
    let sum = SumParts {
        weights: shader.part() - block.channels_out,
        biases: block.channels_out,
    };
    launch(
        sum,
        Grid::of(shader.part()),
        &[&parts, dw, db],
        &[count as u32, 0, 0, 0],
    );

    wants_input.then(|| {
        // The input's gradient is a convolution of the dense gradient with the kernel rotated by 180°.
        let shader = Convolution {
            inputs: block.channels_out,
            from: [height, width],
            outputs: block.channels_in,
            to: [block.height, block.width],
            kernel: block.kernel,
            stride: 1,
            padding: block.kernel - 1 - block.padding,
            transposed: true,
            relu: false,
            pool: 1,
            chooses: false,
        };
        let dx = empty(&[images, block.channels_in, block.height, block.width], x);
        launch(
            shader,
            Grid::of(shader.invocations() * images),
            &[d, weight, &dx],
            &[images as u32, 0, 0, 0],
        );
        dx
    })
}
