//! A [`Spec`] made into a burn module.

use burn::module::{Module, Param};
use burn::tensor::activation::relu;
use burn::tensor::module::{linear, max_pool2d};
use burn::tensor::ops::MaxPoolOptions;
use burn::tensor::{Device, Gradients, Tensor, TensorData};
use rand::RngExt;

use super::spec::{LayerSpec, Spec};
use crate::error::Result;
use crate::ops;
use crate::random::{self, DropoutKey};

/// A network with its parameters on a device.
#[derive(Module, Debug)]
pub struct Network {
    layers: Vec<Layer>,
}

/// A layer with its parameters. Those that have none are modules too, so that layers stay in one
/// list.
#[derive(Module, Debug)]
enum Layer {
    Conv2d(Conv2d),
    Linear(Linear),
    Relu(Relu),
    MaxPool2d(MaxPool2d),
    Flatten(Flatten),
    Dropout(Dropout),
}

#[derive(Module, Debug)]
struct Conv2d {
    /// `[out, in, height, width]`
    weight: Param<Tensor<4>>,
    /// `[out]`
    bias: Param<Tensor<1>>,
    #[module(skip)]
    name: String,
    #[module(skip)]
    stride: usize,
    #[module(skip)]
    padding: usize,
}

#[derive(Module, Debug)]
struct Linear {
    /// `[in, out]`: transposed against PyTorch's, as burn multiplies.
    weight: Param<Tensor<2>>,
    /// `[out]`
    bias: Param<Tensor<1>>,
    #[module(skip)]
    name: String,
}

#[derive(Module, Debug)]
struct Relu;

#[derive(Module, Debug)]
struct MaxPool2d {
    #[module(skip)]
    size: usize,
}

#[derive(Module, Debug)]
struct Flatten;

#[derive(Module, Debug)]
struct Dropout {
    #[module(skip)]
    rate: f32,
}

/// What a forward pass is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Dropout passes everything on.
    Inference,
    /// Dropout drops what `seed` and `step` say.
    Training {
        /// The run's seed.
        seed: u64,
        /// Optimiser updates made before this pass.
        step: u32,
    },
}

/// A value that flows through the layers: images first, features behind [`Flatten`].
enum Value {
    Planes(Tensor<4>),
    Features(Tensor<2>),
}

impl Value {
    fn planes(self) -> Tensor<4> {
        match self {
            Self::Planes(tensor) => tensor,
            Self::Features(_) => unreachable!("shape inference lets only planes come here"),
        }
    }

    fn features(self) -> Tensor<2> {
        match self {
            Self::Features(tensor) => tensor,
            Self::Planes(_) => unreachable!("shape inference lets only features come here"),
        }
    }
}

/// A tensor in PyTorch's layout, flattened, with its state-dict name.
#[derive(Debug, Clone)]
pub struct NamedTensor {
    /// "conv1.weight"
    pub name: String,
    /// `[values]`, row-major in PyTorch's shape.
    pub values: Tensor<1>,
}

