//! The operations with their gradients, on any backend that has them without.

use std::fmt::Debug;
use std::sync::Arc;

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::{Autodiff, TensorMetadata};

use super::super::operation::Needs;
use super::*;

#[derive(Debug)]
struct Differentiated;

/// What a backward pass needs beside its gradient. The tensors lie row by row.
struct State<B: Computes, const N: usize> {
    operation: Operation,
    inputs: Option<[FloatTensor<B>; N]>,
    output: Option<FloatTensor<B>>,
    shapes: [Vec<usize>; N],
    saved: Arc<B::Saved>,
}

impl<B: Computes, const N: usize> Clone for State<B, N> {
    fn clone(&self) -> Self {
        Self {
            operation: self.operation,
            inputs: self.inputs.clone(),
            output: self.output.clone(),
            shapes: self.shapes.clone(),
            saved: self.saved.clone(),
        }
    }
}

/// burn asks for it. Without the tensors: printing those takes a fiftieth of the wasm module.
impl<B: Computes, const N: usize> Debug for State<B, N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("State")
    }
}

impl<B: Computes, const N: usize> Backward<B, N> for Differentiated {
    type State = State<B, N>;

    fn backward(self, ops: Ops<Self::State, N>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let nodes = ops.parents.map(|parent| parent.map(|node| node.id));
        let dy = B::row_by_row(gradients.consume::<B>(&ops.node));
        let State {
            operation,
            inputs,
            output,
            shapes,
            saved,
        } = ops.state;
        let given = Given {
            inputs: inputs.as_ref(),
            output: output.as_ref(),
            dy: &dy,
            saved: &*saved,
            shapes: &shapes,
        };
        let wanted = nodes.map(|node| node.is_some());
        let mut found = B::backward(&operation, given, wanted);
        if operation.shares_gradient() {
            found = std::array::from_fn(|_| found[0].clone());
        }
        for (node, gradient) in nodes.into_iter().zip(found) {
            if let (Some(node), Some(gradient)) = (node, gradient) {
                gradients.register::<B>(node, gradient);
            }
        }
    }
}

type Differentiable<B, C> = FloatTensor<Autodiff<B, C>>;

/// An operation whose gradient is asked for if any of its inputs' is; and what it measured.
fn tracked<B: Computes, C: CheckpointStrategy, const N: usize>(
    inputs: [Differentiable<B, C>; N],
    operation: Operation,
) -> (Differentiable<B, C>, Differentiable<B, C>) {
    let mut nodes = Vec::with_capacity(N);
    let inputs = inputs.map(|input| {
        let (input, node) = input.into_parts();
        nodes.push(node);
        B::row_by_row(input)
    });
    let Ok(nodes) = nodes.try_into() else {
        unreachable!("a node an input")
    };
    let prepared = Backward::<B, N>::prepare::<C>(Differentiated, nodes).compute_bound();
    let (y, measured) = match prepared.stateful() {
        OpsKind::Tracked(prepared) => {
            let Computed { y, measured, saved } = B::forward::<N>(&inputs, &operation, true);
            let measured = measured.unwrap_or_else(|| B::nothing(&inputs[0]));
            let needs = operation.needs();
            let shapes = inputs.each_ref().map(|input| input.shape().to_vec());
            let state = State {
                operation,
                shapes,
                inputs: matches!(needs, Needs::Inputs | Needs::Both).then_some(inputs),
                output: matches!(needs, Needs::Output | Needs::Both).then(|| y.clone()),
                saved: Arc::new(saved),
            };
            (prepared.finish(state, y), measured)
        }
        OpsKind::UnTracked(prepared) => {
            let (y, measured) = measured::<B, N>(inputs, &operation);
            (prepared.finish(y), measured)
        }
    };
    (y, Differentiable::<B, C>::new(measured))
}

impl<B: Computes + Fused, C: CheckpointStrategy> Fused for Autodiff<B, C> {
    fn of_one(x: FloatTensor<Self>, operation: Operation) -> FloatTensor<Self> {
        tracked::<B, C, 1>([x], operation).0
    }

    fn of_two(
        a: FloatTensor<Self>,
        b: FloatTensor<Self>,
        operation: Operation,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        tracked::<B, C, 2>([a, b], operation)
    }

    fn of_three(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        operation: Operation,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        tracked::<B, C, 3>([x, weight, bias], operation)
    }

    // Updates have no gradient of their own.

    fn adam(
        parameters: FloatTensor<Self>,
        gradients: FloatTensor<Self>,
        moment_1: FloatTensor<Self>,
        moment_2: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let (a, b, c) = <B as Fused>::adam(
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
        let blended = <B as Fused>::blend(old.into_primitive(), new.into_primitive(), shares);
        FloatTensor::<Self>::new(blended)
    }

    fn squares(tensor: FloatTensor<Self>, root: bool) -> FloatTensor<Self> {
        let squares = <B as Fused>::squares(tensor.into_primitive(), root);
        FloatTensor::<Self>::new(squares)
    }
}
