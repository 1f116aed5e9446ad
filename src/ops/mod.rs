//! The operations that networks and optimisers are made of, forward and backward, on a CPU and on a GPU.
//!
//! [`run`] runs an [`Operation`] on tensors of any device. `extension` brings it to burn's backends, `autodiff` adds
//! the gradients, `cpu` and `gpu` compute. [`capabilities`] states what a device can do in one operation: the only
//! question about a device that anyone else asks.

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

/// Runs `operation`: the outputs, as [`Operation::shapes`] lists them.
///
/// # Panics
/// If the inputs do not fit the operation, or if the device cannot run it: see [`capabilities`].
pub fn run(operation: Operation, inputs: Vec<Array>) -> Vec<Array> {
    <Dispatch as Extension>::run(Tensors(inputs), operation)
}

/// The first output of `operation`; as [`run`] otherwise.
pub fn run_one(operation: Operation, inputs: Vec<Array>) -> Array {
    <Dispatch as Extension>::run(Tensors(inputs), operation).swap_remove(0)
}

/// A tensor of `values`, row by row, on any device: burn's own way to make one converts from and to every type that a
/// tensor may hold.
///
/// # Panics
/// If there are not as many values as the shape has places.
pub fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D], device: &Device) -> Tensor<D> {
    let data = TensorData::new(values, shape);
    Tensor::from_dispatch(Dispatch::float_from_data(data, device.as_dispatch()))
}

/// Appends the values of a tensor on a CPU, row by row, to host memory.
pub fn store<const D: usize>(tensor: Tensor<D>, host: &HostValues) {
    run(Operation::Store(host.clone()), vec![tensor.into_dispatch()]);
}

/// A tensor on a CPU with its values replaced by those in host memory from number `start` on, in place where nobody
/// else holds the tensor.
pub fn load<const D: usize>(tensor: Tensor<D>, host: &HostValues, start: usize) -> Tensor<D> {
    let values = host.clone();
    let operation = Operation::Load { values, start };
    Tensor::from_dispatch(run_one(operation, vec![tensor.into_dispatch()]))
}

/// The values of a tensor on a CPU, row by row.
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

/// One update by Adam or AdamW: the parameters and both moments after it. Without moments, they are those before the
/// first update: zero.
///
/// All tensors are `[values]`. Nothing here has a gradient.
pub fn adam(
    parameters: Tensor<1>,
    gradients: Tensor<1>,
    moments: Option<[Tensor<1>; 2]>,
    step: AdamStep,
) -> (Tensor<1>, [Tensor<1>; 2]) {
    let moments = moments.unwrap_or_else(|| {
        let [len] = parameters.dims();
        // Two, so that nobody else holds either.
        [0; 2].map(|_| tensor(vec![0.0; len], [len], &parameters.device()))
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

/// `old · keep + new · take`, without a gradient.
pub fn blend(old: Tensor<1>, new: Tensor<1>, [keep, take]: [f32; 2]) -> Tensor<1> {
    let inputs = vec![old.into_dispatch(), new.into_dispatch()];
    Tensor::from_dispatch(run_one(Operation::Blend { keep, take }, inputs))
}

/// RMSprop's running mean of the squares after one update, and the gradient divided by its root: see
/// [`Operation::RmsProp`]. Without a mean, it is that before the first update: zero.
pub fn rms_prop(
    gradient: Tensor<1>,
    squares: Option<Tensor<1>>,
    [alpha, epsilon]: [f32; 2],
) -> (Tensor<1>, Tensor<1>) {
    let [len] = gradient.dims();
    let zeros = || tensor(vec![0.0; len], [len], &gradient.device());
    let squares = squares.unwrap_or_else(zeros);
    let inputs = vec![gradient.into_dispatch(), squares.into_dispatch()];
    let outputs = run(Operation::RmsProp { alpha, epsilon }, inputs);
    let Ok([step, squares]) = <[_; 2]>::try_from(outputs) else {
        unreachable!("the operation lists two outputs")
    };
    (Tensor::from_dispatch(step), Tensor::from_dispatch(squares))
}

/// The Euclidean norm of all tensors together, as one value without a gradient. On a GPU of one tensor.
pub fn norm(tensors: &[Tensor<1>]) -> Tensor<1> {
    let inputs = tensors.iter().map(|tensor| tensor.clone().into_dispatch());
    let operation = Operation::SumOfSquares { root: true };
    Tensor::from_dispatch(run_one(operation, inputs.collect()))
}
