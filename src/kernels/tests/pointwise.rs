//! Activations, log-softmax and pooling.

use super::{assert_close, numbers};
use crate::{
    ActivationBlock, PoolBlock, PoolKind, activate, activation_backward, log_softmax,
    log_softmax_backward, masked, pool_backward, pool_forward, sum_relu,
};

/// The normal distribution's density and its cumulative distribution function (by Simpson's rule).
fn normal(x: f64) -> (f64, f64) {
    let density = |x: f64| (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt();
    if x.abs() > 12.0 {
        return (0.0, f64::from(u8::from(x > 0.0)));
    }
    let steps = 400;
    let h = x / f64::from(steps);
    let weight = |i: i32| match i {
        0 => 1.0,
        i if i == steps => 1.0,
        i => f64::from(2 + 2 * (i % 2)),
    };
    let sum: f64 = (0..=steps)
        .map(|i| weight(i) * density(h * f64::from(i)))
        .sum();
    (density(x), 0.5 + sum * h / 3.0)
}

fn value(block: ActivationBlock, x: f64) -> f64 {
    match block {
        ActivationBlock::Relu => x.max(0.0),
        ActivationBlock::Tanh => x.tanh(),
        ActivationBlock::Sigmoid => 1.0 / (1.0 + (-x).exp()),
        ActivationBlock::Gelu => x * normal(x).1,
    }
}

fn slope(block: ActivationBlock, x: f64) -> f64 {
    match block {
        ActivationBlock::Relu => f64::from(u8::from(x > 0.0)),
        ActivationBlock::Tanh => 1.0 - x.tanh().powi(2),
        ActivationBlock::Sigmoid => value(block, x) * value(block, -x),
        ActivationBlock::Gelu => normal(x).1 + x * normal(x).0,
    }
}

#[test]
fn activations_are_accurate() {
    // Every 2⁻¹⁰ from -12 to 12, and very small and large values.
    let mut x: Vec<f32> = (-12_288..=12_288).map(|i| i as f32 / 1024.0).collect();
    x.extend((-40..=3).flat_map(|i| [1.1 * 10_f32.powi(i), -1.3 * 10_f32.powi(i)]));
    let dy = vec![1.0; x.len()];
    let (mut y, mut dx) = (x.clone(), x.clone());
    for (block, bound, slope_bound) in [
        (ActivationBlock::Relu, 0.0, 0.0),
        (ActivationBlock::Tanh, 2e-7, 4e-7),
        (ActivationBlock::Sigmoid, 2e-7, 2e-7),
        (ActivationBlock::Gelu, 1e-6, 1e-6),
    ] {
        activate(block, &x, &mut y);
        activation_backward(block, &x, &y, &dy, &mut dx);
        let mut worst = [0.0_f64; 2];
        for i in 0..x.len() {
            let at = f64::from(x[i]);
            worst[0] = worst[0].max((f64::from(y[i]) - value(block, at)).abs() / at.abs().max(1.0));
            worst[1] = worst[1].max((f64::from(dx[i]) - slope(block, at)).abs());
        }
        eprintln!("{block:?} {worst:?}");
        assert!(
            worst[0] <= bound && worst[1] <= slope_bound,
            "{block:?}: {worst:?} off"
        );
        // The relative error is small near zero as well, where the function has a slope.
        if block == ActivationBlock::Tanh {
            for (x, y) in x.iter().zip(&y).filter(|(x, _)| x.abs() < 0.1) {
                assert!((x.tanh() - y).abs() <= 3e-7 * x.abs(), "{x}: {y}");
            }
        }
    }
}

#[test]
fn nan_infinity_and_zero_are_as_in_pytorch() {
    let x = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, -0.0];
    for (block, expected) in [
        (ActivationBlock::Relu, [f32::INFINITY, 0.0, 0.0]),
        (ActivationBlock::Tanh, [1.0, -1.0, 0.0]),
        (ActivationBlock::Sigmoid, [1.0, 0.0, 0.5]),
    ] {
        let mut y = [9.0; 5];
        activate(block, &x, &mut y);
        assert!(y[0].is_nan());
        for (y, expected) in y[1..4].iter().zip(expected) {
            assert!(
                (y - expected).abs() < 1e-37 || *y == expected,
                "{block:?}: {y}"
            );
        }
    }
}

#[test]
fn sum_relu_and_its_gradient_agree_with_plain_loops() {
    for len in [1, 3, 4, 21] {
        let [a, b, dy] = [1, 2, 3].map(|seed| numbers(len, seed));
        let (mut y, mut dx) = (vec![9.0; len], vec![9.0; len]);
        sum_relu(&a, &b, &mut y);
        masked(&y, &dy, &mut dx);
        for i in 0..len {
            assert_eq!(y[i], (a[i] + b[i]).max(0.0));
            assert_eq!(dx[i], if y[i] > 0.0 { dy[i] } else { 0.0 });
        }
    }
}

