//! Convolution blocks of ordinary and of extreme sizes.

use super::{assert_close, error, numbers, reference, used};
use crate::conv::INACTIVE;
use crate::{ConvBlock, ConvGradients, Workspace, conv_backward, conv_forward};

/// `sizes` is images, channels, height, width, channels out, kernel, stride, padding.
fn block(sizes: [usize; 8], relu: bool, pool: usize) -> ConvBlock {
    let [
        images,
        channels_in,
        height,
        width,
        channels_out,
        kernel,
        stride,
        padding,
    ] = sizes;
    ConvBlock {
        images,
        channels_in,
        height,
        width,
        channels_out,
        kernel,
        stride,
        padding,
        relu,
        pool,
    }
}

fn blocks() -> Vec<ConvBlock> {
    vec![
        // The blocks of the presets, with few images.
        block([3, 1, 28, 28, 16, 5, 1, 2], true, 2),
        block([3, 16, 14, 14, 32, 5, 1, 2], true, 2),
        block([5, 1, 28, 28, 6, 5, 1, 0], true, 2),
        block([5, 6, 12, 12, 16, 5, 1, 0], true, 2),
        block([2, 1, 28, 28, 16, 3, 2, 1], true, 1),
        block([2, 16, 14, 14, 32, 3, 2, 1], true, 1),
        block([2, 32, 7, 7, 64, 3, 1, 1], true, 2),
        block([2, 8, 14, 14, 16, 3, 1, 1], false, 1),
        // Without pooling, so that the input's gradient is a convolution too.
        block([2, 8, 7, 9, 8, 5, 1, 0], true, 1),
        block([3, 9, 6, 5, 12, 3, 1, 2], false, 1),
        block([2, 12, 11, 6, 10, 5, 1, 4], true, 1),
        // Kernels of 1×1, with an even side, and as large as the image.
        block([1, 3, 5, 7, 5, 1, 1, 0], false, 1),
        block([2, 5, 6, 6, 3, 1, 2, 0], true, 2),
        block([3, 2, 9, 6, 7, 2, 1, 1], true, 3),
        block([1, 4, 7, 7, 9, 7, 1, 0], true, 1),
        block([2, 3, 8, 11, 2, 4, 3, 3], false, 2),
        // Odd sizes, strides, every padding, pools with remainders.
        block([1, 1, 9, 13, 1, 3, 1, 0], false, 2),
        block([1, 2, 11, 7, 10, 5, 2, 4], true, 1),
        block([3, 7, 10, 9, 13, 3, 3, 2], true, 2),
        block([1, 10, 12, 12, 20, 3, 1, 0], true, 3),
        block([2, 17, 7, 5, 11, 3, 2, 1], false, 3),
        block([7, 1, 6, 6, 4, 3, 1, 2], true, 2),
        block([1, 33, 4, 4, 12, 3, 1, 1], true, 1),
        block([2, 20, 6, 6, 9, 5, 1, 3], true, 2),
        block([1, 3, 17, 17, 8, 5, 3, 1], false, 1),
        // One output.
        block([2, 4, 3, 3, 6, 3, 1, 0], true, 1),
        block([1, 1, 1, 1, 1, 1, 1, 0], false, 1),
    ]
}

struct Run {
    y: Vec<f32>,
    choice: Vec<u8>,
    dx: Vec<f32>,
    dw: Vec<f32>,
    db: Vec<f32>,
}

fn inputs(block: &ConvBlock) -> [Vec<f32>; 4] {
    let lens = [
        block.input_len(),
        block.weight_len(),
        block.channels_out,
        block.output_len(),
    ];
    std::array::from_fn(|i| numbers(lens[i], i as u64 + 1))
}

fn run(block: &ConvBlock, [x, w, b, dy]: &[Vec<f32>; 4], ws: &mut Workspace) -> Run {
    let (mut y, mut choice) = (vec![f32::NAN; dy.len()], vec![99; dy.len()]);
    conv_forward(block, (x, w, b), &mut y, Some(&mut choice), ws);
    let [mut dx, mut dw, mut db] = [x, w, b].map(|like| vec![f32::NAN; like.len()]);
    let gradients = ConvGradients {
        dx: Some(&mut dx),
        dw: &mut dw,
        db: &mut db,
    };
    conv_backward(block, (x, w), (dy, &choice), gradients, ws);
    Run {
        y,
        choice,
        dx,
        dw,
        db,
    }
}

#[test]
fn agrees_with_plain_loops() {
    let mut ws = Workspace::new();
    for block in blocks() {
        let data = inputs(&block);
        let [x, w, b, dy] = &data;
        let run = run(&block, &data, &mut ws);
        let (y, choice) = reference::conv_forward(&block, x, w, b);
        assert_close(&run.y, &y, &format!("y of {block:?}"));
        // Rounding may decide between two almost equal values; that is rare.
        let other = run
            .choice
            .iter()
            .zip(&choice)
            .filter(|(a, b)| a != b)
            .count();
        assert!(
            other * 1000 <= choice.len(),
            "{other} other choices in {block:?}"
        );
        let [dx, dw, db] = reference::conv_backward(&block, x, w, dy, &run.choice);
        assert_close(&run.dx, &dx, &format!("dx of {block:?}"));
        assert_close(&run.dw, &dw, &format!("dw of {block:?}"));
        assert_close(&run.db, &db, &format!("db of {block:?}"));
    }
}

