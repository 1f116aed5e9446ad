//! The project's one extension of burn's backends: running an [`Operation`].

// burn calls ndarray deprecated in favour of another backend; this project keeps it as a working backend.
#![allow(
    deprecated,
    reason = "NdArray's name stands in code that a macro writes, too"
)]

use burn::backend::tensor::FloatTensor;
use burn::backend::{
    Backend, BackendTensor, Dispatch, DispatchAutodiffContext, DispatchDevice, DispatchTensor,
    DispatchTensorKind, ExtensionType, TensorMetadata, backend_extension,
};
use burn::tensor::Device;

use super::operation::{Capabilities, Operation};

/// A tensor of any rank, on any device, with a gradient or without. burn's `Tensor<D>` is the same with a fixed rank:
/// `into_dispatch` and `from_dispatch` convert at no cost.
pub type Array = FloatTensor<Dispatch>;

/// A list of tensors, as an argument of [`Extension::run`].
pub struct Tensors<B: Backend>(pub Vec<FloatTensor<B>>);

impl<B: Backend> ExtensionType<B> for Tensors<B> {
    type Target = Tensors<Dispatch>;

    fn map_to_dispatch<F>(self, map_kind: F, autodiff: DispatchAutodiffContext) -> Self::Target
    where
        F: Fn(BackendTensor<B>) -> DispatchTensorKind,
    {
        let wrap = |tensor| DispatchTensor {
            kind: map_kind(BackendTensor::Float(tensor)),
            autodiff,
        };
        Tensors(self.0.into_iter().map(wrap).collect())
    }

    fn map_from_dispatch<F>(target: Self::Target, unwrap_kind: F) -> Self
    where
        F: Fn(DispatchTensor) -> BackendTensor<B>,
    {
        let unwrap = |tensor| unwrap_kind(tensor).float();
        Self(target.0.into_iter().map(unwrap).collect())
    }

    fn routing_tensor(target: &Self::Target) -> Option<&DispatchTensor> {
        target.0.first()
    }

    fn routing_float_tensor(target: &Self::Target) -> Option<&DispatchTensor> {
        target.0.first()
    }

    fn autodiff_context(target: &Self::Target) -> DispatchAutodiffContext {
        let contexts = target.0.iter().map(|tensor| tensor.autodiff);
        contexts.fold(DispatchAutodiffContext::Disabled, |all, one| all.merge(one))
    }
}

/// Runs an operation, on every backend and with gradients.
#[backend_extension(
    Cube: cfg(feature = "webgpu"),
    NdArray,
    Autodiff
)]
pub trait Extension: Backend {
    /// The outputs of `operation`, as [`Operation::shapes`] lists them.
    fn run(#[extension_type] inputs: Tensors<Self>, operation: Operation)
    -> Vec<FloatTensor<Self>>;
}

/// A backend that computes operations, forward and backward. [`Autodiff`](burn::backend::Autodiff) is made of it in
/// [`autodiff`](super::autodiff).
pub(super) trait Kernels: Backend {
    /// What it can do in one operation.
    const CAPABILITIES: Capabilities;

    /// What a forward pass saves for the backward pass, beside inputs and output.
    type Saved: Default + Send + Sync + 'static;

    /// The tensor with its values row by row: copied if they lie otherwise.
    fn contiguous(tensor: FloatTensor<Self>) -> FloatTensor<Self>;

    /// The outputs, of the given `shapes`, from inputs that lie row by row. Only a forward pass while `training` is
    /// followed by a backward pass.
    fn forward(
        operation: &Operation,
        inputs: Vec<FloatTensor<Self>>,
        shapes: &[Vec<usize>],
        training: bool,
    ) -> (Vec<FloatTensor<Self>>, Self::Saved);

    /// The gradients of the differentiable inputs, at least of those that are `wanted`.
    fn backward(
        operation: &Operation,
        given: Given<'_, Self>,
        wanted: &[bool],
    ) -> Vec<Option<FloatTensor<Self>>>
    where
        Self: Sized;
}

/// What a backward pass is made of.
pub(super) struct Given<'a, B: Kernels> {
    /// All inputs if the operation [`needs`](Operation::needs) them, else none; row by row.
    pub inputs: &'a [FloatTensor<B>],
    /// Where the gradients of weight and bias are to be written, if the operation was given a gradient buffer.
    pub buffers: &'a [FloatTensor<B>],
    /// The first output, if the operation needs it.
    pub output: Option<&'a FloatTensor<B>>,
    /// Its gradient.
    pub dy: &'a FloatTensor<B>,
    /// What the forward pass saved.
    pub saved: &'a B::Saved,
    /// The shapes of the differentiable inputs.
    pub shapes: &'a [Vec<usize>],
}

/// A forward pass: checks the shapes and computes. The inputs must lie row by row.
pub(super) fn forward<B: Kernels>(
    inputs: Vec<FloatTensor<B>>,
    operation: &Operation,
    training: bool,
) -> (Vec<FloatTensor<B>>, B::Saved) {
    let found: Vec<_> = inputs.iter().map(|input| input.shape().to_vec()).collect();
    B::forward(operation, inputs, &operation.shapes(&found), training)
}

/// What `device` can do in one operation.
///
/// # Panics
/// If the device is of a backend that computes no operations.
pub fn capabilities(device: &Device) -> Capabilities {
    match device.clone().without_autodiff().as_dispatch() {
        #[cfg(feature = "webgpu")]
        DispatchDevice::Cube(_) => burn::backend::Cube::CAPABILITIES,
        DispatchDevice::NdArray(_) => burn::backend::NdArray::CAPABILITIES,
        _ => panic!("the device is of a backend that computes no operations"),
    }
}

/// What is the same for all backends without autodiff.
macro_rules! without_autodiff {
    ($backend:ty) => {
        impl Extension for $backend {
            fn run(inputs: Tensors<Self>, operation: Operation) -> Vec<FloatTensor<Self>> {
                let inputs = inputs.0.into_iter().map(Self::contiguous).collect();
                forward::<Self>(inputs, &operation, false).0
            }
        }
    };
}

without_autodiff!(burn::backend::NdArray);

#[cfg(feature = "webgpu")]
without_autodiff!(burn::backend::Cube);
