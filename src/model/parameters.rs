//! The one store of a network's tensors.
//!
//! Every tensor is kept flat, `[values]`, and without autodiff. What treats all learned tensors alike (an optimiser, a
//! norm, a sum over workers) need not know their shapes. burn's own way, the visitors of a module, is compiled for
//! every rank that a tensor may have, and an optimiser with it: that was a quarter of the wasm module.
//!
//! On a device with [packed parameters](crate::ops::Capabilities::packed_parameters) the learned tensors are views of
//! one buffer, and so are their gradients: an optimiser then updates one tensor, since a launch costs a GPU more than
//! the arithmetic of a small tensor.

use std::sync::Arc;

use burn::tensor::{Device, Tensor};

use super::layer::TensorSpec;
use crate::ops::{self, Operation, capabilities};

/// The share of the newest batch in the running mean and variance; PyTorch's.
const BATCH_NORM_MOMENTUM: f32 = 0.1;

/// A view begins at a multiple of so many numbers: 256 bytes, the most that an adapter asks for.
const ALIGNMENT: usize = 64;

/// The tensors of a network. A clone shares their memory until one of both changes them.
#[derive(Debug, Clone)]
pub(super) struct Parameters {
    /// Every tensor, in the order of the layers.
    specs: Arc<[TensorSpec]>,
    learned: Learned,
    /// Mean, then variance, of each batch norm: `[2·C]`.
    running: Vec<Tensor<1>>,
}

/// The learned tensors.
#[derive(Debug, Clone)]
enum Learned {
    Separate(Vec<Tensor<1>>),
    Packed(Box<Packed>),
}

/// Learned tensors in one buffer.
#[derive(Debug)]
struct Packed {
    /// `None` only during an update, which takes the buffer out so that nobody else holds it.
    values: Option<Tensor<1>>,
    /// Of the same layout, with zeros in the gaps. A clone has none of its own yet.
    gradients: Option<Tensor<1>>,
    layout: Arc<[Place]>,
}

/// Where a tensor lies in a buffer.
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
    /// `[values]`, row by row in PyTorch's shape.
    pub values: Tensor<1>,
}

impl Parameters {
    /// Takes the values of each tensor, row by row in PyTorch's layout, from `values`, which is asked once a tensor,
    /// in order.
    pub fn new(
        specs: Vec<TensorSpec>,
        device: &Device,
        mut values: impl FnMut(&TensorSpec) -> Vec<f32>,
    ) -> Self {
        let device = &device.clone().without_autodiff();
        let tensor = |values: Vec<f32>| {
            let len = values.len();
            ops::tensor(values, [len], device)
        };
        let (mut learned, mut running): (Vec<Vec<f32>>, _) = (Vec::new(), Vec::new());
        // A running mean, until its variance comes.
        let mut mean = Vec::new();
        for spec in &specs {
            let values = values(spec);
            assert_eq!(values.len(), spec.len(), "{}: values", spec.name);
            match (spec.learned, mean.is_empty()) {
                (true, _) => learned.push(stored(values, &spec.shape)),
                (false, true) => mean = values,
                (false, false) => {
                    let mut both = std::mem::take(&mut mean);
                    both.extend(values);
                    running.push(tensor(both));
                }
            }
        }
        let packed = capabilities(device).packed_parameters && !learned.is_empty();
        Self {
            specs: specs.into(),
            learned: match packed {
                true => Learned::Packed(Box::new(Packed::new(learned, device))),
                false => Learned::Separate(learned.into_iter().map(tensor).collect()),
            },
            running,
        }
    }

    /// The learned tensors, in order.
    pub fn learned(&self) -> Vec<Tensor<1>> {
        match &self.learned {
            Learned::Separate(tensors) => tensors.clone(),
            Learned::Packed(packed) => packed.split(packed.values()),
        }
    }

    /// The running mean and variance of each batch norm, `[2·C]`.
    pub fn running(&self) -> &[Tensor<1>] {
        &self.running
    }

    /// A buffer for the gradients of packed tensors, and its parts; `None` if they are separate.
    pub fn gradient_buffer(&mut self) -> Option<(Tensor<1>, Vec<Tensor<1>>)> {
        let Learned::Packed(packed) = &mut self.learned else {
            return None;
        };
        let buffer = packed.take_gradients();
        let parts = packed.split(&buffer);
        Some((buffer, parts))
    }

    /// Changes the learned tensors: `change` is given the number, the values and the gradient of each (of all as one
    /// tensor, if they are packed) and returns the new values. In place unless somebody else holds the values.
    pub fn update(
        &mut self,
        gradients: Vec<Tensor<1>>,
        mut change: impl FnMut(usize, Tensor<1>, Tensor<1>) -> Tensor<1>,
    ) {
        match &mut self.learned {
            Learned::Separate(tensors) => {
                assert_eq!(tensors.len(), gradients.len(), "a gradient for each tensor");
                let values = std::mem::take(tensors).into_iter().zip(gradients);
                let changed = values.enumerate();
                tensors.extend(changed.map(|(i, (values, gradient))| change(i, values, gradient)));
            }
            Learned::Packed(packed) => {
                let Ok([gradients]) = <[_; 1]>::try_from(gradients) else {
                    panic!("the gradients of packed tensors are one tensor");
                };
                packed.gradients = Some(gradients.clone());
                let values = packed.values.take().expect("an update puts them back");
                packed.values = Some(change(0, values, gradients));
            }
        }
    }

