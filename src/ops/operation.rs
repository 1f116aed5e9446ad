//! Every operation of the project as data: what it takes, what it gives, and the shapes of both.

use std::sync::Arc;

use digit_lab_kernels::{ActivationBlock, AdamStep, ConvBlock, LinearBlock, NormBlock, PoolBlock};

use super::HostValues;
use crate::random::Dropout;
use crate::team::Team;

/// An operation with its sizes. [`shapes`](Self::shapes) states the shapes of its inputs and outputs.
///
/// A parameter (weight, bias) may come in any shape: only the number of its values is checked, and its gradient has
/// the shape in which it came.
#[derive(Clone)]
pub enum Operation {
    /// A convolution with bias, then ReLU and max pooling if the block says so.
    ///
    /// `x` `[N, in, H, W]`, `weight` `[out, in, k, k]`, `bias` `[out]` → `[N, out, H', W']`.
    /// A [gradient buffer](Self#gradient-buffers) may follow for weight and bias.
    Conv(ConvBlock),
    /// A fully connected layer, then ReLU and dropout if asked for.
    ///
    /// `x` `[N, in]`, `weight` `[in, out]`, `bias` `[out]` → `[N, out]`.
    /// A gradient buffer may follow for weight and bias.
    Linear(Linear),
    /// Batch normalisation by the mean and variance of the batch, then ReLU if the block says so.
    ///
    /// `x` `[N, C, …]`, `weight` `[C]`, `bias` `[C]` → `y` as `x`; the batch's mean and unbiased variance `[2·C]`,
    /// without a gradient. A gradient buffer may follow for weight and bias.
    BatchNorm(BatchNorm),
    /// Batch normalisation by a running mean and variance, then ReLU if the block says so.
    ///
    /// `x` `[N, C, …]`, `weight` `[C]`, `bias` `[C]`, mean and variance `[2·C]`, which have no gradient → as `x`. A
    /// gradient buffer may follow for weight and bias.
    BatchNormInference(NormBlock),
    /// A function of each number. One tensor of any shape → the same shape.
    Activation(ActivationBlock),
    /// Pooling without overlap. `[N, C, H, W]` → `[N, C, H / rows, W / columns]`.
    Pool(PoolBlock),
    /// The logarithm of the softmax of each row. `[N, classes]` → the same shape.
    LogSoftmax {
        /// Numbers in a row.
        classes: usize,
    },
    /// `a + b`, then ReLU if asked for. Two tensors of one shape → the same shape.
    Sum {
        /// Whether a ReLU follows.
        relu: bool,
    },
    /// The same values, row by row, in another shape. Makes no copy.
    Reshape {
        /// The shape; as many values as before.
        shape: Vec<usize>,
    },
    /// Dropout. One tensor of any shape → the same shape.
    Dropout(Dropout),
    /// The mean cross-entropy of a batch.
    ///
    /// Outputs `[N, classes]`, class ids `[N, 1]` → loss `[1]`; number of correct predictions `[1]`. Only the loss
    /// has a gradient, and only with respect to the outputs.
    CrossEntropy(CrossEntropy),

    /// One update by Adam or AdamW, in place where nobody else holds the tensors.
    ///
    /// Parameters, gradients, first and second moment, all `[values]` → parameters and both moments.
    Adam(AdamStep),
    /// `old · keep + new · take`, in place where nobody else holds `old`. Two tensors of one shape → the same shape.
    Blend {
        /// Factor of the old values.
        keep: f32,
        /// Factor of the new values.
        take: f32,
    },
    /// One update of RMSprop's running mean: `squares' = squares · alpha + gradient² · (1 − alpha)`.
    ///
    /// Gradients and `squares`, both `[values]` → `gradient / (√squares' + epsilon)`; `squares'`.
    RmsProp {
        /// Decay of the mean.
        alpha: f32,
        /// Keeps the division finite.
        epsilon: f32,
    },
    /// `x · min(1, most / (norm + 1e-6))`, as PyTorch's `clip_grad_norm_`. `x` of any shape, norm `[1]` → as `x`.
    ClipByNorm {
        /// The largest norm.
        most: f32,
    },
    /// The sum of the squares of all inputs, or its root. At least one tensor of any shape, on a GPU exactly one →
    /// `[1]`.
    SumOfSquares {
        /// Whether to take the root.
        root: bool,
    },

    /// `[rows, columns]` → `[columns, rows]`, of flat tensors.
    Transpose {
        /// Rows before.
        rows: usize,
        /// Columns before.
        columns: usize,
    },
    /// A part of a flat tensor: on a GPU a view in the same memory, on a CPU a copy. `[values]` → `[len]`.
    View {
        /// First value.
        start: usize,
        /// Number of values.
        len: usize,
    },
    /// The tensor itself if nobody else holds it, else a tensor of zeros of its shape. Only on a GPU.
    Reuse,
    /// A batch of a data set that lies on the device as bytes. Only on a GPU.
    ///
    /// Images and labels, four bytes to a value → `[N, pixels]`; class ids `[N, 1]`.
    Gather(Gather),
    /// Appends the tensor's values, row by row, to host memory. One tensor of any shape → nothing. Only on a CPU.
    Store(HostValues),
    /// The tensor with values from host memory, in place where nobody else holds it. One tensor of any shape → the
    /// same shape. Only on a CPU.
    Load {
        /// Where the values are.
        values: HostValues,
        /// The first of them.
        start: usize,
    },
}

