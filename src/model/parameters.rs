//! The store of a network's tensors.
//!
//! Every tensor is flat, `[values]`, and has no autodiff. Code that treats all parameters alike (an optimiser, a norm, a
//! sum over workers) need not know their shapes. burn's own visitors of a module are compiled for every rank of a
//! tensor, and the optimiser with them: that was a quarter of the wasm module.
//!
//! On a device with [packed parameters](crate::ops::Capabilities::packed_parameters) the parameters are views of one
//! buffer, and their gradients of another. An optimiser then updates one tensor in one launch. On a GPU a launch costs
//! more than the arithmetic of a small tensor.

use std::sync::Arc;

use burn::tensor::{Device, Tensor};

use super::layer::TensorSpec;
use crate::ops::{self, Operation, capabilities};

/// The weight of a new batch in the running mean and variance; PyTorch's default.
const BATCH_NORM_MOMENTUM: f32 = 0.1;

/// A view begins at a multiple of so many values: 256 bytes, the largest alignment that a WebGPU adapter requires.
const ALIGNMENT: usize = 64;

/// The panic message if [`Packed::values`] is `None`.
const PRESENT: &str = "an update puts the parameters back";

/// The tensors of a network. A clone shares their memory until one of the two changes them.
#[derive(Debug, Clone)]
pub(super) struct Parameters {
    /// Every tensor, in the order of the layers.
    specs: Arc<[TensorSpec]>,
    storage: Storage,
    /// The running means, then variances, of each batch norm: `[2·C]`.
    running: Vec<Tensor<1>>,
}

/// The parameters, as separate tensors or packed into one buffer.
#[derive(Debug, Clone)]
enum Storage {
    Separate(Vec<Tensor<1>>),
    Packed(Box<Packed>),
}

/// Parameters in one buffer.
#[derive(Debug)]
struct Packed {
    /// The buffer. It is `None` only during an update, which moves it out so that its memory is not shared.
    values: Option<Tensor<1>>,
    /// The gradient buffer of the last step, of the same layout, with zeros in the gaps. A clone begins without one.
    gradients: Option<Tensor<1>>,
    layout: Arc<[Place]>,
}

/// The range of a parameter in a buffer, in values.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: usize,
    len: usize,
}

