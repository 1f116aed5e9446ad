//! Records operations for burn's autodiff, on any backend that implements [`Kernels`].

use std::fmt::Debug;
use std::sync::Arc;

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, TensorMetadata};

use super::extension::{BackwardArgs, Extension, Kernels, Tensors, forward};
use super::operation::Operation;

type Differentiable<B, C> = FloatTensor<Autodiff<B, C>>;

impl<B: Kernels + Extension, C: CheckpointStrategy> Extension for Autodiff<B, C> {
    fn run(inputs: Tensors<Self>, operation: Operation) -> Vec<FloatTensor<Self>> {
        match operation.differentiable() {
            0 => {
                let inputs = inputs.0.into_iter().map(|input| input.into_primitive());
                let outputs = B::run(Tensors(inputs.collect()), operation);
                outputs
                    .into_iter()
                    .map(Differentiable::<B, C>::new)
                    .collect()
            }
            1 => tracked::<B, C, 1>(inputs.0, operation),
            2 => tracked::<B, C, 2>(inputs.0, operation),
            _ => tracked::<B, C, 3>(inputs.0, operation),
        }
    }
}

/// Runs an operation whose first `N` inputs are differentiable. The backward pass is recorded if one of them requires
/// a gradient.
fn tracked<B: Kernels, C: CheckpointStrategy, const N: usize>(
    inputs: Vec<Differentiable<B, C>>,
    operation: Operation,
) -> Vec<Differentiable<B, C>> {
    let mut nodes = Vec::with_capacity(N);
    let mut values = Vec::with_capacity(inputs.len());
    for (i, input) in inputs.into_iter().enumerate() {
        let (value, node) = input.into_parts();
        values.push(B::contiguous(value));
        if i < N {
            nodes.push(node);
        }
    }
    let Ok(nodes) = <[_; N]>::try_from(nodes) else {
        panic!("{:?} takes at least {N} inputs", operation.name());
    };
    let prepared = Backward::<B, N>::prepare::<C>(Recorded, nodes).compute_bound();
    let (first, others) = match prepared.stateful() {
        OpsKind::Tracked(prepared) => {
            let needs = operation.needs();
            let mut state = State::<B> {
                shapes: values[..N]
                    .iter()
                    .map(|value| value.shape().to_vec())
                    .collect(),
                buffers: values
                    .get(operation.buffer_at()..)
                    .unwrap_or_default()
                    .to_vec(),
                inputs: if needs.inputs() {
                    values.clone()
                } else {
                    Vec::new()
                },
                output: None,
                saved: Arc::default(),
                operation,
            };
            let (outputs, saved) = forward::<B>(values, &state.operation, true);
            let mut outputs = outputs.into_iter();
            let y = outputs
                .next()
                .expect("a differentiable operation has an output");
            state.output = needs.output().then(|| y.clone());
            state.saved = Arc::new(saved);
            (prepared.finish(state, y), outputs)
        }
        OpsKind::UnTracked(prepared) => {
            let (outputs, _) = forward::<B>(values, &operation, false);
            let mut outputs = outputs.into_iter();
            let y = outputs
                .next()
                .expect("a differentiable operation has an output");
            (prepared.finish(y), outputs)
        }
    };
    let mut all = vec![first];
    all.extend(others.map(Differentiable::<B, C>::new));
    all
}

#[derive(Debug)]
struct Recorded;

/// The data that a backward pass needs beside the gradient of the output. It travels with the recorded operation, so
/// that no thread-local or global memory is needed.
struct State<B: Kernels> {
    operation: Operation,
    inputs: Vec<FloatTensor<B>>,
    buffers: Vec<FloatTensor<B>>,
    output: Option<FloatTensor<B>>,
    shapes: Vec<Vec<usize>>,
    saved: Arc<B::Saved>,
}

impl<B: Kernels> Clone for State<B> {
    fn clone(&self) -> Self {
        Self {
            operation: self.operation.clone(),
            inputs: self.inputs.clone(),
            buffers: self.buffers.clone(),
            output: self.output.clone(),
            shapes: self.shapes.clone(),
            saved: self.saved.clone(),
        }
    }
}

/// burn requires `Debug`. The tensors are left out: code that prints them takes a fiftieth of the wasm module.
impl<B: Kernels> Debug for State<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("State")
    }
}

impl<B: Kernels, const N: usize> Backward<B, N> for Recorded {
    type State = State<B>;

    fn backward(self, ops: Ops<State<B>, N>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let nodes = ops.parents.map(|parent| parent.map(|node| node.id));
        let dy = B::contiguous(gradients.consume::<B>(&ops.node));
        let state = &ops.state;
        let args = BackwardArgs {
            inputs: &state.inputs,
            buffers: &state.buffers,
            output: state.output.as_ref(),
            dy: &dy,
            saved: &*state.saved,
            shapes: &state.shapes,
        };
        let wanted = nodes.each_ref().map(Option::is_some);
        let mut found = B::backward(&state.operation, args, &wanted);
        if state.operation.shares_gradient() {
            found = vec![found.swap_remove(0); N];
        }
        for (node, gradient) in nodes.into_iter().zip(found) {
            if let (Some(node), Some(gradient)) = (node, gradient) {
                gradients.register::<B>(node, gradient);
            }
        }
    }
}
