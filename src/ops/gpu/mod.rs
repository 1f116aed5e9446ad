//! The operations on a GPU: shaders in WGSL, written for the sizes at hand and launched through
//! CubeCL beside burn's own.
//!
//! A shader is made for a layer's sizes but for any number of images, so that the last, smaller batch
//! of an epoch needs no other. None uses memory that a workgroup shares, subgroups, or more than 64
//! invocations a workgroup: the smallest WebGPU adapter runs them.

mod bytes;
mod classify;
mod conv;
mod flat;
mod gather;
mod gradients;
mod launch;
mod linear;
mod norm;
mod pointwise;
mod pool;
mod resident;
mod shader;
mod update;

use burn::backend::Cube;
use burn::backend::ops::FloatTensorOps;
use burn::backend::tensor::FloatTensor;
use burn_wgpu::CubeTensor;
use digit_lab_kernels::AdamStep;

use super::Activation;
use super::fused::{Computed, Computes, Given};
use super::operation::Operation;
pub use bytes::Bytes;
pub use conv::MOST_POOL;
pub use flat::Flat;
use pointwise::{Pointwise, dropping};

/// What a forward pass leaves on the device for the backward pass, beside tensors.
#[derive(Debug, Clone, Default)]
pub struct Saved {
    /// Which place of each pooled square won.
    choice: Option<CubeTensor>,
    /// Mean and reciprocal deviation of each channel.
    statistics: Option<CubeTensor>,
}

impl Computes for Cube {
    type Saved = Saved;

    fn row_by_row(tensor: FloatTensor<Self>) -> FloatTensor<Self> {
        if tensor.is_contiguous() {
            return tensor;
        }
        // burn copies what it cannot see as one row.
        let shape = tensor.meta.shape().clone();
        let flat = Self::float_reshape(tensor, [shape.num_elements()].into());
        Self::float_reshape(flat, shape)
    }

    fn forward<const N: usize>(
        inputs: &[FloatTensor<Self>; N],
        operation: &Operation,
        training: bool,
    ) -> Computed<Self> {
        let mut saved = Saved::default();
        let mut measured = None;
        let y = match (operation, &inputs.each_ref()[..]) {
            (Operation::Conv(block), &[x, w, b]) => {
                let (y, choice) = conv::forward(block, [x, w, b], training);
                saved.choice = choice;
                y
            }
            (Operation::Linear(work), &[x, w, b]) => linear::forward(work, [x, w, b]),
            (Operation::Norm(block), &[x, w, b]) => {
                let [y, statistics, moved] = norm::forward(block, [x, w, b]);
                saved.statistics = Some(statistics);
                measured = Some(moved);
                y
            }
            (Operation::Affine(block), &[x, scale, shift]) => {
                let device = x.device.clone();
                let data = burn::tensor::TensorData::new(block.identity(), [2 * block.channels]);
                let statistics = Self::float_from_data(data, &device);
                let y = norm::normalise(block, [x, scale, shift], &statistics);
                saved.statistics = Some(statistics);
                y
            }
            (Operation::Activation(block), &[x]) => {
                pointwise::apply(Pointwise::Forward(*block), &[x], [0; 4])
            }
            (Operation::Pool(block), &[x]) => {
                let (y, choice) = pool::forward(block, x);
                saved.choice = choice;
                y
            }
            (Operation::LogSoftmax(columns), &[x]) => classify::log_softmax(*columns, x),
            (Operation::SumRelu, &[a, b]) => pointwise::apply(Pointwise::SumRelu, &[a, b], [0; 4]),
            (Operation::Dropout(dropout), &[x]) => {
                pointwise::apply(Pointwise::Drop, &[x], dropping(Some(*dropout)))
            }
            (Operation::CrossEntropy(block), &[x, targets]) => {
                let [loss, hits] = classify::cross_entropy(block, x, targets);
                measured = Some(hits);
                loss
            }
            _ => unreachable!("{operation:?} is not of {N} tensors, or not the GPU's"),
        };
        Computed { y, measured, saved }
    }

