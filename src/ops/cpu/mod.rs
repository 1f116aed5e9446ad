//! Operations on the CPU, implemented by [`digit_lab_kernels`].

// burn calls ndarray deprecated in favour of another backend; this project keeps it as a working backend.
#![allow(deprecated, reason = "it is a working backend here")]

mod scratch;
mod slices;
mod team;

use burn::backend::NdArray;
use burn::backend::tensor::FloatTensor;
use digit_lab_kernels::{self as kernels, ConvGradients, LikelihoodBlock, LinearGradients};

use super::extension::{BackwardArgs, Kernels};
use super::operation::{BatchNorm, Capabilities, CrossEntropy, Operation};
use scratch::lend;
use slices::{contiguous, reshape, slice, slice_mut, tensor};

type Tensor = FloatTensor<NdArray>;

/// The data that a forward pass saves for the backward pass.
#[derive(Debug, Default)]
pub struct Saved {
    /// For each pooled output, the position of its maximum in the pooled square.
    choice: Vec<u8>,
    /// Means, then reciprocal standard deviations, of the channels: `[2, C]`.
    statistics: Vec<f32>,
    /// A dropout's factors, as many as its input has values; a cross-entropy's log-probabilities, `[N, classes]`.
    values: Vec<f32>,
}

impl Kernels for NdArray {
    const CAPABILITIES: Capabilities = Capabilities {
        // A choice is a byte: a position below 15², or the mark of an output that the ReLU set to zero.
        largest_conv_pool: 15,
        largest_pool: 15,
        linear_with_dropout: false,
        packed_parameters: false,
        resident_bytes: false,
    };

    type Saved = Saved;

    fn contiguous(tensor: Tensor) -> Tensor {
        contiguous(tensor)
    }

    fn forward(
        operation: &Operation,
        inputs: Vec<Tensor>,
        shapes: &[Vec<usize>],
        training: bool,
    ) -> (Vec<Tensor>, Saved) {
        if operation.differentiable() == 0 {
            return (update(operation, inputs), Saved::default());
        }
        if let Operation::Reshape { shape } = operation {
            let reshaped = inputs.into_iter().map(|input| reshape(input, shape));
            return (reshaped.collect(), Saved::default());
        }
        let slices: Vec<&[f32]> = inputs.iter().map(slice).collect();
        let mut outputs: Vec<Vec<f32>> = shapes
            .iter()
            .map(|shape| vec![0.0; shape.iter().product()])
            .collect();
        let saved = compute(operation, &slices, &mut outputs, training);
        let outputs = outputs.into_iter().zip(shapes);
        (
            outputs
                .map(|(values, shape)| tensor(values, shape))
                .collect(),
            saved,
        )
    }

    fn backward(
        operation: &Operation,
        args: BackwardArgs<'_, Self>,
        wanted: &[bool],
    ) -> Vec<Option<Tensor>> {
        debug_assert!(args.buffers.is_empty(), "see Capabilities");
        match operation {
            Operation::Reshape { .. } => {
                return vec![Some(reshape(args.dy.clone(), &args.shapes[0]))];
            }
            Operation::Sum { relu: false } => return vec![Some(args.dy.clone()); wanted.len()],
            _ => {}
        }
        let shared = operation.shares_gradient();
        let mut gradients = Vec::with_capacity(wanted.len());
        for (i, shape) in args.shapes.iter().enumerate() {
            // Only the input's gradient is optional: the gradients of parameters cost little beside it.
            let computed = if shared { i == 0 } else { i > 0 || wanted[0] };
            let len = if computed { shape.iter().product() } else { 0 };
            gradients.push(vec![0.0; len]);
        }
        differentiate(operation, &args, &mut gradients);
        let gradients = gradients.into_iter().zip(args.shapes);
        gradients
            .map(|(values, shape)| (!values.is_empty()).then(|| tensor(values, shape)))
            .collect()
    }
}

