//! Every fused operation as data; and on the CPU as a function of slices, forward and backward, so
//! that what brings them to burn's tensors exists only once.

#[cfg(any(feature = "flex", feature = "ndarray"))]
use super::parts;
use crate::random::Dropout;
use digit_lab_kernels::{
    self as kernels, ActivationBlock, ConvBlock, ConvGradients, LikelihoodBlock, LinearBlock,
    LinearGradients, NormBlock, PoolBlock, Workspace,
};

/// A fused operation with its sizes. It takes one to three tensors and makes one.
#[derive(Debug, Clone, Copy)]
pub enum Operation {
    /// Of `x` `[N, in, H, W]`, `weight` `[out, in, k, k]`, `bias` `[out]`.
    Conv(ConvBlock),
    /// Of `x` `[N, in]`, `weight` `[in, out]`, `bias` `[out]`.
    Linear(LinearWork),
    /// Of `x` `[N, C, …]`, `weight` `[C]`, `bias` `[C]`, by the batch's mean and variance.
    Norm(NormBlock),
    /// The same by a mean and variance that are given: of `x`, `scale` `[C]`, `shift` `[C]`.
    Affine(NormBlock),
    /// Of one tensor of any shape.
    Activation(ActivationBlock),
    /// Of `x` `[N, C, H, W]`.
    Pool(PoolBlock),
    /// Of `x` `[N, F]`: the logarithm of the softmax of each row of so many numbers.
    LogSoftmax(usize),
    /// Of two tensors of one shape: their sum, and a ReLU behind it.
    SumRelu,
    /// Of logarithms `[N, classes]` and class ids `[N, 1]`, which have no gradient: `[N, 1]`.
    Likelihood(LikelihoodBlock),
    /// Of one tensor of any shape. Only on a GPU.
    #[cfg_attr(
        not(feature = "webgpu"),
        expect(dead_code, reason = "made on a GPU only")
    )]
    Dropout(Dropout),
    /// Of outputs `[N, classes]` and class ids `[N, 1]`, which have no gradient: the mean loss, `[1]`.
    /// Only on a GPU.
    #[cfg_attr(
        not(feature = "webgpu"),
        expect(dead_code, reason = "made on a GPU only")
    )]
    CrossEntropy(CrossEntropyBlock),
}

/// A fully connected layer.
#[derive(Debug, Clone, Copy)]
pub struct LinearWork {
    /// Its sizes.
    pub block: LinearBlock,
    /// What is dropped behind its ReLU. Only on a GPU.
    #[cfg_attr(
        not(feature = "webgpu"),
        expect(dead_code, reason = "made on a GPU only")
    )]
    pub dropout: Option<Dropout>,
}

/// The mean cross-entropy of a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrossEntropyBlock {
    /// Numbers in a row.
    pub classes: usize,
    /// Share of the target that is spread over all classes, in [0, 1).
    pub smoothing: f32,
    /// Of logits; else of logarithms of probabilities.
    pub logits: bool,
}

/// What a forward pass on the CPU leaves for the backward pass, beside tensors.
#[derive(Debug, Default)]
pub struct Saved {
    /// Which place of each pooled square won.
    pub choice: Vec<u8>,
    /// Mean and reciprocal deviation of each channel: `[2, C]`.
    pub statistics: Vec<f32>,
    /// What the running mean and variance move towards: `[2, C]`.
    pub measured: Vec<f32>,
}

/// Which tensors a backward pass looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// What the operation was made of.
    Inputs,
    /// What came out.
    Output,
    /// Both.
    Both,
    /// Neither.
    Nothing,
}

impl Operation {
    /// The shape of what comes out.
    pub fn output(&self, first_input: &[usize]) -> Vec<usize> {
        match self {
            Self::Conv(block) => block.output().to_vec(),
            Self::Linear(work) => vec![work.block.images, work.block.outputs],
            Self::Pool(block) => block.output(),
            Self::Likelihood(_) => vec![first_input[0], 1],
            Self::CrossEntropy(_) => vec![1],
            Self::Norm(_)
            | Self::Affine(_)
            | Self::Activation(_)
            | Self::LogSoftmax(_)
            | Self::Dropout(_)
            | Self::SumRelu => first_input.to_vec(),
        }
    }

    /// What [`backward`](Self::backward) looks at.
    pub fn needs(&self) -> Needs {
        match self {
            Self::Conv(_) | Self::Norm(_) | Self::Affine(_) => Needs::Inputs,
            Self::Linear(work) if work.block.relu => Needs::Both,
            Self::Linear(_) => Needs::Inputs,
            Self::Activation(block) if block.of_output() => Needs::Output,
            Self::Activation(_) => Needs::Inputs,
            Self::LogSoftmax(_) | Self::SumRelu => Needs::Output,
            Self::Likelihood(_) | Self::CrossEntropy(_) => Needs::Inputs,
            Self::Pool(_) | Self::Dropout(_) => Needs::Nothing,
        }
    }

