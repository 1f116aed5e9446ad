//! The optimisers. Formulas and settings are those of PyTorch's `torch.optim`.

use burn::tensor::Tensor;

use super::schedule::Rate;
use crate::model::{Network, Weights};
use crate::ops::{self, AdamStep};
use crate::recipe::{OptimizerKind, RunConfig};

/// An optimiser with its state.
pub struct Optimizer {
    rule: Rule,
    /// Momentum or β₁. A schedule may change it.
    momentum: f32,
    /// True if a schedule may change the momentum. Without momentum there is nothing to change.
    scheduled_momentum: bool,
    weight_decay: f64,
    /// True if biases and the parameters of batch norms decay as well.
    decay_biases: bool,
    /// The weights at each index of [`Network::update`]. Empty if all parameters decay or none, and before the first
    /// update.
    weights: Vec<Weights>,
    /// The state for each index of [`Network::update`].
    states: Vec<TensorState>,
}

/// The state that an optimiser keeps for one tensor; empty before the first update.
#[derive(Debug, Default)]
struct TensorState {
    /// Velocity, moments or running means, each `[values]`: as many as the rule keeps.
    tensors: Vec<Tensor<1>>,
    /// The number of updates made. Only Adam uses it.
    updates: usize,
}

/// The state of an optimiser without its settings, for a checkpoint.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// For each parameter, in the network's order, as many tensors `[values]` as the optimiser keeps; empty before the
    /// first update.
    pub tensors: Vec<Vec<Tensor<1>>>,
    /// The number of updates since the state was empty. Only Adam counts them; else 0.
    pub updates: usize,
}

/// The formula of an update.
enum Rule {
    /// Gradient descent without momentum. Keeps no tensors.
    Descent,
    /// Gradient descent with momentum. Keeps the velocity.
    Momentum { nesterov: bool },
    /// Adam, or AdamW if `decoupled`. Keeps the running means of the gradient and of its square.
    Adam {
        beta_2: f64,
        epsilon: f64,
        decoupled: bool,
    },
    /// RMSprop, not centred. Keeps the running mean of the gradient's square and, with momentum, the velocity.
    RmsProp { alpha: f32, epsilon: f32 },
}

/// Learning rate and momentum (or β₁) of one update.
#[derive(Clone, Copy)]
pub struct StepRate {
    learning_rate: f64,
    momentum: f32,
}

impl Optimizer {
    /// An optimiser with empty state.
    pub fn new(config: &RunConfig) -> Self {
        // Kernels compute in f32, so settings are rounded to it.
        let narrow = |number: f64| f64::from(number as f32);
        let adam = matches!(config.optimizer, OptimizerKind::Adam | OptimizerKind::Adamw);
        let momentum = if adam { config.beta_1 } else { config.momentum } as f32;
        let rule = match config.optimizer {
            OptimizerKind::Sgd if momentum == 0.0 => Rule::Descent,
            OptimizerKind::Sgd => Rule::Momentum {
                nesterov: config.nesterov,
            },
            OptimizerKind::Adam | OptimizerKind::Adamw => Rule::Adam {
                beta_2: narrow(config.beta_2),
                // The presets have PyTorch's 1e-8: burn's default of 1e-5 makes visibly smaller steps.
                epsilon: narrow(config.epsilon),
                decoupled: config.optimizer == OptimizerKind::Adamw,
            },
            OptimizerKind::Rmsprop => Rule::RmsProp {
                alpha: config.alpha as f32,
                epsilon: config.epsilon as f32,
            },
        };
        Self {
            rule,
            momentum,
            scheduled_momentum: momentum > 0.0,
            weight_decay: config.weight_decay,
            decay_biases: config.decay_biases,
            weights: Vec::new(),
            states: Vec::new(),
        }
    }

    /// The rate of an update: `rate.factor · learning_rate`, and the momentum of the schedule or of the settings.
    pub fn rate(&mut self, learning_rate: f64, rate: Rate) -> StepRate {
        if let Some(momentum) = rate.momentum.filter(|_| self.scheduled_momentum) {
            self.momentum = momentum as f32;
        }
        StepRate {
            learning_rate: learning_rate * rate.factor,
            momentum: self.momentum,
        }
    }

    /// One update of all parameters. `gradients` are those of
    /// [`Recording::gradients`](crate::model::Recording::gradients).
    pub fn step(&mut self, rate: StepRate, network: &mut Network, gradients: Vec<Tensor<1>>) {
        if self.states.len() < gradients.len() {
            let len = gradients.len();
            self.states.resize_with(len, TensorState::default);
        }
        let decays_in_part = !self.decay_biases && self.weight_decay > 0.0;
        if decays_in_part && self.weights.is_empty() {
            self.weights = network.weights();
        }
        network.update(gradients, |index, values, gradient| {
            let state = &mut self.states[index];
            state.updates += 1;
            let update = (values, gradient);
            let (update, decay) = match self.weights.get(index) {
                None | Some(Weights::All) => (update, self.weight_decay),
                Some(Weights::None) => (update, 0.0),
                Some(Weights::Mask(mask)) => {
                    let decay = self.weight_decay;
                    (self.rule.decay_masked(rate, decay, update, mask), 0.0)
                }
            };
            self.rule.update(rate, decay, state, update)
        });
    }