impl Clone for Packed {
    fn clone(&self) -> Self {
        Self {
            values: self.values.clone(),
            gradients: None,
            layout: self.layout.clone(),
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

/// The weights of convolutions and linear layers among the parameters that have one index of
/// [`Network::update`](super::Network::update).
#[derive(Debug, Clone)]
pub enum Weights {
    /// The index has only such weights.
    All,
    /// The index has no such weight, but a bias or a parameter of a batch norm.
    None,
    /// The parameters are packed into one tensor. The mask, of the same shape, has a 1 for each value of such a weight,
    /// and else 0.
    Mask(Box<Tensor<1>>),
}

impl Parameters {
    /// Tensors with the values of `values`, which is called once for each tensor, in order, and returns its values,
    /// row-major in PyTorch's shape.
    pub fn new(
        specs: Vec<TensorSpec>,
        device: &Device,
        mut values: impl FnMut(&TensorSpec) -> Vec<f32>,
    ) -> Self {
        let device = &device.clone().without_autodiff();
        let tensor = |values| ops::vector(values, device);
        let (mut parameters, mut running): (Vec<Vec<f32>>, _) = (Vec::new(), Vec::new());
        // A batch norm's running mean, until its running variance follows.
        let mut mean = Vec::new();
        for spec in &specs {
            let values = values(spec);
            assert_eq!(
                values.len(),
                spec.len(),
                "number of values of {}",
                spec.name
            );
            match (spec.learned, mean.is_empty()) {
                (true, _) => parameters.push(from_pytorch(values, &spec.shape)),
                (false, true) => mean = values,
                (false, false) => {
                    let mut both = std::mem::take(&mut mean);
                    both.extend(values);
                    running.push(tensor(both));
                }
            }
        }
        let packed = capabilities(device).packed_parameters && !parameters.is_empty();
        Self {
            specs: specs.into(),
            storage: match packed {
                true => Storage::Packed(Box::new(Packed::new(parameters, device))),
                false => Storage::Separate(parameters.into_iter().map(tensor).collect()),
            },
            running,
        }
    }

    /// The specs of the parameters, in order.
    pub fn specs(&self) -> impl Iterator<Item = &TensorSpec> {
        self.specs.iter().filter(|spec| spec.learned)
    }

    /// The parameters, in order.
    pub fn tensors(&self) -> Vec<Tensor<1>> {
        match &self.storage {
            Storage::Separate(tensors) => tensors.clone(),
            Storage::Packed(packed) => packed.split(packed.values()),
        }
    }

    /// The running means, then variances, of each batch norm: `[2·C]`.
    pub fn running(&self) -> &[Tensor<1>] {
        &self.running
    }

    /// A gradient buffer and its view for each parameter; `None` if parameters are separate tensors.
    pub fn gradient_buffer(&mut self) -> Option<(Tensor<1>, Vec<Tensor<1>>)> {
        let Storage::Packed(packed) = &mut self.storage else {
            return None;
        };
        let buffer = packed.take_gradients();
        let parts = packed.split(&buffer);
        Some((buffer, parts))
    }

    /// Changes the parameters: `change` receives the index, the values and the gradient of each parameter (of all
    /// parameters as one tensor, if they are packed) and returns the new values. It can change them in place if no clone
    /// shares them.
    pub fn update(
        &mut self,
        gradients: Vec<Tensor<1>>,
        mut change: impl FnMut(usize, Tensor<1>, Tensor<1>) -> Tensor<1>,
    ) {
        match &mut self.storage {
            Storage::Separate(tensors) => {
                assert_eq!(
                    tensors.len(),
                    gradients.len(),
                    "a gradient for each parameter"
                );
                let values = std::mem::take(tensors).into_iter().zip(gradients);
                let changed = values.enumerate();
                tensors.extend(changed.map(|(i, (values, gradient))| change(i, values, gradient)));
            }
            Storage::Packed(packed) => {
                let Ok([gradients]) = <[_; 1]>::try_from(gradients) else {
                    panic!("packed parameters need a single tensor of gradients");
                };
                packed.gradients = Some(gradients.clone());
                let values = packed.values.take().expect(PRESENT);
                packed.values = Some(change(0, values, gradients));
            }
        }
    }

    /// The weights at each index of [`update`](Self::update).
    pub fn weights(&self) -> Vec<Weights> {
        match &self.storage {
            Storage::Separate(_) => {
                let weights = self.specs().map(|spec| match spec.is_weight() {
                    true => Weights::All,
                    false => Weights::None,
                });
                weights.collect()
            }
            Storage::Packed(all) => {
                let share = |spec: &TensorSpec| f32::from(u8::from(spec.is_weight()));
                let mask = self.specs().map(|spec| vec![share(spec); spec.len()]);
                let mask = packed(mask.collect());
                let mask = ops::vector(mask, &all.values().device());
                vec![Weights::Mask(Box::new(mask))]
            }
        }
    }

    /// Updates the running means and variances of batch norm `i` with those of a batch, `[2·C]`.
    pub fn move_running(&mut self, i: usize, measured: Tensor<1>) {
        let shares = [1.0 - BATCH_NORM_MOMENTUM, BATCH_NORM_MOMENTUM];
        let old = self.running[i].clone();
        self.running[i] = ops::blend(old, measured, shares);
    }

    /// Every tensor in PyTorch's layout, in order.
    pub fn named(&self) -> Vec<NamedTensor> {
        let mut parameters = self.tensors().into_iter();
        let mut running = self.running.iter().flat_map(|both| {
            let [len] = both.dims();
            [0, len / 2].map(|start| view(both, start, len / 2))
        });
        let named = |spec: &TensorSpec| {
            let values = match spec.learned {
                true => {
                    let tensor = parameters.next().expect("every parameter has a tensor");
                    to_pytorch(tensor, &spec.shape)
                }
                false => running
                    .next()
                    .expect("a batch norm has two running tensors"),
            };
            NamedTensor {
                name: spec.name.clone(),
                values,
            }
        };
        self.specs.iter().map(named).collect()
    }

    /// Names `gradients`, one for each parameter and in order, and converts them to PyTorch's layout.
    pub fn named_gradients(&self, gradients: Vec<Tensor<1>>) -> Vec<NamedTensor> {
        let named = self
            .specs()
            .zip(gradients)
            .map(|(spec, gradient)| NamedTensor {
                name: spec.name.clone(),
                values: to_pytorch(gradient, &spec.shape),
            });
        named.collect()
    }

    /// Splits a tensor in the layout of [`update`](Self::update) into one for each parameter.
    pub fn separate(&self, tensor: &Tensor<1>) -> Vec<Tensor<1>> {
        match &self.storage {
            Storage::Separate(_) => vec![tensor.clone()],
            Storage::Packed(packed) => packed.split(tensor),
        }
    }

    /// Tensors on `device` in the layout of [`update`](Self::update), from the values for each parameter.
    pub fn join(&self, values: Vec<Vec<f32>>, device: &Device) -> Vec<Tensor<1>> {
        let tensor = |values| ops::vector(values, device);
        match &self.storage {
            Storage::Separate(_) => values.into_iter().map(tensor).collect(),
            Storage::Packed(_) => vec![tensor(packed(values))],
        }
    }
}

impl Packed {
    fn new(values: Vec<Vec<f32>>, device: &Device) -> Self {
        let mut end = 0;
        let layout = values.iter().map(|values| {
            let start = end;
            end += values.len().next_multiple_of(ALIGNMENT);
            Place {
                start,
                len: values.len(),
            }
        });
        let layout = layout.collect();
        let values = packed(values);
        Self {
            layout,
            values: Some(ops::vector(values, device)),
            gradients: None,
        }
    }

    fn values(&self) -> &Tensor<1> {
        self.values.as_ref().expect(PRESENT)
    }

    /// The gradient buffer of the last step, or a new one with zeros.
    fn take_gradients(&mut self) -> Tensor<1> {
        match self.gradients.take() {
            // An optimiser may still use the last gradients. `Reuse` then makes a new buffer.
            Some(last) => {
                let buffer = ops::run_one(Operation::Reuse, vec![last.into_dispatch()]);
                Tensor::from_dispatch(buffer)
            }
            None => {
                let [len] = self.values().dims();
                ops::vector(vec![0.0; len], &self.values().device())
            }
        }
    }

    /// The view of each parameter in a buffer of this layout.
    fn split(&self, buffer: &Tensor<1>) -> Vec<Tensor<1>> {
        let places = self.layout.iter();
        places
            .map(|&Place { start, len }| view(buffer, start, len))
            .collect()
    }
}

/// The values of a buffer: those of each parameter at a multiple of [`ALIGNMENT`], with zeros in the gaps.
fn packed(tensors: Vec<Vec<f32>>) -> Vec<f32> {
    let mut all = Vec::new();
    for values in tensors {
        all.extend(values);
        all.resize(all.len().next_multiple_of(ALIGNMENT), 0.0);
    }
    all
}

/// A part of a flat tensor: see [`Operation::View`].
fn view(tensor: &Tensor<1>, start: usize, len: usize) -> Tensor<1> {
    let operation = Operation::View { start, len };
    Tensor::from_dispatch(ops::run_one(
        operation,
        vec![tensor.clone().into_dispatch()],
    ))
}

/// Converts values from PyTorch's layout to this store's: the weight of a linear layer, the only matrix, is `[in, out]`
/// instead of `[out, in]`.
fn from_pytorch(values: Vec<f32>, shape: &[usize]) -> Vec<f32> {
    let &[_, columns] = shape else {
        return values;
    };
    (0..columns)
        .flat_map(|column| values.iter().skip(column).step_by(columns).copied())
        .collect()
}

/// The inverse of [`from_pytorch`], for a tensor.
fn to_pytorch(tensor: Tensor<1>, shape: &[usize]) -> Tensor<1> {
    let &[rows, columns] = shape else {
        return tensor;
    };
    let operation = Operation::Transpose {
        rows: columns,
        columns: rows,
    };
    Tensor::from_dispatch(ops::run_one(operation, vec![tensor.into_dispatch()]))
}
