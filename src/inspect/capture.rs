//! Any tensor of a forward and a backward pass: the outputs of layers, the gradients that reach them, parameters and
//! their gradients.

use burn::backend::TensorMetadata;
use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

use super::objective::Objective;
use crate::error::Result;
use crate::model::{Batch, Mode, Network, Spec};
use crate::ops::read::{self, Transaction};
use crate::ops::{self, Array, Operation};

/// The number of the network's input among the layers.
pub const INPUT: i32 = -1;

/// A kind of tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A layer's output.
    Activation,
    /// The gradient of the objective with respect to a layer's output.
    Gradient,
    /// A layer's parameters, and the running statistics of a batch norm.
    Parameter,
    /// The gradients of the objective with respect to a layer's parameters.
    ParameterGradient,
}

/// A tensor of a pass.
#[derive(Debug, Clone, PartialEq)]
pub struct Captured {
    /// The layer, as in [`Spec::placed`]; [`INPUT`] for the network's input.
    pub number: i32,
    /// The kind of tensor.
    pub what: What,
    /// The parameter's name, as in PyTorch's state dict; empty for an activation and its gradient.
    pub tensor: String,
    /// The tensor's shape. That of an activation or its gradient begins with the number of images; that of a parameter
    /// is PyTorch's.
    pub shape: Vec<usize>,
    /// The values, row-major.
    pub values: Vec<f32>,
}

/// A pass, and the tensors that are wanted of it.
#[derive(Debug, Clone)]
pub struct Pass<'a> {
    /// The layers, as in [`Spec::placed`], and [`INPUT`].
    pub numbers: &'a [i32],
    /// The kinds of tensors.
    pub what: &'a [What],
    /// The mode of the pass. Running statistics do not change in training either.
    pub mode: Mode,
    /// The number that gradients are taken of.
    pub objective: Objective,
}

impl Pass<'_> {
    fn wants(&self, what: What) -> bool {
        self.what.contains(&what)
    }

    /// False if nothing of the pass itself is wanted: parameters and the input exist without it.
    fn runs(&self) -> bool {
        let outputs = self.numbers.iter().any(|&number| number != INPUT);
        let gradients = [What::Gradient, What::ParameterGradient];
        gradients.iter().any(|&what| self.wants(what)) || (self.wants(What::Activation) && outputs)
    }

    fn wants_of(&self, number: i32, what: What) -> bool {
        self.wants(what) && self.numbers.contains(&number)
    }
}

/// Runs `network`, made of `spec`, on a batch and returns the wanted tensors: layer by layer, in the order of
/// [`What`]. The network does not change. No layers are fused, so that the output before an activation exists.
///
/// A gradient is missing for layers that the objective does not depend on.
///
/// # Errors
/// [`Error::Device`](crate::error::Error::Device) if the device fails.
pub async fn capture(
    spec: &Spec,
    network: &Network,
    batch: Batch,
    pass: &Pass<'_>,
) -> Result<Vec<Captured>> {
    // A clone has gradient buffers of its own.
    let mut network = network.clone();
    let recording = network.record(pass.mode.clone());
    let mut taps = Taps::new(pass);
    let input = Tensor::<4>::from_inner(batch.images);
    let input = Tensor::from_dispatch(taps.take(INPUT, input.into_dispatch()));
    let outputs = pass
        .runs()
        .then(|| recording.tapped(input, &mut |number, value| taps.take(number as i32, value)));
    let mut wanted = Wanted::default();
    for (number, value) in std::mem::take(&mut taps.activations) {
        let shape = value.shape().to_vec();
        wanted.add(number, What::Activation, "", shape, flat(value).inner());
    }
    let wants_parameters = pass.wants(What::ParameterGradient);
    let mut parameter_gradients = Vec::new();
    if pass.wants(What::Gradient) || wants_parameters {
        let outputs = outputs.expect("gradients need a pass");
        let value = pass
            .objective
            .of(outputs, &batch.targets, taps.tapped.take());
        let mut gradients = value.backward();
        for (number, shape, probe) in taps.probes {
            if let Some(gradient) = probe.grad_remove(&mut gradients) {
                wanted.add(number, What::Gradient, "", shape, gradient);
            }
        }
        if wants_parameters {
            parameter_gradients = network.named_gradients(recording.gradients(gradients));
        }
    }
    let mut parameter_gradients = parameter_gradients.into_iter();
    let mut state = network.state().into_iter();
    for (number, placed) in (0..).zip(spec.placed()?) {
        for tensor in placed.layer.tensors(&placed.input) {
            let named = state.next().expect("every tensor of the spec has a state");
            let mut add = |what, values| {
                if pass.wants_of(number, what) {
                    wanted.add(number, what, &tensor.name, tensor.shape.clone(), values);
                }
            };
            add(What::Parameter, named.values);
            if tensor.learned && wants_parameters {
                let gradient = parameter_gradients.next();
                let gradient = gradient.expect("every parameter has a gradient");
                add(What::ParameterGradient, gradient.values);
            }
        }
    }
    wanted.read().await
}

