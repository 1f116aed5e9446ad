//! Convolution: forward with ReLU and max pooling, and the gradients of weights and input.
//!
//! Every invocation computes a tile: a few neighbouring places of four channels, kept in registers,
//! so that each number that is loaded takes part in several products. No memory is shared between
//! invocations: at these sizes the caches serve as well, and software that imitates a GPU is slow at
//! it.

use burn_wgpu::CubeTensor;
use digit_lab_kernels::ConvBlock;

use super::launch::{Grid, NUMBER, Shader, empty, launch};
use super::shader::{Seen, lines, module, vector};

/// In the choices: ReLU cut this output off.
const CUT: u32 = 255;

/// The widest pooling that a convolution is made together with.
pub const MOST_POOL: usize = 4;

/// Sizes without the batch's, which no shader is made for.
fn of_any_batch(block: &ConvBlock) -> ConvBlock {
    ConvBlock {
        images: 0,
        ..*block
    }
}

/// Rows and columns between convolution and pooling.
fn convolved(block: &ConvBlock) -> [usize; 2] {
    let size = |n: usize| (n + 2 * block.padding - block.kernel) / block.stride + 1;
    [size(block.height), size(block.width)]
}

/// The length of the pieces, of at most so many, that a row is best cut into.
fn evenly(row: usize, most: usize) -> usize {
    row.div_ceil(row.div_ceil(most).max(1)).max(1)
}

/// A correlation of `x` `[images, inputs, …]` with a kernel, tile by tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Convolution {
    inputs: usize,
    /// Rows and columns of the input, and of the output before it is pooled.
    from: [usize; 2],
    outputs: usize,
    to: [usize; 2],
    kernel: usize,
    stride: usize,
    padding: usize,
    /// The gradient of the input: the kernel turned round, its channels exchanged, and no bias.
    turned: bool,
    relu: bool,
    pool: usize,
    /// Whether the choices are kept.
    chooses: bool,
}

impl Convolution {
    fn pooled(&self) -> [usize; 2] {
        self.to.map(|n| n / self.pool)
    }

    /// Rows and columns of a tile, before it is pooled: a row's whole length where that is short, for
    /// then it is known beforehand what lies outside.
    fn tile(&self) -> [usize; 2] {
        match self.pool {
            pool @ (1 | 2) => [
                pool,
                evenly(self.pooled()[1] * pool, 14).next_multiple_of(pool),
            ],
            pool => [pool, pool],
        }
    }

    /// Tiles in each direction: rows, columns, fours of channels.
    fn tiles(&self) -> [usize; 3] {
        let [rows, columns] = self.tile();
        let [height, width] = self.pooled().map(|n| n * self.pool);
        [
            height.div_ceil(rows),
            width.div_ceil(columns),
            self.outputs.div_ceil(4),
        ]
    }

    fn invocations(&self) -> usize {
        self.tiles().iter().product()
    }

    /// Where the weight of input channel `ci` and output channel `o{q}` lies, in the kernel's row
    /// `ky` and a column.
    fn weight(&self, q: usize, column: usize) -> String {
        let (k, area) = (self.kernel, self.kernel * self.kernel);
        match self.turned {
            false => format!(
                "w[(o{q} * {}u + ci) * {area}u + ky * {k}u + {column}u]",
                self.inputs
            ),
            true => format!(
                "w[(ci * {}u + o{q}) * {area}u + ({}u - ky) * {k}u + {}u]",
                self.outputs,
                k - 1,
                k - 1 - column
            ),
        }
    }

    /// Adds what a row of the kernel has to say to every place of the tile.
    fn row(&self) -> String {
        let [rows, columns] = self.tile();
        let [height, width] = self.from;
        let loaded = (columns - 1) * self.stride + self.kernel;
        let mut text = lines(self.kernel, |kx| {
            format!("let w{kx} = {};", vector(|q| self.weight(q, kx)))
        });
        for j in 0..rows {
            text += &format!(
                "{{ let r = y0 + {}u + ky; let here = r < {height}u; let at = ((n * {}u + ci) * {height}u + r) * {width}u + x0;\n",
                j * self.stride,
                self.inputs
            );
            text += &lines(loaded, |i| {
                format!("let v{i} = select(0.0, x[at + {i}u], here && in{i});")
            });
            for i in 0..columns {
                text += &lines(self.kernel, |kx| {
                    format!("a{j}_{i} += v{} * w{kx};", i * self.stride + kx)
                });
            }
            text += "}\n";
        }
        text
    }

