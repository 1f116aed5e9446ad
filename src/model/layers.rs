//! The layers as burn modules, and how each is made.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor};

use super::spec::{LayerSpec, TensorSpec};
use crate::ops;

/// PyTorch's, and burn's.
const BATCH_NORM_EPSILON: f64 = 1e-5;
/// Share of the newest batch in the running mean and variance; PyTorch's.
const BATCH_NORM_MOMENTUM: f32 = 0.1;

/// A layer with its tensors.
#[derive(Module, Debug)]
pub(super) enum Layer {
    Conv2d(Conv2d),
    Linear(Linear),
    BatchNorm(BatchNorm),
    Residual(Residual),
    Fixed(Fixed),
}

#[derive(Module, Debug)]
pub(super) struct Conv2d {
    /// `[out, in, height, width]`
    pub weight: Param<Tensor<4>>,
    /// `[out]`
    pub bias: Param<Tensor<1>>,
    #[module(skip)]
    pub name: String,
    #[module(skip)]
    pub stride: usize,
    #[module(skip)]
    pub padding: usize,
}

#[derive(Module, Debug)]
pub(super) struct Linear {
    /// `[in, out]`: transposed against PyTorch's, as burn multiplies.
    pub weight: Param<Tensor<2>>,
    /// `[out]`
    pub bias: Param<Tensor<1>>,
    #[module(skip)]
    pub name: String,
}

/// All `[channels]`.
#[derive(Module, Debug)]
pub(super) struct BatchNorm {
    pub weight: Param<Tensor<1>>,
    pub bias: Param<Tensor<1>>,
    /// Without a gradient, so that no optimiser touches it; likewise the variance.
    pub running_mean: Param<Tensor<1>>,
    pub running_var: Param<Tensor<1>>,
    #[module(skip)]
    pub name: String,
}

#[derive(Module, Debug)]
pub(super) struct Residual {
    pub layers: Vec<Layer>,
    pub shortcut: Vec<Layer>,
}

/// A layer without tensors.
#[derive(Module, Debug)]
pub(super) struct Fixed {
    #[module(skip)]
    pub spec: LayerSpec,
}

/// What a batch norm measured on a batch, `[channels]` each: what its running values move towards.
#[derive(Debug, Clone)]
pub struct BatchStatistics {
    mean: Tensor<1>,
    /// Unbiased: divided by one less than the values there are, as PyTorch's running one.
    variance: Tensor<1>,
}

impl Linear {
    /// Numbers that it makes of an image.
    pub fn units(&self) -> usize {
        self.bias.dims()[0]
    }
}

impl BatchNorm {
    /// By the running mean and variance; then a ReLU if asked for.
    pub fn apply<const D: usize>(&self, x: Tensor<D>, relu: bool) -> Tensor<D> {
        ops::batch_norm(
            x,
            [self.weight.val(), self.bias.val()],
            [self.running_mean.val(), self.running_var.val()],
            BATCH_NORM_EPSILON,
            relu,
        )
    }

    /// By the batch's own mean and variance; then a ReLU if asked for.
    pub fn apply_training<const D: usize>(
        &self,
        x: Tensor<D>,
        relu: bool,
    ) -> (Tensor<D>, BatchStatistics) {
        let (weight, bias) = (self.weight.val(), self.bias.val());
        let (y, [mean, variance]) =
            ops::batch_norm_train(x, weight, bias, BATCH_NORM_EPSILON, relu);
        (y, BatchStatistics { mean, variance })
    }

    /// Moves the running values towards what a batch showed.
    fn absorb(&mut self, statistics: BatchStatistics) {
        let shares = [1.0 - BATCH_NORM_MOMENTUM, BATCH_NORM_MOMENTUM];
        let moved = |old: &Param<Tensor<1>>, new: Tensor<1>| {
            let moved = |old: Tensor<1>| ops::blend(old.inner(), new.inner(), shares);
            old.clone().map(|old| Tensor::from_inner(moved(old)))
        };
        self.running_mean = moved(&self.running_mean, statistics.mean);
        self.running_var = moved(&self.running_var, statistics.variance);
    }
}

/// Hands every batch norm its statistics, in order.
pub(super) fn absorb(layers: &mut [Layer], statistics: &mut std::vec::IntoIter<BatchStatistics>) {
    for layer in layers {
        match layer {
            Layer::BatchNorm(layer) => {
                layer.absorb(statistics.next().expect("each batch norm measured once"));
            }
            Layer::Residual(block) => {
                absorb(&mut block.layers, statistics);
                absorb(&mut block.shortcut, statistics);
            }
            _ => {}
        }
    }
}

/// Gives a tensor its values, row-major in PyTorch's layout.
pub(super) type State<'a> = &'a mut dyn FnMut(&TensorSpec) -> Vec<f32>;

/// Makes layers that fit: `input` is the shape that goes into the first.
pub(super) fn build(
    specs: &[LayerSpec],
    input: &[usize],
    device: &Device,
    state: State<'_>,
) -> Vec<Layer> {
    let mut shape = input.to_vec();
    let mut layers = Vec::with_capacity(specs.len());
    for spec in specs {
        layers.push(Layer::new(spec, &shape, device, state));
        shape = end_shape(std::slice::from_ref(spec), shape);
    }
    layers
}

fn end_shape(specs: &[LayerSpec], shape: Vec<usize>) -> Vec<usize> {
    specs.iter().fold(shape, |shape, spec| match spec {
        LayerSpec::Residual { layers, .. } => end_shape(layers, shape),
        plain => plain.output_shape(&shape).expect("the layers fit"),
    })
}

impl Layer {
    fn new(spec: &LayerSpec, input: &[usize], device: &Device, state: State<'_>) -> Self {
        if let LayerSpec::Residual { layers, shortcut } = spec {
            return Self::Residual(Residual {
                layers: build(layers, input, device, state),
                shortcut: build(shortcut, input, device, state),
            });
        }
        let tensors = spec.tensors(input).into_iter();
        let mut values = tensors.map(|tensor| (state(&tensor), tensor.shape));
        let mut next = || values.next().expect("the spec lists every tensor");
        match spec {
            LayerSpec::Conv2d {
                name,
                stride,
                padding,
                ..
            } => Self::Conv2d(Conv2d {
                weight: param(next(), device),
                bias: param(next(), device),
                name: name.clone(),
                stride: *stride,
                padding: *padding,
            }),
            LayerSpec::Linear { name, .. } => {
                let (weight, shape) = next();
                let turned = (transposed(&weight, shape[1]), vec![shape[1], shape[0]]);
                Self::Linear(Linear {
                    weight: param(turned, device),
                    bias: param(next(), device),
                    name: name.clone(),
                })
            }
            LayerSpec::BatchNorm { name } => Self::BatchNorm(BatchNorm {
                weight: param(next(), device),
                bias: param(next(), device),
                running_mean: param(next(), device).set_require_grad(false),
                running_var: param(next(), device).set_require_grad(false),
                name: name.clone(),
            }),
            fixed => Self::Fixed(Fixed {
                spec: fixed.clone(),
            }),
        }
    }
}

fn param<const D: usize>(
    (values, shape): (Vec<f32>, Vec<usize>),
    device: &Device,
) -> Param<Tensor<D>> {
    let shape = shape.try_into().expect("the layer's rank");
    Param::from_tensor(ops::tensor(values, shape, device))
}

/// `[rows, columns]` → `[columns, rows]`.
fn transposed(values: &[f32], columns: usize) -> Vec<f32> {
    (0..columns)
        .flat_map(|column| values.iter().skip(column).step_by(columns).copied())
        .collect()
}
