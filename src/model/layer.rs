//! One layer as data: its fields and their ranges, its output shape, its tensors and its cost.

use serde::{Deserialize, Serialize};

use super::misfit::shape;
use crate::error::{Reason, reason};

/// One layer. A layer with tensors has a name, the prefix of the tensors' names
/// ("conv1" → "conv1.weight", "conv1.bias"), as in PyTorch's state dicts.
///
/// In JSON, `{"kind": "conv2d", "name": "conv1", "channels": 16, "kernel": 5, "padding": 2}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LayerSpec {
    /// `[C, H, W]` → `[channels, (H + 2·padding − kernel) / stride + 1, …]`, with bias.
    Conv2d {
        /// Prefix of the tensors' names.
        name: String,
        /// Number of kernels and of output channels, 1..=512.
        channels: usize,
        /// Rows and columns of a kernel, 1..=28.
        kernel: usize,
        /// Pixels from one position of the kernel to the next, 1..=28.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        stride: usize,
        /// Rows or columns of zeros on each side of the input, less than `kernel`.
        #[serde(default, skip_serializing_if = "is_zero")]
        padding: usize,
    },
    /// `[F]` → `[units]`, with bias.
    Linear {
        /// Prefix of the tensors' names.
        name: String,
        /// Number of output features, 1..=4096.
        units: usize,
    },
    /// Batch normalisation: brings each channel (or feature) to mean 0 and variance 1, then scales and
    /// shifts it. Training uses the batch's mean and variance, inference their running means.
    BatchNorm {
        /// Prefix of the tensors' names.
        name: String,
    },
    /// `max(x, 0)`.
    Relu,
    /// The hyperbolic tangent.
    Tanh,
    /// `1 / (1 + e⁻ˣ)`.
    Sigmoid,
    /// `x · Φ(x)` with the normal distribution's Φ, not the approximation by tanh.
    Gelu,
    /// The maximum of each `size × size` block. Incomplete blocks at the edge are dropped.
    MaxPool2d {
        /// Rows and columns of a block, and the distance between blocks, 1..=28.
        size: usize,
    },
    /// The mean of each `size × size` block. Incomplete blocks at the edge are dropped.
    AvgPool2d {
        /// Rows and columns of a block, and the distance between blocks, 1..=28.
        size: usize,
    },
    /// The mean of each channel: `[C, H, W]` → `[C]`.
    GlobalAvgPool,
    /// `[C, H, W]` → `[C·H·W]`.
    Flatten,
    /// In training, sets values to zero at random and scales up the rest. Does nothing in inference.
    Dropout {
        /// Probability that a value becomes zero, in [0, 1).
        rate: f64,
    },
    /// The logarithms of the classes' probabilities. The loss "nll" needs it as the last layer.
    LogSoftmax,
    /// `layers(x) + shortcut(x)`, both of the same shape.
    Residual {
        /// The layers whose output is added to the shortcut.
        layers: Vec<LayerSpec>,
        /// The layers of the shortcut; empty for `x` itself.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        shortcut: Vec<LayerSpec>,
    },
}

/// The ranges of the fields. [`KINDS`] passes them to the page's network editor.
const CHANNELS: [usize; 2] = [1, 512];
const KERNEL: [usize; 2] = [1, 28];
const STRIDE: [usize; 2] = [1, 28];
/// The range for the largest kernel. [`LayerSpec::output_shape`] also requires less than the layer's kernel.
const PADDING: [usize; 2] = [0, 27];
const UNITS: [usize; 2] = [1, 4096];
const SIZE: [usize; 2] = [1, 28];

/// A kind of layer, as a network editor needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerKind {
    /// Its name in JSON.
    pub kind: &'static str,
    /// True if layers of this kind have tensors and so a name.
    pub named: bool,
    /// Its numeric fields, in order.
    pub fields: &'static [Field],
}

/// A numeric field of a layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// The least value.
    pub least: f64,
    /// The greatest value that an editor offers.
    pub most: f64,
    /// The difference between the values that an editor offers; 1 for whole numbers only.
    pub step: f64,
    /// The default value; `None` if the field is required.
    pub standard: Option<f64>,
}

