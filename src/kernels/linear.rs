//! A linear layer, forward and backward: three matrix products.

use super::activation::masked;
use super::inner::pack;
use super::product::{Matrix, Size, product};
use super::simd::round_up;
use super::workspace::Workspace;

/// `y = x · w + b`, then a ReLU if asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinearBlock {
    /// Rows of `x` and `y`.
    pub images: usize,
    /// Columns of `x`, rows of `w`.
    pub inputs: usize,
    /// Columns of `y` and `w`.
    pub outputs: usize,
    /// Whether negative outputs become zero.
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

/// # Shapes
/// - `x`: `[images, inputs]`
/// - `w`: `[inputs, outputs]`
/// - `b`: `[outputs]`
/// - `y`: `[images, outputs]`
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

/// What [`linear_backward`] writes; each is overwritten.
pub struct LinearGradients<'a> {
    /// `[images, inputs]`, if anyone needs it.
    pub dx: Option<&'a mut [f32]>,
    /// `[inputs, outputs]`.
    pub dw: &'a mut [f32],
    /// `[outputs]`.
    pub db: &'a mut [f32],
}

/// The gradients, given the output and its gradient.
///
/// # Shapes
/// As in [`linear_forward`]; `dy` is shaped like `y`.
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
