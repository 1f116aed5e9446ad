//! Fused operations as burn backend extensions.
//!
//! What they compute is [`Operation`]'s, on slices; this folder brings it to burn's tensors and its
//! autodiff. It serves every CPU backend whose tensors can be seen as slices: [`Sliced`].

// burn calls ndarray deprecated in favour of flex; this project keeps it as a working backend.
#![allow(
    deprecated,
    reason = "NdArray's name stands in code that a macro writes, too"
)]

mod autodiff;
mod backends;

use std::cell::RefCell;

use burn::backend::Dispatch;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, TensorMetadata, backend_extension};
use burn::tensor::{Tensor, TensorData};
use digit_lab_kernels::{self as kernels, AdamStep, Workspace};

use super::operation::{Operation, Saved};

/// What the CPU backends do in one operation.
#[backend_extension(
    Flex: cfg(feature = "flex"),
    NdArray: cfg(feature = "ndarray"),
    Autodiff
)]
pub trait Fused: Backend {
    /// An operation of one tensor.
    fn of_one(x: FloatTensor<Self>, operation: Operation) -> FloatTensor<Self>;

    /// An operation of two tensors.
    fn of_two(
        a: FloatTensor<Self>,
        b: FloatTensor<Self>,
        operation: Operation,
    ) -> FloatTensor<Self>;

    /// An operation of three tensors; and what it measured on the way, `[values]`, without a
    /// gradient: see [`Saved::measured`].
    fn of_three(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        operation: Operation,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);

    /// See [`AdamStep`]: the parameters and both moments after one update, all of one shape.
    fn adam(
        parameters: FloatTensor<Self>,
        gradients: FloatTensor<Self>,
        moment_1: FloatTensor<Self>,
        moment_2: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);

    /// `old · keep + new · take` of two tensors of one shape, by `[keep, take]`. Without a gradient.
    fn blend(old: FloatTensor<Self>, new: FloatTensor<Self>, shares: [f32; 2])
    -> FloatTensor<Self>;

    /// The sum of all squares, `[1]`. Without a gradient.
    fn squares(tensor: FloatTensor<Self>) -> FloatTensor<Self>;
}

/// See [`Fused::of_one`].
pub(super) fn of_one<const D: usize>(x: Tensor<D>, operation: Operation) -> Tensor<D> {
    Tensor::from_dispatch(<Dispatch as Fused>::of_one(x.into_dispatch(), operation))
}

/// See [`Fused::of_two`].
pub(super) fn of_two<const D: usize>(
    a: Tensor<D>,
    b: Tensor<D>,
    operation: Operation,
) -> Tensor<D> {
    let [a, b] = [a, b].map(Tensor::into_dispatch);
    Tensor::from_dispatch(<Dispatch as Fused>::of_two(a, b, operation))
}

/// See [`Fused::of_three`].
pub(super) fn of_three<const D: usize, const W: usize>(
    x: Tensor<D>,
    weight: Tensor<W>,
    bias: Tensor<1>,
    operation: Operation,
) -> (Tensor<D>, Tensor<1>) {
    let [x, weight, bias] = [
        x.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
    ];
    let (y, measured) = <Dispatch as Fused>::of_three(x, weight, bias, operation);
    (Tensor::from_dispatch(y), Tensor::from_dispatch(measured))
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

/// See [`Fused::blend`].
pub(super) fn blend<const D: usize>(old: Tensor<D>, new: Tensor<D>, shares: [f32; 2]) -> Tensor<D> {
    let [old, new] = [old, new].map(Tensor::into_dispatch);
    Tensor::from_dispatch(<Dispatch as Fused>::blend(old, new, shares))
}

/// See [`Fused::squares`].
pub(super) fn squares<const D: usize>(tensor: Tensor<D>) -> Tensor<1> {
    Tensor::from_dispatch(<Dispatch as Fused>::squares(tensor.into_dispatch()))
}

/// A backend whose tensors are slices of `f32` in the same memory.
pub(super) trait Sliced: Backend {
    /// Its values row by row: copied if they lie otherwise, else only another handle on them.
    fn row_by_row(tensor: &FloatTensor<Self>) -> FloatTensor<Self>;

    /// The values of a tensor that lies row by row.
    fn slice(tensor: &FloatTensor<Self>) -> &[f32];

    /// The same to be changed: the values are copied if others hold them too.
    fn slice_mut(tensor: &mut FloatTensor<Self>) -> &mut [f32];
}

thread_local! {
    static WORKSPACE: RefCell<Workspace> = RefCell::new(Workspace::default());
}

fn with_workspace<R>(work: impl FnOnce(&mut Workspace) -> R) -> R {
    WORKSPACE.with(|workspace| work(&mut workspace.borrow_mut()))
}

fn tensor<B: Backend>(values: Vec<f32>, shape: &[usize], like: &FloatTensor<B>) -> FloatTensor<B> {
    B::float_from_data(TensorData::new(values, shape.to_vec()), &like.device())
}

/// The forward pass of an operation on tensors that lie row by row.
fn forward<B: Sliced, const N: usize>(
    inputs: &[FloatTensor<B>; N],
    operation: &Operation,
    training: bool,
) -> (FloatTensor<B>, Saved) {
    let shape = operation.output(&inputs[0].shape().to_vec());
    let mut y = vec![0.0; shape.iter().product()];
    let slices = inputs.each_ref().map(|input| B::slice(input));
    let saved = with_workspace(|workspace| operation.forward(&slices, &mut y, training, workspace));
    (tensor::<B>(y, &shape, &inputs[0]), saved)
}

/// The same without a backward pass, and what it measured.
fn measured<B: Sliced, const N: usize>(
    inputs: [FloatTensor<B>; N],
    operation: &Operation,
) -> (FloatTensor<B>, FloatTensor<B>) {
    let inputs = inputs.each_ref().map(|input| B::row_by_row(input));
    let (y, saved) = forward::<B, N>(&inputs, operation, false);
    let len = saved.measured.len();
    (y, tensor::<B>(saved.measured, &[len], &inputs[0]))
}

fn adam_step<B: Sliced>(
    mut parameters: FloatTensor<B>,
    gradients: &FloatTensor<B>,
    [mut moment_1, mut moment_2]: [FloatTensor<B>; 2],
    step: &AdamStep,
) -> (FloatTensor<B>, FloatTensor<B>, FloatTensor<B>) {
    kernels::adam_step(
        B::slice_mut(&mut parameters),
        B::slice(&B::row_by_row(gradients)),
        B::slice_mut(&mut moment_1),
        B::slice_mut(&mut moment_2),
        step,
    );
    (parameters, moment_1, moment_2)
}