const fn whole(name: &'static str, [least, most]: [usize; 2], standard: Option<f64>) -> Field {
    Field {
        name,
        least: least as f64,
        most: most as f64,
        step: 1.0,
        standard,
    }
}

const fn kind(kind: &'static str, named: bool, fields: &'static [Field]) -> LayerKind {
    LayerKind {
        kind,
        named,
        fields,
    }
}

/// Every kind of layer, in the order in which an editor offers them. `www/run/layer-kinds.js` is generated from it.
pub const KINDS: [LayerKind; 14] = [
    kind(
        "conv2d",
        true,
        &[
            whole("channels", CHANNELS, None),
            whole("kernel", KERNEL, None),
            whole("stride", STRIDE, Some(1.0)),
            whole("padding", PADDING, Some(0.0)),
        ],
    ),
    kind("linear", true, &[whole("units", UNITS, None)]),
    kind("batch_norm", true, &[]),
    kind("relu", false, &[]),
    kind("gelu", false, &[]),
    kind("tanh", false, &[]),
    kind("sigmoid", false, &[]),
    kind("max_pool2d", false, &[whole("size", SIZE, None)]),
    kind("avg_pool2d", false, &[whole("size", SIZE, None)]),
    kind("global_avg_pool", false, &[]),
    kind("flatten", false, &[]),
    kind(
        "dropout",
        false,
        &[Field {
            name: "rate",
            least: 0.0,
            // An editor's maximum. Any rate below 1 is accepted.
            most: 0.99,
            step: 0.05,
            standard: None,
        }],
    ),
    kind("residual", false, &[]),
    kind("log_softmax", false, &[]),
];

fn one() -> usize {
    1
}

fn is_one(n: &usize) -> bool {
    *n == 1
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// A tensor of a layer, before it has values.
#[derive(Debug, Clone, PartialEq)]
pub struct TensorSpec {
    /// Its name in a PyTorch state dict ("fc1.weight").
    pub name: String,
    /// Its shape in a PyTorch state dict: `[out, in, height, width]`, `[out, in]` or `[out]`.
    pub shape: Vec<usize>,
    /// Its values before training.
    pub initial: Initial,
    /// True if the optimiser changes it; false for a batch norm's running mean and variance.
    pub learned: bool,
}

/// Values before training, by PyTorch's defaults.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Initial {
    /// Uniform in ±1/√`fan_in`.
    Uniform {
        /// The number of inputs of one output.
        fan_in: usize,
    },
    /// All values are equal.
    Constant(f32),
}

