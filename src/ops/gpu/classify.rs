//! Log-softmax and cross-entropy.

use burn_wgpu::CubeTensor;

use super::launch::{Grid, Shader, WORKGROUP, empty, launch};
use super::shader::{BufferType, module};
use crate::ops::operation;

/// The log-softmax of rows of so many columns, or its gradient. Each invocation computes one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Rows {
    Forward(usize),
    Backward(usize),
}

/// WGSL statements that compute `largest` and `logarithm` of the row of `x` that begins at `at`. Its
/// log-softmax is `x − largest − logarithm`.
fn denominator(columns: usize) -> String {
    format!(
        "var largest = x[at]; for (var j = 1u; j < {columns}u; j++) {{ largest = max(largest, x[at + j]); }}
var exponentials = 0.0; for (var j = 0u; j < {columns}u; j++) {{ exponentials += exp(x[at + j] - largest); }}
let logarithm = log(exponentials);\n"
    )
}

impl Shader for Rows {
    fn text(&self) -> String {
        let (columns, names, body) = match *self {
            Self::Forward(columns) => (
                columns,
                vec!["x", "y"],
                denominator(columns)
                    + &format!(
                        "for (var j = 0u; j < {columns}u; j++) {{ y[at + j] = x[at + j] - largest - logarithm; }}"
                    ),
            ),
            Self::Backward(columns) => (
                columns,
                vec!["y", "dy", "dx"],
                format!(
                    "var sum = 0.0; for (var j = 0u; j < {columns}u; j++) {{ sum += dy[at + j]; }}
for (var j = 0u; j < {columns}u; j++) {{ dx[at + j] = dy[at + j] - exp(y[at + j]) * sum; }}"
                ),
            ),
        };
        let buffers: Vec<_> = names
            .into_iter()
            .map(|name| (name, BufferType::Floats))
            .collect();
        let guard = format!("if (id.x >= info[0].x) {{ return; }}\nlet at = id.x * {columns}u;\n");
        module(&buffers, 4, "", &(guard + &body))
    }
}

/// Runs `shader` and returns its result, of the shape of the first tensor.
fn rows(shader: Rows, tensors: &[&CubeTensor]) -> CubeTensor {
    let shape = tensors[0].meta.shape().to_vec();
    let y = empty(&shape, tensors[0]);
    let mut buffers = tensors.to_vec();
    buffers.push(&y);
    launch(
        shader,
        Grid::of(shape[0]),
        &buffers,
        &[shape[0] as u32, 0, 0, 0],
    );
    y
}

/// See [`Operation::LogSoftmax`](crate::ops::operation::Operation::LogSoftmax).
pub fn log_softmax(columns: usize, x: &CubeTensor) -> CubeTensor {
    rows(Rows::Forward(columns), &[x])
}

/// The input's gradient, from the output and its gradient.
pub fn log_softmax_backward(columns: usize, y: &CubeTensor, dy: &CubeTensor) -> CubeTensor {
    rows(Rows::Backward(columns), &[y, dy])
}

/// The mean loss and the number of correct predictions of a batch, in one workgroup; or the gradient of
/// the network outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct CrossEntropy {
    classes: usize,
    /// The bits of the label smoothing: a key must be hashable.
    smoothing: u32,
    logits: bool,
    /// The bits of the factor of the mean.
    scale: u32,
    backward: bool,
}

impl CrossEntropy {
    fn of(block: &operation::CrossEntropy, backward: bool) -> Self {
        Self {
            classes: block.classes,
            smoothing: block.smoothing.to_bits(),
            logits: block.logits,
            scale: block.scale.to_bits(),
            backward,
        }
    }

    /// `rows` receives the loss of each row, then for each row 1 if the prediction is correct, else 0. One
    /// invocation then adds them up in order, so that the sum is reproducible.
    fn forward(&self) -> String {
        let Self {
            classes, logits, ..
        } = *self;
        let smoothing = f32::from_bits(self.smoothing);
        let (before, offset) = match logits {
            true => (denominator(classes), "(largest + logarithm)"),
            false => (String::new(), "0.0"),
        };
        format!(
            "let count = info[0].x;
for (var n = id.x; n < count; n += {WORKGROUP}u) {{
let at = n * {classes}u; let target_id = u32(targets[n]);
{before}
var sum = 0.0; var hit = 1.0; let own = x[at + target_id];
for (var j = 0u; j < {classes}u; j++) {{ let v = x[at + j]; sum += v;
if (j != target_id && !(v < own || (v == own && j > target_id))) {{ hit = 0.0; }} }}
rows[n] = {offset} - own * {:?} - sum * {:?}; rows[count + n] = hit;
}}
storageBarrier();
if (id.x == 0u) {{
var loss = 0.0; var hits = 0.0;
for (var n = 0u; n < count; n++) {{ loss += rows[n]; hits += rows[count + n]; }}
y[0] = loss / f32(count) * {:?}; measured[0] = hits;
}}",
            1.0 - smoothing,
            smoothing / classes as f32,
            f32::from_bits(self.scale)
        )
    }

    fn backward(&self) -> String {
        let Self {
            classes, logits, ..
        } = *self;
        let smoothing = f32::from_bits(self.smoothing);
        let (before, share) = match logits {
            true => (denominator(classes), "exp(x[at + j] - largest - logarithm)"),
            false => (String::new(), "0.0"),
        };
        format!(
            "if (id.x >= info[0].x) {{ return; }}
let at = id.x * {classes}u; let target_id = u32(targets[id.x]); let scale = dy[0] / f32(info[0].x) * {:?};
{before}
for (var j = 0u; j < {classes}u; j++) {{
let wanted = select(0.0, {:?}, j == target_id) + {:?};
dx[at + j] = ({share} - wanted) * scale; }}",
            f32::from_bits(self.scale),
            1.0 - smoothing,
            smoothing / classes as f32
        )
    }
}

impl Shader for CrossEntropy {
    fn text(&self) -> String {
        let (names, body): (&[&str], _) = match self.backward {
            false => (&["x", "targets", "y", "measured", "rows"], self.forward()),
            true => (&["x", "targets", "dy", "dx"], self.backward()),
        };
        let buffers: Vec<_> = names
            .iter()
            .map(|name| (*name, BufferType::Floats))
            .collect();
        module(&buffers, 4, "", &body)
    }
}

/// See [`Operation::CrossEntropy`](crate::ops::operation::Operation::CrossEntropy): the mean loss and
/// the number of correct predictions, each `[1]`.
pub fn cross_entropy(
    block: &operation::CrossEntropy,
    x: &CubeTensor,
    targets: &CubeTensor,
) -> [CubeTensor; 2] {
    let count = x.meta.shape()[0];
    let [y, measured, rows] = [1, 1, 2 * count].map(|len| empty(&[len], x));
    let shader = CrossEntropy::of(block, false);
    let info = [count as u32, 0, 0, 0];
    launch(
        shader,
        Grid::of(1),
        &[x, targets, &y, &measured, &rows],
        &info,
    );
    [y, measured]
}

/// The gradient of the network outputs, `[N, classes]`.
pub fn cross_entropy_backward(
    block: &operation::CrossEntropy,
    [x, targets]: [&CubeTensor; 2],
    dy: &CubeTensor,
) -> CubeTensor {
    let shape = x.meta.shape().to_vec();
    let dx = empty(&shape, x);
    let shader = CrossEntropy::of(block, true);
    let info = [shape[0] as u32, 0, 0, 0];
    launch(shader, Grid::of(shape[0]), &[x, targets, dy, &dx], &info);
    dx
}
