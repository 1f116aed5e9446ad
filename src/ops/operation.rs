//! Every operation of the project as data, with the shapes of its inputs and outputs.

use std::sync::Arc;

use digit_lab_kernels::{ActivationBlock, AdamStep, ConvBlock, LinearBlock, NormBlock, PoolBlock};

use super::HostValues;
use crate::random::Dropout;
use crate::team::Team;

/// An operation with its sizes. [`shapes`](Self::shapes) states the shapes of its inputs and outputs.
///
/// A parameter (weight, bias) may have any shape: only its number of values is checked, and its gradient gets the same
/// shape.
#[derive(Clone)]
pub enum Operation {
    /// A convolution with bias, then ReLU and max pooling if the block says so.
    ///
    /// `x` `[N, in, H, W]`, `weight` `[out, in, k, k]`, `bias` `[out]` → `[N, out, H', W']`.
    /// A [gradient buffer](Self#gradient-buffers) may follow for weight and bias.
    Conv(ConvBlock),
    /// A fully connected layer, then ReLU and dropout if [`Linear`] says so.
    ///
    /// `x` `[N, in]`, `weight` `[in, out]`, `bias` `[out]` → `[N, out]`.
    /// A gradient buffer may follow for weight and bias.
    Linear(Linear),
    /// Batch normalisation by the mean and variance of the batch, then ReLU if the block says so.
    ///
    /// `x` `[N, C, …]`, `weight` `[C]`, `bias` `[C]` → `y` of the shape of `x`; the batch's means, then its unbiased
    /// variances, `[2·C]`, without a gradient. A gradient buffer may follow for weight and bias.
    BatchNorm(BatchNorm),
    /// Batch normalisation by a running mean and variance, then ReLU if the block says so.
    ///
    /// `x` `[N, C, …]`, `weight` `[C]`, `bias` `[C]`, means, then variances, `[2·C]`, without a gradient → the shape of
    /// `x`. A gradient buffer may follow for weight and bias.
    BatchNormInference(NormBlock),
    /// An activation function of each value. One tensor of any shape → the same shape.
    Activation(ActivationBlock),
    /// Pooling without overlap. `[N, C, H, W]` → `[N, C, H / rows, W / columns]`, rounded down.
    Pool(PoolBlock),
    /// The logarithm of the softmax of each row. `[N, classes]` → the same shape.
    LogSoftmax {
        /// Values in a row.
        classes: usize,
    },
    /// `a + b`, then ReLU if `relu` is true. Two tensors of one shape → the same shape.
    Sum {
        /// True if a ReLU follows.
        relu: bool,
    },
    /// The same values, row-major, in another shape. Makes no copy.
    Reshape {
        /// The new shape, with the same number of values.
        shape: Vec<usize>,
    },
    /// Dropout. One tensor of any shape → the same shape.
    Dropout(Dropout),
    /// The mean cross-entropy of a batch.
    ///
    /// Network outputs `[N, classes]`, class ids `[N, 1]` → loss `[1]`; number of correct predictions `[1]`. Only the
    /// loss has a gradient, and only with respect to the network outputs.
    CrossEntropy(CrossEntropy),

    /// One update by Adam or AdamW, in place if the tensors' memory is not shared.
    ///
    /// Parameters, gradients, first and second moment, all `[values]` → parameters and both moments.
    Adam(AdamStep),
    /// `old · keep + new · take`, in place if the memory of `old` is not shared. Two tensors of one shape → the same
    /// shape.
    Blend {
        /// Factor of the old values.
        keep: f32,
        /// Factor of the new values.
        take: f32,
    },
    /// `a · b`, value by value. Two tensors of one shape → the same shape.
    Product,
    /// One update of RMSprop's running mean: `squares' = squares · alpha + gradient² · (1 − alpha)`.
    ///
    /// Gradients and `squares`, both `[values]` → `gradient / (√squares' + epsilon)`; `squares'`.
    RmsProp {
        /// Decay of the mean, in [0, 1).
        alpha: f32,
        /// Added to the root, so that the division stays finite.
        epsilon: f32,
    },
    /// `x · min(1, most / (norm + 1e-6))`, as in PyTorch's `clip_grad_norm_`. `x` of any shape, norm `[1]` → the shape
    /// of `x`.
    ClipByNorm {
        /// The largest norm.
        most: f32,
    },
    /// The sum of the squares of all inputs' values, or its root. At least one tensor of any shape (on a GPU exactly
    /// one) → `[1]`.
    SumOfSquares {
        /// True for the root of the sum.
        root: bool,
    },

