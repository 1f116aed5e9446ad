//! A fully connected layer: forward with ReLU and dropout, and the gradients of weight, bias and input.

use burn_wgpu::CubeTensor;

use super::launch::{Grid, NUMBER, Shader, empty, launch};
use super::pointwise::{DROPOUT_FUNCTIONS, dropout_words};
use super::shader::{BufferType, lines, module, vector};
use crate::ops::operation;

/// Images, or outputs, in the tile of an invocation.
const TILE: usize = 4;

/// Inputs in the tile of an invocation of a backward pass. There a masked gradient takes two loads (`dy`
/// and `y`), so that a wider tile pays.
const WIDE: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Forward {
    inputs: usize,
    outputs: usize,
    relu: bool,
    /// True if a dropout follows the ReLU.
    drops: bool,
}

impl Shader for Forward {
    fn text(&self) -> String {
        let Self {
            inputs,
            outputs,
            relu,
            drops,
        } = *self;
        let across = outputs.div_ceil(TILE);
        let mut body = format!(
            "let t = {NUMBER}; let ot = t % {across}u; let n0 = t / {across}u * {TILE}u;
let images = info[0].x; if (n0 >= images) {{ return; }}\n"
        );
        body += &lines(TILE, |q| {
            format!("let o{q} = min(ot * {TILE}u + {q}u, {}u);", outputs - 1)
        });
        body += &lines(TILE, |j| {
            format!("let x{j} = min(n0 + {j}u, images - 1u) * {inputs}u; var a{j} = vec4f();")
        });
        body += &format!(
            "for (var i = 0u; i < {inputs}u; i++) {{ let wi = {};\n",
            vector(|q| format!("w[i * {outputs}u + o{q}]"))
        );
        body += &lines(TILE, |j| format!("a{j} += x[x{j} + i] * wi;"));
        body += &format!("}}\nlet bias = {};\n", vector(|q| format!("b[o{q}]")));
        for j in 0..TILE {
            body += &format!(
                "if (n0 + {j}u < images) {{ var v = a{j} + bias; let at = (n0 + {j}u) * {outputs}u;\n"
            );
            if relu {
                body += "v = select(v, vec4f(), v <= vec4f());\n";
            }
            body += &lines(TILE, |q| {
                let value = match drops {
                    true => format!("v[{q}] * kept(at + o{q}, info[1])"),
                    false => format!("v[{q}]"),
                };
                format!("if (ot * {TILE}u + {q}u < {outputs}u) {{ y[at + o{q}] = {value}; }}")
            });
            body += "}\n";
        }
        let buffers = ["x", "w", "b", "y"].map(|name| (name, BufferType::Floats));
        module(
            &buffers,
            8,
            if drops { DROPOUT_FUNCTIONS } else { "" },
            &body,
        )
    }
}

/// See [`Operation::Linear`](crate::ops::operation::Operation::Linear).
pub fn forward(work: &operation::Linear, [x, weight, bias]: [&CubeTensor; 3]) -> CubeTensor {
    let block = work.block;
    let y = empty(&[block.images, block.outputs], x);
    let shader = Forward {
        inputs: block.inputs,
        outputs: block.outputs,
        relu: block.relu,
        drops: work.dropout.is_some(),
    };
    let tiles = block.images.div_ceil(TILE) * block.outputs.div_ceil(TILE);
    let mut info = vec![block.images as u32, 0, 0, 0];
    info.extend(dropout_words(work.dropout));
    launch(shader, Grid::of(tiles), &[x, weight, bias, &y], &info);
    y
}

/// The gradients of weight and bias and, if wanted, of the input, in one launch: the first invocations
/// compute the former, the remaining ones the latter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Backward {
    inputs: usize,
    outputs: usize,
    /// True if a ReLU (and a dropout) followed: the gradient is zero where the output is zero.
    masked: bool,
    wants_input: bool,
}

impl Backward {
    /// The number of invocations that compute the gradients of weight and bias.
    fn weight_invocations(&self) -> usize {
        self.inputs.div_ceil(WIDE) * self.outputs.div_ceil(TILE)
    }

    /// The WGSL expression for the gradient before ReLU and dropout, at index `at`.
    fn gradient(&self, at: &str) -> String {
        match self.masked {
            false => format!("dy[{at}]"),
            true => format!("select(0.0, dy[{at}] * keep, !(y[{at}] <= 0.0))"),
        }
    }

