//! A convolution block, backward: which way each gradient is computed.

use super::block::{CUT, ConvBlock};
use super::workspace::Workspace;
use super::{input_gradient, listed, weight_gradient};

/// What [`conv_backward`] writes; each is overwritten.
pub struct ConvGradients<'a> {
    /// Like `x`, if anyone needs it.
    pub dx: Option<&'a mut [f32]>,
    /// Like `w`.
    pub dw: &'a mut [f32],
    /// `[channels_out]`.
    pub db: &'a mut [f32],
}

/// The gradients, given that of the output and the forward pass's choices.
///
/// # Shapes
/// As in [`conv_forward`](super::conv_forward); `dy` and `choice` are shaped like its `y`, or
/// `choice` is empty if there was none.
///
/// # Panics
/// If a slice has another length, or the block is no block. (A choice outside its square counts as
/// the first place.)
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
    let alive = alive(dy, choice);
    if dx.is_some()
        && let Some(convolution) = input_gradient::as_convolution(block, alive)
        && let Some(dx) = dx.take()
    {
        input_gradient::convolve(block, &convolution, w, (dy, choice), dx, ws);
    }
    let mut kernels = Some((dw, db));
    if weight_gradient::suits(block, alive)
        && let Some((dw, db)) = kernels.take()
    {
        weight_gradient::products(block, x, (dy, choice), (dw, db), ws);
    }
    if dx.is_some() || kernels.is_some() {
        listed::gradients(block, (x, w), (dy, choice), (dx, kernels), ws);
    }
}

/// How many gradients are not cut off.
fn alive(dy: &[f32], choice: &[u8]) -> usize {
    if choice.is_empty() {
        return dy.len();
    }
    // In short stretches, so that a byte holds the sum.
    choice
        .chunks(128)
        .map(|part| usize::from(part.iter().map(|&c| u8::from(c != CUT)).sum::<u8>()))
        .sum()
}