    fn backward<const N: usize>(
        operation: &Operation,
        given: Given<'_, Self, N>,
        wanted: [bool; N],
    ) -> [Option<FloatTensor<Self>>; N] {
        let Given {
            inputs,
            output,
            dy,
            saved,
            shapes,
        } = given;
        let choice = saved.choice.as_ref();
        let statistics = || {
            saved
                .statistics
                .as_ref()
                .expect("the forward pass kept them")
        };
        let inputs = inputs.map(|inputs| inputs.each_ref());
        let inputs = inputs.as_ref().map_or(&[][..], |inputs| &inputs[..]);
        let output = || output.expect("the operation needs it");
        // Where the gradients of weight and bias go.
        let learned = || [1, 2].map(|i| gradients::place(inputs[i], &shapes[i]));
        let mut gradients = [const { None }; N];
        let mut of_three = |first: Option<CubeTensor>, [dw, db]: [CubeTensor; 2]| {
            for (gradient, found) in gradients.iter_mut().zip([first, Some(dw), Some(db)]) {
                *gradient = found;
            }
        };
        match (operation, inputs) {
            (Operation::Conv(block), &[x, w, _]) => {
                let [dw, db] = learned();
                let dx = conv::backward(block, [x, w], (dy, choice), [&dw, &db], wanted[0]);
                of_three(dx, [dw, db]);
            }
            (Operation::Linear(work), &[x, w, _]) => {
                let [dw, db] = learned();
                let y = work.block.relu.then(output);
                let dx = linear::backward(work, [x, w], (y, dy), [&dw, &db], wanted[0]);
                of_three(dx, [dw, db]);
            }
            (Operation::Norm(block) | Operation::Affine(block), &[x, w, b]) => {
                let [dw, db] = learned();
                let of = (wanted[0], matches!(operation, Operation::Norm(_)));
                let dx = norm::backward(block, [x, w, b], statistics(), dy, [&dw, &db], of);
                of_three(dx, [dw, db]);
            }
            (Operation::Activation(block), inputs) => {
                let seen = if block.of_output() {
                    output()
                } else {
                    inputs[0]
                };
                let shader = Pointwise::Backward(*block);
                gradients[0] = Some(pointwise::apply(shader, &[seen, dy], [0; 4]));
            }
            (Operation::Pool(block), _) => gradients[0] = Some(pool::backward(block, dy, choice)),
            (Operation::LogSoftmax(columns), _) => {
                gradients[0] = Some(classify::log_softmax_backward(*columns, output(), dy));
            }
            (Operation::SumRelu, _) => {
                let shader = Pointwise::Backward(Activation::Relu);
                gradients[0] = Some(pointwise::apply(shader, &[output(), dy], [0; 4]));
            }
            (Operation::Dropout(dropout), _) => {
                let words = dropping(Some(*dropout));
                gradients[0] = Some(pointwise::apply(Pointwise::Drop, &[dy], words));
            }
            (Operation::CrossEntropy(block), &[x, targets]) => {
                gradients[0] = Some(classify::cross_entropy_backward(block, [x, targets], dy));
            }
            _ => unreachable!("{operation:?} is not of {N} tensors, or not the GPU's"),
        }
        gradients
    }

    fn adam(
        state: [FloatTensor<Self>; 3],
        gradients: &FloatTensor<Self>,
        step: &AdamStep,
    ) -> [FloatTensor<Self>; 3] {
        update::adam(state, gradients, step)
    }

    fn blend(
        old: FloatTensor<Self>,
        new: &FloatTensor<Self>,
        [keep, take]: [f32; 2],
    ) -> FloatTensor<Self> {
        let words = [keep.to_bits(), take.to_bits(), 0, 0];
        pointwise::apply(Pointwise::Blend, &[&old, new], words)
    }

    fn squares(tensor: &FloatTensor<Self>, root: bool) -> FloatTensor<Self> {
        update::squares(tensor, root)
    }

    fn nothing(like: &FloatTensor<Self>) -> FloatTensor<Self> {
        // Nobody looks at it, and it costs no memory.
        like.clone()
    }
}
