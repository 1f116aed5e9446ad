//! A forward pass through the layers of a network.

use burn::backend::TensorMetadata;

use super::fuse::{Fusion, fuse};
use super::mode::{Mode, Training};
use super::structure::{Kind, Layer};
use crate::ops::{
    self, Array, BatchNorm, Capabilities, Linear, NormBlock, Operation, PoolBlock, PoolKind,
};
use crate::random::{Dropout, DropoutKey};

/// The tensors of a network, as a pass uses them.
pub(super) struct Tensors {
    /// The parameters, in order.
    pub parameters: Vec<Array>,
    /// A gradient buffer for each parameter; empty if the backward pass makes new tensors instead.
    pub buffers: Vec<Array>,
    /// The running mean and variance of each batch norm, `[2·C]`.
    pub running: Vec<Array>,
}

/// A callback that receives each layer's number and output, and returns the value that the pass goes on with.
pub(super) type Watch<'a> = &'a mut dyn FnMut(u32, Array) -> Array;

/// A forward pass: its mode, and its results beside the output.
pub(super) struct Pass<'a> {
    tensors: &'a Tensors,
    capabilities: Capabilities,
    /// `None`: inference.
    training: Option<Training>,
    /// The mean and variance that each batch norm has measured, `[2·C]`, with its index. Only in training.
    pub statistics: Vec<(usize, Array)>,
    /// Receives every layer's output. No layers are fused then.
    pub watch: Option<Watch<'a>>,
}

impl<'a> Pass<'a> {
    pub fn new(tensors: &'a Tensors, capabilities: Capabilities, mode: Mode) -> Self {
        Self {
            tensors,
            capabilities,
            training: match mode {
                Mode::Inference => None,
                Mode::Training(training) => Some(training),
            },
            statistics: Vec::new(),
            watch: None,
        }
    }

    /// Runs `layers` one after the other and returns the last output.
    pub fn run(&mut self, layers: &[Layer], mut x: Array) -> Array {
        let mut rest = layers;
        while let Some(first) = rest.first() {
            let fusion = match self.watch {
                Some(_) => Fusion::NONE,
                None => fuse(rest, self.training.is_some(), &self.capabilities),
            };
            x = self.layer(first, fusion, x);
            rest = &rest[fusion.layers..];
            if let Some(watch) = &mut self.watch {
                x = watch(first.number, x);
            }
        }
        x
    }

    /// The output of a layer and the layers that are fused with it.
    fn layer(&mut self, layer: &Layer, fusion: Fusion, x: Array) -> Array {
        let images = x.shape()[0];
        match layer.kind {
            Kind::Conv2d { mut block, weight } => {
                (block.images, block.relu, block.pool) = (images, fusion.relu, fusion.pool);
                ops::run_one(Operation::Conv(block), self.with_parameters(x, weight))
            }
            Kind::Linear { mut block, weight } => {
                (block.images, block.relu) = (images, fusion.relu);
                let dropout = fusion
                    .dropout
                    .and_then(|(rate, number)| self.dropout(number, rate, block.outputs));
                let linear = Operation::Linear(Linear { block, dropout });
                ops::run_one(linear, self.with_parameters(x, weight))
            }
            Kind::BatchNorm {
                mut block,
                weight,
                running,
            } => {
                (block.images, block.relu) = (images, fusion.relu);
                self.batch_norm(block, weight, running, x)
            }
            Kind::Activation(block) => ops::run_one(Operation::Activation(block), vec![x]),
            Kind::Pool(block) => self.pool(PoolBlock { images, ..block }, x),
            Kind::GlobalAvgPool(block) => {
                let means = self.pool(PoolBlock { images, ..block }, x);
                reshape(means, vec![images, block.channels])
            }
            Kind::Flatten => {
                let values = x.shape().num_elements() / images;
                reshape(x, vec![images, values])
            }
            Kind::Dropout { rate, values } => match self.dropout(layer.number, rate, values) {
                Some(dropout) => ops::run_one(Operation::Dropout(dropout), vec![x]),
                None => x,
            },
            Kind::LogSoftmax { classes } => {
                ops::run_one(Operation::LogSoftmax { classes }, vec![x])
            }
            Kind::Residual {
                ref layers,
                ref shortcut,
            } => {
                let body = self.run(layers, x.clone());
                let around = self.run(shortcut, x);
                let sum = Operation::Sum { relu: fusion.relu };
                ops::run_one(sum, vec![body, around])
            }
        }
    }

    /// The inputs of an operation with a weight and a bias: `x`, both parameters, and their gradient buffers if there
    /// are any. `weight` is the weight's index among the parameters.
    fn with_parameters(&self, x: Array, weight: usize) -> Vec<Array> {
        let both = weight..weight + 2;
        let mut inputs = vec![x];
        inputs.extend_from_slice(&self.tensors.parameters[both.clone()]);
        inputs.extend_from_slice(self.tensors.buffers.get(both).unwrap_or_default());
        inputs
    }

    fn batch_norm(&mut self, block: NormBlock, weight: usize, running: usize, x: Array) -> Array {
        if let Some(training) = &self.training {
            let team = training.team.clone();
            let operation = Operation::BatchNorm(BatchNorm { block, team });
            let outputs = ops::run(operation, self.with_parameters(x, weight));
            let Ok([y, measured]) = <[_; 2]>::try_from(outputs) else {
                unreachable!("the operation lists two outputs")
            };
            self.statistics.push((running, measured));
            return y;
        }
        let mut inputs = self.with_parameters(x, weight);
        inputs.insert(3, self.tensors.running[running].clone());
        ops::run_one(Operation::BatchNormInference(block), inputs)
    }

    fn pool(&self, block: PoolBlock, x: Array) -> Array {
        if block.kind == PoolKind::Max && block.columns > self.capabilities.largest_pool {
            // The rows first, then the columns of their maxima. Of several equal maxima both steps choose the first, so
            // that the gradient goes to the same value as with a single step.
            let columns = PoolBlock { rows: 1, ..block };
            let rows = PoolBlock {
                width: block.width / block.columns,
                columns: 1,
                ..block
            };
            let x = ops::run_one(Operation::Pool(columns), vec![x]);
            return ops::run_one(Operation::Pool(rows), vec![x]);
        }
        ops::run_one(Operation::Pool(block), vec![x])
    }

    /// The dropout of the layer `number`, whose input has so many `values` per image; `None` in inference.
    fn dropout(&self, number: u32, rate: f32, values: usize) -> Option<Dropout> {
        let training = self.training.as_ref()?;
        Some(Dropout {
            key: DropoutKey {
                seed: training.seed,
                step: training.step,
                layer: number,
            },
            rate,
            first: training.first * values,
        })
    }
}

fn reshape(x: Array, shape: Vec<usize>) -> Array {
    ops::run_one(Operation::Reshape { shape }, vec![x])
}