impl Network {
    /// Draws initial weights on the CPU, so that every device starts from the same numbers:
    /// weights and biases uniform in ±1/√fan_in, PyTorch's default for both kinds of layer.
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) if the layers do not fit.
    pub fn init(spec: &Spec, seed: u64, device: &Device) -> Result<Self> {
        let mut generator = random::generator(seed, random::Purpose::Weights, 0);
        Self::from_state(spec, device, |tensor| {
            let bound = 1.0 / (tensor.fan_in as f32).sqrt();
            (0..tensor.len())
                .map(|_| generator.random_range(-bound..bound))
                .collect()
        })
    }

    /// Takes the values of each tensor, row-major in PyTorch's layout, from `state`, which is
    /// asked once a tensor, in order.
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) if the layers do not fit.
    pub fn from_state(
        spec: &Spec,
        device: &Device,
        mut state: impl FnMut(&super::spec::TensorSpec) -> Vec<f32>,
    ) -> Result<Self> {
        let shapes = spec.shapes()?;
        let layers = spec
            .layers
            .iter()
            .zip(&shapes)
            .map(|(layer, input)| {
                let tensors = layer.tensors(input).into_iter();
                let mut values = tensors.map(|tensor| (state(&tensor), tensor.shape));
                let mut next = || values.next().expect("a weight and a bias");
                let data = |(values, shape): (Vec<f32>, Vec<usize>)| TensorData::new(values, shape);
                match layer {
                    LayerSpec::Conv2d {
                        name,
                        stride,
                        padding,
                        ..
                    } => Layer::Conv2d(Conv2d {
                        weight: Param::from_data(data(next()), device),
                        bias: Param::from_data(data(next()), device),
                        name: name.clone(),
                        stride: *stride,
                        padding: *padding,
                    }),
                    LayerSpec::Linear { name, .. } => {
                        let (weight, shape) = next();
                        let weight = transposed(&weight, shape[1]);
                        Layer::Linear(Linear {
                            weight: Param::from_data(
                                data((weight, vec![shape[1], shape[0]])),
                                device,
                            ),
                            bias: Param::from_data(data(next()), device),
                            name: name.clone(),
                        })
                    }
                    LayerSpec::Relu => Layer::Relu(Relu),
                    LayerSpec::MaxPool2d { size } => Layer::MaxPool2d(MaxPool2d { size: *size }),
                    LayerSpec::Flatten => Layer::Flatten(Flatten),
                    LayerSpec::Dropout { rate } => Layer::Dropout(Dropout { rate: *rate }),
                }
            })
            .collect();
        Ok(Self { layers })
    }

    /// Images → logits.
    ///
    /// # Shapes
    /// - `images`: `[N, channels, height, width]`, as the spec's input
    /// - output: `[N, classes]`
    pub fn forward(&self, images: Tensor<4>, mode: Mode) -> Tensor<2> {
        let layers = self.layers.iter().enumerate();
        layers
            .fold(Value::Planes(images), |value, (i, layer)| {
                layer.forward(value, mode, i)
            })
            .features()
    }

    /// What the first convolution passes on, its ReLU included, with its name.
    ///
    /// # Shapes
    /// - `images`: `[N, channels, height, width]`
    /// - output: `[N, out, height, width]`
    pub fn first_feature_maps(&self, images: Tensor<4>) -> Tensor<4> {
        let end = self.layers.iter().position(Layer::has_parameters);
        let end = end.map_or(0, |i| i + 1);
        let activated = matches!(self.layers.get(end), Some(Layer::Relu(_)));
        let layers = self.layers[..end + usize::from(activated)].iter();
        layers
            .enumerate()
            .fold(Value::Planes(images), |value, (i, layer)| {
                layer.forward(value, Mode::Inference, i)
            })
            .planes()
    }

    /// The first convolution's name and kernels `[out, in, height, width]`, if it has one.
    pub fn first_kernels(&self) -> Option<(&str, Tensor<4>)> {
        self.layers.iter().find_map(|layer| match layer {
            Layer::Conv2d(conv) => Some((conv.name.as_str(), conv.weight.val())),
            _ => None,
        })
    }

    /// Every parameter, in the spec's order.
    pub fn state(&self) -> Vec<NamedTensor> {
        self.named(
            |param| param.val(),
            |param| param.val(),
            |param| param.val(),
        )
    }

    /// Every parameter's gradient, in the spec's order.
    ///
    /// # Panics
    /// If `gradients` are not of a loss that this network computed on an autodiff device.
    pub fn gradients(&self, gradients: &Gradients) -> Vec<NamedTensor> {
        let missing = "every parameter takes part in the loss";
        self.named(
            |param| param.val().grad(gradients).expect(missing),
            |param| param.val().grad(gradients).expect(missing),
            |param| param.val().grad(gradients).expect(missing),
        )
    }

    /// `conv`, `linear` and `bias` choose what is taken of a parameter of rank 4, 2 and 1.
    fn named(
        &self,
        conv: impl Fn(&Param<Tensor<4>>) -> Tensor<4>,
        linear: impl Fn(&Param<Tensor<2>>) -> Tensor<2>,
        bias: impl Fn(&Param<Tensor<1>>) -> Tensor<1>,
    ) -> Vec<NamedTensor> {
        let pair = |name: &str, weight: Tensor<1>, bias: Tensor<1>| {
            [("weight", weight), ("bias", bias)].map(|(suffix, values)| NamedTensor {
                name: format!("{name}.{suffix}"),
                values,
            })
        };
        let layers = self.layers.iter().filter_map(|layer| match layer {
            Layer::Conv2d(layer) => {
                let weight = conv(&layer.weight);
                let len = weight.dims().iter().product::<usize>();
                Some(pair(&layer.name, weight.reshape([len]), bias(&layer.bias)))
            }
            Layer::Linear(layer) => {
                let weight = linear(&layer.weight);
                let [inputs, outputs] = weight.dims();
                let weight = weight.transpose().reshape([inputs * outputs]);
                Some(pair(&layer.name, weight, bias(&layer.bias)))
            }
            _ => None,
        });
        layers.flatten().collect()
    }
}

impl Layer {
    fn has_parameters(&self) -> bool {
        matches!(self, Self::Conv2d(_) | Self::Linear(_))
    }

    fn forward(&self, value: Value, mode: Mode, index: usize) -> Value {
        match self {
            Self::Conv2d(layer) => Value::Planes(ops::conv2d(
                value.planes(),
                layer.weight.val(),
                layer.bias.val(),
                layer.stride,
                layer.padding,
            )),
            Self::Linear(layer) => Value::Features(linear(
                value.features(),
                layer.weight.val(),
                Some(layer.bias.val()),
            )),
            Self::Relu(_) => match value {
                Value::Planes(x) => Value::Planes(relu(x)),
                Value::Features(x) => Value::Features(relu(x)),
            },
            Self::MaxPool2d(layer) => {
                let size = [layer.size; 2];
                let options = MaxPoolOptions::new(size).with_stride(size);
                Value::Planes(max_pool2d(value.planes(), options))
            }
            Self::Flatten(_) => match value {
                Value::Planes(x) => Value::Features(x.flatten(1, 3)),
                features => features,
            },
            Self::Dropout(layer) => match mode {
                Mode::Inference => value,
                Mode::Training { seed, step } => {
                    let layer_index = index as u32;
                    let key = DropoutKey {
                        seed,
                        step,
                        layer: layer_index,
                    };
                    match value {
                        Value::Planes(x) => Value::Planes(dropped(x, key, layer.rate)),
                        Value::Features(x) => Value::Features(dropped(x, key, layer.rate)),
                    }
                }
            },
        }
    }
}

fn dropped<const D: usize>(x: Tensor<D>, key: DropoutKey, rate: f32) -> Tensor<D> {
    let shape = x.dims();
    let mask = random::dropout_mask(key, rate, shape.iter().product());
    let mask = Tensor::<D>::from_data(TensorData::new(mask, shape), &x.device());
    x * mask
}

/// `[rows, columns]` → `[columns, rows]`.
fn transposed(values: &[f32], columns: usize) -> Vec<f32> {
    (0..columns)
        .flat_map(|column| values.iter().skip(column).step_by(columns).copied())
        .collect()
}
