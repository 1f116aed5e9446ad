//! A fully connected layer: forward with a ReLU and a dropout behind it, and all its gradients.

use burn_wgpu::CubeTensor;

use super::launch::{Grid, NUMBER, Shader, empty, launch};
use super::pointwise::{DROPPED, dropping};
use super::shader::{Seen, lines, module, vector};
use crate::ops::operation;

/// Images, or outputs, that an invocation has in hand.
const TILE: usize = 4;

/// Inputs that it has in hand beside them in a backward pass, where each of the others takes two to
/// be loaded.
const WIDE: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Forward {
    inputs: usize,
    outputs: usize,
    relu: bool,
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
        let buffers = ["x", "w", "b", "y"].map(|name| (name, Seen::Floats));
        module(&buffers, 8, if drops { DROPPED } else { "" }, &body)
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
    info.extend(dropping(work.dropout));
    launch(shader, Grid::of(tiles), &[x, weight, bias, &y], &info);
    y
}

/// The gradients of weight and bias, and of the input if it is wanted, in one go: the first
/// invocations do the one, the rest the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Backward {
    inputs: usize,
    outputs: usize,
    /// Whether the output is looked at: zero where nothing came through.
    masked: bool,
    wants_input: bool,
}

impl Backward {
    /// Invocations for the weight's gradient.
    fn of_weight(&self) -> usize {
        self.inputs.div_ceil(WIDE) * self.outputs.div_ceil(TILE)
    }

    /// The output's gradient where it was let through.
    fn gradient(&self, at: &str) -> String {
        match self.masked {
            false => format!("dy[{at}]"),
            true => format!("select(0.0, dy[{at}] * keep, !(y[{at}] <= 0.0))"),
        }
    }

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

    fn input(&self) -> String {
        let Self {
            inputs, outputs, ..
        } = *self;
        let (across, halves) = (inputs.div_ceil(WIDE), WIDE / 4);
        let mut body = format!(
            "let k = t - {}u; let it = k % {across}u; let n0 = k / {across}u * {TILE}u;
if (n0 >= images) {{ return; }}\n",
            self.of_weight()
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
            self.of_weight(),
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
            .map(|name| (name, Seen::Floats))
            .collect();
        module(&buffers, 4, "", &body)
    }
}

/// Writes the gradients of weight and bias to `dw` and `db`, and makes the input's if it is wanted.
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
        buffers.push(y.expect("a ReLU's gradient is told from its output"));
    }
    let mut invocations = shader.of_weight();
    if let Some(dx) = &dx {
        buffers.extend([weight, dx]);
        invocations += block.inputs.div_ceil(WIDE) * block.images.div_ceil(TILE);
    }
    let keep = work.dropout.map_or(1.0, |dropout| dropout.keep());
    let info = [block.images as u32, keep.to_bits(), 0, 0];
    launch(shader, Grid::of(invocations), &buffers, &info);
    dx
}
