//! What is done to each number by itself.

use burn_wgpu::CubeTensor;

use super::launch::{Grid, NUMBER, Shader, empty, launch, lies_at};
use super::shader::{Seen, module};
use crate::random::Dropout;
use digit_lab_kernels::ActivationBlock as Activation;

/// A function of a number, or of numbers at the same place of several tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pointwise {
    /// Of `a`.
    Forward(Activation),
    /// Of what the function looks at and of the gradient.
    Backward(Activation),
    /// `a + b`
    Sum,
    /// `a + b`, and a ReLU behind it.
    SumRelu,
    /// `a` times what brings a norm, the only value of `b`, to at most a number.
    Clip,
    /// `a` turned from so many rows and columns.
    Transpose,
    /// Of `a` and a mask's numbers: see [`Dropout`].
    Drop,
    /// `a · keep + b · take`.
    Blend,
}

/// The normal distribution's Φ and φ: the error function by Abramowitz and Stegun, "Handbook of
/// Mathematical Functions", 7.1.26, as on the CPU.
const NORMAL: &str = "
fn normal(x: f32) -> vec2f {
    let bell = exp(-0.5 * x * x);
    let t = 1.0 / (1.0 + 0.23164189 * abs(x));
    let series = ((((1.0614054 * t - 1.453152) * t + 1.4214137) * t - 0.28449674) * t + 0.25482960) * t;
    let tail = 0.5 * series * bell;
    return vec2f(select(tail, 1.0 - tail, x > 0.0), bell * 0.3989423);
}
";

/// Whether an element is kept, and by how much it grows: the hash of
/// [`Dropout::mask`](crate::random::Dropout::mask), of a key's base, a threshold, the factor's bits and
/// the number of elements before the first.
pub const DROPPED: &str = "
fn mix(seed: u32) -> u32 {
    var x = seed;
    x ^= x >> 16u; x *= 0x7feb352du;
    x ^= x >> 15u; x *= 0x846ca68bu;
    return x ^ (x >> 16u);
}
fn kept(place: u32, key: vec4u) -> f32 {
    let drawn = mix((place + key.w) ^ key.x) >> 8u;
    return select(bitcast<f32>(key.z), 0.0, drawn < key.y);
}
";

/// A dropout's four words for [`DROPPED`]; of none they are zero.
pub fn dropping(dropout: Option<Dropout>) -> [u32; 4] {
    dropout.map_or([0; 4], |dropout| {
        let (base, threshold) = (dropout.key.base(), dropout.threshold());
        [
            base,
            threshold,
            dropout.keep().to_bits(),
            dropout.first as u32,
        ]
    })
}

impl Pointwise {
    fn formula(self) -> &'static str {
        match self {
            // A NaN passes, as in PyTorch.
            Self::Forward(Activation::Relu) => "select(a[i], 0.0, a[i] <= 0.0)",
            // Beyond this the function is 1 to the last bit, and some devices' own overflows.
            Self::Forward(Activation::Tanh) => "tanh(clamp(a[i], -15.0, 15.0))",
            Self::Forward(Activation::Sigmoid) => "1.0 / (1.0 + exp(-a[i]))",
            Self::Forward(Activation::Gelu) => "a[i] * normal(a[i]).x",
            Self::Backward(Activation::Relu) => "select(b[i], 0.0, a[i] <= 0.0)",
            Self::Backward(Activation::Tanh) => "b[i] * (1.0 - a[i] * a[i])",
            Self::Backward(Activation::Sigmoid) => "b[i] * a[i] * (1.0 - a[i])",
            Self::Backward(Activation::Gelu) => "b[i] * dot(normal(a[i]), vec2f(1.0, a[i]))",
            Self::SumRelu => "select(a[i] + b[i], 0.0, a[i] + b[i] <= 0.0)",
            Self::Sum => "a[i] + b[i]",
            Self::Clip => "a[i] * min(1.0, bitcast<f32>(info[1].x) / (b[0] + 1e-6))",
            Self::Transpose => "a[i % info[1].x * info[1].y + i / info[1].x]",
            Self::Drop => "a[i] * kept(i, info[1])",
            Self::Blend => "a[i] * bitcast<f32>(info[1].x) + b[i] * bitcast<f32>(info[1].y)",
        }
    }

    fn of_two(self) -> bool {
        !matches!(self, Self::Forward(_) | Self::Drop | Self::Transpose)
    }
}

/// A function with what it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Applied {
    function: Pointwise,
    /// Whether `b` is `a`, which may be bound only once.
    same: bool,
}

impl Shader for Applied {
    fn text(&self) -> String {
        let mut buffers = vec![("a", Seen::Floats)];
        if self.function.of_two() && !self.same {
            buffers.push(("b", Seen::Floats));
        }
        buffers.push(("y", Seen::Floats));
        let functions = match self.function {
            Pointwise::Forward(Activation::Gelu) | Pointwise::Backward(Activation::Gelu) => NORMAL,
            Pointwise::Drop => DROPPED,
            _ => "",
        };
        let mut formula = self.function.formula().to_string();
        if self.same {
            formula = formula.replace("b[i]", "a[i]");
        }
        let body = format!(
            "let i = {NUMBER}; if (i >= info[0].x) {{ return; }}\ny[i] = {};",
            formula
        );
        module(&buffers, 8, functions, &body)
    }
}

/// What `function` makes of tensors of one shape. `words` are its own numbers.
pub fn apply(function: Pointwise, tensors: &[&CubeTensor], words: [u32; 4]) -> CubeTensor {
    let shape = tensors[0].meta.shape();
    let len = shape.num_elements();
    let y = empty(&shape.to_vec(), tensors[0]);
    let same = matches!(tensors, [a, b] if lies_at(a) == lies_at(b));
    let mut buffers = tensors[..if same { 1 } else { tensors.len() }].to_vec();
    buffers.push(&y);
    let [a, b, c, d] = words;
    let info = [len as u32, 0, 0, 0, a, b, c, d];
    launch(Applied { function, same }, Grid::of(len), &buffers, &info);
    y
}
