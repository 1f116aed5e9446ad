//! Batch normalisation, with or without a ReLU.
//!
//! Sums over a channel have two stages: each invocation of the first sums a part of the channel, and an
//! invocation of the second combines the parts.

use burn_wgpu::CubeTensor;
use digit_lab_kernels::NormBlock;

use super::launch::{Grid, NUMBER, Shader, empty, launch};
use super::shader::{BufferType, module};

/// Parts of a channel.
const PARTS: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Norm {
    stage: Stage,
    channels: usize,
    area: usize,
    /// The bits of ε: a key must be hashable.
    epsilon: u32,
    relu: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stage {
    /// Count, mean and sum of squared deviations of each part.
    Moments,
    /// Mean and reciprocal standard deviation of each channel, and its mean and unbiased variance for the
    /// running statistics.
    Statistics,
    /// Mean and reciprocal standard deviation of each channel, from its running mean and variance.
    RunningStatistics,
    /// The normalised, scaled and shifted values.
    Normalise,
    /// For each part, the sum of the gradients before the ReLU, and the sum of their products with the
    /// deviations from the mean.
    GradientParts,
    /// The same sums for each channel, and the gradients of weight and bias.
    Gradients,
    /// The input's gradient. `batch_statistics`: mean and variance depend on the input; else they are
    /// constants.
    Input { batch_statistics: bool },
}

impl Norm {
    fn of(block: &NormBlock, stage: Stage) -> Self {
        Self {
            stage,
            channels: block.channels,
            area: block.area,
            epsilon: (block.epsilon as f32).to_bits(),
            relu: block.relu,
        }
    }

    /// A WGSL loop over the values of a part, with `i` as the index of the value.
    fn each(&self, work: &str) -> String {
        let Self { channels, area, .. } = *self;
        format!(
            "for (var j = part; j < count; j += {PARTS}u) {{
let i = (j / {area}u * {channels}u + c) * {area}u + j % {area}u;
{work} }}"
        )
    }

    /// A WGSL statement that sets `g` to the gradient before the ReLU at `i`.
    fn gradient(&self) -> &'static str {
        match self.relu {
            true => "let g = select(dy[i], 0.0, (x[i] - statistics[c]) * scale + b[c] <= 0.0);",
            false => "let g = dy[i];",
        }
    }

    /// The names of the buffers in order, and the body of the entry point.
    fn body(&self) -> (Vec<&'static str>, String) {
        let Self { channels, area, .. } = *self;
        // info: values of a channel, values of the tensor.
        let part = format!(
            "let k = {NUMBER}; let part = k % {PARTS}u; let c = k / {PARTS}u; let count = info[0].x;
if (c >= {channels}u) {{ return; }}\n"
        );
        let channel = format!(
            "let c = {NUMBER}; if (c >= {channels}u) {{ return; }} let count = f32(info[0].x);\n"
        );
        let number = format!(
            "let i = {NUMBER}; if (i >= info[0].y) {{ return; }} let c = i / {area}u % {channels}u;\n"
        );
        let scale = format!("let scale = w[c] * statistics[{channels}u + c];\n");
        match self.stage {
            Stage::Moments => (
                vec!["x", "parts"],
                part + &format!(
                    "let origin = x[c * {area}u]; var n = 0.0; var sum = 0.0; var squares = 0.0;
{}
let to = k * 3u; let mean = sum / max(n, 1.0);
parts[to] = n; parts[to + 1u] = origin + mean; parts[to + 2u] = max(squares - sum * mean, 0.0);",
                    self.each("let d = x[i] - origin; n += 1.0; sum += d; squares += d * d;")
                ),
            ),
            // Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample
            // variances", 1979.
            Stage::Statistics => (
                vec!["parts", "statistics", "measured"],
                channel
                    + &format!(
                        "var n = 0.0; var mean = 0.0; var squares = 0.0;
for (var part = 0u; part < {PARTS}u; part++) {{
let at = (c * {PARTS}u + part) * 3u; let m = parts[at];
if (m > 0.0) {{ let far = parts[at + 1u] - mean; let share = m / (n + m);
squares += parts[at + 2u] + far * far * n * share; mean += far * share; n += m; }} }}
statistics[c] = mean; statistics[{channels}u + c] = inverseSqrt(squares / max(count, 1.0) + {:?});
measured[c] = mean; measured[{channels}u + c] = squares / max(count - 1.0, 1.0);",
                        f32::from_bits(self.epsilon)
                    ),
            ),
            Stage::RunningStatistics => (
                vec!["running", "statistics"],
                channel
                    + &format!(
                        "statistics[c] = running[c];
statistics[{channels}u + c] = inverseSqrt(running[{channels}u + c] + {:?});",
                        f32::from_bits(self.epsilon)
                    ),
            ),
            Stage::Normalise => (
                vec!["x", "w", "b", "statistics", "y"],
                number
                    + &scale
                    + "let v = (x[i] - statistics[c]) * scale + b[c];\n"
                    + if self.relu {
                        "y[i] = select(v, 0.0, v <= 0.0);"
                    } else {
                        "y[i] = v;"
                    },
            ),
            Stage::GradientParts => (
                match self.relu {
                    true => vec!["x", "w", "b", "statistics", "dy", "parts"],
                    false => vec!["x", "statistics", "dy", "parts"],
                },
                part + if self.relu { &scale } else { "" }
                    + "var gradient = 0.0; var product = 0.0;\n"
                    + &self.each(&format!(
                        "{} gradient += g; product += g * (x[i] - statistics[c]);",
                        self.gradient()
                    ))
                    + "\nparts[k * 2u] = gradient; parts[k * 2u + 1u] = product;",
            ),
            Stage::Gradients => (
                vec!["parts", "statistics", "sums", "dw", "db"],
                channel
                    + &format!(
                        "var gradient = 0.0; var product = 0.0;
for (var part = 0u; part < {PARTS}u; part++) {{
let at = (c * {PARTS}u + part) * 2u; gradient += parts[at]; product += parts[at + 1u]; }}
product *= statistics[{channels}u + c];
sums[c] = gradient / count; sums[{channels}u + c] = product / count * statistics[{channels}u + c];
dw[c] = product; db[c] = gradient;"
                    ),
            ),
            Stage::Input { batch_statistics } => {
                let mut names = vec!["x", "w", "statistics", "dy", "dx"];
                if self.relu {
                    names.push("b");
                }
                let mut value = "g".to_string();
                if batch_statistics {
                    names.push("sums");
                    value =
                        format!("(g - sums[c] - (x[i] - statistics[c]) * sums[{channels}u + c])");
                }
                (
                    names,
                    number + &scale + &format!("{} dx[i] = {value} * scale;", self.gradient()),
                )
            }
        }
    }
}