#[test]
fn results_do_not_depend_on_the_workspace() {
    let bits = |run: &Run| {
        let all = [&run.y, &run.dx, &run.dw, &run.db];
        all.map(|values| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>())
    };
    for block in blocks() {
        let data = inputs(&block);
        let first = run(&block, &data, &mut Workspace::new());
        let second = run(&block, &data, &mut used());
        assert!(
            bits(&first) == bits(&second) && first.choice == second.choice,
            "{block:?}"
        );
    }
}

#[test]
fn results_do_not_depend_on_which_are_needed() {
    for block in blocks() {
        let data = inputs(&block);
        let [x, w, b, dy] = &data;
        let all = run(&block, &data, &mut Workspace::new());
        let mut ws = Workspace::new();
        let mut y = vec![0.0; all.y.len()];
        conv_forward(&block, (x, w, b), &mut y, None, &mut ws);
        assert_eq!(y, all.y);
        let (mut dw, mut db) = (vec![0.0; w.len()], vec![0.0; b.len()]);
        let gradients = ConvGradients {
            dx: None,
            dw: &mut dw,
            db: &mut db,
        };
        conv_backward(&block, (x, w), (dy, &all.choice), gradients, &mut ws);
        assert_eq!((&dw, &db), (&all.dw, &all.db));
        if !block.chooses() {
            let mut dx = vec![0.0; x.len()];
            let gradients = ConvGradients {
                dx: Some(&mut dx),
                dw: &mut dw,
                db: &mut db,
            };
            conv_backward(&block, (x, w), (dy, &[]), gradients, &mut ws);
            assert_eq!((dx, dw, db), (all.dx, all.dw, all.db));
        }
    }
}

#[test]
fn the_first_of_equal_values_is_chosen() {
    for pool in 1..=3 {
        let block = block([2, 3, 8, 8, 5, 3, 1, 1], true, pool);
        let [x, w, _, dy] = inputs(&block);
        for (bias, expected) in [(0.5, 0), (-0.5, INACTIVE), (0.0, INACTIVE)] {
            let data = [vec![0.0; x.len()], w.clone(), vec![bias; 5], dy.clone()];
            let run = run(&block, &data, &mut Workspace::new());
            assert!(
                run.choice.iter().all(|&c| c == expected),
                "pool {pool}, bias {bias}"
            );
            assert!(run.y.iter().all(|&y| y == bias.max(0.0)));
        }
    }
}

#[test]
fn a_nan_propagates() {
    let block = block([1, 4, 8, 8, 4, 3, 1, 1], true, 2);
    let mut data = inputs(&block);
    data[0][2 * 64 + 27] = f32::NAN;
    let run = run(&block, &data, &mut Workspace::new());
    let [_, _, rows, columns] = block.output();
    for (i, value) in run.y.iter().enumerate() {
        let (row, column) = (i / columns % rows, i % columns);
        // The pixel at row 3, column 3 is covered by the kernels of rows and columns 2 to 4.
        let near = (1..=2).contains(&row) && (1..=2).contains(&column);
        assert_eq!(value.is_nan(), near, "row {row}, column {column}");
    }
    assert!(run.dw.iter().any(|v| v.is_nan()));
}

#[test]
fn empty_outputs_have_zero_gradients() {
    // No images; a pooling window larger than the image.
    let none = block([0, 4, 8, 8, 6, 3, 1, 1], true, 2);
    let small = block([2, 4, 4, 4, 6, 3, 1, 0], true, 3);
    for block in [none, small] {
        let run = run(&block, &inputs(&block), &mut used());
        assert!(run.y.is_empty());
        let gradients = [&run.dx, &run.dw, &run.db];
        assert!(gradients.into_iter().flatten().all(|&v| v == 0.0));
    }
}

#[test]
fn winograd_loses_little_precision() {
    // Measured with 4 to 256 channels: 0.6e-6 to 5e-6 for 3×3 kernels, 2.5e-6 to 8e-6 for 5×5
    // kernels; the direct algorithm has 0.2e-6 to 1.5e-6.
    for kernel in [3, 5] {
        for channels in [4, 16, 64, 256] {
            let block = block([1, channels, 16, 16, 16, kernel, 1, kernel / 2], false, 1);
            let [mut x, w, b, _] = inputs(&block);
            // Like the output of a ReLU.
            x.iter_mut().for_each(|x| *x = x.max(0.0));
            let mut y = vec![0.0; block.output_len()];
            conv_forward(&block, (&x, &w, &b), &mut y, None, &mut Workspace::new());
            let error = error(&y, &reference::conv_forward(&block, &x, &w, &b).0);
            assert!(
                error <= 1e-5,
                "kernel {kernel}, {channels} channels: {error:e} off"
            );
        }
    }
}
