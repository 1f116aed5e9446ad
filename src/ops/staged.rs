//! Values of many tensors, laid side by side to be handed over together.

// burn calls ndarray deprecated in favour of flex; this project keeps it as a working backend.
#![allow(
    deprecated,
    reason = "NdArray's name stands in code that a macro writes, too"
)]

use std::cell::RefCell;

use burn::backend::Dispatch;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, backend_extension};
use burn::tensor::Tensor;

use super::fused::Sliced;

thread_local! {
    static STAGE: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
}

/// Between tensors and the stage.
#[backend_extension(
    Flex: cfg(feature = "flex"),
    NdArray: cfg(feature = "ndarray"),
    Autodiff
)]
pub trait Staged: Backend {
    /// Copies the values to the stage's end. The tensor itself comes back.
    fn put(tensor: FloatTensor<Self>) -> FloatTensor<Self>;

    /// The tensor with the values on the stage from `at` on.
    fn take(tensor: FloatTensor<Self>, at: usize) -> FloatTensor<Self>;
}

/// Empties the stage.
pub(super) fn clear() {
    STAGE.with_borrow_mut(Vec::clear);
}

/// Copies the values of `tensor`, row by row, to the stage's end.
pub(super) fn put<const D: usize>(tensor: Tensor<D>) {
    <Dispatch as Staged>::put(tensor.into_dispatch());
}

/// The values of `tensor`, row by row. What was on the stage is gone.
pub(super) fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    clear();
    put(tensor);
    STAGE.take()
}

/// Changes what is on the stage.
pub(super) fn change(change: impl FnOnce(&mut [f32])) {
    STAGE.with_borrow_mut(|stage| change(stage));
}

/// `tensor` with the values on the stage from `at` on, in place unless others hold it too.
pub(super) fn take<const D: usize>(tensor: Tensor<D>, at: usize) -> Tensor<D> {
    Tensor::from_dispatch(<Dispatch as Staged>::take(tensor.into_dispatch(), at))
}

macro_rules! sliced {
    ($backend:ty) => {
        impl Staged for $backend {
            fn put(tensor: FloatTensor<Self>) -> FloatTensor<Self> {
                let tensor = Self::settled(tensor);
                STAGE.with_borrow_mut(|stage| stage.extend_from_slice(Self::slice(&tensor)));
                tensor
            }

            fn take(mut tensor: FloatTensor<Self>, at: usize) -> FloatTensor<Self> {
                let values = Self::slice_mut(&mut tensor);
                STAGE.with_borrow(|stage| values.copy_from_slice(&stage[at..at + values.len()]));
                tensor
            }
        }
    };
}

#[cfg(feature = "flex")]
sliced!(burn::backend::Flex);

#[cfg(feature = "ndarray")]
sliced!(burn::backend::NdArray);

/// What is staged has no gradient of its own.
impl<B: Staged, C: CheckpointStrategy> Staged for Autodiff<B, C> {
    fn put(tensor: FloatTensor<Self>) -> FloatTensor<Self> {
        FloatTensor::<Self>::new(B::put(tensor.into_primitive()))
    }

    fn take(tensor: FloatTensor<Self>, at: usize) -> FloatTensor<Self> {
        FloatTensor::<Self>::new(B::take(tensor.into_primitive(), at))
    }
}
