//! The operations with their gradients, on any backend that has them without.

use std::fmt::Debug;
use std::sync::Arc;

use burn::backend::Autodiff;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};

use super::super::operation::Needs;
use super::*;

#[derive(Debug)]
struct Differentiated;

/// What a backward pass needs beside its gradient. The tensors lie row by row.
#[derive(Clone)]
struct State<F, const N: usize> {
    operation: Operation,
    inputs: Option<[F; N]>,
    output: Option<F>,
    shapes: [Vec<usize>; N],
    saved: Arc<Saved>,
}

/// burn asks for it. Without the tensors: printing those takes a fiftieth of the wasm module.
impl<F, const N: usize> Debug for State<F, N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("State")
    }
}

impl<B: Sliced, const N: usize> Backward<B, N> for Differentiated {
    type State = State<FloatTensor<B>, N>;

    fn backward(self, ops: Ops<Self::State, N>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let nodes = ops.parents.map(|parent| parent.map(|node| node.id));
        let dy = B::row_by_row(&gradients.consume::<B>(&ops.node));
        let State {
            operation,
            inputs,
            output,
            shapes,
            saved,
        } = ops.state;
        let shared = operation.shares_gradient();
        let mut values = [const { Vec::new() }; N];
        for (i, shape) in shapes.iter().enumerate() {
            // Parameters' gradients cost little beside the input's, and are always wanted.
            let wanted = if shared {
                i == 0
            } else {
                i > 0 || nodes[0].is_some()
            };
            if wanted {
                values[i] = vec![0.0; shape.iter().product()];
            }
        }
        let slices = match &inputs {
            Some(inputs) => inputs.each_ref().map(|input| B::slice(input)),
            None => [&[][..]; N],
        };
        let y = output.as_ref().map_or(&[][..], |output| B::slice(output));
        values = with_workspace(|workspace| {
            operation.backward((slices, y, B::slice(&dy)), &saved, values, workspace)
        });
        let mut last = None;
        for ((node, values), shape) in nodes.into_iter().zip(values).zip(&shapes) {
            if !values.is_empty() {
                last = Some(tensor::<B>(values, shape, &dy));
            }
            if let (Some(node), Some(gradient)) = (node, &last) {
                gradients.register::<B>(node, gradient.clone());
            }
        }
    }
}

type Differentiable<B, C> = FloatTensor<Autodiff<B, C>>;

/// An operation whose gradient is asked for if any of its inputs' is; and what it measured.
fn tracked<B: Sliced, C: CheckpointStrategy, const N: usize>(
    inputs: [Differentiable<B, C>; N],
    operation: Operation,
) -> [Differentiable<B, C>; 2] {
    let mut nodes = Vec::with_capacity(N);
    let inputs = inputs.map(|input| {
        let (input, node) = input.into_parts();
        nodes.push(node);
        B::row_by_row(&input)
    });
    let Ok(nodes) = nodes.try_into() else {
        unreachable!("a node an input")
    };
    let prepared = Backward::<B, N>::prepare::<C>(Differentiated, nodes).compute_bound();
    let (y, measured) = match prepared.stateful() {
        OpsKind::Tracked(prepared) => {
            let (y, mut saved) = forward::<B, N>(&inputs, &operation, true);
            let measured = std::mem::take(&mut saved.measured);
            let like = inputs[0].clone();
            let needs = operation.needs();
            let shapes = inputs.each_ref().map(|input| input.shape().to_vec());
            let state = State {
                operation,
                shapes,
                inputs: matches!(needs, Needs::Inputs | Needs::Both).then_some(inputs),
                output: matches!(needs, Needs::Output | Needs::Both).then(|| y.clone()),
                saved: Arc::new(saved),
            };
            let len = measured.len();
            (
                prepared.finish(state, y),
                tensor::<B>(measured, &[len], &like),
            )
        }
        OpsKind::UnTracked(prepared) => {
            let (y, measured) = measured::<B, N>(inputs, &operation);
            (prepared.finish(y), measured)
        }
    };
    [y, Differentiable::<B, C>::new(measured)]
}

impl<B: Sliced + Fused, C: CheckpointStrategy> Fused for Autodiff<B, C> {
    fn of_one(x: FloatTensor<Self>, operation: Operation) -> FloatTensor<Self> {
        let [y, _] = tracked::<B, C, 1>([x], operation);
        y
    }

    fn of_two(
        a: FloatTensor<Self>,
        b: FloatTensor<Self>,
        operation: Operation,
    ) -> FloatTensor<Self> {
        let [y, _] = tracked::<B, C, 2>([a, b], operation);
        y
    }

    fn of_three(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        operation: Operation,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        tracked::<B, C, 3>([x, weight, bias], operation).into()
    }

    // Updates have no gradient of their own.

    fn adam(
        parameters: FloatTensor<Self>,
        gradients: FloatTensor<Self>,
        moment_1: FloatTensor<Self>,
        moment_2: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let (a, b, c) = B::adam(
            parameters.into_primitive(),
            gradients.into_primitive(),
            moment_1.into_primitive(),
            moment_2.into_primitive(),
            step,
        );
        let tensor = FloatTensor::<Self>::new;
        (tensor(a), tensor(b), tensor(c))
    }

    fn blend(
        old: FloatTensor<Self>,
        new: FloatTensor<Self>,
        shares: [f32; 2],
    ) -> FloatTensor<Self> {
        let blended = B::blend(old.into_primitive(), new.into_primitive(), shares);
        FloatTensor::<Self>::new(blended)
    }

    fn squares(tensor: FloatTensor<Self>) -> FloatTensor<Self> {
        FloatTensor::<Self>::new(B::squares(tensor.into_primitive()))
    }
}
