//! The operations of networks and optimisers, forward and backward, on a CPU and on a GPU.
//!
//! [`run`] runs an [`Operation`] on tensors of any device. `extension` adds it to burn's backends, `autodiff` adds the
//! gradients, `cpu` and `gpu` implement it. [`capabilities`] states which operations a device can fuse; other modules
//! depend on the device in no other way.

mod autodiff;
mod cpu;
mod extension;
#[cfg(feature = "webgpu")]
mod gpu;
mod host;
mod operation;
pub mod read;
mod resident;

use burn::backend::Dispatch;
use burn::backend::ops::FloatTensorOps;
use burn::tensor::{Device, Tensor, TensorData};

pub use digit_lab_kernels::{
    ActivationBlock, AdamStep, ConvBlock, LinearBlock, NormBlock, PoolBlock, PoolKind,
};
pub use extension::{Array, capabilities};
use extension::{Extension, Tensors};
pub use host::HostValues;
pub use operation::{BatchNorm, Capabilities, CrossEntropy, Gather, Linear, Operation};
pub use resident::ResidentBytes;

/// Runs `operation` and returns its outputs in the order of [`Operation::shapes`].
///
/// # Panics
/// If the shapes of the inputs do not fit the operation, or if the device cannot run it (see [`capabilities`]).
pub fn run(operation: Operation, inputs: Vec<Array>) -> Vec<Array> {
    <Dispatch as Extension>::run(Tensors(inputs), operation)
}

/// Like [`run`], but returns only the first output.
pub fn run_one(operation: Operation, inputs: Vec<Array>) -> Array {
    <Dispatch as Extension>::run(Tensors(inputs), operation).swap_remove(0)
}

/// A tensor of `values`, row-major, on any device. It replaces burn's `Tensor::from_data`, which compiles conversions
/// from and to every element type into the wasm module.
///
/// # Panics
/// If the number of values is not the product of `shape`.
pub fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D], device: &Device) -> Tensor<D> {
    let data = TensorData::new(values, shape);
    Tensor::from_dispatch(Dispatch::float_from_data(data, device.as_dispatch()))
}

/// A tensor of `values` on any device: `[values]`.
pub fn vector(values: Vec<f32>, device: &Device) -> Tensor<1> {
    let len = values.len();
    tensor(values, [len], device)
}

/// Appends the values of a CPU tensor, row-major, to host memory.
pub fn store<const D: usize>(tensor: Tensor<D>, host: &HostValues) {
    run(Operation::Store(host.clone()), vec![tensor.into_dispatch()]);
}

/// Replaces the values of a CPU tensor by values of host memory, from index `start` on. The change is made in place if
/// the tensor's memory is not shared.
pub fn load<const D: usize>(tensor: Tensor<D>, host: &HostValues, start: usize) -> Tensor<D> {
    let values = host.clone();
    let operation = Operation::Load { values, start };
    Tensor::from_dispatch(run_one(operation, vec![tensor.into_dispatch()]))
}

/// The values of a CPU tensor, row-major.
pub fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    let host = HostValues::default();
    store(tensor, &host);
    host.take()
}

/// The logarithm of the softmax of each row.
///
/// # Shapes
/// - `x`: `[N, classes]`
/// - output: `[N, classes]`
pub fn log_softmax(x: Tensor<2>) -> Tensor<2> {
    let [_, classes] = x.dims();
    let operation = Operation::LogSoftmax { classes };
    Tensor::from_dispatch(run_one(operation, vec![x.into_dispatch()]))
}

/// One update by Adam or AdamW. Returns the new parameters and the new first and second moments. `moments` is `None`
/// before the first update, when both moments are zero.
///
/// All tensors are `[values]`. The results have no gradient.
pub fn adam(
    parameters: Tensor<1>,
    gradients: Tensor<1>,
    moments: Option<[Tensor<1>; 2]>,
    step: AdamStep,
) -> (Tensor<1>, [Tensor<1>; 2]) {
    let moments = moments.unwrap_or_else(|| {
        let [len] = parameters.dims();
        // Two tensors instead of a clone: Adam updates in place only memory that is not shared.
        [0; 2].map(|_| vector(vec![0.0; len], &parameters.device()))
    });
    let [moment_1, moment_2] = moments.map(Tensor::into_dispatch);
    let (parameters, gradients) = (parameters.into_dispatch(), gradients.into_dispatch());
    let inputs = vec![parameters, gradients, moment_1, moment_2];
    let outputs = run(Operation::Adam(step), inputs);
    let Ok([parameters, moment_1, moment_2]) = <[_; 3]>::try_from(outputs) else {
        unreachable!("the operation lists three outputs")
    };
    let moments = [moment_1, moment_2].map(Tensor::from_dispatch);
    (Tensor::from_dispatch(parameters), moments)
}

/// `old · keep + new · take`, without a gradient. All tensors are `[values]`.
pub fn blend(old: Tensor<1>, new: Tensor<1>, [keep, take]: [f32; 2]) -> Tensor<1> {
    let inputs = vec![old.into_dispatch(), new.into_dispatch()];
    Tensor::from_dispatch(run_one(Operation::Blend { keep, take }, inputs))
}

/// `a · b`, value by value, without a gradient. All tensors are `[values]`.
pub fn product(a: Tensor<1>, b: Tensor<1>) -> Tensor<1> {
    let inputs = vec![a.into_dispatch(), b.into_dispatch()];
    Tensor::from_dispatch(run_one(Operation::Product, inputs))
}

/// One update of RMSprop (see [`Operation::RmsProp`]). Returns the gradient divided by the root of the running mean of
/// squares, and the new running mean. `squares` is `None` before the first update, when the mean is zero.
pub fn rms_prop(
    gradient: Tensor<1>,
    squares: Option<Tensor<1>>,
    [alpha, epsilon]: [f32; 2],
) -> (Tensor<1>, Tensor<1>) {
    let [len] = gradient.dims();
    let zeros = || vector(vec![0.0; len], &gradient.device());
    let squares = squares.unwrap_or_else(zeros);
    let inputs = vec![gradient.into_dispatch(), squares.into_dispatch()];
    let outputs = run(Operation::RmsProp { alpha, epsilon }, inputs);
    let Ok([step, squares]) = <[_; 2]>::try_from(outputs) else {
        unreachable!("the operation lists two outputs")
    };
    (Tensor::from_dispatch(step), Tensor::from_dispatch(squares))
}

/// The Euclidean norm over the values of all `tensors`, `[1]`, without a gradient. On a GPU `tensors` must be a single
/// tensor.
pub fn norm(tensors: &[Tensor<1>]) -> Tensor<1> {
    let inputs = tensors.iter().map(|tensor| tensor.clone().into_dispatch());
    let operation = Operation::SumOfSquares { root: true };
    Tensor::from_dispatch(run_one(operation, inputs.collect()))
}
