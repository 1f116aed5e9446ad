//! The layers of a network with their sizes and the indices of their tensors.

use super::spec::{LayerSpec, Placed};
use crate::ops::{ActivationBlock, ConvBlock, LinearBlock, NormBlock, PoolBlock, PoolKind};

/// Added to the variance of a batch norm; the default of PyTorch and burn.
const BATCH_NORM_EPSILON: f64 = 1e-5;

/// A layer with its sizes.
#[derive(Debug)]
pub(super) struct Layer {
    /// Its index in [`Spec::placed`](super::Spec::placed): a residual block precedes the layers in it.
    pub number: u32,
    pub kind: Kind,
}

/// The kind of a layer, with its sizes. The number of images is 0 here; a pass sets it.
#[derive(Debug)]
pub(super) enum Kind {
    /// `weight` is the index of its weight among the parameters; its bias follows.
    Conv2d {
        block: ConvBlock,
        weight: usize,
    },
    /// `weight` as for a convolution.
    Linear {
        block: LinearBlock,
        weight: usize,
    },
    /// `weight` as for a convolution; `running` is the index of its running mean and variance.
    BatchNorm {
        block: NormBlock,
        weight: usize,
        running: usize,
    },
    Activation(ActivationBlock),
    Pool(PoolBlock),
    /// Mean pooling of whole planes to one feature a channel.
    GlobalAvgPool(PoolBlock),
    Flatten,
    Dropout {
        rate: f32,
        /// Values of one image.
        values: usize,
    },
    LogSoftmax {
        classes: usize,
    },
    Residual {
        layers: Vec<Layer>,
        shortcut: Vec<Layer>,
    },
}

/// Builds a network's layers from the list of [`Spec::placed`](super::Spec::placed) and counts their tensors.
pub(super) struct Builder<'a> {
    placed: std::slice::Iter<'a, Placed<'a>>,
    number: u32,
    parameters: usize,
    running: usize,
}

impl<'a> Builder<'a> {
    /// The network's layers. `count` is the number of layers outside of residual blocks.
    pub fn build(placed: &'a [Placed<'a>], count: usize) -> Vec<Layer> {
        let mut builder = Self {
            placed: placed.iter(),
            number: 0,
            parameters: 0,
            running: 0,
        };
        builder.layers(count)
    }

    fn layers(&mut self, count: usize) -> Vec<Layer> {
        (0..count).map(|_| self.layer()).collect()
    }

    fn layer(&mut self) -> Layer {
        let placed = self.placed.next().expect("the list holds every layer");
        let number = self.number;
        self.number += 1;
        let kind = self.kind(placed);
        Layer { number, kind }
    }

    fn kind(&mut self, Placed { layer, input, .. }: &Placed<'_>) -> Kind {
        let weight = self.parameters;
        match **layer {
            LayerSpec::Conv2d {
                channels,
                kernel,
                stride,
                padding,
                ..
            } => {
                self.parameters += 2;
                let block = ConvBlock {
                    images: 0,
                    channels_in: input[0],
                    height: input[1],
                    width: input[2],
                    channels_out: channels,
                    kernel,
                    stride,
                    padding,
                    relu: false,
                    pool: 1,
                };
                Kind::Conv2d { block, weight }
            }
            LayerSpec::Linear { units, .. } => {
                self.parameters += 2;
                let block = LinearBlock {
                    images: 0,
                    inputs: input[0],
                    outputs: units,
                    relu: false,
                };
                Kind::Linear { block, weight }
            }
            LayerSpec::BatchNorm { .. } => {
                self.parameters += 2;
                let running = self.running;
                self.running += 1;
                let block = NormBlock {
                    images: 0,
                    channels: input[0],
                    area: input[1..].iter().product(),
                    epsilon: BATCH_NORM_EPSILON,
                    relu: false,
                };
                Kind::BatchNorm {
                    block,
                    weight,
                    running,
                }
            }
            LayerSpec::Relu => Kind::Activation(ActivationBlock::Relu),
            LayerSpec::Tanh => Kind::Activation(ActivationBlock::Tanh),
            LayerSpec::Sigmoid => Kind::Activation(ActivationBlock::Sigmoid),
            LayerSpec::Gelu => Kind::Activation(ActivationBlock::Gelu),
            LayerSpec::MaxPool2d { size } => Kind::Pool(pool(PoolKind::Max, input, [size; 2])),
            LayerSpec::AvgPool2d { size } => Kind::Pool(pool(PoolKind::Mean, input, [size; 2])),
            LayerSpec::GlobalAvgPool => {
                Kind::GlobalAvgPool(pool(PoolKind::Mean, input, [input[1], input[2]]))
            }
            LayerSpec::Flatten => Kind::Flatten,
            LayerSpec::Dropout { rate } => Kind::Dropout {
                rate: rate as f32,
                values: input.iter().product(),
            },
            LayerSpec::LogSoftmax => Kind::LogSoftmax { classes: input[0] },
            LayerSpec::Residual {
                ref layers,
                ref shortcut,
            } => Kind::Residual {
                layers: self.layers(layers.len()),
                shortcut: self.layers(shortcut.len()),
            },
        }
    }
}

fn pool(kind: PoolKind, input: &[usize], [rows, columns]: [usize; 2]) -> PoolBlock {
    PoolBlock {
        kind,
        images: 0,
        channels: input[0],
        height: input[1],
        width: input[2],
        rows,
        columns,
    }
}
