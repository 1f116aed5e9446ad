//! Fused operations as burn backend extensions: forward, and backward written by hand.
//!
//! The arithmetic is [`kernels`](super::kernels), on slices; this file brings it to burn's tensors
//! and its autodiff. It serves every CPU backend whose tensors can be seen as slices: [`Sliced`].

// burn calls ndarray deprecated in favour of flex; this project keeps it as a working backend.
#![allow(
    deprecated,
    reason = "NdArray's name stands in code that a macro writes, too"
)]

use std::cell::RefCell;
use std::fmt::Debug;
use std::sync::Arc;

use burn::backend::Dispatch;
use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, TensorMetadata, backend_extension};
use burn::tensor::{Tensor, TensorData};

use super::kernels::{
    self, AdamStep, ConvBlock, ConvGradients, LinearBlock, LinearGradients, Workspace,
};

/// What the CPU backends do in one operation.
#[backend_extension(
    Flex: cfg(feature = "flex"),
    NdArray: cfg(feature = "ndarray"),
    Autodiff
)]
pub trait Fused: Backend {
    /// See [`ConvBlock`]: `x` `[N, in, H, W]`, `weight` `[out, in, k, k]`, `bias` `[out]`.
    fn conv_block(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        block: ConvBlock,
    ) -> FloatTensor<Self>;

    /// See [`LinearBlock`]: `x` `[N, in]`, `weight` `[in, out]`, `bias` `[out]`.
    fn linear_block(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        block: LinearBlock,
    ) -> FloatTensor<Self>;

    /// See [`AdamStep`]: the parameters and both moments after one update, all of one shape.
    fn adam(
        parameters: FloatTensor<Self>,
        gradients: FloatTensor<Self>,
        moment_1: FloatTensor<Self>,
        moment_2: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
}

/// See [`ConvBlock`]; shapes as in [`Fused::conv_block`].
pub(super) fn conv_block(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Tensor<1>,
    block: ConvBlock,
) -> Tensor<4> {
    let [x, weight, bias] = [
        x.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
    ];
    Tensor::from_dispatch(<Dispatch as Fused>::conv_block(x, weight, bias, block))
}

/// See [`LinearBlock`]; shapes as in [`Fused::linear_block`].
pub(super) fn linear_block(
    x: Tensor<2>,
    weight: Tensor<2>,
    bias: Tensor<1>,
    block: LinearBlock,
) -> Tensor<2> {
    let [x, weight, bias] = [
        x.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
    ];
    Tensor::from_dispatch(<Dispatch as Fused>::linear_block(x, weight, bias, block))
}

/// See [`AdamStep`]; the parameters and both moments, changed.
pub(super) fn adam<const D: usize>(
    parameters: Tensor<D>,
    gradients: Tensor<D>,
    [moment_1, moment_2]: [Tensor<D>; 2],
    step: AdamStep,
) -> (Tensor<D>, [Tensor<D>; 2]) {
    let (parameters, moment_1, moment_2) = <Dispatch as Fused>::adam(
        parameters.into_dispatch(),
        gradients.into_dispatch(),
        moment_1.into_dispatch(),
        moment_2.into_dispatch(),
        step,
    );
    let moments = [moment_1, moment_2].map(Tensor::from_dispatch);
    (Tensor::from_dispatch(parameters), moments)
}

/// A backend whose tensors are slices of `f32` in the same memory.
pub(super) trait Sliced: Backend {
    /// Shows the values row by row, copied only if they lie otherwise.
    fn with_slice<R>(tensor: &FloatTensor<Self>, see: impl FnOnce(&[f32]) -> R) -> R;

