//! A [`Spec`] made into a burn module.

use burn::module::{Module, Param};
use burn::tensor::{Device, Gradients, Tensor};
use rand::RngExt;

pub use super::layers::BatchStatistics;
use super::layers::{self, Layer};
use super::pass::Pass;
pub use super::pass::Value;
use super::spec::{Initial, Spec, TensorSpec};
use crate::error::Result;
use crate::ops::plain;
use crate::random;

/// A network with its tensors on a device.
#[derive(Module, Debug)]
pub struct Network {
    pub(super) layers: Vec<Layer>,
}

/// What a forward pass is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Dropout passes everything on; batch norms go by their running mean and variance.
    Inference,
    /// Dropout drops what chance says; batch norms go by the batch.
    Training(Training),
}

/// The place in a training that a forward pass has: what chance depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Training {
    /// The run's seed.
    pub seed: u64,
    /// Optimiser updates made before this pass.
    pub step: u32,
    /// Images of the batch that come before those of this pass.
    pub first: usize,
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
    /// weights and biases uniform in ±1/√fan_in, batch norms at one and zero, PyTorch's defaults.
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) if the layers do not fit.
    pub fn init(spec: &Spec, seed: u64, device: &Device) -> Result<Self> {
        let mut generator = random::generator(seed, random::Purpose::Weights, 0);
        Self::from_state(spec, device, |tensor| match tensor.initial {
            Initial::Constant(value) => vec![value; tensor.len()],
            Initial::Uniform { fan_in } => {
                let bound = 1.0 / (fan_in as f32).sqrt();
                let draw = |_| generator.random_range(-bound..bound);
                (0..tensor.len()).map(draw).collect()
            }
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
        mut state: impl FnMut(&TensorSpec) -> Vec<f32>,
    ) -> Result<Self> {
        spec.placed()?;
        Ok(Self {
            layers: layers::build(&spec.layers, &spec.input, device, &mut state),
        })
    }

    /// Images → logits.
    ///
    /// # Shapes
    /// - `images`: `[N, channels, height, width]`, as the spec's input
    /// - output: `[N, classes]`
    pub fn forward(&self, images: Tensor<4>, mode: Mode) -> Tensor<2> {
        self.pass(images, &mut Pass::new(mode)).features()
    }

    /// As [`forward`](Self::forward) in training, with what the batch norms measured: hand it to
    /// [`absorb`](Self::absorb).
    pub fn forward_training(
        &self,
        images: Tensor<4>,
        training: Training,
    ) -> (Tensor<2>, Vec<BatchStatistics>) {
        let mut pass = Pass::new(Mode::Training(training));
        let logits = self.pass(images, &mut pass).features();
        (logits, pass.statistics)
    }

    /// Moves the batch norms' running means and variances towards what a batch showed.
    pub fn absorb(&mut self, statistics: Vec<BatchStatistics>) {
        layers::absorb(&mut self.layers, &mut statistics.into_iter());
    }

    /// What every layer makes of the images, in inference: blocks before what they hold, as
    /// [`Spec::placed`] lists them.
    pub fn activations(&self, images: Tensor<4>) -> Vec<Value> {
        let mut seen = Vec::new();
        let mut watch = |number: u32, value: &Value| seen.push((number, value.clone()));
        let mut pass = Pass::new(Mode::Inference);
        pass.watch = Some(&mut watch);
        self.pass(images, &mut pass);
        seen.sort_by_key(|&(number, _)| number);
        seen.into_iter().map(|(_, value)| value).collect()
    }

    fn pass(&self, images: Tensor<4>, pass: &mut Pass<'_>) -> Value {
        pass.run(&self.layers, Value::Planes(images))
    }

    /// What the first convolution passes on, with the batch norm and the activation behind it;
    /// `None` if there is no convolution among the outermost layers.
    ///
    /// # Shapes
    /// - `images`: `[N, channels, height, width]`
    /// - output: `[N, out, height, width]`
    pub fn first_feature_maps(&self, images: Tensor<4>) -> Option<Tensor<4>> {
        let is_conv = |layer: &Layer| matches!(layer, Layer::Conv2d(_));
        let mut end = self.layers.iter().position(is_conv)? + 1;
        end += usize::from(matches!(self.layers.get(end), Some(Layer::BatchNorm(_))));
        let activated =
            |layer: &Layer| matches!(layer, Layer::Fixed(layer) if layer.spec.is_activation());
        end += usize::from(self.layers.get(end).is_some_and(activated));
        let images = Value::Planes(images);
        let value = Pass::new(Mode::Inference).run(&self.layers[..end], images);
        Some(value.planes())
    }

    /// The first convolution's name and kernels `[out, in, height, width]`; `None` as
    /// [`first_feature_maps`](Self::first_feature_maps).
    pub fn first_kernels(&self) -> Option<(&str, Tensor<4>)> {
        self.layers.iter().find_map(|layer| match layer {
            Layer::Conv2d(conv) => Some((conv.name.as_str(), conv.weight.val())),
            _ => None,
        })
    }

    /// Every tensor, in the spec's order.
    pub fn state(&self) -> Vec<NamedTensor> {
        let mut named = Named {
            gradients: None,
            tensors: Vec::new(),
        };
        named.list(&self.layers);
        named.tensors
    }

    /// The gradient of everything that is learned, in the spec's order.
    ///
    /// # Panics
    /// If `gradients` are not of a loss that this network computed on an autodiff device.
    pub fn gradients(&self, gradients: &Gradients) -> Vec<NamedTensor> {
        let mut named = Named {
            gradients: Some(gradients),
            tensors: Vec::new(),
        };
        named.list(&self.layers);
        named.tensors
    }
}

/// Collects tensors, or their gradients, in PyTorch's layout.
struct Named<'a> {
    gradients: Option<&'a Gradients>,
    tensors: Vec<NamedTensor>,
}

impl Named<'_> {
    fn list(&mut self, layers: &[Layer]) {
        for layer in layers {
            match layer {
                Layer::Conv2d(layer) => {
                    self.take(&layer.name, "weight", &layer.weight);
                    self.take(&layer.name, "bias", &layer.bias);
                }
                Layer::Linear(layer) => {
                    let weight = plain::transposed(self.value(&layer.weight));
                    self.push(&layer.name, "weight", weight);
                    self.take(&layer.name, "bias", &layer.bias);
                }
                Layer::BatchNorm(layer) => {
                    self.take(&layer.name, "weight", &layer.weight);
                    self.take(&layer.name, "bias", &layer.bias);
                    if self.gradients.is_none() {
                        self.take(&layer.name, "running_mean", &layer.running_mean);
                        self.take(&layer.name, "running_var", &layer.running_var);
                    }
                }
                Layer::Residual(block) => {
                    self.list(&block.layers);
                    self.list(&block.shortcut);
                }
                Layer::Fixed(_) => {}
            }
        }
    }

    fn take<const D: usize>(&mut self, name: &str, suffix: &str, param: &Param<Tensor<D>>) {
        let value = self.value(param);
        self.push(name, suffix, value);
    }

    fn value<const D: usize>(&self, param: &Param<Tensor<D>>) -> Tensor<D> {
        let value = param.val();
        match self.gradients {
            None => value,
            Some(gradients) => value
                .grad(gradients)
                .expect("every parameter takes part in the loss"),
        }
    }

    fn push<const D: usize>(&mut self, name: &str, suffix: &str, values: Tensor<D>) {
        let len = values.dims().iter().product::<usize>();
        self.tensors.push(NamedTensor {
            name: format!("{name}.{suffix}"),
            values: plain::reshaped(values, [len]),
        });
    }
}