/// A fully connected layer.
#[derive(Debug, Clone, Copy)]
pub struct Linear {
    /// Its sizes.
    pub block: LinearBlock,
    /// The dropout behind its ReLU, where the device can do both [in one
    /// operation](Capabilities::linear_with_dropout). Only with a ReLU.
    pub dropout: Option<Dropout>,
}

/// A batch normalisation in training.
#[derive(Debug, Clone)]
pub struct BatchNorm {
    /// Its sizes. `images` counts the images of this member of the team.
    pub block: NormBlock,
    /// The team whose members hold the other parts of the batch.
    pub team: Option<Arc<Team>>,
}

/// The mean cross-entropy of a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrossEntropy {
    /// Numbers in a row.
    pub classes: usize,
    /// Share of the target that is spread over all classes, in [0, 1).
    pub smoothing: f32,
    /// Whether the outputs are logits; else they are log-probabilities.
    pub logits: bool,
    /// Factor of the mean: the share of the images that are of this part of a batch.
    pub scale: f32,
}

/// Which images of a data set become a batch, and how.
#[derive(Debug, Clone)]
pub struct Gather {
    /// Bytes of an image, a multiple of 4.
    pub pixels: usize,
    /// Numbers of the images.
    pub indices: Vec<u32>,
    /// Batches of up to so many images share a shader.
    pub room: usize,
    /// Factor of every byte.
    pub scale: f32,
    /// What is added to it.
    pub shift: f32,
}

/// What a device can do in one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// The side of the largest max pooling that runs together with a convolution ([`ConvBlock::pool`]).
    pub largest_conv_pool: usize,
    /// The side of the largest max pooling in one operation ([`PoolBlock`]).
    pub largest_pool: usize,
    /// Whether a linear layer, a ReLU and a dropout run together ([`Linear::dropout`]).
    pub linear_with_dropout: bool,
    /// Whether parameters are views of one buffer, gradients likewise: there is [`Operation::View`].
    pub packed_parameters: bool,
    /// Whether a data set can stay on the device as bytes: there is [`Operation::Gather`].
    pub resident_bytes: bool,
}

/// Which tensors a backward pass looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// The inputs.
    Inputs,
    /// The first output.
    Output,
    /// Both.
    Both,
    /// Neither.
    Nothing,
}

impl Needs {
    /// Whether the inputs are among them.
    pub fn inputs(self) -> bool {
        matches!(self, Self::Inputs | Self::Both)
    }

    /// Whether the output is among them.
    pub fn output(self) -> bool {
        matches!(self, Self::Output | Self::Both)
    }
}

/// # Gradient buffers
///
/// A convolution, a linear layer and a batch normalisation take two more inputs, of the lengths of weight and bias: the
/// backward pass writes these two gradients there instead of into tensors of their own. An optimiser then finds the
/// gradients of all parameters in one tensor. Only on a GPU.
impl Operation {
    /// How many inputs, from the first on, have a gradient. The others are constants.
    pub fn differentiable(&self) -> usize {
        match self {
            Self::Conv(_) | Self::Linear(_) | Self::BatchNorm(_) | Self::BatchNormInference(_) => 3,
            Self::Sum { .. } => 2,
            Self::Activation(_)
            | Self::Pool(_)
            | Self::LogSoftmax { .. }
            | Self::Dropout(_)
            | Self::Reshape { .. }
            | Self::CrossEntropy(_) => 1,
            Self::Adam(_)
            | Self::Blend { .. }
            | Self::RmsProp { .. }
            | Self::ClipByNorm { .. }
            | Self::SumOfSquares { .. }
            | Self::Transpose { .. }
            | Self::View { .. }
            | Self::Reuse
            | Self::Gather(_)
            | Self::Store(_)
            | Self::Load { .. } => 0,
        }
    }

    /// Inputs before those of a gradient buffer.
    pub fn buffer_at(&self) -> usize {
        match self {
            Self::BatchNormInference(_) => 4,
            _ => 3,
        }
    }

    /// What the backward pass looks at, beside the gradient of the first output and what the forward pass saved.
    pub fn needs(&self) -> Needs {
        match self {
            Self::Conv(_)
            | Self::BatchNorm(_)
            | Self::BatchNormInference(_)
            | Self::CrossEntropy(_) => Needs::Inputs,
            Self::Linear(linear) if linear.block.relu => Needs::Both,
            Self::Linear(_) => Needs::Inputs,
            Self::Activation(block) if block.of_output() => Needs::Output,
            Self::Activation(_) => Needs::Inputs,
            Self::LogSoftmax { .. } | Self::Sum { relu: true } => Needs::Output,
            _ => Needs::Nothing,
        }
    }

    /// Whether all inputs have one and the same gradient: the first's.
    pub fn shares_gradient(&self) -> bool {
        matches!(self, Self::Sum { .. })
    }