    /// Changes the values, row by row, in place unless others hold the tensor too.
    fn changed(tensor: FloatTensor<Self>, change: impl FnOnce(&mut [f32])) -> FloatTensor<Self>;
}

thread_local! {
    static WORKSPACE: RefCell<Workspace> = RefCell::new(Workspace::default());
}

fn with_workspace<R>(work: impl FnOnce(&mut Workspace) -> R) -> R {
    WORKSPACE.with(|workspace| work(&mut workspace.borrow_mut()))
}

/// Shows three tensors at once.
fn with_slices<B: Sliced, R>(
    [a, b, c]: [&FloatTensor<B>; 3],
    see: impl FnOnce([&[f32]; 3]) -> R,
) -> R {
    B::with_slice(a, |a| {
        B::with_slice(b, |b| B::with_slice(c, |c| see([a, b, c])))
    })
}

fn tensor<B: Backend>(values: Vec<f32>, shape: &[usize], like: &FloatTensor<B>) -> FloatTensor<B> {
    B::float_from_data(TensorData::new(values, shape.to_vec()), &like.device())
}

/// The forward pass of a convolution block; with the choices its backward pass needs if asked.
fn conv_forward<B: Sliced>(
    x: &FloatTensor<B>,
    weight: &FloatTensor<B>,
    bias: &FloatTensor<B>,
    block: &ConvBlock,
    training: bool,
) -> (FloatTensor<B>, Vec<u8>) {
    let shape = block.output();
    let len = shape.iter().product();
    let mut y = vec![0.0; len];
    let mut choice = vec![0; if training { len } else { 0 }];
    with_slices::<B, _>([x, weight, bias], |[x, w, b]| {
        with_workspace(|workspace| {
            let choice = training.then_some(&mut choice[..]);
            kernels::conv_forward(block, (x, w, b), &mut y, choice, workspace);
        });
    });
    (tensor::<B>(y, &shape, x), choice)
}

fn linear_forward<B: Sliced>(
    x: &FloatTensor<B>,
    weight: &FloatTensor<B>,
    bias: &FloatTensor<B>,
    block: &LinearBlock,
) -> FloatTensor<B> {
    let mut y = vec![0.0; block.images * block.outputs];
    with_slices::<B, _>([x, weight, bias], |[x, w, b]| {
        with_workspace(|workspace| kernels::linear_forward(block, x, w, b, &mut y, workspace));
    });
    tensor::<B>(y, &[block.images, block.outputs], x)
}

fn adam_step<B: Sliced>(
    parameters: FloatTensor<B>,
    gradients: &FloatTensor<B>,
    [moment_1, moment_2]: [FloatTensor<B>; 2],
    step: &AdamStep,
) -> (FloatTensor<B>, FloatTensor<B>, FloatTensor<B>) {
    // Each tensor is taken apart in the closure of the one around it.
    let (mut first, mut second) = (None, None);
    let parameters = B::changed(parameters, |p| {
        first = Some(B::changed(moment_1, |m| {
            second = Some(B::changed(moment_2, |v| {
                B::with_slice(gradients, |g| kernels::adam_step(p, g, m, v, step));
            }));
        }));
    });
    let changed = "each closure is called once";
    (parameters, first.expect(changed), second.expect(changed))
}

/// The operations of a backend without autodiff.
macro_rules! without_autodiff {
    ($backend:ty) => {
        impl Fused for $backend {
            fn conv_block(
                x: FloatTensor<Self>,
                weight: FloatTensor<Self>,
                bias: FloatTensor<Self>,
                block: ConvBlock,
            ) -> FloatTensor<Self> {
                conv_forward::<Self>(&x, &weight, &bias, &block, false).0
            }

            fn linear_block(
                x: FloatTensor<Self>,
                weight: FloatTensor<Self>,
                bias: FloatTensor<Self>,
                block: LinearBlock,
            ) -> FloatTensor<Self> {
                linear_forward::<Self>(&x, &weight, &bias, &block)
            }

            fn adam(
                parameters: FloatTensor<Self>,
                gradients: FloatTensor<Self>,
                moment_1: FloatTensor<Self>,
                moment_2: FloatTensor<Self>,
                step: AdamStep,
            ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
                adam_step::<Self>(parameters, &gradients, [moment_1, moment_2], &step)
            }
        }
    };
}

#[cfg(feature = "flex")]
mod flex {
    use super::*;
    use burn::backend::Flex;