    /// The transpose of a matrix `[rows, columns]`. The input and the output have the same shape, usually flat.
    Transpose {
        /// Rows of the input.
        rows: usize,
        /// Columns of the input.
        columns: usize,
    },
    /// A part of a flat tensor: a view of the same memory on a GPU, a copy on a CPU. `[values]` → `[len]`.
    View {
        /// Index of the first value.
        start: usize,
        /// Number of values.
        len: usize,
    },
    /// The tensor itself if its memory is not shared, else a tensor of zeros of its shape. Only on a GPU.
    Reuse,
    /// A batch from a data set in the device's memory. Only on a GPU.
    ///
    /// Images and labels, four bytes packed into each value → images `[N, pixels]`; class ids `[N, 1]`.
    Gather(Gather),
    /// Appends the tensor's values, row-major, to host memory. One tensor of any shape → no output. Only on a CPU.
    Store(HostValues),
    /// The tensor with values from host memory, in place if its memory is not shared. One tensor of any shape → the
    /// same shape. Only on a CPU.
    Load {
        /// The host memory.
        values: HostValues,
        /// Index of the first value in it.
        start: usize,
    },
}

/// A fully connected layer.
#[derive(Debug, Clone, Copy)]
pub struct Linear {
    /// Its sizes, and whether a ReLU follows.
    pub block: LinearBlock,
    /// The dropout after the ReLU; `None` without a ReLU, and on a device that cannot [fuse
    /// both](Capabilities::linear_with_dropout).
    pub dropout: Option<Dropout>,
}

/// A batch normalisation in training.
#[derive(Debug, Clone)]
pub struct BatchNorm {
    /// Its sizes, and whether a ReLU follows. `images` counts the images of this member of the team.
    pub block: NormBlock,
    /// The team whose members hold the other parts of the batch.
    pub team: Option<Arc<Team>>,
}

/// The mean cross-entropy of a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrossEntropy {
    /// Number of classes.
    pub classes: usize,
    /// Label smoothing: the share of the target probability that is spread evenly over all classes, in [0, 1).
    pub smoothing: f32,
    /// True if the network outputs are logits, false if they are log-probabilities.
    pub logits: bool,
    /// Factor of the mean: 1, or the share of the batch's images that this member of a team computes.
    pub scale: f32,
}

/// A batch from a data set in the device's memory.
#[derive(Debug, Clone)]
pub struct Gather {
    /// Bytes of an image, a multiple of 4.
    pub pixels: usize,
    /// Indices of the images in the data set.
    pub indices: Vec<u32>,
    /// The largest batch size: smaller batches use the shader that was compiled for it.
    pub room: usize,
    /// A byte `b` becomes `b · scale + shift`.
    pub scale: f32,
    /// See `scale`.
    pub shift: f32,
}

/// The operations that a device can fuse, and the storage that it supports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// The side of the largest max pooling that can be fused with a convolution ([`ConvBlock::pool`]).
    pub largest_conv_pool: usize,
    /// The side of the largest max pooling in one operation ([`PoolBlock`]).
    pub largest_pool: usize,
    /// True if a linear layer, a ReLU and a dropout can be fused ([`Linear::dropout`]).
    pub linear_with_dropout: bool,
    /// True if all parameters are views of one buffer, and all gradients of another ([`Operation::View`] makes no
    /// copy).
    pub packed_parameters: bool,
    /// True if the device can make batches from a data set in its memory ([`Operation::Gather`]).
    pub resident_bytes: bool,
}

/// The tensors of the forward pass that a backward pass reads.
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
    /// True if the backward pass reads the inputs.
    pub fn inputs(self) -> bool {
        matches!(self, Self::Inputs | Self::Both)
    }

    /// True if the backward pass reads the first output.
    pub fn output(self) -> bool {
        matches!(self, Self::Output | Self::Both)
    }
}

/// # Gradient buffers
///
/// A convolution, a linear layer and a batch normalisation accept two more inputs, of the lengths of weight and bias.
/// The backward pass then writes the gradients of weight and bias into these instead of into new tensors, so that an
/// optimiser finds the gradients of all parameters in one tensor. Only on a GPU.
impl Operation {
    /// The number of differentiable inputs. They are the first ones; the rest are constants.
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
            | Self::Product
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

    /// The index of the first gradient buffer among the inputs.
    pub fn buffer_at(&self) -> usize {
        match self {
            Self::BatchNormInference(_) => 4,
            _ => 3,
        }
    }

    /// The tensors that the backward pass reads, beside the gradient of the first output and the saved data.
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

    /// True if all inputs have the same gradient. The backward pass then computes only the first one.
    pub fn shares_gradient(&self) -> bool {
        matches!(self, Self::Sum { .. })
    }

    /// The name for panic messages. (Code that prints the whole operation would take a hundredth of the wasm module.)
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
            Self::Product => "product",
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

    /// The shapes of the outputs for inputs of these shapes. Only this function checks the shapes; implementations rely
    /// on it.
    ///
    /// # Panics
    /// If the inputs do not fit the operation.
    pub fn shapes(&self, inputs: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let len = |i: usize| inputs[i].iter().product::<usize>();
        let require = |fits: bool| {
            assert!(
                fits,
                "the shapes of the inputs do not fit the operation {:?}",
                self.name()
            );
        };
        let takes = |lengths: &[usize]| {
            require(
                inputs.len() == lengths.len() && (0..inputs.len()).all(|i| len(i) == lengths[i]),
            );
        };
        // With or without gradient buffers.
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
            Self::Sum { .. } | Self::Blend { .. } | Self::Product => {
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