    /// What becomes of the sums of one pooled place.
    fn outcome(&self, row: usize, column: usize) -> String {
        let (pool, [height, width]) = (self.pool, self.pooled());
        let [rows, columns] = self.tile();
        let sum = |e: usize| {
            let (j, i) = (row * pool + e / pool, column * pool + e % pool);
            format!("a{j}_{i}")
        };
        let mut text = format!("{{ var m = {}; var choice_of = vec4u();\n", sum(0));
        for e in 1..pool * pool {
            let sum = sum(e);
            // A NaN wins and stays, as in PyTorch.
            text += &format!(
                "{{ let wins = ({sum} > m) | ({sum} != {sum}); m = select(m, {sum}, wins); choice_of = select(choice_of, vec4u({e}u), wins); }}\n"
            );
        }
        if !self.turned {
            text += "m += bias;\n";
        }
        if self.relu {
            text += &format!(
                "let cut = m <= vec4f(); choice_of = select(choice_of, vec4u({CUT}u), cut); m = select(m, vec4f(), cut);\n"
            );
        }
        text += &format!(
            "let row = yt * {}u + {row}u; let column = xt * {}u + {column}u;\nif (row < {height}u && column < {width}u) {{\n",
            rows / pool,
            columns / pool
        );
        for q in 0..4 {
            let keep = if self.chooses {
                format!("choice[to] = choice_of[{q}];")
            } else {
                String::new()
            };
            text += &format!(
                "if (ot * 4u + {q}u < {0}u) {{ let to = ((n * {0}u + o{q}) * {height}u + row) * {width}u + column; y[to] = m[{q}]; {keep} }}\n",
                self.outputs
            );
        }
        text + "} }\n"
    }
}

impl Shader for Convolution {
    fn text(&self) -> String {
        let [down, across, _] = self.tiles();
        let [rows, columns] = self.tile();
        let mut buffers = vec![("x", Seen::Floats), ("w", Seen::Floats)];
        if !self.turned {
            buffers.push(("b", Seen::Floats));
        }
        buffers.push(("y", Seen::Floats));
        if self.chooses {
            buffers.push(("choice", Seen::Words));
        }
        let mut body = format!(
            "let number = {NUMBER}; let n = number / {0}u; if (n >= info[0].x) {{ return; }}
let t = number % {0}u; let xt = t % {across}u; let yt = t / {across}u % {down}u; let ot = t / {1}u;\n",
            self.invocations(),
            down * across
        );
        // What lies outside wraps round to a number that is no row or column.
        body += &format!(
            "let x0 = xt * {}u - {}u; let y0 = yt * {}u - {1}u;\n",
            columns * self.stride,
            self.padding,
            rows * self.stride
        );
        body += &lines(4, |q| {
            format!("let o{q} = min(ot * 4u + {q}u, {}u);", self.outputs - 1)
        });
        let loaded = (columns - 1) * self.stride + self.kernel;
        body += &lines(loaded, |i| {
            format!("let in{i} = x0 + {i}u < {}u;", self.from[1])
        });
        for j in 0..rows {
            body += &lines(columns, |i| format!("var a{j}_{i} = vec4f();"));
        }
        body += &format!(
            "for (var ci = 0u; ci < {}u; ci++) {{ for (var ky = 0u; ky < {}u; ky++) {{\n{}}} }}\n",
            self.inputs,
            self.kernel,
            self.row()
        );
        if !self.turned {
            body += &format!("let bias = {};\n", vector(|q| format!("b[o{q}]")));
        }
        for row in 0..rows / self.pool {
            for column in 0..columns / self.pool {
                body += &self.outcome(row, column);
            }
        }
        module(&buffers, 4, "", &body)
    }
}

/// See [`Operation::Conv`](crate::ops::operation::Operation::Conv); and, for a backward pass, which
/// number of each pooled square won.
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
        turned: false,
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

/// The output's gradient laid out as if there were no pooling and no ReLU, `[planes, rows, columns]`;
/// of a convolution with a stride, with zeros in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Spread(ConvBlock);

/// Rows and columns of what [`Spread`] makes.
fn spread(block: &ConvBlock) -> [usize; 2] {
    convolved(block).map(|n| (n - 1) * block.stride + 1)
}