    impl Sliced for Flex {
        fn with_slice<R>(tensor: &FloatTensor<Self>, see: impl FnOnce(&[f32]) -> R) -> R {
            let contiguous = tensor.to_contiguous();
            see(contiguous.as_slice().expect("it was made contiguous"))
        }

        fn changed(
            tensor: FloatTensor<Self>,
            change: impl FnOnce(&mut [f32]),
        ) -> FloatTensor<Self> {
            let mut tensor = tensor.to_contiguous();
            // Copies the storage if others hold it too; a view may leave some of it out.
            let start = tensor.layout().start_offset();
            let len = tensor.layout().num_elements();
            change(&mut tensor.storage_mut()[start..start + len]);
            tensor
        }
    }

    without_autodiff!(Flex);
}

#[cfg(feature = "ndarray")]
mod ndarray {
    use super::*;
    use burn::backend::NdArray;
    use burn_ndarray::NdArrayTensor;

    impl Sliced for NdArray {
        fn with_slice<R>(tensor: &FloatTensor<Self>, see: impl FnOnce(&[f32]) -> R) -> R {
            let NdArrayTensor::F32(storage) = tensor else {
                unreachable!("this project's floats are f32")
            };
            let view = storage.view();
            match view.as_slice() {
                Some(values) => see(values),
                None => see(view
                    .as_standard_layout()
                    .as_slice()
                    .expect("standard layout")),
            }
        }

        fn changed(
            tensor: FloatTensor<Self>,
            change: impl FnOnce(&mut [f32]),
        ) -> FloatTensor<Self> {
            let NdArrayTensor::F32(mut storage) = tensor else {
                unreachable!("this project's floats are f32")
            };
            let array = storage.ensure_owned();
            if !array.is_standard_layout() {
                *array = array.as_standard_layout().into_owned().into_shared();
            }
            change(array.as_slice_mut().expect("standard layout"));
            NdArrayTensor::F32(storage)
        }
    }

    without_autodiff!(NdArray);
}

#[derive(Debug)]
struct ConvBackward;

/// What a block's backward pass needs beside its gradient.
#[derive(Clone, Debug)]
struct ConvState<F> {
    x: F,
    weight: F,
    choice: Arc<Vec<u8>>,
    block: ConvBlock,
}

impl<B: Sliced> Backward<B, 3> for ConvBackward {
    type State = ConvState<FloatTensor<B>>;

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let nodes = ops.parents.map(|parent| parent.map(|node| node.id));
        let dy = gradients.consume::<B>(&ops.node);
        let ConvState {
            x,
            weight,
            choice,
            block,
        } = ops.state;
        let [x_shape, weight_shape] = [&x, &weight].map(|t| t.shape().to_vec());
        let mut dx = vec![0.0; wanted(nodes[0], &x_shape)];
        let mut dw = vec![0.0; weight_shape.iter().product()];
        let mut db = vec![0.0; block.channels_out];
        with_slices::<B, _>([&x, &weight, &dy], |[x, w, dy]| {
            let gradients = ConvGradients {
                dx: nodes[0].is_some().then_some(&mut dx[..]),
                dw: &mut dw,
                db: &mut db,
            };
            with_workspace(|workspace| {
                kernels::conv_backward(&block, (x, w), (dy, &choice), gradients, workspace);
            });
        });
        let values = [
            (dx, &x_shape[..]),
            (dw, &weight_shape),
            (db, &[block.channels_out]),
        ];
        register::<B>(gradients, nodes, values, &dy);
    }
}

#[derive(Debug)]
struct LinearBackward;

#[derive(Clone, Debug)]
struct LinearState<F> {
    x: F,
    weight: F,
    y: F,
    block: LinearBlock,
}