/// Runs an operation without a gradient, in place if the tensor's memory is not shared.
fn update(operation: &Operation, inputs: Vec<Tensor>) -> Vec<Tensor> {
    let mut inputs = inputs.into_iter();
    let mut next = || inputs.next().expect("the number of inputs was checked");
    let mut first = next();
    match operation {
        Operation::Adam(step) => {
            let (gradients, mut moment_1, mut moment_2) = (next(), next(), next());
            kernels::adam_step(
                slice_mut(&mut first),
                slice(&gradients),
                slice_mut(&mut moment_1),
                slice_mut(&mut moment_2),
                step,
            );
            vec![first, moment_1, moment_2]
        }
        Operation::Blend { keep, take } => {
            let new = next();
            kernels::blend(slice_mut(&mut first), slice(&new), [*keep, *take]);
            vec![first]
        }
        Operation::Product => {
            let factors = next();
            let values = slice_mut(&mut first).iter_mut();
            values.zip(slice(&factors)).for_each(|(x, by)| *x *= by);
            vec![first]
        }
        Operation::RmsProp { alpha, epsilon } => {
            let mut squares = next();
            let running = slice_mut(&mut squares);
            for (step, square) in slice_mut(&mut first).iter_mut().zip(running) {
                *square = *square * alpha + *step * *step * (1.0 - alpha);
                *step /= square.sqrt() + epsilon;
            }
            vec![first, squares]
        }
        Operation::ClipByNorm { most } => {
            let factor = (most / (slice(&next())[0] + 1e-6)).min(1.0);
            slice_mut(&mut first).iter_mut().for_each(|x| *x *= factor);
            vec![first]
        }
        Operation::SumOfSquares { root } => {
            let squares = std::iter::once(first).chain(inputs);
            let sum: f32 = squares.map(|x| kernels::squares(slice(&x))).sum();
            vec![tensor(vec![if *root { sum.sqrt() } else { sum }], &[1])]
        }
        Operation::Transpose { rows, columns } => {
            let x = slice(&first);
            let transposed =
                (0..*columns).flat_map(|c| (0..*rows).map(move |r| x[r * columns + c]));
            vec![tensor(transposed.collect(), &[rows * columns])]
        }
        Operation::View { start, len } => {
            vec![tensor(slice(&first)[*start..start + len].to_vec(), &[*len])]
        }
        Operation::Store(values) => {
            values.append(slice(&first));
            Vec::new()
        }
        Operation::Load { values, start } => {
            values.copy_to(*start, slice_mut(&mut first));
            vec![first]
        }
        _ => unreachable!(
            "{:?} does not run on a CPU: see Capabilities",
            operation.name()
        ),
    }
}

/// Writes the outputs, which must be zeros. If a backward pass follows (`training`), returns the data that it needs.
fn compute(
    operation: &Operation,
    inputs: &[&[f32]],
    outputs: &mut [Vec<f32>],
    training: bool,
) -> Saved {
    let mut saved = Saved::default();
    let (y, others) = outputs.split_first_mut().expect("there is an output");
    match (operation, inputs) {
        (Operation::Conv(block), [x, w, b]) => {
            let choices = if training && block.chooses() {
                y.len()
            } else {
                0
            };
            saved.choice = vec![0; choices];
            let choice = (choices > 0).then_some(&mut saved.choice[..]);
            kernels::conv_forward(block, (x, w, b), y, choice, &mut lend());
        }
        (Operation::Linear(linear), [x, w, b]) => {
            debug_assert!(linear.dropout.is_none(), "see Capabilities");
            kernels::linear_forward(&linear.block, x, w, b, y, &mut lend());
        }
        (Operation::BatchNorm(norm), [x, w, b]) => {
            let own = kernels::moments(&norm.block, x);
            let moments = kernels::combine(&team::gather(norm.team.as_deref(), own));
            saved.statistics = norm.block.statistics(&moments);
            others[0] = norm.block.measured(&moments);
            kernels::normalise(&norm.block, x, (w, b), &saved.statistics, y);
        }
        (Operation::BatchNormInference(block), [x, w, b, running, ..]) => {
            let (means, variances) = running.split_at(block.channels);
            let deviation = |variance: &f32| (f64::from(*variance) + block.epsilon).sqrt().recip();
            saved.statistics = means.to_vec();
            let deviations = variances.iter().map(|variance| deviation(variance) as f32);
            saved.statistics.extend(deviations);
            kernels::normalise(block, x, (w, b), &saved.statistics, y);
        }
        (Operation::Activation(block), [x]) => kernels::activate(*block, x, y),
        (Operation::Pool(block), [x]) => {
            let choices = if training && block.chooses() {
                y.len()
            } else {
                0
            };
            saved.choice = vec![0; choices];
            kernels::pool_forward(block, x, y, &mut saved.choice);
        }
        (Operation::LogSoftmax { classes }, [x]) => kernels::log_softmax(*classes, x, y),
        (Operation::Sum { relu: true }, [a, b]) => kernels::sum_relu(a, b, y),
        (Operation::Sum { relu: false }, [a, b]) => {
            for ((y, a), b) in y.iter_mut().zip(*a).zip(*b) {
                *y = a + b;
            }
        }
        (Operation::Dropout(dropout), [x]) => {
            saved.values = dropout.mask(x.len());
            multiply(x, &saved.values, y);
        }
        (Operation::CrossEntropy(entropy), [x, targets]) => {
            let mut logs = x.to_vec();
            if entropy.logits {
                kernels::log_softmax(entropy.classes, x, &mut logs);
            }
            let mut losses = vec![0.0; targets.len()];
            likelihood(entropy).forward(&logs, targets, &mut losses);
            y[0] = losses.iter().sum::<f32>() / targets.len() as f32 * entropy.scale;
            others[0][0] = kernels::hits(entropy.classes, x, &ids(targets)) as f32;
            saved.values = logs;
        }
        _ => unreachable!("the inputs of {:?} were checked", operation.name()),
    }
    saved
}

