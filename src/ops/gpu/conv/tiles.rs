//! The shader of a convolution. The transposed convolution computes the input's gradient.

use super::{CUT, piece_length};
use crate::ops::gpu::launch::{NUMBER, Shader};
use crate::ops::gpu::shader::{BufferType, lines, module, vector};

/// A correlation of `x` `[images, inputs, …]` with a kernel. Each invocation computes a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Convolution {
    /// Input channels.
    pub inputs: usize,
    /// Rows and columns of the input.
    pub from: [usize; 2],
    /// Output channels.
    pub outputs: usize,
    /// Rows and columns of the output before pooling.
    pub to: [usize; 2],
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
    /// True for the gradient of the input: the kernel is rotated by 180°, its channels are exchanged, and
    /// there is no bias.
    pub transposed: bool,
    pub relu: bool,
    /// The side of the max pooling; 1 for none.
    pub pool: usize,
    /// True if the choices are written for a backward pass.
    pub chooses: bool,
}

impl Convolution {
    /// Rows and columns of the output.
    fn pooled(&self) -> [usize; 2] {
        self.to.map(|n| n / self.pool)
    }

    /// Rows and columns of a tile before pooling. A short row is one tile, because the compiler then knows
    /// which of its columns are padding.
    fn tile(&self) -> [usize; 2] {
        match self.pool {
            pool @ (1 | 2) => [
                pool,
                piece_length(self.pooled()[1] * pool, 14).next_multiple_of(pool),
            ],
            pool => [pool, pool],
        }
    }

    /// The number of tiles along rows, columns and groups of four output channels.
    fn tiles(&self) -> [usize; 3] {
        let [rows, columns] = self.tile();
        let [height, width] = self.pooled().map(|n| n * self.pool);
        [
            height.div_ceil(rows),
            width.div_ceil(columns),
            self.outputs.div_ceil(4),
        ]
    }

    /// The number of invocations for one image.
    pub fn invocations(&self) -> usize {
        self.tiles().iter().product()
    }

    /// The WGSL expression for the weight of input channel `ci` and output channel `o{q}`, in row `ky` and
    /// the given column of the kernel.
    fn weight(&self, q: usize, column: usize) -> String {
        let (k, area) = (self.kernel, self.kernel * self.kernel);
        match self.transposed {
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

    /// WGSL statements that add the products with row `ky` of the kernel to every sum of the tile.
    fn row(&self) -> String {
        let [rows, columns] = self.tile();
        let [height, width] = self.from;
        let loaded = (columns - 1) * self.stride + self.kernel;
        let mut text = lines(self.kernel, |kx| {
            format!("let w{kx} = {};", vector(|q| self.weight(q, kx)))
        });
        for j in 0..rows {
            text += &format!(
                "{{ let r = y0 + {}u + ky; let here = r < {height}u;
let at = ((n * {}u + ci) * {height}u + r) * {width}u + x0;\n",
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

    /// WGSL statements that pool the sums of one output, add the bias, apply the ReLU and write the result.
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
            // A NaN counts as the maximum, as in PyTorch.
            text += &format!(
                "{{ let wins = ({sum} > m) | ({sum} != {sum});
m = select(m, {sum}, wins); choice_of = select(choice_of, vec4u({e}u), wins); }}\n"
            );
        }
        if !self.transposed {
            text += "m += bias;\n";
        }
        if self.relu {
            text += &format!(
                "let cut = m <= vec4f();
choice_of = select(choice_of, vec4u({CUT}u), cut); m = select(m, vec4f(), cut);\n"
            );
        }
        text += &format!(
            "let row = yt * {}u + {row}u; let column = xt * {}u + {column}u;
if (row < {height}u && column < {width}u) {{\n",
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
                "if (ot * 4u + {q}u < {0}u) {{ let to = ((n * {0}u + o{q}) * {height}u + row) * {width}u + column;
y[to] = m[{q}]; {keep} }}\n",
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
        let mut buffers = vec![("x", BufferType::Floats), ("w", BufferType::Floats)];
        if !self.transposed {
            buffers.push(("b", BufferType::Floats));
        }
        buffers.push(("y", BufferType::Floats));
        if self.chooses {
            buffers.push(("choice", BufferType::Words));
        }
        let mut body = format!(
            "let number = {NUMBER}; let n = number / {0}u; if (n >= info[0].x) {{ return; }}
let t = number % {0}u; let xt = t % {across}u; let yt = t / {across}u % {down}u; let ot = t / {1}u;\n",
            self.invocations(),
            down * across
        );
        // Unsigned: a row or column of the padding wraps around to a number beyond the input's size.
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
        if !self.transposed {
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