impl<B: Sliced> Backward<B, 3> for LinearBackward {
    type State = LinearState<FloatTensor<B>>;

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let nodes = ops.parents.map(|parent| parent.map(|node| node.id));
        let dy = gradients.consume::<B>(&ops.node);
        let LinearState {
            x,
            weight,
            y,
            block,
        } = ops.state;
        let x_shape = [block.images, block.inputs];
        let mut dx = vec![0.0; wanted(nodes[0], &x_shape)];
        let mut dw = vec![0.0; block.inputs * block.outputs];
        let mut db = vec![0.0; block.outputs];
        with_slices::<B, _>([&x, &weight, &y], |[x, w, y]| {
            B::with_slice(&dy, |dy| {
                let gradients = LinearGradients {
                    dx: nodes[0].is_some().then_some(&mut dx[..]),
                    dw: &mut dw,
                    db: &mut db,
                };
                with_workspace(|workspace| {
                    kernels::linear_backward(&block, (x, w), (y, dy), gradients, workspace);
                });
            });
        });
        let weight_shape = [block.inputs, block.outputs];
        let values = [
            (dx, &x_shape[..]),
            (dw, &weight_shape),
            (db, &[block.outputs]),
        ];
        register::<B>(gradients, nodes, values, &dy);
    }
}

/// Numbers of a gradient, if anyone needs it.
fn wanted(node: Option<NodeId>, shape: &[usize]) -> usize {
    match node {
        Some(_) => shape.iter().product(),
        None => 0,
    }
}

/// Hands gradients, values with their shapes, to those who need them.
fn register<B: Backend>(
    gradients: &mut Gradients,
    nodes: [Option<NodeId>; 3],
    values: [(Vec<f32>, &[usize]); 3],
    like: &FloatTensor<B>,
) {
    for (node, (values, shape)) in nodes.into_iter().zip(values) {
        if let Some(node) = node {
            gradients.register::<B>(node, tensor::<B>(values, shape, like));
        }
    }
}

impl<B: Sliced + Fused, C: CheckpointStrategy> Fused for Autodiff<B, C> {
    fn conv_block(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        block: ConvBlock,
    ) -> FloatTensor<Self> {
        let ((x, x_node), (weight, weight_node), (bias, bias_node)) =
            (x.into_parts(), weight.into_parts(), bias.into_parts());
        let nodes = [x_node, weight_node, bias_node];
        match ConvBackward.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let (y, choice) = conv_forward::<B>(&x, &weight, &bias, &block, true);
                let state = ConvState {
                    x,
                    weight,
                    choice: Arc::new(choice),
                    block,
                };
                prepared.finish(state, y)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::conv_block(x, weight, bias, block)),
        }
    }

    fn linear_block(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        block: LinearBlock,
    ) -> FloatTensor<Self> {
        let ((x, x_node), (weight, weight_node), (bias, bias_node)) =
            (x.into_parts(), weight.into_parts(), bias.into_parts());
        let nodes = [x_node, weight_node, bias_node];
        match LinearBackward
            .prepare::<C>(nodes)
            .compute_bound()
            .stateful()
        {
            OpsKind::Tracked(prepared) => {
                let y = linear_forward::<B>(&x, &weight, &bias, &block);
                let state = LinearState {
                    x,
                    weight,
                    y: y.clone(),
                    block,
                };
                prepared.finish(state, y)
            }
            OpsKind::UnTracked(prepared) => {
                prepared.finish(B::linear_block(x, weight, bias, block))
            }
        }
    }

    /// An update has no gradient of its own.
    fn adam(
        parameters: FloatTensor<Self>,
        gradients: FloatTensor<Self>,
        moment_1: FloatTensor<Self>,
        moment_2: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let (a, b, c) = B::adam(
            parameters.into_primitive(),
            gradients.into_primitive(),
            moment_1.into_primitive(),
            moment_2.into_primitive(),
            step,
        );
        let tensor = FloatTensor::<Self>::new;
        (tensor(a), tensor(b), tensor(c))
    }
}