    /// Moves the running values of the batch norm number `i` towards what a batch has `measured`, `[2·C]`.
    pub fn move_running(&mut self, i: usize, measured: Tensor<1>) {
        let shares = [1.0 - BATCH_NORM_MOMENTUM, BATCH_NORM_MOMENTUM];
        let old = self.running[i].clone();
        self.running[i] = ops::blend(old, measured, shares);
    }

    /// Every tensor in PyTorch's layout, in order.
    pub fn named(&self) -> Vec<NamedTensor> {
        let mut learned = self.learned().into_iter();
        let mut running = self.running.iter().flat_map(|both| {
            let [len] = both.dims();
            [0, len / 2].map(|start| part(both, start, len / 2))
        });
        let named = |spec: &TensorSpec| {
            let values = match spec.learned {
                true => exported(learned.next().expect("a tensor a spec"), &spec.shape),
                false => running.next().expect("two tensors a batch norm"),
            };
            NamedTensor {
                name: spec.name.clone(),
                values,
            }
        };
        self.specs.iter().map(named).collect()
    }

    /// The learned tensors' gradients, one a tensor and in order, in PyTorch's layout.
    pub fn named_gradients(&self, gradients: Vec<Tensor<1>>) -> Vec<NamedTensor> {
        let learned = self.specs.iter().filter(|spec| spec.learned);
        let named = learned.zip(gradients).map(|(spec, gradient)| NamedTensor {
            name: spec.name.clone(),
            values: exported(gradient, &spec.shape),
        });
        named.collect()
    }

    /// One tensor for each learned one, from tensors of the layout in which they are updated.
    pub fn separate(&self, tensor: &Tensor<1>) -> Vec<Tensor<1>> {
        match &self.learned {
            Learned::Separate(_) => vec![tensor.clone()],
            Learned::Packed(packed) => packed.split(tensor),
        }
    }

    /// Tensors on `device` of the layout in which they are updated, from the values of one for each learned tensor.
    pub fn join(&self, values: Vec<Vec<f32>>, device: &Device) -> Vec<Tensor<1>> {
        let tensor = |values: Vec<f32>| {
            let len = values.len();
            ops::tensor(values, [len], device)
        };
        match &self.learned {
            Learned::Separate(_) => values.into_iter().map(tensor).collect(),
            Learned::Packed(_) => vec![tensor(packed(values))],
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
            values: Some(ops::tensor(values, [end], device)),
            gradients: None,
        }
    }

    fn values(&self) -> &Tensor<1> {
        self.values.as_ref().expect("an update puts them back")
    }

    fn take_gradients(&mut self) -> Tensor<1> {
        match self.gradients.take() {
            // An optimiser may have kept the last ones.
            Some(last) => {
                let buffer = ops::run_one(Operation::Reuse, vec![last.into_dispatch()]);
                Tensor::from_dispatch(buffer)
            }
            None => {
                let [len] = self.values().dims();
                ops::tensor(vec![0.0; len], [len], &self.values().device())
            }
        }
    }

    fn split(&self, buffer: &Tensor<1>) -> Vec<Tensor<1>> {
        let view = |&Place { start, len }: &Place| {
            let operation = Operation::View { start, len };
            Tensor::from_dispatch(ops::run_one(
                operation,
                vec![buffer.clone().into_dispatch()],
            ))
        };
        self.layout.iter().map(view).collect()
    }
}

/// Values one tensor behind the other, each beginning where a view may begin, with zeros in between.
fn packed(tensors: Vec<Vec<f32>>) -> Vec<f32> {
    let mut all = Vec::new();
    for values in tensors {
        all.extend(values);
        all.resize(all.len().next_multiple_of(ALIGNMENT), 0.0);
    }
    all
}

fn part(tensor: &Tensor<1>, start: usize, len: usize) -> Tensor<1> {
    let operation = Operation::View { start, len };
    Tensor::from_dispatch(ops::run_one(
        operation,
        vec![tensor.clone().into_dispatch()],
    ))
}

/// From PyTorch's layout to the one in which tensors are kept: the weight of a linear layer, the only matrix, is
/// `[in, out]` instead of `[out, in]`.
fn stored(values: Vec<f32>, shape: &[usize]) -> Vec<f32> {
    let &[_, columns] = shape else {
        return values;
    };
    (0..columns)
        .flat_map(|column| values.iter().skip(column).step_by(columns).copied())
        .collect()
}

/// The other way round.
fn exported(tensor: Tensor<1>, shape: &[usize]) -> Tensor<1> {
    let &[rows, columns] = shape else {
        return tensor;
    };
    let operation = Operation::Transpose {
        rows: columns,
        columns: rows,
    };
    Tensor::from_dispatch(ops::run_one(operation, vec![tensor.into_dispatch()]))
}
