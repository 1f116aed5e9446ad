//! A network with tensors, which can be run and trained.

use std::sync::Arc;

use burn::tensor::{Device, Gradients, Tensor};
use rand::RngExt;

use super::layer::{Initial, TensorSpec};
use super::mode::Mode;
pub use super::parameters::NamedTensor;
use super::parameters::{Parameters, Weights};
use super::pass::{Pass, Tensors};
use super::spec::Spec;
use super::structure::{Builder, Kind, Layer};
use crate::error::Result;
use crate::ops::{Array, Capabilities, capabilities};
use crate::random;

/// A network with its tensors on a device. The tensors have no autodiff; [`record`](Self::record) begins a forward pass
/// that can be differentiated. A clone shares the tensors until one of the two changes them.
#[derive(Debug, Clone)]
pub struct Network {
    layers: Arc<[Layer]>,
    capabilities: Capabilities,
    parameters: Parameters,
}

/// The means and variances that the batch norms of a network measured in a forward pass. They update the running
/// statistics.
#[derive(Debug, Clone, Default)]
pub struct BatchStatistics(Vec<(usize, Array)>);

impl Network {
    /// A network with initial weights, by PyTorch's defaults: weights and biases uniform in ±1/√fan_in, batch norms with
    /// weight 1 and bias 0. They are drawn on the CPU, so that every device starts from the same values.
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) if the layers do not fit.
    pub fn init(spec: &Spec, seed: u64, device: &Device) -> Result<Self> {
        let mut values = Self::initial(spec, seed)?.into_iter();
        Self::from_state(spec, device, |_| {
            values.next().expect("one for each tensor")
        })
    }

    /// The values of a new network's tensors, drawn from the seed, in the spec's order, row-major in PyTorch's shape.
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) if the layers do not fit.
    pub fn initial(spec: &Spec, seed: u64) -> Result<Vec<Vec<f32>>> {
        let mut generator = random::generator(seed, random::Purpose::Weights, 0);
        let values = |tensor: TensorSpec| match tensor.initial {
            Initial::Constant(value) => vec![value; tensor.len()],
            Initial::Uniform { fan_in } => {
                let bound = 1.0 / (fan_in as f32).sqrt();
                let draw = |_| generator.random_range(-bound..bound);
                (0..tensor.len()).map(draw).collect()
            }
        };
        Ok(spec.tensors()?.into_iter().map(values).collect())
    }

    /// A network with the values of `state`, which is called once for each tensor, in the spec's order, and returns its
    /// values, row-major in PyTorch's shape.
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) if the layers do not fit.
    ///
    /// # Panics
    /// If `state` returns another number of values than the tensor has.
    pub fn from_state(
        spec: &Spec,
        device: &Device,
        state: impl FnMut(&TensorSpec) -> Vec<f32>,
    ) -> Result<Self> {
        let placed = spec.placed()?;
        Ok(Self {
            layers: Builder::build(&placed, spec.layers.len()).into(),
            capabilities: capabilities(device),
            parameters: Parameters::new(spec.tensors()?, device, state),
        })
    }

    /// The logits of images, in inference and without gradients.
    ///
    /// # Shapes
    /// - `images`: `[N, channels, height, width]`, like the spec's input
    /// - output: `[N, classes]`
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let tensors = self.tensors();
        let mut pass = Pass::new(&tensors, self.capabilities, Mode::Inference);
        Tensor::from_dispatch(pass.run(&self.layers, images.into_dispatch()))
    }

    /// Begins a forward pass that is recorded, so that gradients can be computed.
    pub fn record(&mut self, mode: Mode) -> Recording {
        let parameters = self.parameters.tensors().into_iter();
        let leaves: Vec<_> = parameters
            .map(|tensor| Tensor::from_inner(tensor).require_grad())
            .collect();
        let (buffer, buffers) = self.parameters.gradient_buffer().unzip();
        let tensors = Tensors {
            parameters: dispatched(&leaves),
            buffers: dispatched(&buffers.unwrap_or_default()),
            running: dispatched(self.parameters.running()),
        };
        Recording {
            layers: self.layers.clone(),
            capabilities: self.capabilities,
            mode,
            tensors,
            leaves,
            buffer,
        }
    }

    /// Changes the parameters. `gradients` are those of [`Recording::gradients`]. `change` receives an index, the values
    /// and their gradient, both `[values]`, and returns the new values. It is called once for each parameter, or once
    /// for all if they are packed into one tensor. The values can be changed in place if no clone of the network shares
    /// them.
    pub fn update(
        &mut self,
        gradients: Vec<Tensor<1>>,
        change: impl FnMut(usize, Tensor<1>, Tensor<1>) -> Tensor<1>,
    ) {
        self.parameters.update(gradients, change);
    }

    /// The weights of convolutions and linear layers at each index of [`update`](Self::update).
    pub fn weights(&self) -> Vec<Weights> {
        self.parameters.weights()
    }

    /// Updates the running means and variances of the batch norms with those of a batch.
    pub fn absorb(&mut self, statistics: BatchStatistics) {
        for (i, measured) in statistics.0 {
            let measured = Tensor::from_dispatch(measured).inner();
            self.parameters.move_running(i, measured);
        }
    }

    /// The output of every layer, in inference and in the order of [`Spec::placed`]: a residual block precedes the
    /// layers in it.
    ///
    /// # Shapes
    /// - `images`: as in [`forward`](Self::forward)
    /// - each output: `[N, …]`
    pub fn activations(&self, images: Tensor<4>) -> Vec<Array> {
        let mut outputs = Vec::new();
        let mut watch = |number: u32, value: Array| {
            outputs.push((number, value.clone()));
            value
        };
        let tensors = self.tensors();
        let mut pass = Pass::new(&tensors, self.capabilities, Mode::Inference);
        pass.watch = Some(&mut watch);
        pass.run(&self.layers, images.into_dispatch());
        outputs.sort_by_key(|&(number, _)| number);
        outputs.into_iter().map(|(_, value)| value).collect()
    }

    /// The output of the layer `number`, as in [`Spec::placed`], in inference.
    ///
    /// # Shapes
    /// - `images`: as in [`forward`](Self::forward)
    /// - output: `[N, …]`
    ///
    /// # Panics
    /// If there is no such layer.
    pub fn output_of(&self, number: u32, images: Tensor<4>) -> Array {
        let end = self.layers.iter().position(|layer| layer.number == number);
        if let Some(end) = end {
            let tensors = self.tensors();
            let mut pass = Pass::new(&tensors, self.capabilities, Mode::Inference);
            return pass.run(&self.layers[..=end], images.into_dispatch());
        }
        // In a residual block.
        self.activations(images).swap_remove(number as usize)
    }

    /// The output of the first convolution, including the batch norm and the activation that follow it. Returns `None`
    /// if there is no convolution outside of residual blocks.
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
        let mut pass = Pass::new(&tensors, self.capabilities, Mode::Inference);
        let maps = pass.run(&self.layers[..end], images.into_dispatch());
        Some(Tensor::from_dispatch(maps))
    }

    /// The first convolution's name, the shape of its kernels `[out, in, height, width]`, and their values `[values]`.
    /// Returns `None` in the same cases as [`first_feature_maps`](Self::first_feature_maps).
    pub fn first_kernels(&self) -> Option<(&str, &[usize], Tensor<1>)> {
        let weight = self.layers.iter().find_map(|layer| match layer.kind {
            Kind::Conv2d { weight, .. } => Some(weight),
            _ => None,
        })?;
        let spec = self.parameters.specs().nth(weight)?;
        let name = spec.name.strip_suffix(".weight")?;
        let values = self.parameters.tensors().swap_remove(weight);
        Some((name, &spec.shape, values))
    }

    /// Every tensor, in PyTorch's layout and the spec's order.
    pub fn state(&self) -> Vec<NamedTensor> {
        self.parameters.named()
    }

    /// The gradients of [`Recording::gradients`] with the names of their parameters, in PyTorch's layout and the spec's
    /// order.
    pub fn named_gradients(&self, gradients: Vec<Tensor<1>>) -> Vec<NamedTensor> {
        self.parameters
            .named_gradients(self.separate(vec![gradients]).concat())
    }

    /// Converts the tensors that an optimiser keeps from the layout of [`update`](Self::update) to one tensor for each
    /// parameter. `kept` has a list for each kind of tensor, with an entry for each index of `update`.
    pub fn separate(&self, kept: Vec<Vec<Tensor<1>>>) -> Vec<Vec<Tensor<1>>> {
        let separate = |tensors: Vec<Tensor<1>>| {
            let tensors = tensors.iter();
            tensors
                .flat_map(|tensor| self.parameters.separate(tensor))
                .collect()
        };
        kept.into_iter().map(separate).collect()
    }

    /// The inverse of [`separate`](Self::separate): makes tensors on `device` from values in host memory.
    pub fn join(&self, kept: Vec<Vec<Vec<f32>>>, device: &Device) -> Vec<Vec<Tensor<1>>> {
        let tensors = |values| self.parameters.join(values, device);
        kept.into_iter().map(tensors).collect()
    }

    fn tensors(&self) -> Tensors {
        Tensors {
            parameters: dispatched(&self.parameters.tensors()),
            buffers: Vec::new(),
            running: dispatched(self.parameters.running()),
        }
    }
}

