//! Plain loops in double precision, which the kernels must agree with.

use crate::conv::INACTIVE;
use crate::{ConvBlock, LinearBlock};

/// The output and the choices.
pub fn conv_forward(block: &ConvBlock, x: &[f32], w: &[f32], b: &[f32]) -> (Vec<f64>, Vec<u8>) {
    let [images, _, rows, columns] = block.output();
    let (mut y, mut choice) = (Vec::new(), Vec::new());
    for n in 0..images {
        for (o, &bias) in b.iter().enumerate() {
            for row in 0..rows {
                for column in 0..columns {
                    let (mut best, mut place) = (f64::NEG_INFINITY, 0);
                    for i in 0..block.pool * block.pool {
                        let (r, c) = (
                            row * block.pool + i / block.pool,
                            column * block.pool + i % block.pool,
                        );
                        let mut sum = f64::from(bias);
                        each_tap(block, n, o, r, c, |at, weight| {
                            sum += f64::from(x[at]) * f64::from(w[weight])
                        });
                        if sum > best {
                            (best, place) = (sum, i as u8);
                        }
                    }
                    if block.relu && best <= 0.0 {
                        (best, place) = (0.0, INACTIVE);
                    }
                    y.push(best);
                    choice.push(place);
                }
            }
        }
    }
    (y, choice)
}

/// `dx`, `dw` and `db`.
pub fn conv_backward(
    block: &ConvBlock,
    x: &[f32],
    w: &[f32],
    dy: &[f32],
    choice: &[u8],
) -> [Vec<f64>; 3] {
    let [_, outs, rows, columns] = block.output();
    let (mut dx, mut dw, mut db) = (vec![0.0; x.len()], vec![0.0; w.len()], vec![0.0; outs]);
    for (i, (&g, &place)) in dy
        .iter()
        .zip(choice)
        .enumerate()
        .filter(|(_, (_, place))| **place != INACTIVE)
    {
        let (column, row) = (i % columns, i / columns % rows);
        let (o, n) = (i / (rows * columns) % outs, i / (rows * columns * outs));
        let place = usize::from(place);
        let (r, c) = (
            row * block.pool + place / block.pool,
            column * block.pool + place % block.pool,
        );
        db[o] += f64::from(g);
        each_tap(block, n, o, r, c, |at, weight| {
            dx[at] += f64::from(g) * f64::from(w[weight]);
            dw[weight] += f64::from(g) * f64::from(x[at]);
        });
    }
    [dx, dw, db]
}

/// Calls `visit` with the indices of each pixel and weight in the sum of output `o` of image `n` at
/// `row`, `column`.
fn each_tap(
    block: &ConvBlock,
    n: usize,
    o: usize,
    row: usize,
    column: usize,
    mut visit: impl FnMut(usize, usize),
) {
    let k = block.kernel;
    for channel in 0..block.channels_in {
        for i in 0..k * k {
            let (r, c) = (row * block.stride + i / k, column * block.stride + i % k);
            if r < block.padding || c < block.padding {
                continue;
            }
            let (r, c) = (r - block.padding, c - block.padding);
            if r < block.height && c < block.width {
                let at = ((n * block.channels_in + channel) * block.height + r) * block.width + c;
                visit(at, (o * block.channels_in + channel) * k * k + i);
            }
        }
    }
}

/// The output.
pub fn linear_forward(block: &LinearBlock, x: &[f32], w: &[f32], b: &[f32]) -> Vec<f64> {
    let mut y = Vec::new();
    for n in 0..block.images {
        for (o, &bias) in b.iter().enumerate() {
            let products = (0..block.inputs)
                .map(|i| f64::from(x[n * block.inputs + i]) * f64::from(w[i * block.outputs + o]));
            let sum = f64::from(bias) + products.sum::<f64>();
            y.push(if block.relu { sum.max(0.0) } else { sum });
        }
    }
    y
}

/// `dx`, `dw` and `db`.
pub fn linear_backward(
    block: &LinearBlock,
    x: &[f32],
    w: &[f32],
    y: &[f32],
    dy: &[f32],
) -> [Vec<f64>; 3] {
    let (mut dx, mut dw, mut db) = (
        vec![0.0; x.len()],
        vec![0.0; w.len()],
        vec![0.0; block.outputs],
    );
    for n in 0..block.images {
        for o in 0..block.outputs {
            if block.relu && y[n * block.outputs + o] <= 0.0 {
                continue;
            }
            let g = f64::from(dy[n * block.outputs + o]);
            db[o] += g;
            for i in 0..block.inputs {
                dx[n * block.inputs + i] += g * f64::from(w[i * block.outputs + o]);
                dw[i * block.outputs + o] += g * f64::from(x[n * block.inputs + i]);
            }
        }
    }
    [dx, dw, db]
}
