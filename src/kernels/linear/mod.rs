//! A linear layer with ReLU (`layer`), and the matrix product that computes its output and its
//! gradients (`matrix_product`).

mod layer;
mod matrix_product;

pub use layer::{LinearBlock, LinearGradients, linear_backward, linear_forward};