/// The values of a tensor of any rank: `[values]`.
fn flat(value: Array) -> Tensor<1> {
    let shape = vec![value.shape().num_elements()];
    Tensor::from_dispatch(ops::run_one(Operation::Reshape { shape }, vec![value]))
}

/// Takes the outputs of layers from a pass.
struct Taps<'a> {
    pass: &'a Pass<'a>,
    activations: Vec<(i32, Array)>,
    /// A tensor of zeros, `[values]`, which was added to a layer's output of this shape. Its gradient is the output's:
    /// burn keeps gradients of leaves only.
    probes: Vec<(i32, Vec<usize>, Tensor<1>)>,
    /// The output that the objective needs.
    tapped: Option<Array>,
}

impl<'a> Taps<'a> {
    fn new(pass: &'a Pass<'a>) -> Self {
        Self {
            pass,
            activations: Vec::new(),
            probes: Vec::new(),
            tapped: None,
        }
    }

    /// Receives a layer's output and returns the value that the pass goes on with.
    fn take(&mut self, number: i32, value: Array) -> Array {
        if self.pass.wants_of(number, What::Activation) {
            self.activations.push((number, value.clone()));
        }
        let mut value = value;
        if self.pass.wants_of(number, What::Gradient) {
            let shape = value.shape().to_vec();
            let zeros = vec![0.0; shape.iter().product()];
            let device = Tensor::<1>::from_dispatch(value.clone())
                .device()
                .without_autodiff();
            let probe = Tensor::from_inner(ops::vector(zeros, &device)).require_grad();
            self.probes.push((number, shape.clone(), probe.clone()));
            let shaped = Operation::Reshape { shape };
            let shaped = ops::run_one(shaped, vec![probe.into_dispatch()]);
            value = ops::run_one(Operation::Sum { relu: false }, vec![value, shaped]);
        }
        if self.pass.objective.layer() == u32::try_from(number).ok() {
            self.tapped = Some(value.clone());
        }
        value
    }
}

/// Tensors to read together.
#[derive(Default)]
struct Wanted {
    found: Vec<Captured>,
    reads: Transaction,
}

impl Wanted {
    fn add(&mut self, number: i32, what: What, tensor: &str, shape: Vec<usize>, values: Tensor<1>) {
        self.reads = std::mem::take(&mut self.reads).register(values);
        self.found.push(Captured {
            number,
            what,
            tensor: tensor.into(),
            shape,
            values: Vec::new(),
        });
    }

    async fn read(mut self) -> Result<Vec<Captured>> {
        let values = read::floats(self.reads).await?;
        for (captured, values) in self.found.iter_mut().zip(values) {
            captured.values = values;
        }
        self.found
            .sort_by_key(|captured| (captured.number, captured.what as u8));
        Ok(self.found)
    }
}