/// Writes the gradients, which must be zeros. The first input's gradient is computed only if its vector is not empty.
fn differentiate(
    operation: &Operation,
    args: &BackwardArgs<'_, NdArray>,
    gradients: &mut [Vec<f32>],
) {
    let inputs: Vec<&[f32]> = args.inputs.iter().map(slice).collect();
    let y = args.output.map_or(&[][..], slice);
    let (dy, saved) = (slice(args.dy), args.saved);
    let (first, rest) = gradients.split_first_mut().expect("there is an input");
    match (operation, &inputs[..], rest) {
        (Operation::Conv(block), [x, w, _], [dw, db]) => {
            let dx = (!first.is_empty()).then_some(&mut first[..]);
            let gradients = ConvGradients { dx, dw, db };
            let dy = (dy, &saved.choice[..]);
            kernels::conv_backward(block, (x, w), dy, gradients, &mut lend());
        }
        (Operation::Linear(linear), [x, w, _], [dw, db]) => {
            let dx = (!first.is_empty()).then_some(&mut first[..]);
            let gradients = LinearGradients { dx, dw, db };
            kernels::linear_backward(&linear.block, (x, w), (y, dy), gradients, &mut lend());
        }
        (
            Operation::BatchNorm(BatchNorm { block, .. }) | Operation::BatchNormInference(block),
            &[x, w, b, ..],
            [dw, db],
        ) => {
            let own = kernels::norm_sums(block, (x, w, b), &saved.statistics, dy);
            for ((dw, db), sum) in dw.iter_mut().zip(db).zip(&own) {
                (*dw, *db) = (sum.product as f32, sum.gradient as f32);
            }
            if !first.is_empty() {
                // In inference the statistics are constants.
                let sums = match operation {
                    Operation::BatchNorm(BatchNorm { team, .. }) => {
                        Some(kernels::add_sums(&team::gather(team.as_deref(), own)))
                    }
                    _ => None,
                };
                let dy = (dy, sums.as_deref());
                kernels::norm_input_gradient(block, (x, w, b), &saved.statistics, dy, first);
            }
        }
        (Operation::Activation(block), inputs, []) => {
            let x = inputs.first().copied().unwrap_or_default();
            kernels::activation_backward(*block, x, y, dy, first);
        }
        (Operation::Pool(block), ..) => kernels::pool_backward(block, dy, &saved.choice, first),
        (Operation::LogSoftmax { classes }, ..) => {
            kernels::log_softmax_backward(*classes, y, dy, first);
        }
        // The second input has the same gradient: see `Operation::shares_gradient`.
        (Operation::Sum { .. }, ..) => kernels::masked(y, dy, first),
        (Operation::Dropout(_), ..) => multiply(dy, &saved.values, first),
        (Operation::CrossEntropy(entropy), [_, targets], []) => {
            let share = dy[0] * entropy.scale / targets.len() as f32;
            let shares = vec![share; targets.len()];
            let mut log_gradient = vec![0.0; first.len()];
            likelihood(entropy).backward(targets, &shares, &mut log_gradient);
            match entropy.logits {
                true => {
                    kernels::log_softmax_backward(
                        entropy.classes,
                        &saved.values,
                        &log_gradient,
                        first,
                    );
                }
                false => *first = log_gradient,
            }
        }
        _ => unreachable!("the inputs of {:?} were checked", operation.name()),
    }
}

fn likelihood(entropy: &CrossEntropy) -> LikelihoodBlock {
    LikelihoodBlock {
        classes: entropy.classes,
        smoothing: entropy.smoothing,
    }
}

/// Class ids, which tensors hold as `f32`.
fn ids(targets: &[f32]) -> Vec<u8> {
    targets.iter().map(|&target| target as u8).collect()
}

fn multiply(x: &[f32], factors: &[f32], y: &mut [f32]) {
    for ((y, x), factor) in y.iter_mut().zip(x).zip(factors) {
        *y = x * factor;
    }
}
