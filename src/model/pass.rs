//! Values on their way through the layers.

use burn::tensor::Tensor;

use super::layers::{BatchStatistics, Layer};
use super::network::{Mode, Training};
use super::spec::LayerSpec;
use crate::ops::{self, Activation, ConvOptions2d, PoolKind};
use crate::random::{Dropout, DropoutKey};

/// A value that flows through the layers: planes first, features once they are flat.
#[derive(Debug, Clone)]
pub enum Value {
    /// `[N, C, H, W]`
    Planes(Tensor<4>),
    /// `[N, F]`
    Features(Tensor<2>),
}

impl Value {
    pub(super) fn planes(self) -> Tensor<4> {
        match self {
            Self::Planes(tensor) => tensor,
            Self::Features(_) => unreachable!("shape inference lets only planes come here"),
        }
    }

    pub(super) fn features(self) -> Tensor<2> {
        match self {
            Self::Features(tensor) => tensor,
            Self::Planes(_) => unreachable!("shape inference lets only features come here"),
        }
    }

    /// Its shape, the batch included.
    pub fn dims(&self) -> Vec<usize> {
        match self {
            Self::Planes(tensor) => tensor.dims().to_vec(),
            Self::Features(tensor) => tensor.dims().to_vec(),
        }
    }
}

/// Applies a function of any rank.
macro_rules! each {
    ($value:expr, $x:ident => $result:expr) => {
        match $value {
            Value::Planes($x) => Value::Planes($result),
            Value::Features($x) => Value::Features($result),
        }
    };
}

/// Sees each layer's number and what it makes.
pub(super) type Watch<'a> = &'a mut dyn FnMut(u32, &Value);

/// A pass through the layers: what it is for, and what it leaves beside its result.
pub(super) struct Pass<'a> {
    /// The training that it is for; `None`: inference.
    pub training: Option<Training>,
    /// What batch norms measured, in order. Only while training.
    pub statistics: Vec<BatchStatistics>,
    /// Layers passed so far, blocks counted before what they hold: a layer's number.
    pub passed: u32,
    /// Who looks on.
    pub watch: Option<Watch<'a>>,
}

