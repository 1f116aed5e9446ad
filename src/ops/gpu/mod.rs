//! The operations on a GPU: WGSL shaders, generated for the sizes of a layer and launched through
//! CubeCL, like burn's own.
//!
//! A shader does not depend on the number of images, so that the smaller last batch of an epoch needs
//! no shader of its own. No shader uses workgroup memory, subgroups, or more than 64 invocations per
//! workgroup, so that every WebGPU adapter runs them.

mod classify;
mod conv;
mod gather;
mod launch;
mod linear;
mod norm;
mod pointwise;
mod pool;
mod shader;
mod update;

use burn::backend::Cube;
use burn::backend::ops::FloatTensorOps;
use burn::backend::tensor::FloatTensor;
use burn::tensor::FloatDType;
use burn_wgpu::CubeTensor;
use digit_lab_kernels::ActivationBlock;

use super::extension::{BackwardArgs, Kernels};
use super::operation::{BatchNorm, Capabilities, Operation};
use launch::{empty, tensor_at};
use pointwise::{Pointwise, dropout_words};

/// The data that a forward pass saves on the device for the backward pass, beside inputs and output.
#[derive(Debug, Clone, Default)]
pub struct Saved {
    /// For each pooled output, the position of its maximum in the pooled square.
    choice: Option<CubeTensor>,
    /// Means, then reciprocal standard deviations, of the channels: `[2·C]`.
    statistics: Option<CubeTensor>,
}

impl Kernels for Cube {
    const CAPABILITIES: Capabilities = Capabilities {
        largest_conv_pool: 4,
        largest_pool: 15,
        linear_with_dropout: true,
        packed_parameters: true,
        resident_bytes: true,
    };

    type Saved = Saved;

    fn contiguous(tensor: FloatTensor<Self>) -> FloatTensor<Self> {
        if tensor.is_contiguous() {
            return tensor;
        }
        // Flattening makes burn copy a tensor that is not row-major.
        let shape = tensor.meta.shape().clone();
        let flat = Self::float_reshape(tensor, [shape.num_elements()].into());
        Self::float_reshape(flat, shape)
    }

    fn forward(
        operation: &Operation,
        inputs: Vec<CubeTensor>,
        shapes: &[Vec<usize>],
        training: bool,
    ) -> (Vec<CubeTensor>, Saved) {
        if operation.differentiable() == 0 {
            return (update(operation, inputs, shapes), Saved::default());
        }
        let mut saved = Saved::default();
        let outputs = match (operation, &inputs[..]) {
            (Operation::Conv(block), [x, w, b, ..]) => {
                let (y, choice) = conv::forward(block, [x, w, b], training);
                saved.choice = choice;
                vec![y]
            }
            (Operation::Linear(linear), [x, w, b, ..]) => vec![linear::forward(linear, [x, w, b])],
            (Operation::BatchNorm(norm), [x, w, b, ..]) => {
                let [y, statistics, measured] = norm::forward(&norm.block, [x, w, b]);
                saved.statistics = Some(statistics);
                vec![y, measured]
            }
            (Operation::BatchNormInference(block), [x, w, b, running, ..]) => {
                let statistics = norm::statistics_of_running(block, running);
                let y = norm::normalise(block, [x, w, b], &statistics);
                saved.statistics = Some(statistics);
                vec![y]
            }
            (Operation::Activation(block), [x]) => {
                vec![pointwise::apply(Pointwise::Forward(*block), &[x], [0; 4])]
            }
            (Operation::Pool(block), [x]) => {
                let (y, choice) = pool::forward(block, x);
                saved.choice = choice;
                vec![y]
            }
            (Operation::LogSoftmax { classes }, [x]) => vec![classify::log_softmax(*classes, x)],
            (Operation::Sum { relu }, [a, b]) => {
                let function = if *relu {
                    Pointwise::SumRelu
                } else {
                    Pointwise::Sum
                };
                vec![pointwise::apply(function, &[a, b], [0; 4])]
            }
            (Operation::Reshape { shape }, [x]) => vec![tensor_at(shape, x, x.handle.clone())],
            (Operation::Dropout(dropout), [x]) => {
                vec![pointwise::apply(
                    Pointwise::Drop,
                    &[x],
                    dropout_words(Some(*dropout)),
                )]
            }
            (Operation::CrossEntropy(block), [x, targets]) => {
                classify::cross_entropy(block, x, targets).into()
            }
            _ => unreachable!("the inputs of {:?} were checked", operation.name()),
        };
        (outputs, saved)
    }

