//! Max and mean pooling without a convolution.

use burn_wgpu::CubeTensor;
use digit_lab_kernels::{PoolBlock, PoolKind};

use super::launch::{Grid, NUMBER, Shader, empty, launch};
use super::shader::{BufferType, module};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Pool {
    block: PoolBlock,
    backward: bool,
}

impl Shader for Pool {
    fn text(&self) -> String {
        let PoolBlock {
            kind,
            height,
            width,
            rows,
            columns,
            ..
        } = self.block;
        let (down, across) = (height / rows, width / columns);
        let share = 1.0 / (rows * columns) as f32;
        let maximum = kind == PoolKind::Max;
        let mut buffers = vec![("x", BufferType::Floats), ("y", BufferType::Floats)];
        if maximum {
            buffers.push(("choice", BufferType::Words));
        }
        let body = match (self.backward, maximum) {
            (false, _) => {
                let each = match maximum {
                    // A NaN counts as the maximum, as in PyTorch.
                    true => "if (v > best || v != v) { best = v; won = j; }",
                    false => "best += v;",
                };
                let (first, result) = match maximum {
                    true => ("x[first]".into(), "y[i] = best; choice[i] = won;".into()),
                    false => ("0.0".to_string(), format!("y[i] = best * {share:?};")),
                };
                format!(
                    "let plane = i / {}u; let row = i / {across}u % {down}u; let column = i % {across}u;
let first = (plane * {height}u + row * {rows}u) * {width}u + column * {columns}u;
var best = {first}; var won = 0u;
for (var j = 0u; j < {}u; j++) {{ let v = x[first + j / {columns}u * {width}u + j % {columns}u]; {each} }}
{result}",
                    down * across,
                    rows * columns
                )
            }
            // In the backward pass `x` is the output's gradient and `y` the input's.
            (true, _) => {
                let holds = match maximum {
                    true => format!(
                        "choice[source] == row % {rows}u * {columns}u + column % {columns}u"
                    ),
                    false => "true".into(),
                };
                let share = if maximum { 1.0 } else { share };
                format!(
                    "let plane = i / {}u; let row = i / {width}u % {height}u; let column = i % {width}u;
let there = row / {rows}u < {down}u && column / {columns}u < {across}u;
let source = select(0u, (plane * {down}u + row / {rows}u) * {across}u + column / {columns}u, there);
y[i] = select(0.0, x[source] * {share:?}, there && {holds});",
                    height * width
                )
            }
        };
        let guard = format!("let i = {NUMBER}; if (i >= info[0].x) {{ return; }}\n");
        module(&buffers, 4, "", &(guard + &body))
    }
}

fn run(block: &PoolBlock, backward: bool, buffers: &[&CubeTensor]) {
    let block = PoolBlock {
        images: 0,
        channels: 0,
        ..*block
    };
    let len = buffers[1].meta.shape().num_elements();
    launch(
        Pool { block, backward },
        Grid::of(len),
        buffers,
        &[len as u32, 0, 0, 0],
    );
}

/// See [`Operation::Pool`](crate::ops::operation::Operation::Pool). Max pooling also returns, for each
/// output, the position of its maximum in the pooled block.
pub fn forward(block: &PoolBlock, x: &CubeTensor) -> (CubeTensor, Option<CubeTensor>) {
    let y = empty(&block.output(), x);
    let choice = block.chooses().then(|| empty(&block.output(), x));
    let mut buffers = vec![x, &y];
    buffers.extend(&choice);
    run(block, false, &buffers);
    (y, choice)
}

/// The input's gradient. `choice` is that of the forward pass.
pub fn backward(block: &PoolBlock, dy: &CubeTensor, choice: Option<&CubeTensor>) -> CubeTensor {
    let PoolBlock {
        images,
        channels,
        height,
        width,
        ..
    } = *block;
    let dx = empty(&[images, channels, height, width], dy);
    let mut buffers = vec![dy, &dx];
    buffers.extend(choice);
    run(block, true, &buffers);
    dx
}
