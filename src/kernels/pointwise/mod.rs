//! Functions of single values or short rows: activations, log-softmax, the loss, optimiser updates.

mod activation;
mod classify;
mod functions;
mod softmax;
mod update;

pub use activation::{ActivationBlock, activate, activation_backward, masked, sum_relu};
pub use classify::{LikelihoodBlock, hits};
pub use softmax::{log_softmax, log_softmax_backward};
pub use update::{AdamStep, adam_step, blend, squares};
