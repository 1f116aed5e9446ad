//! The backward pass of a convolution block: chooses an algorithm for each gradient.

use super::block::{ConvBlock, INACTIVE};
use super::{input_gradient, sparse_gradient, weight_gradient};
use crate::workspace::Workspace;

/// The results of [`conv_backward`]. Each slice is overwritten.
pub struct ConvGradients<'a> {
    /// The input's gradient, shaped like `x`, if it is needed.
    pub dx: Option<&'a mut [f32]>,
    /// The weight's gradient, shaped like `w`.
    pub dw: &'a mut [f32],
    /// The bias's gradient, `[channels_out]`.
    pub db: &'a mut [f32],
}

/// Computes the gradients of a convolution block from its output's gradient `dy` and the forward
/// pass's `choice`.
///
/// # Shapes
/// As in [`conv_forward`](super::conv_forward). `dy` and `choice` are shaped like `y`; `choice` may
/// be empty if the block does not [choose](ConvBlock::chooses). A choice outside its window counts
/// as the window's first position.
///
/// # Panics
/// If a slice has another length, or a field of the block is out of its range.
#[inline(never)]
pub fn conv_backward(
    block: &ConvBlock,
    (x, w): (&[f32], &[f32]),
    (dy, choice): (&[f32], &[u8]),
    gradients: ConvGradients,
    ws: &mut Workspace,
) {
    block.check();
    let ConvGradients { mut dx, dw, db } = gradients;
    assert_eq!(
        x.len(),
        block.input_len(),
        "x is [images, in, height, width]"
    );
    assert_eq!(
        w.len(),
        block.weight_len(),
        "w is [out, in, kernel, kernel]"
    );
    assert_eq!(dy.len(), block.output_len(), "dy is as long as the output");
    assert!(
        choice.len() == dy.len() || (choice.is_empty() && !block.chooses()),
        "a choice for each output"
    );
    assert_eq!(dw.len(), w.len(), "dw is shaped like w");
    assert_eq!(db.len(), block.channels_out, "db is [out]");
    if let Some(dx) = &dx {
        assert_eq!(dx.len(), x.len(), "dx is shaped like x");
    }
    let active = count_active(dy, choice);
    if dx.is_some()
        && let Some(convolution) = input_gradient::as_convolution(block, active)
        && let Some(dx) = dx.take()
    {
        input_gradient::convolve(block, &convolution, w, (dy, choice), dx, ws);
    }
    let mut weights = Some((dw, db));
    if weight_gradient::suits(block, active)
        && let Some((dw, db)) = weights.take()
    {
        weight_gradient::products(block, x, (dy, choice), (dw, db), ws);
    }
    if dx.is_some() || weights.is_some() {
        sparse_gradient::gradients(block, (x, w), (dy, choice), (dx, weights), ws);
    }
}

/// The number of outputs that pass their gradient on.
fn count_active(dy: &[f32], choice: &[u8]) -> usize {
    if choice.is_empty() {
        return dy.len();
    }
    // Chunks of 128, so that a byte can hold the sum.
    choice
        .chunks(128)
        .map(|part| usize::from(part.iter().map(|&c| u8::from(c != INACTIVE)).sum::<u8>()))
        .sum()
}
