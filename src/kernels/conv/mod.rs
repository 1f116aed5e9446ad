//! Convolution with the ReLU and the max pooling that follow it.
//!
//! Inside this module images are channels-last (`[row, column, channel]`, see `plane`), unless the
//! input has one channel. A row of the kernel then covers one contiguous stretch of the image, and
//! the lanes of a vector are channels.
//!
//! The forward pass takes the fastest algorithm that can compute the block:
//! - `planar`: images of one channel, stride 1;
//! - `winograd`: 3×3 and 5×5 kernels, stride 1, several channels;
//! - `direct`: everything else.
//!
//! The backward pass chooses by the number of output gradients that are not zero. Behind max pooling
//! and ReLU at least three quarters of them are zero.
//! - `sparse_gradient` computes both gradients from a list of the non-zero values;
//! - `weight_gradient` computes the weight's as a matrix product, where few values are zero;
//! - `input_gradient` computes the input's as a Winograd convolution, where that costs less.

mod backward;
mod block;
mod direct;
mod forward;
mod input_gradient;
mod kernel_rows;
mod max_pool;
mod planar;
mod plane;
mod sparse_gradient;
mod weight_gradient;
mod winograd;

pub use backward::{ConvGradients, conv_backward};
pub use block::ConvBlock;
#[cfg(test)]
pub use block::INACTIVE;
pub use forward::conv_forward;