    fn backward(
        operation: &Operation,
        args: BackwardArgs<'_, Self>,
        wanted: &[bool],
    ) -> Vec<Option<CubeTensor>> {
        let BackwardArgs {
            inputs,
            buffers,
            output,
            dy,
            saved,
            shapes,
        } = args;
        let choice = saved.choice.as_ref();
        let statistics = || {
            let statistics = saved.statistics.as_ref();
            statistics.expect("the forward pass saved them")
        };
        let output = || output.expect("the operation needs it");
        // The gradients of weight and bias are written to the gradient buffers, if there are any.
        let parameters = || {
            [1, 2].map(|i| match buffers.get(i - 1) {
                Some(buffer) => buffer.clone(),
                None => empty(&shapes[i], dy),
            })
        };
        let wants_input = wanted[0];
        match (operation, inputs) {
            (Operation::Conv(block), [x, w, ..]) => {
                let [dw, db] = parameters();
                let dx = conv::backward(block, [x, w], (dy, choice), [&dw, &db], wants_input);
                vec![dx, Some(dw), Some(db)]
            }
            (Operation::Linear(linear), [x, w, ..]) => {
                let [dw, db] = parameters();
                let y = linear.block.relu.then(output);
                let dx = linear::backward(linear, [x, w], (y, dy), [&dw, &db], wants_input);
                vec![dx, Some(dw), Some(db)]
            }
            (
                Operation::BatchNorm(BatchNorm { block, .. })
                | Operation::BatchNormInference(block),
                [x, w, b, ..],
            ) => {
                let [dw, db] = parameters();
                // In inference the statistics are constants.
                let of = (wants_input, matches!(operation, Operation::BatchNorm(_)));
                let dx = norm::backward(block, [x, w, b], statistics(), dy, [&dw, &db], of);
                vec![dx, Some(dw), Some(db)]
            }
            (Operation::Activation(block), inputs) => {
                let x_or_y = if block.of_output() {
                    output()
                } else {
                    &inputs[0]
                };
                let shader = Pointwise::Backward(*block);
                vec![Some(pointwise::apply(shader, &[x_or_y, dy], [0; 4]))]
            }
            (Operation::Pool(block), _) => vec![Some(pool::backward(block, dy, choice))],
            (Operation::LogSoftmax { classes }, _) => {
                vec![Some(classify::log_softmax_backward(*classes, output(), dy))]
            }
            (Operation::Sum { relu: false }, _) => vec![Some(dy.clone())],
            (Operation::Reshape { .. }, _) => {
                vec![Some(tensor_at(&shapes[0], dy, dy.handle.clone()))]
            }
            (Operation::Sum { relu: true }, _) => {
                let shader = Pointwise::Backward(ActivationBlock::Relu);
                vec![Some(pointwise::apply(shader, &[output(), dy], [0; 4]))]
            }
            (Operation::Dropout(dropout), _) => {
                let words = dropout_words(Some(*dropout));
                vec![Some(pointwise::apply(Pointwise::Drop, &[dy], words))]
            }
            (Operation::CrossEntropy(block), [x, targets]) => {
                vec![Some(classify::cross_entropy_backward(
                    block,
                    [x, targets],
                    dy,
                ))]
            }
            _ => unreachable!("the inputs of {:?} were checked", operation.name()),
        }
    }
}

/// Runs an operation without a gradient.
fn update(
    operation: &Operation,
    inputs: Vec<CubeTensor>,
    shapes: &[Vec<usize>],
) -> Vec<CubeTensor> {
    let mut inputs = inputs.into_iter();
    let mut next = || inputs.next().expect("the number of inputs was checked");
    let first = next();
    match operation {
        Operation::Adam(step) => {
            let (gradients, moment_1, moment_2) = (next(), next(), next());
            update::adam([first, moment_1, moment_2], &gradients, step).into()
        }
        Operation::Blend { keep, take } => {
            let words = [keep.to_bits(), take.to_bits(), 0, 0];
            vec![pointwise::apply(
                Pointwise::Blend,
                &[&first, &next()],
                words,
            )]
        }
        Operation::Product => {
            vec![pointwise::apply(
                Pointwise::Product,
                &[&first, &next()],
                [0; 4],
            )]
        }
        Operation::RmsProp { alpha, epsilon } => {
            update::rms_prop([&first, &next()], *alpha, *epsilon).into()
        }
        Operation::ClipByNorm { most } => {
            let words = [most.to_bits(), 0, 0, 0];
            vec![pointwise::apply(Pointwise::Clip, &[&first, &next()], words)]
        }
        Operation::SumOfSquares { root } => vec![update::squares(&first, *root)],
        Operation::Transpose { rows, columns } => {
            let words = [*rows as u32, *columns as u32, 0, 0];
            vec![pointwise::apply(Pointwise::Transpose, &[&first], words)]
        }
        Operation::View { start, len } => {
            let bytes = |numbers: usize| (numbers * size_of::<f32>()) as u64;
            let whole = first.meta.shape().num_elements();
            let handle = first.handle.clone();
            let handle = handle
                .offset_start(bytes(*start))
                .offset_end(bytes(whole - start - len));
            vec![tensor_at(&shapes[0], &first, handle)]
        }
        Operation::Reuse => vec![match first.handle.can_mut() {
            true => first,
            false => {
                let shape = first.meta.shape().clone();
                Cube::float_zeros(shape, &first.device, FloatDType::F32)
            }
        }],
        Operation::Gather(gather) => gather::gather([&first, &next()], gather).into(),
        _ => unreachable!(
            "{:?} does not run on a GPU: see Capabilities",
            operation.name()
        ),
    }
}