    /// The body of an invocation that computes a tile of the gradients of weight and bias.
    fn weights(&self) -> String {
        let Self {
            inputs, outputs, ..
        } = *self;
        let across = outputs.div_ceil(TILE);
        let mut body =
            format!("let ot = t % {across}u; let it = t / {across}u; var sum = vec4f();\n");
        body += &lines(TILE, |q| {
            format!("let o{q} = min(ot * {TILE}u + {q}u, {}u);", outputs - 1)
        });
        body += &lines(WIDE, |j| {
            format!(
                "let i{j} = min(it * {WIDE}u + {j}u, {}u); var a{j} = vec4f();",
                inputs - 1
            )
        });
        body += &format!(
            "for (var n = 0u; n < images; n++) {{ let g = {}; sum += g;\n",
            vector(|q| self.gradient(&format!("n * {outputs}u + o{q}")))
        );
        body += &lines(WIDE, |j| format!("a{j} += x[n * {inputs}u + i{j}] * g;"));
        body += "}\n";
        for j in 0..WIDE {
            body += &format!("if (it * {WIDE}u + {j}u < {inputs}u) {{\n");
            body += &lines(TILE, |q| {
                format!(
                    "if (ot * {TILE}u + {q}u < {outputs}u) {{ dw[i{j} * {outputs}u + o{q}] = a{j}[{q}]; }}"
                )
            });
            body += "}\n";
        }
        body += "if (it == 0u) {\n";
        body += &lines(TILE, |q| {
            format!("if (ot * {TILE}u + {q}u < {outputs}u) {{ db[o{q}] = sum[{q}]; }}")
        });
        body + "}\n"
    }

    /// The body of an invocation that computes a tile of the input's gradient.
    fn input(&self) -> String {
        let Self {
            inputs, outputs, ..
        } = *self;
        let (across, halves) = (inputs.div_ceil(WIDE), WIDE / 4);
        let mut body = format!(
            "let k = t - {}u; let it = k % {across}u; let n0 = k / {across}u * {TILE}u;
if (n0 >= images) {{ return; }}\n",
            self.weight_invocations()
        );
        body += &lines(WIDE, |q| {
            format!("let i{q} = min(it * {WIDE}u + {q}u, {}u);", inputs - 1)
        });
        for j in 0..TILE {
            body += &format!("let g{j} = min(n0 + {j}u, images - 1u) * {outputs}u;\n");
            body += &lines(halves, |h| format!("var a{j}_{h} = vec4f();"));
        }
        body += &format!("for (var o = 0u; o < {outputs}u; o++) {{\n");
        body += &lines(halves, |h| {
            format!(
                "let w{h} = {};",
                vector(|q| format!("w[i{} * {outputs}u + o]", 4 * h + q))
            )
        });
        for j in 0..TILE {
            body += &format!("{{ let g = {};\n", self.gradient(&format!("g{j} + o")));
            body += &lines(halves, |h| format!("a{j}_{h} += g * w{h};"));
            body += "}\n";
        }
        body += "}\n";
        for j in 0..TILE {
            body += &format!("if (n0 + {j}u < images) {{ let at = (n0 + {j}u) * {inputs}u;\n");
            body += &lines(WIDE, |q| {
                format!(
                    "if (it * {WIDE}u + {q}u < {inputs}u) {{ dx[at + i{q}] = a{j}_{}[{}]; }}",
                    q / 4,
                    q % 4
                )
            });
            body += "}\n";
        }
        body
    }
}

impl Shader for Backward {
    fn text(&self) -> String {
        let mut body = format!(
            "let t = {NUMBER}; let images = info[0].x; let keep = bitcast<f32>(info[0].y);\nif (t < {}u) {{\n{}}}",
            self.weight_invocations(),
            self.weights()
        );
        if self.wants_input {
            body += &format!(" else {{\n{}}}\n", self.input());
        }
        let mut buffers = vec!["x", "dy", "dw", "db"];
        if self.masked {
            buffers.push("y");
        }
        if self.wants_input {
            buffers.extend(["w", "dx"]);
        }
        let buffers: Vec<_> = buffers
            .into_iter()
            .map(|name| (name, BufferType::Floats))
            .collect();
        module(&buffers, 4, "", &body)
    }
}

/// Writes the gradients of weight and bias to `dw` and `db`. Returns the input's gradient if
/// `wants_input`. `y` is needed only after a ReLU.
pub fn backward(
    work: &operation::Linear,
    [x, weight]: [&CubeTensor; 2],
    (y, dy): (Option<&CubeTensor>, &CubeTensor),
    [dw, db]: [&CubeTensor; 2],
    wants_input: bool,
) -> Option<CubeTensor> {
    let block = work.block;
    let shader = Backward {
        inputs: block.inputs,
        outputs: block.outputs,
        masked: block.relu,
        wants_input,
    };
    let dx = wants_input.then(|| empty(&[block.images, block.inputs], x));
    let mut buffers = vec![x, dy, dw, db];
    if block.relu {
        buffers.push(y.expect("the gradient of a ReLU needs its output"));
    }
    let mut invocations = shader.weight_invocations();
    if let Some(dx) = &dx {
        buffers.extend([weight, dx]);
        invocations += block.inputs.div_ceil(WIDE) * block.images.div_ceil(TILE);
    }
    let keep = work.dropout.map_or(1.0, |dropout| dropout.keep());
    let info = [block.images as u32, keep.to_bits(), 0, 0];
    launch(shader, Grid::of(invocations), &buffers, &info);
    dx
}