impl Shader for Spread {
    fn text(&self) -> String {
        let Self(block) = self;
        let ([height, width], [_, _, rows, columns]) = (spread(block), block.output());
        let (stride, pool) = (block.stride, block.pool);
        let mut buffers = vec![("dy", Seen::Floats), ("d", Seen::Floats)];
        let mut holds = "true".to_string();
        if block.chooses() {
            buffers.push(("choice", Seen::Words));
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

/// Products of image and gradient, added up over some images and rows, for each weight and bias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct WeightParts {
    block: ConvBlock,
    /// Stretches of rows that an image is cut into.
    stretches: usize,
}

impl WeightParts {
    fn new(block: &ConvBlock, images: usize) -> Self {
        let new = |stretches| Self {
            block: of_any_batch(block),
            stretches,
        };
        let [rows, _] = convolved(block);
        let wanted = ENOUGH.div_ceil(new(1).tiles() * images.max(1));
        new(wanted.clamp(1, rows))
    }

    /// Columns whose products are added up together.
    fn columns(&self) -> usize {
        evenly(convolved(&self.block)[1], 7)
    }

    /// Rows of the kernel that an invocation has in hand.
    fn kernel_rows(&self) -> usize {
        let kernel = self.block.kernel;
        if kernel <= 5 { kernel } else { 1 }
    }

    /// Tiles of weights: kernel rows, input channels, fours of output channels.
    fn tiles(&self) -> usize {
        let ConvBlock {
            channels_in,
            channels_out,
            kernel,
            ..
        } = self.block;
        kernel / self.kernel_rows() * channels_in * channels_out.div_ceil(4)
    }

    /// In how many parts the sums come.
    fn parts(&self, images: usize) -> usize {
        ENOUGH
            .div_ceil(self.tiles())
            .min(images * self.stretches)
            .max(1)
    }

    /// Numbers in a part: the weights, then the biases.
    fn part(&self) -> usize {
        let ConvBlock {
            channels_in,
            channels_out,
            kernel,
            ..
        } = self.block;
        channels_out * (channels_in * kernel * kernel + 1)
    }
}

/// Invocations that keep a GPU busy.
const ENOUGH: usize = 8192;

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
            (convolved(&self.block), spread(&self.block));
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
let n = unit / {stretches}u; let first = unit % {stretches}u * {stretch}u; let last = min(first + {stretch}u, {rows}u);
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
                "{{ let row = r * {stride}u + kg * {held}u + {ky}u - {padding}u; let here = row < {height}u; let at = ((n * {channels_in}u + ci) * {height}u + row) * {width}u + x0;\n"
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
                "if (ot * 4u + {q}u < {channels_out}u) {{ let to = part * {part}u + (o{q} * {channels_in}u + ci) * {area}u + kg * {}u;\n",
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
                ("x", Seen::Floats),
                ("d", Seen::Floats),
                ("parts", Seen::Floats),
            ],
            4,
            "",
            &body,
        )
    }
}

/// Adds the parts up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct SumParts {
    weights: usize,
    biases: usize,
}

impl Shader for SumParts {
    fn text(&self) -> String {
        let Self { weights, biases } = *self;
        let part = weights + biases;
        let body = format!(
            "let i = id.x; if (i >= {part}u) {{ return; }}
var sum = 0.0;
for (var part = 0u; part < info[0].x; part++) {{ sum += parts[part * {part}u + i]; }}
if (i < {weights}u) {{ dw[i] = sum; }} else {{ db[i - {weights}u] = sum; }}"
        );
        let buffers = [
            ("parts", Seen::Floats),
            ("dw", Seen::Floats),
            ("db", Seen::Floats),
        ];
        module(&buffers, 4, "", &body)
    }
}

/// Writes the gradients of weight and bias to `dw` and `db`, and makes the input's if it is wanted.
pub fn backward(
    block: &ConvBlock,
    [x, weight]: [&CubeTensor; 2],
    (dy, choice): (&CubeTensor, Option<&CubeTensor>),
    [dw, db]: [&CubeTensor; 2],
    wants_input: bool,
) -> Option<CubeTensor> {
    let images = block.images;
    let [height, width] = spread(block);
    let laid_out = (block.chooses() || block.stride > 1).then(|| {
        let d = empty(&[images, block.channels_out, height, width], x);
        let planes = images * block.channels_out;
        let mut buffers = vec![dy, &d];
        buffers.extend(choice);
        let grid = Grid::of(planes * height * width);
        launch(
            Spread(of_any_batch(block)),
            grid,
            &buffers,
            &[planes as u32, 0, 0, 0],
        );
        d
    });
    let d = laid_out.as_ref().unwrap_or(dy);

    let shader = WeightParts::new(block, images);
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
        let shader = Convolution {
            inputs: block.channels_out,
            from: [height, width],
            outputs: block.channels_in,
            to: [block.height, block.width],
            kernel: block.kernel,
            stride: 1,
            padding: block.kernel - 1 - block.padding,
            turned: true,
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
