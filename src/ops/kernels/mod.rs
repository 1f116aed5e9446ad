//! The arithmetic of training on the CPU: plain functions on slices, four numbers at a time. They know nothing of
//! tensors, devices or networks, and allocate only while their [`Workspace`] grows.
//!
//! Inside, images lie channels-last (`[row, column, channel]`): a kernel's row then meets one contiguous stretch of the
//! image, so a convolution is a matrix product without its columns ever being written out (`direct`), and the lanes of
//! a vector are channels. Outside everything is `[image, channel, row, column]`, as burn and PyTorch have it.
//!
//! The gradient behind a max pooling and a ReLU is zero at three places of four or more. The backward pass (`sparse`)
//! therefore works on lists of what is not zero, which costs little even where nothing is.
//!
//! Results do not depend on what the workspace held before, and are the same bits every time.

#![allow(
    clippy::needless_range_loop,
    reason = "loops over arrays of registers unroll when they count; zipped iterators do not always"
)]

mod adam;
mod block;
mod conv_backward;
mod conv_forward;
mod direct;
mod gemm;
mod input_gradient;
mod layout;
mod linear;
mod pool;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable;
mod simd;
mod sparse;
#[cfg(test)]
mod tests;
mod tiled;
mod transform;
mod winograd;
mod workspace;

pub use adam::{AdamStep, adam_step};
#[cfg(test)]
use block::CUT;
pub use block::ConvBlock;
pub use conv_backward::{ConvGradients, conv_backward};
pub use conv_forward::conv_forward;
pub use gemm::INNER_KERNEL_WORK;
pub use linear::{LinearBlock, LinearGradients, linear_backward, linear_forward};
pub use workspace::Workspace;
