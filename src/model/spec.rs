//! A network as data: a list of layers, the shapes that follow from it, its parameters.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// One layer. Layers with parameters have a name: the prefix of their tensors' names
/// ("conv1" → "conv1.weight", "conv1.bias"), as PyTorch's state dicts have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LayerSpec {
    /// `[C, H, W]` → `[channels, (H + 2·padding − kernel) / stride + 1, …]`, with bias.
    Conv2d {
        /// Prefix of the tensors' names.
        name: String,
        /// Kernels, so channels out.
        channels: usize,
        /// Rows and columns of a kernel.
        kernel: usize,
        /// Pixels from one place of the kernel to the next.
        stride: usize,
        /// Zeros around the input, on each side.
        padding: usize,
    },
    /// `max(x, 0)`.
    Relu,
    /// The largest of each `size × size` block; what is left over at the edge is dropped.
    MaxPool2d {
        /// Rows and columns of a block, and the step from one to the next.
        size: usize,
    },
    /// `[C, H, W]` → `[C·H·W]`.
    Flatten,
    /// `[F]` → `[units]`, with bias.
    Linear {
        /// Prefix of the tensors' names.
        name: String,
        /// Features out.
        units: usize,
    },
    /// While training, sets a share of the values to zero and scales up the rest.
    Dropout {
        /// The share, in [0, 1).
        rate: f32,
    },
}

impl LayerSpec {
    /// The prefix of its tensors' names; empty where there are none.
    pub fn name(&self) -> &str {
        match self {
            Self::Conv2d { name, .. } | Self::Linear { name, .. } => name,
            Self::Relu | Self::MaxPool2d { .. } | Self::Flatten | Self::Dropout { .. } => "",
        }
    }

    /// Its kind, as it stands in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Conv2d { .. } => "conv2d",
            Self::Relu => "relu",
            Self::MaxPool2d { .. } => "max_pool2d",
            Self::Flatten => "flatten",
            Self::Linear { .. } => "linear",
            Self::Dropout { .. } => "dropout",
        }
    }

    /// The shape (without the batch) that comes out when `input` goes in.
    ///
    /// # Errors
    /// [`Error::Network`], naming the layer and the shape, if it does not fit.
    pub fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>> {
        let misfit = |message: String| Error::Network {
            layer: match self.name() {
                "" => self.kind().into(),
                name => name.into(),
            },
            message,
        };
        let planes = || match *input {
            [channels, height, width] => Ok((channels, height, width)),
            _ => Err(misfit(format!(
                "expects [channels, height, width], gets {input:?}"
            ))),
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
                if channels == 0 || kernel == 0 || stride == 0 {
                    return Err(misfit("channels, kernel and stride start at 1".into()));
                }
                let size = |size: usize| {
                    (size + 2 * padding)
                        .checked_sub(kernel)
                        .map(|room| room / stride + 1)
                        .ok_or_else(|| {
                            misfit(format!(
                                "a {kernel}×{kernel} kernel does not fit into {input:?} with padding {padding}"
                            ))
                        })
                };
                Ok(vec![channels, size(height)?, size(width)?])
            }
            Self::MaxPool2d { size } => {
                let (channels, height, width) = planes()?;
                if size == 0 || height < size || width < size {
                    return Err(misfit(format!(
                        "a block of {size}×{size} does not fit into {input:?}"
                    )));
                }
                Ok(vec![channels, height / size, width / size])
            }
            Self::Flatten => Ok(vec![input.iter().product()]),
            Self::Linear { units, .. } => match *input {
                _ if units == 0 => Err(misfit("units start at 1".into())),
                [_] => Ok(vec![units]),
                _ => Err(misfit(format!(
                    "expects [features], gets {input:?}: flatten first"
                ))),
            },
            Self::Dropout { rate } if !(0.0..1.0).contains(&rate) => {
                Err(misfit(format!("the rate {rate} is not in [0, 1)")))
            }
            Self::Relu | Self::Dropout { .. } => Ok(input.to_vec()),
        }
    }

    /// Its tensors when `input` goes in: suffix, shape in PyTorch's layout, and inputs to one
    /// output ("fan in"), from which the range of the initial values follows.
    pub fn tensors(&self, input: &[usize]) -> Vec<TensorSpec> {
        let (weight, fan_in) = match *self {
            Self::Conv2d {
                channels, kernel, ..
            } => (
                vec![channels, input[0], kernel, kernel],
                input[0] * kernel * kernel,
            ),
            Self::Linear { units, .. } => (vec![units, input[0]], input[0]),
            _ => return Vec::new(),
        };
        let bias = vec![weight[0]];
        [("weight", weight), ("bias", bias)]
            .map(|(suffix, shape)| TensorSpec {
                name: format!("{}.{suffix}", self.name()),
                shape,
                fan_in,
            })
            .into()
    }
}

