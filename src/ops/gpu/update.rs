//! Updates by Adam and RMSprop, and sums of squares for the gradient norm.

use burn_wgpu::CubeTensor;
use digit_lab_kernels::AdamStep;

use super::launch::{Grid, NUMBER, Shader, WORKGROUP, empty, launch};
use super::shader::{BufferType, module};

/// One update by Adam, in place or to new tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Adam {
    in_place: bool,
}

impl Shader for Adam {
    fn text(&self) -> String {
        let mut names = vec!["g", "p", "m", "v"];
        let to = match self.in_place {
            true => ["p", "m", "v"],
            false => ["p_next", "m_next", "v_next"],
        };
        if !self.in_place {
            names.extend(to);
        }
        let [p, m, v] = to;
        // info: learning rate / correction of the mean, root of the square's correction, ε, factor of the
        // decoupled decay; β₁, 1 − β₁, β₂, 1 − β₂; weight decay; number of values.
        let body = format!(
            "let i = {NUMBER}; if (i >= info[3].x) {{ return; }}
let a = bitcast<vec4f>(info[0]); let means = bitcast<vec4f>(info[1]); let decay = bitcast<f32>(info[2].x);
let old = p[i] * a.w; let slope = g[i] + old * decay;
let mean = m[i] * means.x + slope * means.y; let square = v[i] * means.z + slope * slope * means.w;
{m}[i] = mean; {v}[i] = square; {p}[i] = old - a.x * (mean / (sqrt(square) / a.y + a.z));"
        );
        let buffers: Vec<_> = names
            .into_iter()
            .map(|name| (name, BufferType::Floats))
            .collect();
        module(&buffers, 16, "", &body)
    }
}

/// See [`AdamStep`]. Returns the parameters and both moments after one update: in place if none of the
/// three shares its memory, else as new tensors.
pub fn adam([p, m, v]: [CubeTensor; 3], g: &CubeTensor, step: &AdamStep) -> [CubeTensor; 3] {
    let exponent = i32::try_from(step.step).unwrap_or(i32::MAX);
    let correction = |beta: f64| 1.0 - beta.powi(exponent);
    let len = p.meta.shape().num_elements();
    let numbers = [
        step.learning_rate / correction(step.beta_1),
        correction(step.beta_2).sqrt(),
        step.epsilon,
        1.0 - step.learning_rate * step.decoupled_decay,
        step.beta_1,
        1.0 - step.beta_1,
        step.beta_2,
        1.0 - step.beta_2,
        step.weight_decay,
    ];
    let mut info = [0; 16];
    for (word, number) in info.iter_mut().zip(numbers) {
        *word = (number as f32).to_bits();
    }
    info[12] = len as u32;
    let in_place = [&p, &m, &v].iter().all(|tensor| tensor.handle.can_mut());
    if in_place {
        launch(Adam { in_place }, Grid::of(len), &[g, &p, &m, &v], &info);
        return [p, m, v];
    }
    let next = [&p, &m, &v].map(|old| empty(&old.meta.shape().to_vec(), old));
    let [p_next, m_next, v_next] = &next;
    let buffers = [g, &p, &m, &v, p_next, m_next, v_next];
    launch(Adam { in_place }, Grid::of(len), &buffers, &info);
    next
}

/// One update of RMSprop's running mean, to new tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct RmsProp;

impl Shader for RmsProp {
    fn text(&self) -> String {
        // info: number of values, α, 1 − α, ε.
        let body = format!(
            "let i = {NUMBER}; if (i >= info[0].x) {{ return; }}
let numbers = bitcast<vec4f>(info[0]);
let square = s[i] * numbers.y + g[i] * g[i] * numbers.z;
s_next[i] = square; step[i] = g[i] / (sqrt(square) + numbers.w);"
        );
        let buffers = ["g", "s", "step", "s_next"].map(|name| (name, BufferType::Floats));
        module(&buffers, 4, "", &body)
    }
}

/// See [`Operation::RmsProp`](crate::ops::operation::Operation::RmsProp): the step and the running mean.
pub fn rms_prop([g, s]: [&CubeTensor; 2], alpha: f32, epsilon: f32) -> [CubeTensor; 2] {
    let shape = g.meta.shape().to_vec();
    let len = g.meta.shape().num_elements();
    let [step, next] = [0; 2].map(|_| empty(&shape, g));
    let numbers = [alpha, 1.0 - alpha, epsilon].map(f32::to_bits);
    let info = [len as u32, numbers[0], numbers[1], numbers[2]];
    launch(RmsProp, Grid::of(len), &[g, s, &step, &next], &info);
    [step, next]
}

/// The sum of squares, in two stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Squares {
    /// Each invocation sums a part of the values.
    Parts,
    /// One workgroup adds up the parts and, if `root`, takes the root.
    Sum { root: bool },
}

/// The number of parts.
const PARTS: usize = 4096;

impl Shader for Squares {
    fn text(&self) -> String {
        let (names, body) = match *self {
            Self::Parts => (
                ["x", "parts"],
                format!(
                    "var sum = 0.0; for (var i = id.x; i < info[0].x; i += {PARTS}u) {{ sum += x[i] * x[i]; }}
parts[id.x] = sum;"
                ),
            ),
            Self::Sum { root } => (
                ["parts", "y"],
                format!(
                    "var sum = 0.0; for (var i = id.x; i < {PARTS}u; i += {WORKGROUP}u) {{ sum += parts[i]; }}
parts[id.x] = sum;
storageBarrier();
if (id.x == 0u) {{ for (var i = 1u; i < {WORKGROUP}u; i++) {{ sum += parts[i]; }} y[0] = {}; }}",
                    if root { "sqrt(sum)" } else { "sum" }
                ),
            ),
        };
        let info = if *self == Self::Parts { 4 } else { 0 };
        module(
            &names.map(|name| (name, BufferType::Floats)),
            info,
            "",
            &body,
        )
    }
}

/// The sum of the squares of all values, or its root, `[1]`.
pub fn squares(x: &CubeTensor, root: bool) -> CubeTensor {
    let parts = empty(&[PARTS], x);
    let len = x.meta.shape().num_elements() as u32;
    launch(
        Squares::Parts,
        Grid::of(PARTS),
        &[x, &parts],
        &[len, 0, 0, 0],
    );
    let y = empty(&[1], x);
    launch(Squares::Sum { root }, Grid::of(1), &[&parts, &y], &[]);
    y
}
