//! Batch normalisation of a batch in one part and in several.

use super::{assert_close, numbers};
use crate::{NormBlock, add_sums, combine, moments, norm_input_gradient, norm_sums, normalise};

/// Images, channels, area.
const SIZES: [[usize; 3]; 9] = [
    [64, 6, 49],
    [3, 8, 784],
    [64, 10, 1],
    [5, 3, 7],
    [2, 1, 16],
    [1, 4, 9],
    [7, 5, 3],
    [1, 3, 1],
    [2, 12, 196],
];

fn block([images, channels, area]: [usize; 3], relu: bool) -> NormBlock {
    NormBlock {
        images,
        channels,
        area,
        epsilon: 1e-5,
        relu,
    }
}

/// `x`, weight, bias and `dy`. `x` is far from zero, so that a formula that cancels would fail.
fn inputs(block: &NormBlock) -> [Vec<f32>; 4] {
    let len = block.images * block.channels * block.area;
    let mut x = numbers(len, 1);
    for (i, x) in x.iter_mut().enumerate() {
        *x += 3.0 * (i / block.area % block.channels) as f32;
    }
    let [w, b] = [2, 3].map(|seed| numbers(block.channels, seed));
    [x, w, b, numbers(len, 4)]
}

struct Run {
    measured: Vec<f32>,
    y: Vec<f32>,
    dx: Vec<f32>,
    dw: Vec<f32>,
    db: Vec<f32>,
}

/// Computes all results with the images divided among `parts` workers.
fn run(block: &NormBlock, [x, w, b, dy]: &[Vec<f32>; 4], parts: usize) -> Run {
    let each = block.images.div_ceil(parts);
    let len = each * block.channels * block.area;
    let part = |images: &[f32]| NormBlock {
        images: images.len() / (block.channels * block.area),
        ..*block
    };
    let local = x.chunks(len).map(|x| moments(&part(x), x));
    let of_all = combine(&local.collect::<Vec<_>>());
    let statistics = block.statistics(&of_all);
    let (mut y, mut dx) = (vec![f32::NAN; x.len()], vec![f32::NAN; x.len()]);
    for (x, y) in x.chunks(len).zip(y.chunks_mut(len)) {
        normalise(&part(x), x, (w, b), &statistics, y);
    }
    let local = x.chunks(len).zip(dy.chunks(len));
    let local = local.map(|(x, dy)| norm_sums(&part(x), (x, w, b), &statistics, dy));
    let sums = add_sums(&local.collect::<Vec<_>>());
    let planes = x.chunks(len).zip(dy.chunks(len)).zip(dx.chunks_mut(len));
    for ((x, dy), dx) in planes {
        norm_input_gradient(&part(x), (x, w, b), &statistics, (dy, Some(&sums)), dx);
    }
    Run {
        measured: block.measured(&of_all),
        y,
        dx,
        dw: sums.iter().map(|sum| sum.product as f32).collect(),
        db: sums.iter().map(|sum| sum.gradient as f32).collect(),
    }
}

#[test]
fn agrees_with_plain_loops() {
    for size in SIZES {
        for relu in [false, true] {
            let block = block(size, relu);
            let data = inputs(&block);
            let (expected, measured) = reference(&block, &data);
            for parts in [1, 2, 3] {
                let run = run(&block, &data, parts);
                let what = |name: &str| format!("{name} of {block:?} in {parts} parts");
                assert_close(&run.measured, &measured, &what("measured"));
                for (found, (expected, name)) in [run.y, run.dx, run.dw, run.db]
                    .iter()
                    .zip(expected.iter().zip(["y", "dx", "dw", "db"]))
                {
                    assert_close(found, expected, &what(name));
                }
            }
        }
    }
}

/// `y`, `dx`, `dw` and `db`; and the values that update the running statistics.
fn reference(block: &NormBlock, [x, w, b, dy]: &[Vec<f32>; 4]) -> ([Vec<f64>; 4], Vec<f64>) {
    let [mut y, mut dx] = [vec![0.0; x.len()], vec![0.0; x.len()]];
    let [mut dw, mut db] = [vec![0.0; w.len()], vec![0.0; w.len()]];
    let mut measured = vec![0.0; 2 * w.len()];
    for c in 0..block.channels {
        let own: Vec<usize> = (0..x.len())
            .filter(|i| i / block.area % block.channels == c)
            .collect();
        let count = own.len() as f64;
        let mean = own.iter().map(|&i| f64::from(x[i])).sum::<f64>() / count;
        let squares = own.iter().map(|&i| (f64::from(x[i]) - mean).powi(2));
        let squares = squares.sum::<f64>();
        let deviation = (squares / count + block.epsilon).sqrt();
        (measured[c], measured[w.len() + c]) = (mean, squares / (count - 1.0).max(1.0));
        let mut passed = vec![0.0; own.len()];
        for (passed, &i) in passed.iter_mut().zip(&own) {
            let hat = (f64::from(x[i]) - mean) / deviation;
            let z = hat * f64::from(w[c]) + f64::from(b[c]);
            let through = !block.relu || z > 0.0;
            y[i] = if through { z } else { 0.0 };
            *passed = if through { f64::from(dy[i]) } else { 0.0 };
            db[c] += *passed;
            dw[c] += *passed * hat;
        }
        for (passed, &i) in passed.iter().zip(&own) {
            let hat = (f64::from(x[i]) - mean) / deviation;
            dx[i] = f64::from(w[c]) / deviation * (passed - db[c] / count - hat * dw[c] / count);
        }
    }
    ([y, dx, dw, db], measured)
}

#[test]
fn without_sums_the_statistics_are_constants() {
    for size in SIZES {
        let block = block(size, true);
        let [x, w, b, dy] = inputs(&block);
        let (mut y, mut dx) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        // Mean 0 and deviation 1.
        let unchanged = [vec![0.0; block.channels], vec![1.0; block.channels]].concat();
        normalise(&block, &x, (&w, &b), &unchanged, &mut y);
        norm_input_gradient(&block, (&x, &w, &b), &unchanged, (&dy, None), &mut dx);
        for i in 0..x.len() {
            let c = i / block.area % block.channels;
            let z = f64::from(x[i]) * f64::from(w[c]) + f64::from(b[c]);
            assert!((f64::from(y[i]) - z.max(0.0)).abs() <= 1e-4, "{block:?}");
            assert_eq!(dx[i], if y[i] > 0.0 { dy[i] * w[c] } else { 0.0 });
        }
    }
}

#[test]
fn a_nan_propagates() {
    let block = block([2, 2, 9], true);
    let mut data = inputs(&block);
    data[0][3] = f32::NAN;
    let run = run(&block, &data, 1);
    for (i, y) in run.y.iter().enumerate() {
        assert_eq!(y.is_nan(), i / 9 % 2 == 0);
    }
}
