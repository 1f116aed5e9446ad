//! A [`Spec`] with tensors: a network that can be run and trained.

use std::sync::Arc;

use burn::tensor::{Device, Gradients, Tensor};
use rand::RngExt;

use super::layer::{Initial, LayerSpec, TensorSpec};
use super::mode::Mode;
pub use super::parameters::NamedTensor;
use super::parameters::Parameters;
use super::pass::{Pass, Tensors};
use super::spec::Spec;
use super::structure::{Builder, Kind, Layer};
use crate::error::Result;
use crate::ops::{Array, Capabilities, capabilities};
use crate::random;

/// A network with its tensors on a device. They carry no autodiff: [`record`](Self::record) makes a forward pass whose
/// gradients can be asked for. A clone shares the tensors until one of both changes them.
#[derive(Debug, Clone)]
pub struct Network {
    layers: Arc<[Layer]>,
    /// The first convolution among the outermost layers: its name and the shape of its kernels.
    first_conv: Option<Arc<(String, Vec<usize>)>>,
    can: Capabilities,
    parameters: Parameters,
}

/// What the batch norms of a network measured in a forward pass: what their running values move towards.
#[derive(Debug, Clone, Default)]
pub struct BatchStatistics(Vec<(usize, Array)>);

impl Network {
    /// Draws initial weights on the CPU, so that every device starts from the same numbers: weights and biases uniform
    /// in ±1/√fan_in, batch norms at one and zero, PyTorch's defaults.
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

    /// Takes the values of each tensor, row by row in PyTorch's layout, from `state`, which is asked once a tensor, in
    /// order.
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) if the layers do not fit.
    ///
    /// # Panics
    /// If `state` gives another number of values than the tensor has.
    pub fn from_state(
        spec: &Spec,
        device: &Device,
        state: impl FnMut(&TensorSpec) -> Vec<f32>,
    ) -> Result<Self> {
        let placed = spec.placed()?;
        let first_conv = placed.iter().find_map(|placed| match placed.layer {
            LayerSpec::Conv2d { name, .. } if placed.depth == 0 => {
                let [weight, ..] = &placed.layer.tensors(&placed.input)[..] else {
                    unreachable!("a convolution has a weight")
                };
                Some(Arc::new((name.clone(), weight.shape.clone())))
            }
            _ => None,
        });
        Ok(Self {
            layers: Builder::build(&placed, spec.layers.len()).into(),
            first_conv,
            can: capabilities(device),
            parameters: Parameters::new(spec.tensors()?, device, state),
        })
    }

    /// Images → logits, in inference and without gradients.
    ///
    /// # Shapes
    /// - `images`: `[N, channels, height, width]`, as the spec's input
    /// - output: `[N, classes]`
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let tensors = self.tensors();
        let mut pass = Pass::new(&tensors, self.can, Mode::Inference);
        Tensor::from_dispatch(pass.run(&self.layers, images.into_dispatch()))
    }

    /// Begins a forward pass whose gradients can be asked for.
    pub fn record(&mut self, mode: Mode) -> Recording {
        let learned = self.parameters.learned().into_iter();
        let leaves: Vec<_> = learned
            .map(|tensor| Tensor::from_inner(tensor).require_grad())
            .collect();
        let (buffer, buffers) = self.parameters.gradient_buffer().unzip();
        let tensors = Tensors {
            learned: dispatched(&leaves),
            buffers: dispatched(&buffers.unwrap_or_default()),
            running: dispatched(self.parameters.running()),
        };
        Recording {
            network: self.clone(),
            mode,
            tensors,
            leaves,
            buffer,
        }
    }

    /// Changes everything that is learned. `gradients` are those of [`Recording::gradients`]; `change` is given the
    /// number of each, the values and the gradient, `[values]`, and returns the new values. Every change is made in
    /// place unless somebody else holds the values.
    pub fn update(
        &mut self,
        gradients: Vec<Tensor<1>>,
        change: impl FnMut(usize, Tensor<1>, Tensor<1>) -> Tensor<1>,
    ) {
        self.parameters.update(gradients, change);
    }

    /// Moves the batch norms' running means and variances towards what a batch showed.
    pub fn absorb(&mut self, statistics: BatchStatistics) {
        for (i, measured) in statistics.0 {
            let measured = Tensor::from_dispatch(measured).inner();
            self.parameters.move_running(i, measured);
        }
    }

    /// The output of every layer, in inference: blocks before what they hold, as [`Spec::placed`] lists them.
    ///
    /// # Shapes
    /// - `images`: as for [`forward`](Self::forward)
    /// - each output: `[N, …]`
    pub fn activations(&self, images: Tensor<4>) -> Vec<Array> {
        let mut seen = Vec::new();
        let mut watch = |number: u32, value: &Array| seen.push((number, value.clone()));
        let tensors = self.tensors();
        let mut pass = Pass::new(&tensors, self.can, Mode::Inference);
        pass.watch = Some(&mut watch);
        pass.run(&self.layers, images.into_dispatch());
        seen.sort_by_key(|&(number, _)| number);
        seen.into_iter().map(|(_, value)| value).collect()
    }

    /// The output of the first convolution, with the batch norm and the activation behind it; `None` if there is no
    /// convolution among the outermost layers.
    ///
    /// # Shapes
    /// - `images`: `[N, channels, height, width]`
    /// - output: `[N, out, height, width]`
    pub fn first_feature_maps(&self, images: Tensor<4>) -> Option<Tensor<4>> {
        let kind = |i: usize| self.layers.get(i).map(|layer| &layer.kind);
        let conv = |layer: &Layer| matches!(layer.kind, Kind::Conv2d { .. });
        let mut end = self.layers.iter().position(conv)? + 1;
        end += usize::from(matches!(kind(end), Some(Kind::BatchNorm { .. })));
        end += usize::from(matches!(kind(end), Some(Kind::Activation(_))));
        let tensors = self.tensors();
        let mut pass = Pass::new(&tensors, self.can, Mode::Inference);
        let maps = pass.run(&self.layers[..end], images.into_dispatch());
        Some(Tensor::from_dispatch(maps))
    }

    /// The first convolution's name, its kernels' shape `[out, in, height, width]`, and their values `[values]`; `None`
    /// as for [`first_feature_maps`](Self::first_feature_maps).
    pub fn first_kernels(&self) -> Option<(&str, &[usize], Tensor<1>)> {
        let (name, shape) = &**self.first_conv.as_ref()?;
        let learned = self.layers.iter().find_map(|layer| match layer.kind {
            Kind::Conv2d { learned, .. } => Some(learned),
            _ => None,
        });
        let values = self.parameters.learned().swap_remove(learned?);
        Some((name, shape, values))
    }

    /// Every tensor in PyTorch's layout, in the spec's order.
    pub fn state(&self) -> Vec<NamedTensor> {
        self.parameters.named()
    }

    /// The gradients of [`Recording::gradients`] by name, in PyTorch's layout and the spec's order.
    pub fn named_gradients(&self, gradients: Vec<Tensor<1>>) -> Vec<NamedTensor> {
        self.parameters
            .named_gradients(self.separate(vec![gradients]).concat())
    }

    /// What an optimiser keeps, a list for each kind of tensor, as [`update`](Self::update) numbers them: the same
    /// with one tensor for each learned one.
    pub fn separate(&self, kept: Vec<Vec<Tensor<1>>>) -> Vec<Vec<Tensor<1>>> {
        let separate = |tensors: Vec<Tensor<1>>| {
            let tensors = tensors.iter();
            tensors
                .flat_map(|tensor| self.parameters.separate(tensor))
                .collect()
        };
        kept.into_iter().map(separate).collect()
    }

    /// The inverse of [`separate`](Self::separate), from values on the host to tensors on `device`.
    pub fn join(&self, kept: Vec<Vec<Vec<f32>>>, device: &Device) -> Vec<Vec<Tensor<1>>> {
        let tensors = |values| self.parameters.join(values, device);
        kept.into_iter().map(tensors).collect()
    }

    fn tensors(&self) -> Tensors {
        Tensors {
            learned: dispatched(&self.parameters.learned()),
            buffers: Vec::new(),
            running: dispatched(self.parameters.running()),
        }
    }
}

