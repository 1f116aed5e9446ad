//! A linear layer: one matrix product forward, two backward.

use super::matrix_product::{Matrix, Size, product};
use crate::pointwise::masked;
use crate::simd::microkernel::pack;
use crate::simd::round_up;
use crate::workspace::Workspace;

/// The sizes of a linear layer, `y = x · w + b`, followed by an optional ReLU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinearBlock {
    /// Rows of `x` and `y`.
    pub images: usize,
    /// Columns of `x`, rows of `w`.
    pub inputs: usize,
    /// Columns of `y` and `w`.
    pub outputs: usize,
    /// Whether a ReLU follows.
    pub relu: bool,
}

impl LinearBlock {
    fn check(&self, x: &[f32], w: &[f32], y: &[f32]) {
        assert_eq!(x.len(), self.images * self.inputs, "x is [images, inputs]");
        assert_eq!(
            w.len(),
            self.inputs * self.outputs,
            "w is [inputs, outputs]"
        );
        assert_eq!(
            y.len(),
            self.images * self.outputs,
            "y is [images, outputs]"
        );
    }
}

/// Computes the output of a linear layer.
///
/// # Shapes
/// - `x`: `[images, inputs]`
/// - `w`: `[inputs, outputs]`
/// - `b`: `[outputs]`
/// - `y`: `[images, outputs]`
///
/// # Panics
/// If a slice has another length.
#[inline(never)]
pub fn linear_forward(
    block: &LinearBlock,
    x: &[f32],
    w: &[f32],
    b: &[f32],
    y: &mut [f32],
    ws: &mut Workspace,
) {
    let LinearBlock {
        images,
        inputs,
        outputs,
        relu,
    } = *block;
    block.check(x, w, y);
    assert_eq!(b.len(), outputs, "b is [outputs]");
    let right = ws.packed.room(inputs * round_up(outputs));
    pack(inputs, outputs, right, |k, j| w[k * outputs + j]);
    let bias = ws.bias.zeros(round_up(outputs));
    bias[..outputs].copy_from_slice(b);
    let size = Size {
        rows: images,
        depth: inputs,
        columns: outputs,
    };
    let left = Matrix {
        data: x,
        row: inputs,
        column: 1,
    };
    product(size, left, right, (bias, relu), y, &mut ws.tiles);
}

/// The results of [`linear_backward`]. Each slice is overwritten.
pub struct LinearGradients<'a> {
    /// The input's gradient, `[images, inputs]`, if it is needed.
    pub dx: Option<&'a mut [f32]>,
    /// The weight's gradient, `[inputs, outputs]`.
    pub dw: &'a mut [f32],
    /// The bias's gradient, `[outputs]`.
    pub db: &'a mut [f32],
}

/// Computes the gradients of a linear layer from its output's gradient `dy`. `y` is only read if the
/// block has a ReLU.
///
/// # Shapes
/// As in [`linear_forward`]; `dy` is shaped like `y`.
///
/// # Panics
/// If a slice has another length.
#[inline(never)]
pub fn linear_backward(
    block: &LinearBlock,
    (x, w): (&[f32], &[f32]),
    (y, dy): (&[f32], &[f32]),
    gradients: LinearGradients,
    ws: &mut Workspace,
) {
    let LinearBlock {
        images,
        inputs,
        outputs,
        relu,
    } = *block;
    block.check(x, gradients.dw, dy);
    assert_eq!(gradients.db.len(), outputs, "db is [outputs]");
    let mut passed = dy;
    if relu {
        let to = ws.sums.room(dy.len());
        masked(y, dy, to);
        passed = to;
    }
    let (dy, tiles) = (passed, &mut ws.tiles);

    gradients.db.fill(0.0);
    for line in dy.chunks_exact(outputs) {
        for (sum, value) in gradients.db.iter_mut().zip(line) {
            *sum += value;
        }
    }

    let right = ws.packed.room(images * round_up(outputs));
    pack(images, outputs, right, |k, j| dy[k * outputs + j]);
    let size = Size {
        rows: inputs,
        depth: images,
        columns: outputs,
    };
    let left = Matrix {
        data: x,
        row: 1,
        column: inputs,
    };
    product(size, left, right, (&[], false), gradients.dw, tiles);

    let Some(dx) = gradients.dx else { return };
    assert_eq!(dx.len(), x.len(), "dx is shaped like x");
    let right = ws.packed.room(outputs * round_up(inputs));
    pack(outputs, inputs, right, |k, j| w[j * outputs + k]);
    let size = Size {
        rows: images,
        depth: outputs,
        columns: inputs,
    };
    let left = Matrix {
        data: dy,
        row: outputs,
        column: 1,
    };
    product(size, left, right, (&[], false), dx, tiles);
}