impl Shader for Norm {
    fn text(&self) -> String {
        let (names, body) = self.body();
        let buffers: Vec<_> = names
            .into_iter()
            .map(|name| (name, BufferType::Floats))
            .collect();
        module(&buffers, 4, "", &body)
    }
}

fn run(block: &NormBlock, stage: Stage, buffers: &[&CubeTensor]) {
    let values = block.images * block.area;
    let invocations = match stage {
        Stage::Moments | Stage::GradientParts => block.channels * PARTS,
        Stage::Statistics | Stage::RunningStatistics | Stage::Gradients => block.channels,
        Stage::Normalise | Stage::Input { .. } => block.channels * values,
    };
    let info = [values as u32, (block.channels * values) as u32, 0, 0];
    launch(
        Norm::of(block, stage),
        Grid::of(invocations),
        buffers,
        &info,
    );
}

/// Normalises by the batch's mean and variance. Returns the output; the means and reciprocal standard
/// deviations, `[2·C]`; the means and unbiased variances for the running statistics, `[2·C]`.
pub fn forward(block: &NormBlock, [x, w, b]: [&CubeTensor; 3]) -> [CubeTensor; 3] {
    let parts = empty(&[block.channels, PARTS, 3], x);
    run(block, Stage::Moments, &[x, &parts]);
    let [statistics, measured] = [0; 2].map(|_| empty(&[2 * block.channels], x));
    run(block, Stage::Statistics, &[&parts, &statistics, &measured]);
    [
        normalise(block, [x, w, b], &statistics),
        statistics,
        measured,
    ]
}

/// The means and reciprocal standard deviations, `[2·C]`, from running means and variances, `[2·C]`.
pub fn statistics_of_running(block: &NormBlock, running: &CubeTensor) -> CubeTensor {
    let statistics = empty(&[2 * block.channels], running);
    run(block, Stage::RunningStatistics, &[running, &statistics]);
    statistics
}

/// Normalises by `statistics`: means and reciprocal standard deviations, `[2·C]`.
pub fn normalise(
    block: &NormBlock,
    [x, w, b]: [&CubeTensor; 3],
    statistics: &CubeTensor,
) -> CubeTensor {
    let y = empty(&x.meta.shape().to_vec(), x);
    run(block, Stage::Normalise, &[x, w, b, statistics, &y]);
    y
}

/// Writes the gradients of weight and bias to `dw` and `db`. Returns the input's gradient if
/// `wants_input`, which includes that of the statistics if they are `batch_statistics`.
pub fn backward(
    block: &NormBlock,
    [x, w, b]: [&CubeTensor; 3],
    statistics: &CubeTensor,
    dy: &CubeTensor,
    [dw, db]: [&CubeTensor; 2],
    (wants_input, batch_statistics): (bool, bool),
) -> Option<CubeTensor> {
    let parts = empty(&[block.channels, PARTS, 2], x);
    match block.relu {
        true => run(
            block,
            Stage::GradientParts,
            &[x, w, b, statistics, dy, &parts],
        ),
        false => run(block, Stage::GradientParts, &[x, statistics, dy, &parts]),
    }
    let sums = empty(&[2 * block.channels], x);
    run(
        block,
        Stage::Gradients,
        &[&parts, statistics, &sums, dw, db],
    );
    wants_input.then(|| {
        let dx = empty(&x.meta.shape().to_vec(), x);
        let mut buffers = vec![x, w, statistics, dy, &dx];
        if block.relu {
            buffers.push(b);
        }
        if batch_statistics {
            buffers.push(&sums);
        }
        run(block, Stage::Input { batch_statistics }, &buffers);
        dx
    })
}