#[test]
fn log_softmax_agrees_with_plain_loops() {
    for [rows, columns] in [[64, 10], [3, 1], [2, 7], [5, 4], [1, 100]] {
        let mut x = numbers(rows * columns, 1);
        // Large values, and rows that differ much.
        for (i, x) in x.iter_mut().enumerate() {
            *x = *x * 30.0 + 200.0 * (i / columns) as f32;
        }
        let dy = numbers(x.len(), 2);
        let (mut y, mut dx) = (vec![f32::NAN; x.len()], vec![f32::NAN; x.len()]);
        log_softmax(columns, &x, &mut y);
        log_softmax_backward(columns, &y, &dy, &mut dx);
        let (mut expected, mut gradient) = (Vec::new(), Vec::new());
        for (x, dy) in x.chunks(columns).zip(dy.chunks(columns)) {
            let largest = x.iter().fold(f64::MIN, |a, &b| a.max(f64::from(b)));
            let sum: f64 = x.iter().map(|&x| (f64::from(x) - largest).exp()).sum();
            let total: f64 = dy.iter().map(|&dy| f64::from(dy)).sum();
            for (&x, &dy) in x.iter().zip(dy) {
                let y = f64::from(x) - largest - sum.ln();
                expected.push(y);
                gradient.push(f64::from(dy) - y.exp() * total);
            }
        }
        assert_close(&y, &expected, "log-softmax");
        assert_close(&dx, &gradient, "its gradient");
    }
    let mut y = [0.0; 3];
    log_softmax(3, &[1.0, f32::NAN, 2.0], &mut y);
    assert!(y.iter().all(|y| y.is_nan()));
}

#[test]
fn pooling_agrees_with_plain_loops() {
    // Images, channels, height, width, a block's rows and columns.
    for size in [
        [3, 5, 28, 28, 2, 2],
        [2, 3, 14, 9, 2, 2],
        [2, 3, 7, 7, 2, 2],
        [1, 2, 9, 11, 3, 3],
        [2, 4, 7, 7, 7, 7],
        [1, 1, 5, 1, 1, 1],
        [3, 2, 4, 6, 4, 6],
        [2, 2, 15, 16, 15, 15],
        [1, 2, 3, 3, 4, 4],
    ] {
        for kind in [PoolKind::Max, PoolKind::Mean] {
            let [images, channels, height, width, rows, columns] = size;
            let block = PoolBlock {
                kind,
                images,
                channels,
                height,
                width,
                rows,
                columns,
            };
            let chosen = kind == PoolKind::Max && rows * columns <= 255;
            if kind == PoolKind::Max && !chosen {
                continue;
            }
            pools(&block, chosen);
        }
    }
}

fn pools(block: &PoolBlock, chosen: bool) {
    let len = block.images * block.channels * block.height * block.width;
    let x = numbers(len, 1);
    let [_, _, down, across] = block.output()[..] else {
        panic!("four sizes")
    };
    let dy = numbers(block.images * block.channels * down * across, 2);
    let (mut y, mut dx) = (vec![f32::NAN; dy.len()], vec![f32::NAN; len]);
    let mut choice = vec![99; if chosen { dy.len() } else { 0 }];
    pool_forward(block, &x, &mut y, &mut choice);
    pool_backward(block, &dy, &choice, &mut dx);
    let (mut expected, mut gradient) = (vec![0.0; dy.len()], vec![0.0; len]);
    for i in 0..dy.len() {
        let (plane, row, column) = (i / (down * across), i / across % down, i % across);
        let places: Vec<usize> = (0..block.rows * block.columns)
            .map(|place| {
                let row = row * block.rows + place / block.columns;
                (plane * block.height + row) * block.width
                    + column * block.columns
                    + place % block.columns
            })
            .collect();
        if chosen {
            let best = places
                .iter()
                .copied()
                .reduce(|a, b| if x[b] > x[a] { b } else { a });
            let best = best.expect("a block has numbers");
            expected[i] = f64::from(x[best]);
            gradient[best] += f64::from(dy[i]);
            continue;
        }
        let share = 1.0 / places.len() as f64;
        expected[i] = places.iter().map(|&at| f64::from(x[at])).sum::<f64>() * share;
        for at in places {
            gradient[at] += f64::from(dy[i]) * share;
        }
    }
    assert_close(&y, &expected, &format!("y of {block:?}"));
    assert_close(&dx, &gradient, &format!("dx of {block:?}"));
}

#[test]
fn a_pool_propagates_a_nan_and_chooses_the_first_of_equal_values() {
    for size in [2, 3] {
        let block = PoolBlock {
            kind: PoolKind::Max,
            images: 1,
            channels: 1,
            height: 12,
            width: 12,
            rows: size,
            columns: size,
        };
        let mut x = vec![0.5; 144];
        x[size * size * 12] = f32::NAN;
        let len = 144 / (size * size);
        let (mut y, mut choice) = (vec![0.0; len], vec![9; len]);
        pool_forward(&block, &x, &mut y, &mut choice);
        assert!(choice.iter().all(|&choice| choice == 0));
        let nan = y.iter().position(|y| y.is_nan());
        assert_eq!(nan, Some(size * 12 / size), "a block of {size}");
        assert_eq!(y.iter().filter(|y| y.is_nan()).count(), 1);
    }
}