impl TensorSpec {
    /// True for the weight of a convolution or a linear layer; false for a bias, and for a tensor of a batch norm.
    pub fn is_weight(&self) -> bool {
        self.shape.len() > 1
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// True if a dimension is zero.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl LayerSpec {
    /// The prefix of its tensors' names; empty if it has no tensors.
    pub fn name(&self) -> &str {
        match self {
            Self::Conv2d { name, .. } | Self::Linear { name, .. } | Self::BatchNorm { name } => {
                name
            }
            _ => "",
        }
    }

    /// Its kind, as in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Conv2d { .. } => "conv2d",
            Self::Linear { .. } => "linear",
            Self::BatchNorm { .. } => "batch_norm",
            Self::Relu => "relu",
            Self::Tanh => "tanh",
            Self::Sigmoid => "sigmoid",
            Self::Gelu => "gelu",
            Self::MaxPool2d { .. } => "max_pool2d",
            Self::AvgPool2d { .. } => "avg_pool2d",
            Self::GlobalAvgPool => "global_avg_pool",
            Self::Flatten => "flatten",
            Self::Dropout { .. } => "dropout",
            Self::LogSoftmax => "log_softmax",
            Self::Residual { .. } => "residual",
        }
    }

    /// Its label in messages: the name, or the kind if it has no name.
    pub fn label(&self) -> &str {
        match self.name() {
            "" => self.kind(),
            name => name,
        }
    }

    /// True for an activation function.
    pub fn is_activation(&self) -> bool {
        matches!(self, Self::Relu | Self::Tanh | Self::Sigmoid | Self::Gelu)
    }

    /// The output's shape for one image, from the input's. For a residual block it returns the shape of
    /// the input: [`Spec`](super::Spec) computes the real one from the layers in the block.
    ///
    /// # Errors
    /// A sentence with the shapes, if the layer does not fit its input or a field is out of its range.
    pub(super) fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>, Reason> {
        let planes = || match *input {
            [channels, height, width] => Ok((channels, height, width)),
            _ => Err(reason!(
                "planes",
                "expects [channels, height, width], gets {input}",
                input = shape(input),
            )),
        };
        let pooled = |size: usize| {
            let (channels, height, width) = planes()?;
            if size == 0 || height < size || width < size {
                return Err(reason!(
                    "pool-size",
                    "a block of {size}×{size} does not fit into {input}",
                    size,
                    input = shape(input),
                ));
            }
            Ok(vec![channels, height / size, width / size])
        };
        match *self {
            Self::Conv2d {
                channels,
                kernel,
                stride,
                padding,
                ..
            } => {
                let (_, height, width) = planes()?;
                within("channels", channels, CHANNELS)?;
                within("kernel", kernel, KERNEL)?;
                within("stride", stride, STRIDE)?;
                within("padding", padding, [0, kernel - 1])?;
                let size = |size: usize| match (size + 2 * padding).checked_sub(kernel) {
                    Some(room) => Ok(room / stride + 1),
                    None => Err(reason!(
                        "kernel-size",
                        "a {kernel}×{kernel} kernel does not fit into {input} with padding {padding}",
                        kernel,
                        input = shape(input),
                        padding,
                    )),
                };
                Ok(vec![channels, size(height)?, size(width)?])
            }
            Self::Linear { units, .. } => {
                within("units", units, UNITS)?;
                match *input {
                    [_] => Ok(vec![units]),
                    _ => Err(features(input)),
                }
            }
            Self::MaxPool2d { size } | Self::AvgPool2d { size } => pooled(size),
            Self::GlobalAvgPool => planes().map(|(channels, ..)| vec![channels]),
            Self::Flatten => Ok(vec![input.iter().product()]),
            Self::Dropout { rate } if !(0.0..1.0).contains(&rate) => {
                Err(reason!("rate", "the rate {rate} is not in [0, 1)", rate))
            }
            Self::LogSoftmax if input.len() != 1 => Err(features(input)),
            _ => Ok(input.to_vec()),
        }
    }

    /// Its tensors for an input of this shape, in PyTorch's order. Those of layers in a residual block are
    /// not included.
    pub(crate) fn tensors(&self, input: &[usize]) -> Vec<TensorSpec> {
        let tensor = |suffix: &str, shape: Vec<usize>, initial, learned| TensorSpec {
            name: format!("{}.{suffix}", self.name()),
            shape,
            initial,
            learned,
        };
        let pair = |shape: Vec<usize>, fan_in| {
            let initial = Initial::Uniform { fan_in };
            let bias = vec![shape[0]];
            vec![
                tensor("weight", shape, initial, true),
                tensor("bias", bias, initial, true),
            ]
        };
        let inputs = input[0];
        match *self {
            Self::Conv2d {
                channels, kernel, ..
            } => pair(
                vec![channels, inputs, kernel, kernel],
                inputs * kernel * kernel,
            ),
            Self::Linear { units, .. } => pair(vec![units, inputs], inputs),
            Self::BatchNorm { .. } => [
                ("weight", 1.0, true),
                ("bias", 0.0, true),
                ("running_mean", 0.0, false),
                ("running_var", 1.0, false),
            ]
            .map(|(suffix, value, learned)| {
                tensor(suffix, vec![inputs], Initial::Constant(value), learned)
            })
            .into(),
            _ => Vec::new(),
        }
    }

    /// The number of multiply-adds of a forward pass for one image. Only convolutions and linear layers are
    /// counted: the cost of other layers is small beside theirs.
    pub(super) fn macs(&self, input: &[usize], output: &[usize]) -> u64 {
        let product = |sizes: &[usize]| sizes.iter().map(|&size| size as u64).product::<u64>();
        match *self {
            Self::Conv2d { kernel, .. } => product(output) * product(&[input[0], kernel, kernel]),
            Self::Linear { units, .. } => product(&[input[0], units]),
            _ => 0,
        }
    }
}