fn dispatched(tensors: &[Tensor<1>]) -> Vec<Array> {
    let dispatch = |tensor: &Tensor<1>| tensor.clone().into_dispatch();
    tensors.iter().map(dispatch).collect()
}

/// A recorded forward pass of a network. It shares the network's tensors: as long as it exists, an update copies them
/// instead of changing them in place.
pub struct Recording {
    layers: Arc<[Layer]>,
    capabilities: Capabilities,
    mode: Mode,
    tensors: Tensors,
    leaves: Vec<Tensor<1>>,
    /// The gradient buffer that the backward pass writes to, if parameters are packed.
    buffer: Option<Tensor<1>>,
}

impl Recording {
    /// The logits of images, and in training the statistics of the batch norms for [`Network::absorb`].
    ///
    /// # Shapes
    /// As in [`Network::forward`].
    pub fn forward(&self, images: Tensor<4>) -> (Tensor<2>, BatchStatistics) {
        let mut pass = Pass::new(&self.tensors, self.capabilities, self.mode.clone());
        let logits = pass.run(&self.layers, images.into_dispatch());
        (
            Tensor::from_dispatch(logits),
            BatchStatistics(pass.statistics),
        )
    }

    /// The logits of images, with no layers fused. `tap` receives each layer's number, as in [`Spec::placed`], with its
    /// output, and returns the value that the pass goes on with.
    ///
    /// # Shapes
    /// As in [`Network::forward`].
    pub fn tapped(&self, images: Tensor<4>, tap: &mut dyn FnMut(u32, Array) -> Array) -> Tensor<2> {
        let mut pass = Pass::new(&self.tensors, self.capabilities, self.mode.clone());
        pass.watch = Some(tap);
        Tensor::from_dispatch(pass.run(&self.layers, images.into_dispatch()))
    }

    /// The gradient of each parameter, `[values]`, without autodiff. On a device with packed parameters, a single tensor
    /// with all gradients.
    ///
    /// # Panics
    /// If `gradients` are not those of a loss that was computed from this recording.
    pub fn gradients(self, mut gradients: Gradients) -> Vec<Tensor<1>> {
        let leaves = self.leaves.iter();
        let found = leaves.map(|leaf| {
            let gradient = leaf.grad_remove(&mut gradients);
            gradient.expect("the loss depends on every parameter")
        });
        let found: Vec<_> = found.collect();
        match self.buffer {
            // The backward pass has written all gradients there.
            Some(buffer) => vec![buffer],
            None => found,
        }
    }
}
