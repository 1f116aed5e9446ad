//! Fused operations as burn backend extensions.
//!
//! What they compute is [`Operation`]'s; this folder brings it to burn's tensors and its autodiff, on
//! every backend that [`Computes`]: those of the CPU, whose tensors are slices, and the GPU's.

// burn calls ndarray deprecated in favour of flex; this project keeps it as a working backend.
#![allow(
    deprecated,
    reason = "NdArray's name stands in code that a macro writes, too"
)]

mod autodiff;
#[cfg(any(feature = "flex", feature = "ndarray"))]
mod sliced;

use burn::backend::Dispatch;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, backend_extension};
use burn::tensor::Tensor;
use digit_lab_kernels::AdamStep;

use super::operation::Operation;
#[cfg(any(feature = "flex", feature = "ndarray"))]
pub(super) use sliced::Sliced;

/// What backends do in one operation.
#[backend_extension(
    Cube: cfg(feature = "webgpu"),
    Flex: cfg(feature = "flex"),
    NdArray: cfg(feature = "ndarray"),
    Autodiff
)]
pub trait Fused: Backend {
    /// An operation of one tensor.
    fn of_one(x: FloatTensor<Self>, operation: Operation) -> FloatTensor<Self>;

    /// An operation of two tensors; and what it measured: see [`Computed::measured`].
    fn of_two(
        a: FloatTensor<Self>,
        b: FloatTensor<Self>,
        operation: Operation,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);

    /// An operation of three tensors; and what it measured: see [`Computed::measured`].
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

    /// The sum of all squares, `[1]`, or its root. Without a gradient.
    fn squares(tensor: FloatTensor<Self>, root: bool) -> FloatTensor<Self>;
}

/// See [`Fused::of_one`].
pub(super) fn of_one<const D: usize>(x: Tensor<D>, operation: Operation) -> Tensor<D> {
    Tensor::from_dispatch(<Dispatch as Fused>::of_one(x.into_dispatch(), operation))
}

/// See [`Fused::of_two`].
pub(super) fn of_two<const D: usize, const R: usize>(
    a: Tensor<D>,
    b: Tensor<D>,
    operation: Operation,
) -> (Tensor<R>, Tensor<1>) {
    let [a, b] = [a, b].map(Tensor::into_dispatch);
    let (y, measured) = <Dispatch as Fused>::of_two(a, b, operation);
    (Tensor::from_dispatch(y), Tensor::from_dispatch(measured))
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
pub(super) fn squares<const D: usize>(tensor: Tensor<D>, root: bool) -> Tensor<1> {
    Tensor::from_dispatch(<Dispatch as Fused>::squares(tensor.into_dispatch(), root))
}

/// What a forward pass makes.
pub(super) struct Computed<B: Computes> {
    /// The result.
    pub y: FloatTensor<B>,
    /// `[values]` beside it, without a gradient: of a batch norm what the running mean and variance
    /// move towards, `[2, C]`; of a cross-entropy how many images were hit.
    pub measured: Option<FloatTensor<B>>,
    /// What the backward pass needs, beside tensors.
    pub saved: B::Saved,
}

/// What a backward pass is made of.
pub(super) struct Given<'a, B: Computes, const N: usize> {
    /// What went in, if the operation [`needs`](Operation::needs) it; row by row.
    pub inputs: Option<&'a [FloatTensor<B>; N]>,
    /// What came out, likewise.
    pub output: Option<&'a FloatTensor<B>>,
    /// Its gradient.
    pub dy: &'a FloatTensor<B>,
    /// What the forward pass left.
    pub saved: &'a B::Saved,
    /// The inputs' shapes.
    pub shapes: &'a [Vec<usize>; N],
}

/// A backend that computes operations, forward and backward.
pub(super) trait Computes: Backend {
    /// What a forward pass leaves for the backward pass, beside tensors.
    type Saved: Default + Send + Sync + 'static;

