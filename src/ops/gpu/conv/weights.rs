//! The gradients of a convolution's weight and bias, in two stages: partial sums, then their total.

use digit_lab_kernels::ConvBlock;

use super::{convolved, dense_size, piece_length, without_images};
use crate::ops::gpu::launch::{NUMBER, Shader};
use crate::ops::gpu::shader::{BufferType, lines, module, vector};

/// Partial sums of the gradients: each part sums over some images and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WeightParts {
    block: ConvBlock,
    /// The number of stretches of rows that an image is divided into.
    stretches: usize,
}

impl WeightParts {
    /// The shader for batches of any size: the last batch of an epoch is smaller than the rest.
    pub fn new(block: &ConvBlock) -> Self {
        let new = |stretches| Self {
            block: without_images(block),
            stretches,
        };
        let [rows, _] = convolved(block);
        let wanted = TARGET_INVOCATIONS.div_ceil(new(1).tiles() * TYPICAL_BATCH);
        new(wanted.clamp(1, rows))
    }

    /// The number of columns that one iteration of the loop processes.
    fn columns(&self) -> usize {
        piece_length(convolved(&self.block)[1], 7)
    }

    /// The number of kernel rows in the tile of an invocation.
    fn kernel_rows(&self) -> usize {
        let kernel = self.block.kernel;
        if kernel <= 5 { kernel } else { 1 }
    }

    /// The number of tiles of weights, over kernel rows, input channels and groups of four output channels.
    pub fn tiles(&self) -> usize {
        let ConvBlock {
            channels_in,
            channels_out,
            kernel,
            ..
        } = self.block;
        kernel / self.kernel_rows() * channels_in * channels_out.div_ceil(4)
    }

    /// The number of parts for a batch of so many images.
    pub fn parts(&self, images: usize) -> usize {
        TARGET_INVOCATIONS
            .div_ceil(self.tiles())
            .min(images * self.stretches)
            .max(1)
    }

    /// The number of values in a part: the weight's gradient, then the bias's.
    pub fn part(&self) -> usize {
        let ConvBlock {
            channels_in,
            channels_out,
            kernel,
            ..
        } = self.block;
        channels_out * (channels_in * kernel * kernel + 1)
    }
}

/// The number of invocations that keeps a GPU busy.
const TARGET_INVOCATIONS: usize = 8192;

/// The batch size for which the number of stretches is chosen.
const TYPICAL_BATCH: usize = 64;

impl Shader for WeightParts {
    fn text(&self) -> String {
        let ConvBlock {
            channels_in,
            channels_out,
            height,
            width,
            kernel,
            stride,
            padding,
            ..
        } = self.block;
        let ([rows, columns], [dense_rows, dense_columns]) =
            (convolved(&self.block), dense_size(&self.block));
        let (held, stretches, together) = (self.kernel_rows(), self.stretches, self.columns());
        let (groups, stretch) = (kernel / held, rows.div_ceil(stretches));
        let loaded = (together - 1) * stride + kernel;
        let mut body = format!(
            "let number = {NUMBER}; let part = number / {0}u; if (part >= info[0].y) {{ return; }}
let t = number % {0}u; let ci = t % {channels_in}u; let kg = t / {channels_in}u % {groups}u; let ot = t / {1}u;
let units = info[0].x * {stretches}u;\n",
            self.tiles(),
            channels_in * groups
        );
        body += &lines(4, |q| {
            format!("let o{q} = min(ot * 4u + {q}u, {}u);", channels_out - 1)
        });
        for ky in 0..held {
            body += &lines(kernel, |kx| format!("var a{ky}_{kx} = vec4f();"));
        }
        body += &format!(
            "var sum = vec4f();
for (var unit = part; unit < units; unit += info[0].y) {{
let n = unit / {stretches}u; let first = unit % {stretches}u * {stretch}u;
let last = min(first + {stretch}u, {rows}u);
for (var r = first; r < last; r++) {{ for (var c = 0u; c < {columns}u; c += {together}u) {{
let x0 = c * {stride}u - {padding}u;\n"
        );
        body += &lines(loaded, |i| format!("let in{i} = x0 + {i}u < {width}u;"));
        body += &lines(4, |q| {
            format!(
                "let d{q} = ((n * {channels_out}u + o{q}) * {dense_rows}u + r * {stride}u) * {dense_columns}u + c * {stride}u;"
            )
        });
        body += &lines(together, |i| {
            let vector = vector(|q| format!("d[d{q} + {}u]", i * stride));
            match columns.is_multiple_of(together) {
                true => format!("let g{i} = {vector}; sum += g{i};"),
                false => format!(
                    "let g{i} = select(vec4f(), {vector}, c + {i}u < {columns}u); sum += g{i};"
                ),
            }
        });
        for ky in 0..held {
            body += &format!(
                "{{ let row = r * {stride}u + kg * {held}u + {ky}u - {padding}u; let here = row < {height}u;
let at = ((n * {channels_in}u + ci) * {height}u + row) * {width}u + x0;\n"
            );
            body += &lines(loaded, |i| {
                format!("let v{i} = select(0.0, x[at + {i}u], here && in{i});")
            });
            for kx in 0..kernel {
                body += &lines(together, |i| {
                    format!("a{ky}_{kx} += v{} * g{i};", i * stride + kx)
                });
            }
            body += "}\n";
        }
        body += "} } }\n";
        let (part, area) = (self.part(), kernel * kernel);
        for q in 0..4 {
            body += &format!(
                "if (ot * 4u + {q}u < {channels_out}u) {{
let to = part * {part}u + (o{q} * {channels_in}u + ci) * {area}u + kg * {}u;\n",
                held * kernel
            );
            for ky in 0..held {
                body += &lines(kernel, |kx| {
                    format!("parts[to + {}u] = a{ky}_{kx}[{q}];", ky * kernel + kx)
                });
            }
            body += &format!(
                "if (ci == 0u && kg == 0u) {{ parts[part * {part}u + {}u + o{q}] = sum[{q}]; }} }}\n",
                part - channels_out
            );
        }
        module(
            &[
                ("x", BufferType::Floats),
                ("d", BufferType::Floats),
                ("parts", BufferType::Floats),
            ],
            4,
            "",
            &body,
        )
    }
}

/// Adds up the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SumParts {
    pub weights: usize,
    pub biases: usize,
}

impl Shader for SumParts {
    fn text(&self) -> String {
        let Self { weights, biases } = *self;
        let part = weights + biases;
        let body = format!(
            "let i = {NUMBER}; if (i >= {part}u) {{ return; }}
var sum = 0.0;
for (var part = 0u; part < info[0].x; part++) {{ sum += parts[part * {part}u + i]; }}
if (i < {weights}u) {{ dw[i] = sum; }} else {{ db[i - {weights}u] = sum; }}"
        );
        let buffers = [
            ("parts", BufferType::Floats),
            ("dw", BufferType::Floats),
            ("db", BufferType::Floats),
        ];
        module(&buffers, 4, "", &body)
    }
}