    /// Makes its state empty, as before the first update.
    pub fn reset(&mut self) {
        self.states.clear();
    }

    /// Its state, with an entry for each index of [`Network::update`].
    pub fn memory(&self) -> Memory {
        let states = self.states.iter();
        let tensors = states.map(|state| state.tensors.clone()).collect();
        let updates = match self.rule {
            Rule::Adam { .. } => self.states.first().map_or(0, |state| state.updates),
            _ => 0,
        };
        Memory { tensors, updates }
    }

    /// Replaces its state by that of an optimiser with the same settings: see [`keeps`](Self::keeps).
    pub fn recall(&mut self, memory: Memory) {
        let Memory { tensors, updates } = memory;
        let state = |tensors| TensorState { tensors, updates };
        self.states = tensors.into_iter().map(state).collect();
    }

    /// True if this optimiser keeps exactly `tensors` tensors for each parameter.
    pub fn keeps(&self, tensors: usize) -> bool {
        match self.rule {
            Rule::Descent => tensors == 0,
            Rule::Momentum { .. } => tensors == 1,
            Rule::Adam { .. } => tensors == 2,
            Rule::RmsProp { .. } => tensors == 1 + usize::from(self.momentum > 0.0),
        }
    }
}

impl Rule {
    /// Applies the weight decay of the values at which `mask` is 1, not of those at which it is 0. Returns the values and
    /// the gradient for an [`update`](Self::update) without weight decay.
    fn decay_masked(
        &self,
        rate: StepRate,
        weight_decay: f64,
        (values, gradient): (Tensor<1>, Tensor<1>),
        mask: &Tensor<1>,
    ) -> (Tensor<1>, Tensor<1>) {
        let weights = ops::product(values.clone(), mask.clone());
        match self {
            Self::Adam {
                decoupled: true, ..
            } => {
                let lost = -rate.learning_rate * weight_decay;
                (ops::blend(values, weights, [1.0, lost as f32]), gradient)
            }
            _ => {
                let gradient = ops::blend(gradient, weights, [1.0, weight_decay as f32]);
                (values, gradient)
            }
        }
    }

    /// The values of a tensor after an update.
    fn update(
        &self,
        rate: StepRate,
        weight_decay: f64,
        state: &mut TensorState,
        (values, gradient): (Tensor<1>, Tensor<1>),
    ) -> Tensor<1> {
        let StepRate {
            learning_rate,
            momentum,
        } = rate;
        let mut last = std::mem::take(&mut state.tensors).into_iter();
        let step = match *self {
            Self::Descent => {
                let keep = 1.0 - learning_rate * weight_decay;
                return ops::blend(values, gradient, [keep as f32, -learning_rate as f32]);
            }
            Self::Momentum { nesterov } => {
                let gradient = with_decay(gradient, &values, weight_decay);
                let velocity = next_velocity(last.next(), gradient.clone(), momentum);
                state.tensors = vec![velocity.clone()];
                match nesterov {
                    true => ops::blend(gradient, velocity, [1.0, momentum]),
                    false => velocity,
                }
            }
            Self::Adam {
                beta_2,
                epsilon,
                decoupled,
            } => {
                let weight_decay = f64::from(weight_decay as f32);
                let moments = last.next().zip(last.next()).map(<[_; 2]>::from);
                let step = AdamStep {
                    learning_rate,
                    beta_1: f64::from(momentum),
                    beta_2,
                    epsilon,
                    weight_decay: if decoupled { 0.0 } else { weight_decay },
                    decoupled_decay: if decoupled { weight_decay } else { 0.0 },
                    step: state.updates as u64,
                };
                let (values, moments) = ops::adam(values, gradient, moments, step);
                state.tensors = moments.into();
                return values;
            }
            Self::RmsProp { alpha, epsilon } => {
                let gradient = with_decay(gradient, &values, weight_decay);
                let numbers = [alpha, epsilon];
                let (mut step, squares) = ops::rms_prop(gradient, last.next(), numbers);
                state.tensors = vec![squares];
                if momentum > 0.0 {
                    step = next_velocity(last.next(), step, momentum);
                    state.tensors.push(step.clone());
                }
                step
            }
        };
        ops::blend(values, step, [1.0, -learning_rate as f32])
    }
}

/// The gradient plus that of weight decay, `weight_decay · values`.
fn with_decay(gradient: Tensor<1>, values: &Tensor<1>, weight_decay: f64) -> Tensor<1> {
    match weight_decay as f32 {
        0.0 => gradient,
        weight_decay => ops::blend(gradient, values.clone(), [1.0, weight_decay]),
    }
}

/// The new velocity: `velocity · momentum + push`. Before the first update the velocity is `None`, and the new one is
/// `push`.
fn next_velocity(velocity: Option<Tensor<1>>, push: Tensor<1>, momentum: f32) -> Tensor<1> {
    match velocity {
        Some(velocity) => ops::blend(velocity, push, [momentum, 1.0]),
        None => push,
    }
}