    /// Whether all inputs have one and the same gradient: the first's.
    pub fn shares_gradient(&self) -> bool {
        matches!(self, Self::SumRelu)
    }

    /// Computes `y`; with what the backward pass needs if there is one (`training`).
    pub fn forward(
        &self,
        inputs: &[&[f32]],
        y: &mut [f32],
        training: bool,
        ws: &mut Workspace,
    ) -> Saved {
        let mut saved = Saved::default();
        let len = if training { y.len() } else { 0 };
        match (self, inputs) {
            (Self::Conv(block), [x, w, b]) => {
                saved.choice = vec![0; if block.chooses() { len } else { 0 }];
                let choice = (!saved.choice.is_empty()).then_some(&mut saved.choice[..]);
                kernels::conv_forward(block, (x, w, b), y, choice, ws);
            }
            (Self::Linear(work), [x, w, b]) => {
                kernels::linear_forward(&work.block, x, w, b, y, ws);
            }
            (Self::Norm(block), [x, w, b]) => {
                let moments = kernels::combine(&parts::of_all(kernels::moments(block, x)));
                saved.statistics = block.statistics(&moments);
                saved.measured = block.measured(&moments);
                kernels::normalise(block, x, (w, b), &saved.statistics, y);
            }
            (Self::Affine(block), [x, scale, shift]) => {
                saved.statistics = block.identity();
                kernels::normalise(block, x, (scale, shift), &saved.statistics, y);
            }
            (Self::Activation(block), [x]) => kernels::activate(*block, x, y),
            (Self::Pool(block), [x]) => {
                saved.choice = vec![0; if block.chooses() { len } else { 0 }];
                kernels::pool_forward(block, x, y, &mut saved.choice);
            }
            (Self::LogSoftmax(columns), [x]) => kernels::log_softmax(*columns, x, y),
            (Self::SumRelu, [a, b]) => kernels::sum_relu(a, b, y),
            (Self::Likelihood(block), [logs, targets]) => block.forward(logs, targets, y),
            _ => unreachable!(
                "{self:?} is not of {} tensors, or not the CPU's",
                inputs.len()
            ),
        }
        saved
    }

    /// The gradients of the inputs, each as long as the input; empty if nobody needs the first.
    ///
    /// Slices that [`needs`](Self::needs) does not name are empty.
    pub fn backward<const N: usize>(
        &self,
        (inputs, y, dy): ([&[f32]; N], &[f32], &[f32]),
        saved: &Saved,
        mut gradients: [Vec<f32>; N],
        ws: &mut Workspace,
    ) -> [Vec<f32>; N] {
        let (first, rest) = gradients.split_first_mut().expect("there is an input");
        match (self, &inputs[..], rest) {
            (Self::Conv(block), [x, w, _], [dw, db]) => {
                let dx = (!first.is_empty()).then_some(&mut first[..]);
                let gradients = ConvGradients { dx, dw, db };
                kernels::conv_backward(block, (x, w), (dy, &saved.choice), gradients, ws);
            }
            (Self::Linear(work), [x, w, _], [dw, db]) => {
                let dx = (!first.is_empty()).then_some(&mut first[..]);
                let gradients = LinearGradients { dx, dw, db };
                kernels::linear_backward(&work.block, (x, w), (y, dy), gradients, ws);
            }
            (Self::Norm(block) | Self::Affine(block), [x, w, b], [dw, db]) => {
                let of = (*x, *w, *b);
                let local = kernels::norm_sums(block, of, &saved.statistics, dy);
                for ((dw, db), sum) in dw.iter_mut().zip(db).zip(&local) {
                    (*dw, *db) = (sum.product as f32, sum.gradient as f32);
                }
                if !first.is_empty() {
                    let through = matches!(self, Self::Norm(_))
                        .then(|| kernels::add_sums(&parts::of_all(local)));
                    kernels::norm_input_gradient(
                        block,
                        of,
                        &saved.statistics,
                        (dy, through.as_deref()),
                        first,
                    );
                }
            }
            (Self::Activation(block), [x], []) => {
                kernels::activation_backward(*block, x, y, dy, first);
            }
            (Self::Pool(block), _, []) => kernels::pool_backward(block, dy, &saved.choice, first),
            (Self::LogSoftmax(columns), _, []) => {
                kernels::log_softmax_backward(*columns, y, dy, first);
            }
            // The second's is the same one.
            (Self::SumRelu, _, [_]) => kernels::masked(y, dy, first),
            (Self::Likelihood(block), [_, targets], [_]) => block.backward(targets, dy, first),
            _ => unreachable!("{self:?} is not of {N} tensors, or not the CPU's"),
        }
        gradients
    }
}
