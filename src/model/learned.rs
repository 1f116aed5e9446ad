//! Everything that a network learns, as a list of flat tensors in the spec's order.
//!
//! What treats all of it alike (a norm, an optimiser, a sum over workers) need not know its shapes.
//! burn's own way, a module's visitors and mappers, is compiled for every rank that a tensor may
//! have, and an optimiser with it: that was a quarter of the wasm module.

use burn::module::Param;
use burn::tensor::{Gradients, Tensor};

use super::layers::{BatchNorm, Conv2d, Layer, Linear, Residual};
use super::network::Network;
use crate::ops::plain;

/// Makes another `[values]` of one.
type Change<'a> = &'a mut dyn FnMut(Tensor<1>) -> Tensor<1>;

impl Network {
    /// The gradient of everything that is learned, `[values]` each, without autodiff.
    ///
    /// # Panics
    /// If `gradients` are not of a loss that this network computed on an autodiff device.
    pub fn learned_gradients(&self, mut gradients: Gradients) -> Vec<Tensor<1>> {
        let mut flat = Vec::new();
        collect(&self.layers, &mut gradients, &mut flat);
        flat
    }

    /// Everything that is learned, `[values]` each, without autodiff.
    pub fn learned(&self) -> Vec<Tensor<1>> {
        let mut flat = Vec::new();
        values(&self.layers, &mut flat);
        flat
    }

    /// The network with other values of everything that is learned, as [`learned`](Self::learned)
    /// gives them.
    pub fn with_learned(self, values: Vec<Tensor<1>>) -> Self {
        let mut values = values.into_iter();
        self.map_learned(&mut |_| values.next().expect("as many as there are"))
    }

    /// The network with everything that is learned changed: each tensor is handed over as
    /// `[values]`, without autodiff and owned by nobody else.
    pub fn map_learned(mut self, change: Change<'_>) -> Self {
        self.layers = changed(self.layers, change);
        self
    }
}

/// Calls `see` for each learned tensor of the layers, whatever its rank.
macro_rules! each_learned {
    ($layers:expr, $param:ident => $see:expr, $inside:ident => $again:expr) => {
        for layer in $layers {
            match layer {
                Layer::Conv2d(layer) => {
                    let $param = &layer.weight;
                    $see;
                    let $param = &layer.bias;
                    $see;
                }
                Layer::Linear(layer) => {
                    let $param = &layer.weight;
                    $see;
                    let $param = &layer.bias;
                    $see;
                }
                Layer::BatchNorm(layer) => {
                    for $param in [&layer.weight, &layer.bias] {
                        $see;
                    }
                }
                Layer::Residual(block) => {
                    for $inside in [&block.layers, &block.shortcut] {
                        $again;
                    }
                }
                Layer::Fixed(_) => {}
            }
        }
    };
}

fn collect(layers: &[Layer], gradients: &mut Gradients, flat: &mut Vec<Tensor<1>>) {
    each_learned!(layers, param => flat.push(taken(param, gradients)), inside => collect(inside, gradients, flat));
}

fn values(layers: &[Layer], flat: &mut Vec<Tensor<1>>) {
    each_learned!(layers, param => flat.push(flattened(param.val().inner())), inside => values(inside, flat));
}

fn taken<const D: usize>(param: &Param<Tensor<D>>, gradients: &mut Gradients) -> Tensor<1> {
    let gradient = param.val().grad_remove(gradients);
    flattened(gradient.expect("every parameter takes part in the loss"))
}

fn changed(layers: Vec<Layer>, change: Change<'_>) -> Vec<Layer> {
    let change = |layer| match layer {
        Layer::Conv2d(layer) => Layer::Conv2d(Conv2d {
            weight: moved(layer.weight, change),
            bias: moved(layer.bias, change),
            ..layer
        }),
        Layer::Linear(layer) => Layer::Linear(Linear {
            weight: moved(layer.weight, change),
            bias: moved(layer.bias, change),
            ..layer
        }),
        Layer::BatchNorm(layer) => Layer::BatchNorm(BatchNorm {
            weight: moved(layer.weight, change),
            bias: moved(layer.bias, change),
            ..layer
        }),
        Layer::Residual(block) => Layer::Residual(Residual {
            layers: changed(block.layers, change),
            shortcut: changed(block.shortcut, change),
        }),
        fixed @ Layer::Fixed(_) => fixed,
    };
    layers.into_iter().map(change).collect()
}

fn moved<const D: usize>(param: Param<Tensor<D>>, change: Change<'_>) -> Param<Tensor<D>> {
    param.map(|tensor| {
        let shape = tensor.dims();
        let values = change(flattened(tensor.inner()));
        Tensor::from_inner(plain::reshaped(values, shape)).require_grad()
    })
}

fn flattened<const D: usize>(tensor: Tensor<D>) -> Tensor<1> {
    let len = tensor.dims().iter().product::<usize>();
    plain::reshaped(tensor, [len])
}
