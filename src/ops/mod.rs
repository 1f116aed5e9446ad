//! The networks' operations, each as one: forward and backward, on the CPU and on a GPU. Nothing else
//! in the crate knows how they are made.

mod classify;
mod fused;
#[cfg_attr(not(feature = "webgpu"), path = "no_gpu.rs")]
mod gpu;
mod layers;
mod norm;
mod operation;
mod parts;
pub mod plain;
pub mod read;
mod staged;
mod update;

use burn::backend::Dispatch;
use burn::backend::ops::FloatTensorOps;
use burn::tensor::{Device, Tensor, TensorData};

pub use classify::{CrossEntropy, Targets};
pub use digit_lab_kernels::{ActivationBlock as Activation, AdamStep, PoolKind};
use digit_lab_kernels::{ConvBlock, LinearBlock};
pub use gpu::{Bytes, Flat};
pub use layers::{activate, dropout, global_avg_pool, log_softmax, pool2d, sum_relu};
pub use norm::{batch_norm, batch_norm_train};
use operation::{LinearWork, Operation};
pub use update::{adam, blend, norm, sum_of_squares};

use crate::random::Dropout;
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
        relu,
        pool,
    } = options;
    let together = pool <= most_pool(&x.device());
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
        relu,
        pool: if together { pool } else { 1 },
    };
    let (y, _) = fused::of_three(x, weight, bias, Operation::Conv(block));
    match together {
        true => y,
        false => pool2d(y, PoolKind::Max, pool),
    }
}

/// The largest pooling that a convolution is made together with.
fn most_pool(device: &Device) -> usize {
    match on_cpu(device) {
        true => MOST_POOL,
        false => gpu::MOST_POOL,
    }
}

/// `x · weight + bias`, then a ReLU if asked for, then a dropout.
///
/// # Shapes
/// - `x`: `[N, in]`
/// - `weight`: `[in, out]`
/// - `bias`: `[out]`
/// - output: `[N, out]`
pub fn linear(
    x: Tensor<2>,
    weight: Tensor<2>,
    bias: Tensor<1>,
    relu: bool,
    dropout: Option<Dropout>,
) -> Tensor<2> {
    // Without a ReLU, what came through could not be told from the output.
    let together = relu && !on_cpu(&x.device());
    let [images, inputs] = x.dims();
    let [_, outputs] = weight.dims();
    let block = LinearBlock {
        images,
        inputs,
        outputs,
        relu,
    };
    let work = LinearWork {
        block,
        dropout: dropout.filter(|_| together),
    };
    let (y, _) = fused::of_three(x, weight, bias, Operation::Linear(work));
    match dropout {
        Some(dropout) if !together => layers::dropout(y, dropout),
        _ => y,
    }
}

/// Always so in a build without WebGPU.
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