fn features(input: &[usize]) -> Reason {
    reason!(
        "features",
        "expects [features], gets {input}: flatten first",
        input = shape(input),
    )
}

fn within(field: &str, value: usize, [low, high]: [usize; 2]) -> Result<(), Reason> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(reason!(
        "field",
        "{field} {value} is not in {low} to {high}",
        field,
        value,
        low,
        high,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conv(kernel: usize, stride: usize, padding: usize) -> LayerSpec {
        LayerSpec::Conv2d {
            name: "conv".into(),
            channels: 4,
            kernel,
            stride,
            padding,
        }
    }

    #[test]
    fn shapes_follow_the_arithmetic_of_convolution() {
        let max_pool = LayerSpec::MaxPool2d { size: 2 };
        for (layer, input, output) in [
            (conv(5, 1, 2), [1, 28, 28], vec![4, 28, 28]),
            (conv(5, 1, 0), [1, 28, 28], vec![4, 24, 24]),
            (conv(3, 2, 1), [1, 28, 28], vec![4, 14, 14]),
            (conv(3, 2, 1), [1, 7, 5], vec![4, 4, 3]),
            (max_pool, [4, 7, 5], vec![4, 3, 2]),
            (LayerSpec::AvgPool2d { size: 3 }, [4, 7, 5], vec![4, 2, 1]),
            (LayerSpec::GlobalAvgPool, [4, 7, 5], vec![4]),
            (LayerSpec::Flatten, [4, 7, 5], vec![140]),
        ] {
            assert_eq!(layer.output_shape(&input).unwrap(), output, "{layer:?}");
        }
    }

    #[test]
    fn a_layer_that_does_not_fit_says_which_shape_it_gets() {
        let linear = LayerSpec::Linear {
            name: "fc1".into(),
            units: 10,
        };
        let cases = [
            (linear, vec![1, 2, 3], "expects [features], gets [1, 2, 3]"),
            (
                conv(5, 1, 0),
                vec![1, 4, 9],
                "a 5×5 kernel does not fit into [1, 4, 9]",
            ),
            (conv(5, 0, 0), vec![1, 9, 9], "stride 0 is not in 1 to 28"),
            (conv(3, 1, 3), vec![1, 9, 9], "padding 3 is not in 0 to 2"),
            (conv(3, 1, 0), vec![9], "expects [channels, height, width]"),
            (
                LayerSpec::MaxPool2d { size: 3 },
                vec![1, 2, 9],
                "a block of 3×3",
            ),
            (
                LayerSpec::Dropout { rate: 1.0 },
                vec![9],
                "the rate 1 is not",
            ),
            (LayerSpec::LogSoftmax, vec![1, 2, 2], "expects [features]"),
        ];
        for (layer, input, sentence) in cases {
            let error = layer.output_shape(&input).unwrap_err();
            assert!(error.text.starts_with(sentence), "{error}");
        }
    }

    #[test]
    fn json_is_short_and_misspellings_are_refused() {
        let json = r#"{"kind":"conv2d","name":"conv","channels":4,"kernel":5}"#;
        let layer: LayerSpec = serde_json::from_str(json).unwrap();
        assert_eq!(layer, conv(5, 1, 0));
        assert_eq!(serde_json::to_string(&layer).unwrap(), json);
        let wrong = r#"{"kind":"max_pool2d","size":2,"strides":1}"#;
        assert!(serde_json::from_str::<LayerSpec>(wrong).is_err());
    }
}
