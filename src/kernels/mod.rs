//! The arithmetic of training on the CPU: functions on slices of `f32` that process four values at a
//! time. The package knows nothing of tensors, devices or networks.
//!
//! # Conventions
//!
//! - Arguments and results are row-major; images are `[image, channel, row, column]`, as in burn and
//!   PyTorch. Each function states the shapes of its slices and panics if a length does not match.
//! - `x`, `w`, `b` and `y` are a layer's input, weight, bias and output; `dx`, `dw`, `db` and `dy`
//!   are the gradients of the loss with respect to them. Results are overwritten, never added to.
//! - Scratch memory belongs to a [`Workspace`], which the caller keeps from call to call. Results do
//!   not depend on what it held before: the same arguments give the same bits.
//! - NaNs propagate as in PyTorch, so that a diverging run is noticed.
//!
//! # Modules
//!
//! - `conv`: convolution with the ReLU and the max pooling that follow it.
//! - `linear`: a linear layer with ReLU, and the matrix product behind it.
//! - `norm`: batch normalisation, in stages that several workers can share.
//! - `pool`: max and mean pooling without a convolution.
//! - `pointwise`: activations, log-softmax, losses, optimiser updates.
//! - `simd`: the vector type and the loops that the other modules share.
//!
//! # Example
//!
//! ```
//! use digit_lab_kernels::{LinearBlock, Workspace, linear_forward};
//!
//! let block = LinearBlock { images: 1, inputs: 2, outputs: 3, relu: true };
//! let (x, w, b) = ([1.0, 2.0], [1.0, 0.0, -1.0, 0.5, 2.0, -1.0], [0.0, 0.5, 1.0]);
//! let mut y = [0.0; 3];
//! linear_forward(&block, &x, &w, &b, &mut y, &mut Workspace::default());
//! assert_eq!(y, [2.0, 4.5, 0.0]);
//! ```
//!
//! # Inlining
//!
//! Public functions are `#[inline(never)]`: inlined into a caller they would be compiled with the
//! caller's `opt-level = "z"`, while this package is compiled for speed.

mod conv;
mod linear;
mod norm;
mod pointwise;
mod pool;
mod simd;
#[cfg(test)]
mod tests;
mod workspace;

pub use conv::{ConvBlock, ConvGradients, conv_backward, conv_forward};
pub use linear::{LinearBlock, LinearGradients, linear_backward, linear_forward};
pub use norm::{
    GradientSums, Moments, NormBlock, add_sums, combine, moments, norm_input_gradient, norm_sums,
    normalise,
};
pub use pointwise::{
    ActivationBlock, AdamStep, LikelihoodBlock, activate, activation_backward, adam_step, blend,
    hits, log_softmax, log_softmax_backward, masked, squares, sum_relu,
};
pub use pool::{PoolBlock, PoolKind, pool_backward, pool_forward};
pub use workspace::Workspace;
