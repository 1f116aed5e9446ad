//! Linear layers and Adam.

use super::{assert_close, numbers, reference, used};
use crate::{
    AdamStep, LinearBlock, LinearGradients, Workspace, adam_step, linear_backward, linear_forward,
};

/// Images, inputs, outputs.
const SIZES: [[usize; 3]; 12] = [
    [64, 70, 128],
    [1, 1568, 128],
    [64, 128, 10],
    [3, 256, 120],
    [5, 84, 10],
    [1, 1, 1],
    [130, 9, 3],
    [7, 600, 5],
    [2, 300, 17],
    [33, 12, 12],
    [129, 257, 9],
    [6, 513, 4],
];

fn run(block: &LinearBlock, data: &[Vec<f32>; 4], ws: &mut Workspace) -> [Vec<f32>; 4] {
    let [x, w, b, dy] = data;
    let mut y = vec![f32::NAN; dy.len()];
    linear_forward(block, x, w, b, &mut y, ws);
    let [mut dx, mut dw, mut db] = [x, w, b].map(|like| vec![f32::NAN; like.len()]);
    let gradients = LinearGradients {
        dx: Some(&mut dx),
        dw: &mut dw,
        db: &mut db,
    };
    linear_backward(block, (x, w), (&y, dy), gradients, ws);
    [y, dx, dw, db]
}

#[test]
fn agrees_with_plain_loops() {
    let mut ws = Workspace::new();
    for [images, inputs, outputs] in SIZES {
        for relu in [false, true] {
            let block = LinearBlock {
                images,
                inputs,
                outputs,
                relu,
            };
            let lens = [images * inputs, inputs * outputs, outputs, images * outputs];
            let data = std::array::from_fn(|i| numbers(lens[i], i as u64 + 5));
            let [y, dx, dw, db] = run(&block, &data, &mut ws);
            let [x, w, b, dy] = &data;
            assert_close(
                &y,
                &reference::linear_forward(&block, x, w, b),
                &format!("y of {block:?}"),
            );
            let expected = reference::linear_backward(&block, x, w, &y, dy);
            for (name, (found, expected)) in ["dx", "dw", "db"]
                .iter()
                .zip([dx, dw, db].iter().zip(&expected))
            {
                assert_close(found, expected, &format!("{name} of {block:?}"));
            }
            let again = run(&block, &data, &mut used());
            assert_eq!(
                [&again[0], &again[2]],
                [&y, &run(&block, &data, &mut ws)[2]]
            );
        }
    }
}

#[test]
fn adam_follows_its_formula() {
    for len in [1, 4, 7, 1000] {
        let mut p = numbers(len, 1);
        let (mut m, mut v) = (vec![0.0; len], vec![0.0; len]);
        let mut expected: Vec<_> = p.iter().map(|&p| (f64::from(p), 0.0, 0.0)).collect();
        for step in 1..=20 {
            let g = numbers(len, 100 + step);
            let (weight_decay, decoupled_decay) = if step % 2 == 0 {
                (0.01, 0.0)
            } else {
                (0.0, 0.02)
            };
            let settings = AdamStep {
                learning_rate: 1e-2,
                beta_1: 0.9,
                beta_2: 0.999,
                epsilon: 1e-8,
                weight_decay,
                decoupled_decay,
                step,
            };
            adam_step(&mut p, &g, &mut m, &mut v, &settings);
            for ((p, m, v), &g) in expected.iter_mut().zip(&g) {
                *p -= 1e-2 * decoupled_decay * *p;
                let g = f64::from(g) + weight_decay * *p;
                *m = 0.9 * *m + 0.1 * g;
                *v = 0.999 * *v + 0.001 * g * g;
                let (c1, c2) = (
                    1.0 - 0.9_f64.powi(step as i32),
                    1.0 - 0.999_f64.powi(step as i32),
                );
                *p -= 1e-2 * (*m / c1) / ((*v / c2).sqrt() + 1e-8);
            }
        }
        let expected: Vec<_> = expected.iter().map(|e| e.0).collect();
        assert_close(&p, &expected, &format!("{len} parameters"));
    }
}