fn dispatched(tensors: &[Tensor<1>]) -> Vec<Array> {
    let dispatch = |tensor: &Tensor<1>| tensor.clone().into_dispatch();
    tensors.iter().map(dispatch).collect()
}

/// A network at the moment of [`Network::record`], whose forward pass is recorded for the backward pass. It holds the
/// values of the network, which can be changed in place only once the recording is gone.
pub struct Recording {
    network: Network,
    mode: Mode,
    tensors: Tensors,
    leaves: Vec<Tensor<1>>,
    /// The buffer that all gradients are written to, if there is one.
    buffer: Option<Tensor<1>>,
}

impl Recording {
    /// Images → logits; and what the batch norms measured in training, to be handed to [`Network::absorb`].
    ///
    /// # Shapes
    /// As of [`Network::forward`].
    pub fn forward(&self, images: Tensor<4>) -> (Tensor<2>, BatchStatistics) {
        let mut pass = Pass::new(&self.tensors, self.network.can, self.mode.clone());
        let logits = pass.run(&self.network.layers, images.into_dispatch());
        (
            Tensor::from_dispatch(logits),
            BatchStatistics(pass.statistics),
        )
    }

    /// The gradient of each learned tensor, `[values]`, without autodiff; of all as one tensor on a device with packed
    /// parameters.
    ///
    /// # Panics
    /// If `gradients` are not of a loss that this recording computed, once.
    pub fn gradients(self, mut gradients: Gradients) -> Vec<Tensor<1>> {
        let leaves = self.leaves.iter();
        let found = leaves.map(|leaf| {
            let gradient = leaf.grad_remove(&mut gradients);
            gradient.expect("every parameter takes part in the loss")
        });
        let found: Vec<_> = found.collect();
        match self.buffer {
            // The backward pass has written them there.
            Some(buffer) => vec![buffer],
            None => found,
        }
    }
}
