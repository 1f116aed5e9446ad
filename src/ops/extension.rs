//! The project's only extension of burn's backends: it runs an [`Operation`].

// burn calls ndarray deprecated in favour of another backend; this project keeps it as a working backend.
#![allow(deprecated, reason = "a macro generates code that names NdArray, too")]

use burn::backend::tensor::FloatTensor;
use burn::backend::{
    Backend, BackendTensor, Dispatch, DispatchAutodiffContext, DispatchDevice, DispatchTensor,
    DispatchTensorKind, ExtensionType, TensorMetadata, backend_extension,
};
use burn::tensor::Device;

use super::operation::{Capabilities, Operation};

/// A tensor of any rank, on any device, with or without a gradient. burn's `Tensor<D>` is the same with a fixed rank;
/// `into_dispatch` and `from_dispatch` convert without a copy.
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

/// Runs operations on every backend, with gradients where the backend is autodiff.
#[backend_extension(
    Cube: cfg(feature = "webgpu"),
    NdArray,
    Autodiff
)]
pub trait Extension: Backend {
    /// The outputs of `operation`, in the order of [`Operation::shapes`].
    fn run(#[extension_type] inputs: Tensors<Self>, operation: Operation)
    -> Vec<FloatTensor<Self>>;
}

/// A backend that implements operations, forward and backward. [`autodiff`](super::autodiff) builds burn's
/// [`Autodiff`](burn::backend::Autodiff) on it.
pub(super) trait Kernels: Backend {
    /// The operations that this backend can fuse.
    const CAPABILITIES: Capabilities;

    /// The data that a forward pass saves for the backward pass, beside inputs and output.
    type Saved: Default + Send + Sync + 'static;

    /// The tensor in row-major layout. It is copied only if its layout is another.
    fn contiguous(tensor: FloatTensor<Self>) -> FloatTensor<Self>;

    /// Computes the outputs, of the given `shapes`, from row-major inputs. `training` is true if a backward pass
    /// follows.
    fn forward(
        operation: &Operation,
        inputs: Vec<FloatTensor<Self>>,
        shapes: &[Vec<usize>],
        training: bool,
    ) -> (Vec<FloatTensor<Self>>, Self::Saved);

    /// Computes the gradients of the differentiable inputs, at least where `wanted` is true.
    fn backward(
        operation: &Operation,
        args: BackwardArgs<'_, Self>,
        wanted: &[bool],
    ) -> Vec<Option<FloatTensor<Self>>>
    where
        Self: Sized;
}

/// The arguments of a backward pass. All tensors are row-major.
pub(super) struct BackwardArgs<'a, B: Kernels> {
    /// All inputs if the operation [`needs`](Operation::needs) them, else none.
    pub inputs: &'a [FloatTensor<B>],
    /// The buffers that the gradients of weight and bias are written to, if the operation got any.
    pub buffers: &'a [FloatTensor<B>],
    /// The first output, if the operation needs it.
    pub output: Option<&'a FloatTensor<B>>,
    /// The gradient of the first output.
    pub dy: &'a FloatTensor<B>,
    /// The data that the forward pass saved.
    pub saved: &'a B::Saved,
    /// The shapes of the differentiable inputs.
    pub shapes: &'a [Vec<usize>],
}

/// Checks the shapes and runs the forward pass. The inputs must be row-major.
pub(super) fn forward<B: Kernels>(
    inputs: Vec<FloatTensor<B>>,
    operation: &Operation,
    training: bool,
) -> (Vec<FloatTensor<B>>, B::Saved) {
    let found: Vec<_> = inputs.iter().map(|input| input.shape().to_vec()).collect();
    B::forward(operation, inputs, &operation.shapes(&found), training)
}

/// The operations that `device` can fuse.
///
/// # Panics
/// If the device's backend does not implement [`Operation`].
pub fn capabilities(device: &Device) -> Capabilities {
    match device.clone().without_autodiff().as_dispatch() {
        #[cfg(feature = "webgpu")]
        DispatchDevice::Cube(_) => burn::backend::Cube::CAPABILITIES,
        DispatchDevice::NdArray(_) => burn::backend::NdArray::CAPABILITIES,
        _ => panic!("the device's backend does not implement the operations"),
    }
}

/// Implements [`Extension`] for a backend without autodiff.
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
