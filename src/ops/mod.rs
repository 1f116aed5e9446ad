//! Operations that burn has in another form than a backend needs. Nothing else in the crate
//! knows that they exist.
//!
//! On the CPU each is one operation, forward and backward; elsewhere burn's own, one after another.

mod classify;
#[cfg(any(feature = "flex", feature = "ndarray"))]
mod fused;
mod layers;
mod norm;
#[cfg(any(feature = "flex", feature = "ndarray"))]
mod operation;
#[cfg(any(feature = "flex", feature = "ndarray"))]
mod parts;
pub mod plain;
#[cfg(any(feature = "flex", feature = "ndarray"))]
mod staged;
mod update;

use burn::backend::Dispatch;
use burn::backend::ops::FloatTensorOps;
use burn::tensor::activation::relu;
use burn::tensor::module;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor, TensorData};

pub use classify::{correct, likelihood};
pub use digit_lab_kernels::{ActivationBlock as Activation, AdamStep, PoolKind};
use digit_lab_kernels::{ConvBlock, LinearBlock};
pub use layers::{activate, global_avg_pool, log_softmax, pool2d, sum_relu};
pub use norm::{batch_norm, batch_norm_train};
#[cfg(any(feature = "flex", feature = "ndarray"))]
use operation::Operation;
pub use update::{adam, blend, has_adam, sum_of_squares};

use crate::team::Team;

/// How a convolution is made, and what follows it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConvOptions2d {
    /// Pixels from one place of the kernel to the next.
    pub stride: usize,
    /// Zeros around the input, on each side.
    pub padding: usize,
    /// Whether a ReLU follows.
    pub relu: bool,
    /// Rows and columns of the blocks of a max pooling behind it, at most [`MOST_POOL`]; 1: none.
    pub pool: usize,
}

/// The largest [`ConvOptions2d::pool`].
pub const MOST_POOL: usize = 15;

/// A convolution with bias, then a ReLU and a max pooling if asked for.
///
/// # Shapes
/// - `x`: `[N, in, height, width]`
/// - `weight`: `[out, in, kernel, kernel]`
/// - `bias`: `[out]`
/// - output: `[N, out, ((height + 2·padding − kernel) / stride + 1) / pool, …]`
pub fn conv2d(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Tensor<1>,
    options: ConvOptions2d,
) -> Tensor<4> {
    let ConvOptions2d {
        stride,
        padding,
        relu: rectified,
        pool,
    } = options;
    #[cfg(any(feature = "flex", feature = "ndarray"))]
    if on_cpu(&x.device()) {
        let [images, channels_in, height, width] = x.dims();
        let [channels_out, _, kernel, _] = weight.dims();
        let block = ConvBlock {
            images,
            channels_in,
            height,
            width,
            channels_out,
            kernel,
            stride,
            padding,
            relu: rectified,
            pool,
        };
        return fused::of_three(x, weight, bias, Operation::Conv(block)).0;
    }
    let options = ConvOptions::new([stride; 2], [padding; 2], [1, 1], 1);
    let mut y = module::conv2d(x, weight, Some(bias), options);
    if rectified {
        y = relu(y);
    }
    match pool {
        1 => y,
        size => pool2d(y, PoolKind::Max, size),
    }
}

/// `x · weight + bias`, then a ReLU if asked for.
///
/// # Shapes
/// - `x`: `[N, in]`
/// - `weight`: `[in, out]`
/// - `bias`: `[out]`
/// - output: `[N, out]`
pub fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>, rectified: bool) -> Tensor<2> {
    #[cfg(any(feature = "flex", feature = "ndarray"))]
    if on_cpu(&x.device()) {
        let [images, inputs] = x.dims();
        let [_, outputs] = weight.dims();
        let block = LinearBlock {
            images,
            inputs,
            outputs,
            relu: rectified,
        };
        return fused::of_three(x, weight, bias, Operation::Linear(block)).0;
    }
    let y = module::linear(x, weight, Some(bias));
    if rectified { relu(y) } else { y }
}

/// Always so in a build without WebGPU, which then holds no form for elsewhere.
#[cfg(any(feature = "flex", feature = "ndarray"))]
fn on_cpu(device: &Device) -> bool {
    cfg!(not(feature = "webgpu")) || crate::backend::is_cpu(device)
}

/// A tensor of `values`, row by row, on any device: burn's own way to make one converts from and to
/// every type that a tensor may hold.
pub fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D], device: &Device) -> Tensor<D> {
    let data = TensorData::new(values, shape);
    Tensor::from_dispatch(Dispatch::float_from_data(data, device.as_dispatch()))
}

/// The values of a tensor on the CPU, row by row.
pub fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    staged::values(tensor)
}

/// Tensors whose values are added up over a [`Team`], all in one exchange. For tensors on the CPU.
pub struct Staged(());

impl Staged {
    /// Of none yet. There is one stage a thread.
    pub fn begin() -> Self {
        staged::clear();
        Self(())
    }

    /// Adds a tensor's values, as they are now.
    pub fn put<const D: usize>(&mut self, tensor: Tensor<D>) {
        staged::put(tensor);
    }

    /// Adds everybody's values up.
    pub fn sum(self, team: &Team) -> Sums {
        staged::change(|values| team.sum(values));
        Sums { at: 0 }
    }
}

/// The sums of what was [`Staged`].
pub struct Sums {
    at: usize,
}

impl Sums {
    /// The next tensor, to be asked for in the order in which they were put: `tensor`, with the
    /// values that it has in sum.
    pub fn take<const D: usize>(&mut self, tensor: Tensor<D>) -> Tensor<D> {
        let at = self.at;
        self.at += tensor.dims().iter().product::<usize>();
        staged::take(tensor, at)
    }
}