impl Pass<'_> {
    pub fn new(mode: Mode) -> Self {
        Self {
            training: match mode {
                Mode::Inference => None,
                Mode::Training(training) => Some(training),
            },
            statistics: Vec::new(),
            passed: 0,
            watch: None,
        }
    }

    pub fn run(&mut self, layers: &[Layer], mut value: Value) -> Value {
        let mut rest = layers;
        while let Some((first, behind)) = rest.split_first() {
            // Whoever looks on wants to see each layer's own result.
            let together = if self.watch.is_none() { behind } else { &[] };
            let number = self.passed;
            self.passed += 1;
            let (result, fused) = self.layer(first, value, number, together);
            value = result;
            self.passed += fused as u32;
            rest = &behind[fused..];
            if let Some(watch) = &mut self.watch {
                watch(number, &value);
            }
        }
        value
    }

    /// What `layer` makes of `value`, together with those of the layers `behind` it that are one
    /// operation with it; and how many those are.
    fn layer(
        &mut self,
        layer: &Layer,
        value: Value,
        number: u32,
        behind: &[Layer],
    ) -> (Value, usize) {
        let value = match layer {
            Layer::Conv2d(layer) => {
                let relu = is_relu(behind.first());
                let pool = max_pool_size(behind.get(usize::from(relu)));
                let options = ConvOptions2d {
                    stride: layer.stride,
                    padding: layer.padding,
                    relu,
                    pool: pool.unwrap_or(1),
                };
                let (weight, bias) = (layer.weight.val(), layer.bias.val());
                let y = ops::conv2d(value.planes(), weight, bias, options);
                let fused = usize::from(relu) + usize::from(pool.is_some());
                return (Value::Planes(y), fused);
            }
            Layer::Linear(layer) => {
                let relu = is_relu(behind.first());
                let next = behind.get(usize::from(relu));
                let dropout = self.dropout(next, number + 1 + u32::from(relu), layer.units());
                let fused = usize::from(relu) + usize::from(dropout.is_some());
                let (weight, bias) = (layer.weight.val(), layer.bias.val());
                let y = ops::linear(value.features(), weight, bias, relu, dropout);
                return (Value::Features(y), fused);
            }
            Layer::BatchNorm(layer) => {
                let relu = is_relu(behind.first());
                let y = match self.training {
                    None => each!(value, x => layer.apply(x, relu)),
                    Some(_) => each!(value, x => {
                        let (y, statistics) = layer.apply_training(x, relu);
                        self.statistics.push(statistics);
                        y
                    }),
                };
                return (y, usize::from(relu));
            }
            Layer::Residual(block) => {
                let relu = is_relu(behind.first());
                let body = self.run(&block.layers, value.clone());
                let around = self.run(&block.shortcut, value);
                let y = match (body, around) {
                    (Value::Planes(a), Value::Planes(b)) => Value::Planes(sum(a, b, relu)),
                    (Value::Features(a), Value::Features(b)) => Value::Features(sum(a, b, relu)),
                    _ => unreachable!("shape inference lets only equal shapes come here"),
                };
                return (y, usize::from(relu));
            }
            Layer::Fixed(layer) => self.fixed(&layer.spec, value, number),
        };
        (value, 0)
    }

    /// What a layer drops, if it is a dropout at work, by its number and what it gets of an image.
    fn dropout(&self, layer: Option<&Layer>, number: u32, image: usize) -> Option<Dropout> {
        match (layer?, self.training) {
            (Layer::Fixed(layer), Some(training)) => match layer.spec {
                LayerSpec::Dropout { rate } => Some(dropout(training, number, rate, image)),
                _ => None,
            },
            _ => None,
        }
    }

    fn fixed(&self, spec: &LayerSpec, value: Value, number: u32) -> Value {
        match *spec {
            LayerSpec::Relu => each!(value, x => ops::activate(x, Activation::Relu)),
            LayerSpec::Tanh => each!(value, x => ops::activate(x, Activation::Tanh)),
            LayerSpec::Sigmoid => each!(value, x => ops::activate(x, Activation::Sigmoid)),
            LayerSpec::Gelu => each!(value, x => ops::activate(x, Activation::Gelu)),
            LayerSpec::MaxPool2d { size } => {
                Value::Planes(ops::pool2d(value.planes(), PoolKind::Max, size))
            }
            LayerSpec::AvgPool2d { size } => {
                Value::Planes(ops::pool2d(value.planes(), PoolKind::Mean, size))
            }
            LayerSpec::GlobalAvgPool => Value::Features(ops::global_avg_pool(value.planes())),
            LayerSpec::Flatten => match value {
                Value::Planes(x) => Value::Features(flat(x)),
                features => features,
            },
            LayerSpec::Dropout { rate } => match self.training {
                None => value,
                Some(training) => {
                    let image = value.dims()[1..].iter().product();
                    let dropout = dropout(training, number, rate, image);
                    each!(value, x => ops::dropout(x, dropout))
                }
            },
            LayerSpec::LogSoftmax => Value::Features(ops::log_softmax(value.features())),
            LayerSpec::Conv2d { .. }
            | LayerSpec::Linear { .. }
            | LayerSpec::BatchNorm { .. }
            | LayerSpec::Residual { .. } => unreachable!("these have modules of their own"),
        }
    }
}

fn flat(x: Tensor<4>) -> Tensor<2> {
    let [images, channels, height, width] = x.dims();
    ops::plain::reshaped(x, [images, channels * height * width])
}

fn sum<const D: usize>(a: Tensor<D>, b: Tensor<D>, relu: bool) -> Tensor<D> {
    if relu {
        ops::sum_relu(a, b)
    } else {
        ops::plain::add(a, b)
    }
}

fn is_relu(layer: Option<&Layer>) -> bool {
    matches!(layer, Some(Layer::Fixed(layer)) if layer.spec == LayerSpec::Relu)
}

/// The size of a max pooling, if the layer is one that a convolution can be fused with.
fn max_pool_size(layer: Option<&Layer>) -> Option<usize> {
    match layer {
        Some(Layer::Fixed(layer)) => match layer.spec {
            LayerSpec::MaxPool2d { size } if size <= ops::MOST_POOL => Some(size),
            _ => None,
        },
        _ => None,
    }
}

/// The dropout of a layer that makes so many numbers of an `image`.
fn dropout(training: Training, layer: u32, rate: f64, image: usize) -> Dropout {
    let Training { seed, step, first } = training;
    Dropout {
        key: DropoutKey { seed, step, layer },
        rate: rate as f32,
        first: first * image,
    }
}