    /// What to call it in a panic's sentence. (Printing all of it would take a hundredth of the wasm module.)
    pub fn name(&self) -> &'static str {
        match self {
            Self::Conv(_) => "conv",
            Self::Linear(_) => "linear",
            Self::BatchNorm(_) => "batch norm",
            Self::BatchNormInference(_) => "batch norm in inference",
            Self::Activation(_) => "activation",
            Self::Pool(_) => "pool",
            Self::LogSoftmax { .. } => "log-softmax",
            Self::Sum { .. } => "sum",
            Self::Reshape { .. } => "reshape",
            Self::Dropout(_) => "dropout",
            Self::CrossEntropy(_) => "cross-entropy",
            Self::Adam(_) => "Adam",
            Self::Blend { .. } => "blend",
            Self::RmsProp { .. } => "RMSprop",
            Self::ClipByNorm { .. } => "clip by norm",
            Self::SumOfSquares { .. } => "sum of squares",
            Self::Transpose { .. } => "transpose",
            Self::View { .. } => "view",
            Self::Reuse => "reuse",
            Self::Gather(_) => "gather",
            Self::Store(_) => "store",
            Self::Load { .. } => "load",
        }
    }

    /// The shapes of the outputs, from those of the inputs.
    ///
    /// # Panics
    /// If the inputs do not fit the operation: the only place where that is checked.
    pub fn shapes(&self, inputs: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let len = |i: usize| inputs[i].iter().product::<usize>();
        let require = |fits: bool| assert!(fits, "the inputs fit the operation {:?}", self.name());
        let takes = |lengths: &[usize]| {
            require(
                inputs.len() == lengths.len() && (0..inputs.len()).all(|i| len(i) == lengths[i]),
            );
        };
        // With or without a gradient buffer.
        let takes_parameters = |x: usize, weight: usize, bias: usize| match inputs.len() {
            3 => takes(&[x, weight, bias]),
            _ => takes(&[x, weight, bias, weight, bias]),
        };
        let alike = |count: usize| {
            require(inputs.len() == count && (1..count).all(|i| len(i) == len(0)));
        };
        match self {
            Self::Conv(block) => {
                let image = block.channels_in * block.height * block.width;
                let kernel = block.channels_in * block.kernel * block.kernel;
                takes_parameters(
                    block.images * image,
                    block.channels_out * kernel,
                    block.channels_out,
                );
                vec![block.output().to_vec()]
            }
            Self::Linear(Linear { block, .. }) => {
                let (inputs, outputs) = (block.inputs, block.outputs);
                takes_parameters(block.images * inputs, inputs * outputs, outputs);
                vec![vec![block.images, outputs]]
            }
            Self::BatchNorm(BatchNorm { block, .. }) => {
                let channels = block.channels;
                takes_parameters(block.images * channels * block.area, channels, channels);
                vec![inputs[0].clone(), vec![2 * channels]]
            }
            Self::BatchNormInference(block) => {
                let channels = block.channels;
                let mut lengths = vec![
                    block.images * channels * block.area,
                    channels,
                    channels,
                    2 * channels,
                ];
                if inputs.len() > 4 {
                    lengths.extend([channels; 2]);
                }
                takes(&lengths);
                vec![inputs[0].clone()]
            }
            Self::Reshape { shape } => {
                takes(&[shape.iter().product()]);
                vec![shape.clone()]
            }
            Self::RmsProp { .. } => {
                alike(2);
                vec![inputs[0].clone(); 2]
            }
            Self::ClipByNorm { .. } => {
                takes(&[len(0), 1]);
                vec![inputs[0].clone()]
            }
            Self::Transpose { rows, columns } => {
                takes(&[rows * columns]);
                vec![inputs[0].clone()]
            }
            Self::Pool(block) => {
                takes(&[block.images * block.channels * block.height * block.width]);
                vec![block.output()]
            }
            Self::LogSoftmax { classes } => {
                alike(1);
                require(inputs[0].last() == Some(classes));
                vec![inputs[0].clone()]
            }
            Self::CrossEntropy(block) => {
                let rows = inputs[0][0];
                takes(&[rows * block.classes, rows]);
                vec![vec![1], vec![1]]
            }
            Self::Activation(_) | Self::Dropout(_) | Self::Reuse | Self::Load { .. } => {
                alike(1);
                vec![inputs[0].clone()]
            }
            Self::Sum { .. } | Self::Blend { .. } => {
                alike(2);
                vec![inputs[0].clone()]
            }
            Self::Adam(_) => {
                alike(4);
                vec![inputs[0].clone(); 3]
            }
            Self::SumOfSquares { .. } => {
                require(!inputs.is_empty());
                vec![vec![1]]
            }
            Self::Store(_) => {
                alike(1);
                Vec::new()
            }
            Self::View { start, len: part } => {
                alike(1);
                require(start + part <= len(0));
                vec![vec![*part]]
            }
            Self::Gather(gather) => {
                require(inputs.len() == 2 && gather.pixels % 4 == 0);
                let count = gather.indices.len();
                vec![vec![count, gather.pixels], vec![count, 1]]
            }
        }
    }
}
