//! The arithmetic of training on the CPU: plain functions on slices, four numbers at a time. They
//! know nothing of tensors, devices or networks, and allocate only while their [`Workspace`] grows.
//!
//! Inside, images lie channels-last (`[row, column, channel]`): a kernel's row then meets one
//! contiguous stretch of the image, so a convolution is a matrix product without its columns ever
//! being written out (`direct`), and the lanes of a vector are channels. Outside everything is
//! `[image, channel, row, column]`, as burn and PyTorch have it.
//!
//! Forward, images of one channel go plane by plane (`planar`), kernels of 3×3 and 5×5 with stride 1
//! by Winograd's tiles (`winograd`), the rest directly. The gradient behind a max pooling and a ReLU
//! is zero at three places of four or more: the backward pass then works on lists of what is not
//! zero (`listed`, `places`, `sparse`). Where little is zero, behind a batch norm say, the kernels'
//! gradient is a product of image and gradient (`weight_gradient`), and the input's a convolution by
//! tiles (`input_gradient`).
//!
//! Batch norm (`moments`, `norm`), activations, softmax and pooling by itself (`plane_pool`) leave
//! the numbers where they are, four neighbours at a time.
//!
//! What others call is never inlined: it would be compiled for size, like what calls it.
//!
//! Results do not depend on what the workspace held before, and are the same bits every time.

mod activation;
mod block;
mod classify;
mod conv_backward;
mod conv_forward;
mod direct;
mod functions;
mod inner;
mod input_gradient;
mod kernel_rows;
mod layout;
mod linear;
mod listed;
mod moments;
mod norm;
mod places;
mod planar;
mod plane_pool;
mod pool;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable;
mod product;
mod simd;
mod softmax;
mod sparse;
#[cfg(test)]
mod tests;
mod update;
mod weight_gradient;
mod winograd;
mod workspace;

pub use activation::{ActivationBlock, activate, activation_backward, masked, sum_relu};
pub use block::ConvBlock;
pub use classify::{LikelihoodBlock, hits};
pub use conv_backward::{ConvGradients, conv_backward};
pub use conv_forward::conv_forward;
pub use linear::{LinearBlock, LinearGradients, linear_backward, linear_forward};
pub use moments::{Moments, combine, moments};
pub use norm::{GradientSums, NormBlock, add_sums, norm_input_gradient, norm_sums, normalise};
pub use plane_pool::{PoolBlock, PoolKind, pool_backward, pool_forward};
pub use softmax::{log_softmax, log_softmax_backward};
pub use update::{AdamStep, adam_step, blend, squares};
pub use workspace::Workspace;
