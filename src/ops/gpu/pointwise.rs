//! Functions that are applied to each value of a tensor.

use burn_wgpu::CubeTensor;

use super::launch::{Grid, NUMBER, Shader, empty, launch, memory_of};
use super::shader::{BufferType, module};
use crate::random::Dropout;
use digit_lab_kernels::ActivationBlock as Activation;

/// A function of the values `a` and `b` at the same index of one or two tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pointwise {
    /// The activation of `a`.
    Forward(Activation),
    /// The gradient before the activation: `a` is its input or output, `b` the gradient after it.
    Backward(Activation),
    /// `a + b`
    Sum,
    /// `a · b`
    Product,
    /// `max(a + b, 0)`
    SumRelu,
    /// `a · min(1, most / (norm + 1e-6))`. `b` has a single value, the norm; `most` is in the uniforms.
    Clip,
    /// The transpose of `a`. Rows and columns are in the uniforms.
    Transpose,
    /// Dropout of `a`. The mask's key is in the uniforms: see [`dropout_words`].
    Drop,
    /// `a · keep + b · take`. Both factors are in the uniforms.
    Blend,
}

/// A WGSL function for the normal distribution's Φ and φ, by Abramowitz and Stegun, "Handbook of
/// Mathematical Functions", 7.1.26. The CPU uses the same formula.
const NORMAL: &str = "
fn normal(x: f32) -> vec2f {
    let bell = exp(-0.5 * x * x);
    let t = 1.0 / (1.0 + 0.23164189 * abs(x));
    let series = ((((1.0614054 * t - 1.453152) * t + 1.4214137) * t - 0.28449674) * t + 0.25482960) * t;
    let tail = 0.5 * series * bell;
    return vec2f(select(tail, 1.0 - tail, x > 0.0), bell * 0.3989423);
}
";

/// WGSL functions for the factor of an element in a dropout: the hash of
/// [`Dropout::mask`](crate::random::Dropout::mask). `key` are the words of [`dropout_words`].
pub const DROPOUT_FUNCTIONS: &str = "
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

/// The words of a dropout for [`DROPOUT_FUNCTIONS`]: the base of its key, the threshold, the bits of the
/// factor, and the index of the first element. Without a dropout, zeros.
pub fn dropout_words(dropout: Option<Dropout>) -> [u32; 4] {
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
    /// The WGSL expression for the result at index `i`.
    fn formula(self) -> &'static str {
        match self {
            // A NaN passes, as in PyTorch.
            Self::Forward(Activation::Relu) => "select(a[i], 0.0, a[i] <= 0.0)",
            // Beyond ±15 the result is ±1 in `f32`, and the built-in function of some devices overflows.
            Self::Forward(Activation::Tanh) => "tanh(clamp(a[i], -15.0, 15.0))",
            Self::Forward(Activation::Sigmoid) => "1.0 / (1.0 + exp(-a[i]))",
            Self::Forward(Activation::Gelu) => "a[i] * normal(a[i]).x",
            Self::Backward(Activation::Relu) => "select(b[i], 0.0, a[i] <= 0.0)",
            Self::Backward(Activation::Tanh) => "b[i] * (1.0 - a[i] * a[i])",
            Self::Backward(Activation::Sigmoid) => "b[i] * a[i] * (1.0 - a[i])",
            Self::Backward(Activation::Gelu) => "b[i] * dot(normal(a[i]), vec2f(1.0, a[i]))",
            Self::SumRelu => "select(a[i] + b[i], 0.0, a[i] + b[i] <= 0.0)",
            Self::Sum => "a[i] + b[i]",
            Self::Product => "a[i] * b[i]",
            Self::Clip => "a[i] * min(1.0, bitcast<f32>(info[1].x) / (b[0] + 1e-6))",
            Self::Transpose => "a[i % info[1].x * info[1].y + i / info[1].x]",
            Self::Drop => "a[i] * kept(i, info[1])",
            Self::Blend => "a[i] * bitcast<f32>(info[1].x) + b[i] * bitcast<f32>(info[1].y)",
        }
    }

    fn takes_two(self) -> bool {
        !matches!(self, Self::Forward(_) | Self::Drop | Self::Transpose)
    }
}

/// The shader of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct PointwiseShader {
    function: Pointwise,
    /// True if `b` is the same memory as `a`, which can be bound only once.
    same: bool,
}

impl Shader for PointwiseShader {
    fn text(&self) -> String {
        let mut buffers = vec![("a", BufferType::Floats)];
        if self.function.takes_two() && !self.same {
            buffers.push(("b", BufferType::Floats));
        }
        buffers.push(("y", BufferType::Floats));
        let functions = match self.function {
            Pointwise::Forward(Activation::Gelu) | Pointwise::Backward(Activation::Gelu) => NORMAL,
            Pointwise::Drop => DROPOUT_FUNCTIONS,
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

/// Applies `function` to one or two tensors of the same shape. `words` are its uniforms.
pub fn apply(function: Pointwise, tensors: &[&CubeTensor], words: [u32; 4]) -> CubeTensor {
    let shape = tensors[0].meta.shape();
    let len = shape.num_elements();
    let y = empty(&shape.to_vec(), tensors[0]);
    let same = matches!(tensors, [a, b] if memory_of(a) == memory_of(b));
    let mut buffers = tensors[..if same { 1 } else { tensors.len() }].to_vec();
    buffers.push(&y);
    let [a, b, c, d] = words;
    let info = [len as u32, 0, 0, 0, a, b, c, d];
    launch(
        PointwiseShader { function, same },
        Grid::of(len),
        &buffers,
        &info,
    );
    y
}