    /// The tensor with its values row by row: copied if they lie otherwise.
    fn row_by_row(tensor: FloatTensor<Self>) -> FloatTensor<Self>;

    /// Of inputs that lie row by row. Only a forward pass while `training` is followed by a backward
    /// pass.
    fn forward<const N: usize>(
        inputs: &[FloatTensor<Self>; N],
        operation: &Operation,
        training: bool,
    ) -> Computed<Self>
    where
        Self: Sized;

    /// The gradients of the inputs, at least of those that are `wanted`.
    fn backward<const N: usize>(
        operation: &Operation,
        given: Given<'_, Self, N>,
        wanted: [bool; N],
    ) -> [Option<FloatTensor<Self>>; N]
    where
        Self: Sized;

    /// See [`Fused::adam`], of parameters and both moments.
    fn adam(
        state: [FloatTensor<Self>; 3],
        gradients: &FloatTensor<Self>,
        step: &AdamStep,
    ) -> [FloatTensor<Self>; 3];

    /// See [`Fused::blend`].
    fn blend(
        old: FloatTensor<Self>,
        new: &FloatTensor<Self>,
        shares: [f32; 2],
    ) -> FloatTensor<Self>;

    /// See [`Fused::squares`].
    fn squares(tensor: &FloatTensor<Self>, root: bool) -> FloatTensor<Self>;

    /// A tensor without a number.
    fn nothing(like: &FloatTensor<Self>) -> FloatTensor<Self>;
}

/// A forward pass that no backward pass follows, and what it measured.
fn measured<B: Computes, const N: usize>(
    inputs: [FloatTensor<B>; N],
    operation: &Operation,
) -> (FloatTensor<B>, FloatTensor<B>) {
    let inputs = inputs.map(|input| B::row_by_row(input));
    let Computed { y, measured, .. } = B::forward::<N>(&inputs, operation, false);
    let measured = measured.unwrap_or_else(|| B::nothing(&inputs[0]));
    (y, measured)
}

/// What is the same for all backends without autodiff.
macro_rules! without_autodiff {
    ($backend:ty) => {
        impl Fused for $backend {
            fn of_one(x: FloatTensor<Self>, operation: Operation) -> FloatTensor<Self> {
                measured::<Self, 1>([x], &operation).0
            }

            fn of_two(
                a: FloatTensor<Self>,
                b: FloatTensor<Self>,
                operation: Operation,
            ) -> (FloatTensor<Self>, FloatTensor<Self>) {
                measured::<Self, 2>([a, b], &operation)
            }

            fn of_three(
                x: FloatTensor<Self>,
                weight: FloatTensor<Self>,
                bias: FloatTensor<Self>,
                operation: Operation,
            ) -> (FloatTensor<Self>, FloatTensor<Self>) {
                measured::<Self, 3>([x, weight, bias], &operation)
            }

            fn adam(
                parameters: FloatTensor<Self>,
                gradients: FloatTensor<Self>,
                moment_1: FloatTensor<Self>,
                moment_2: FloatTensor<Self>,
                step: AdamStep,
            ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
                let gradients = Self::row_by_row(gradients);
                let state = [parameters, moment_1, moment_2];
                <Self as Computes>::adam(state, &gradients, &step).into()
            }

            fn blend(
                old: FloatTensor<Self>,
                new: FloatTensor<Self>,
                shares: [f32; 2],
            ) -> FloatTensor<Self> {
                <Self as Computes>::blend(old, &Self::row_by_row(new), shares)
            }

            fn squares(tensor: FloatTensor<Self>, root: bool) -> FloatTensor<Self> {
                <Self as Computes>::squares(&Self::row_by_row(tensor), root)
            }
        }
    };
}

#[cfg(feature = "flex")]
without_autodiff!(burn::backend::Flex);

#[cfg(feature = "ndarray")]
without_autodiff!(burn::backend::NdArray);

#[cfg(feature = "webgpu")]
without_autodiff!(burn::backend::Cube);