/// A parameter tensor, before it has values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorSpec {
    /// Its name in a PyTorch state dict ("fc1.weight").
    pub name: String,
    /// Its shape there: `[out, in, height, width]`, `[out, in]` or `[out]`.
    pub shape: Vec<usize>,
    /// Inputs to one output.
    pub fan_in: usize,
}

impl TensorSpec {
    /// Number of values.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// True if a dimension is zero.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A network: layers from first to last, and the shape of one input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spec {
    /// Shape of one image: `[channels, height, width]`.
    pub input: Vec<usize>,
    /// Layers, in order.
    pub layers: Vec<LayerSpec>,
}

impl Spec {
    /// The shape before the first layer and after each.
    ///
    /// # Errors
    /// [`Error::Network`] at the first layer that does not fit.
    pub fn shapes(&self) -> Result<Vec<Vec<usize>>> {
        let mut shapes = vec![self.input.clone()];
        for layer in &self.layers {
            shapes.push(layer.output_shape(&shapes[shapes.len() - 1])?);
        }
        Ok(shapes)
    }

    /// Every parameter tensor, in order.
    ///
    /// # Errors
    /// [`Error::Network`] if the layers do not fit.
    pub fn tensors(&self) -> Result<Vec<TensorSpec>> {
        let shapes = self.shapes()?;
        Ok(self
            .layers
            .iter()
            .zip(&shapes)
            .flat_map(|(layer, input)| layer.tensors(input))
            .collect())
    }

    /// A row a layer, for people.
    ///
    /// # Errors
    /// [`Error::Network`] if the layers do not fit.
    pub fn summary(&self) -> Result<Vec<LayerSummary>> {
        let shapes = self.shapes()?;
        let rows = self.layers.iter().zip(shapes.windows(2));
        Ok(rows
            .map(|(layer, shapes)| LayerSummary {
                name: layer.name().into(),
                kind: layer.kind().into(),
                output_shape: shapes[1].clone(),
                parameters: layer.tensors(&shapes[0]).iter().map(TensorSpec::len).sum(),
            })
            .collect())
    }
}

/// A layer in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct LayerSummary {
    /// Prefix of its tensors' names; empty where it has none.
    pub name: String,
    /// "conv2d", "relu", …
    pub kind: String,
    /// What comes out for one image.
    pub output_shape: Vec<usize>,
    /// Trainable numbers.
    pub parameters: usize,
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
        for (layer, input, output) in [
            (conv(5, 1, 2), [1, 28, 28], [4, 28, 28]),
            (conv(5, 1, 0), [1, 28, 28], [4, 24, 24]),
            (conv(3, 2, 1), [1, 28, 28], [4, 14, 14]),
            (conv(3, 2, 1), [1, 7, 5], [4, 4, 3]),
            (LayerSpec::MaxPool2d { size: 2 }, [4, 7, 5], [4, 3, 2]),
        ] {
            assert_eq!(layer.output_shape(&input).unwrap(), output, "{layer:?}");
        }
    }

    #[test]
    fn a_layer_that_does_not_fit_is_named_with_the_shape() {
        let linear = LayerSpec::Linear {
            name: "fc1".into(),
            units: 10,
        };
        let cases = [
            (
                linear,
                vec![1, 2, 3],
                "fc1: expects [features], gets [1, 2, 3]",
            ),
            (
                conv(5, 1, 0),
                vec![1, 4, 9],
                "conv: a 5×5 kernel does not fit into [1, 4, 9]",
            ),
            (
                conv(5, 0, 0),
                vec![1, 9, 9],
                "conv: channels, kernel and stride",
            ),
            (
                LayerSpec::MaxPool2d { size: 3 },
                vec![1, 2, 9],
                "max_pool2d: a block of 3×3",
            ),
            (
                LayerSpec::Dropout { rate: 1.0 },
                vec![9],
                "dropout: the rate 1 is not",
            ),
        ];
        for (layer, input, sentence) in cases {
            let error = layer.output_shape(&input).unwrap_err();
            assert!(error.to_string().starts_with(sentence), "{error}");
            assert_eq!(error.code(), "network-invalid");
        }
    }
}
