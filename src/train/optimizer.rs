//! The optimisers, with PyTorch's meaning of every number.

use burn::tensor::Tensor;

use super::schedule::Rate;
use crate::model::Network;
use crate::ops::{self, AdamStep};
use crate::recipe::{OptimizerKind, RunConfig};

/// An optimiser with what it keeps of the gradients.
pub struct Optimizer {
    rule: Rule,
    /// Momentum or β₁; a schedule may change it.
    momentum: f32,
    /// Whether a schedule changes it: only where there is one.
    scheduled_momentum: bool,
    /// What is kept of each tensor, as [`Network::update`] numbers them.
    kept: Vec<Kept>,
}

/// What is kept of the gradients of one tensor; nothing before the first update.
#[derive(Debug, Default)]
struct Kept {
    /// As many `[values]` as the rule keeps.
    tensors: Vec<Tensor<1>>,
    /// Updates made. Only Adam counts them.
    updates: usize,
}

/// What an optimiser keeps, apart from the optimiser: to be read on one device and put back on another.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// Of each learned tensor, in the network's order, as many `[values]` as the optimiser keeps; empty before the
    /// first update.
    pub tensors: Vec<Vec<Tensor<1>>>,
    /// Updates made since it was empty. Only Adam counts them.
    pub updates: usize,
}

/// How one tensor follows its gradient.
enum Rule {
    /// Gradient descent without momentum. Keeps nothing.
    Descent { weight_decay: f64 },
    /// Gradient descent with momentum. Keeps the velocity.
    Momentum { weight_decay: f32, nesterov: bool },
    /// Adam, or (`decoupled`) AdamW. Keeps the running means of the gradient and of its square.
    Adam {
        beta_2: f64,
        epsilon: f64,
        weight_decay: f64,
        decoupled: bool,
    },
    /// RMSprop, not centred. Keeps the running mean of the gradient's square; with momentum, the velocity behind it.
    RmsProp {
        alpha: f32,
        epsilon: f32,
        weight_decay: f32,
    },
}

/// Learning rate and momentum (or β₁) of one update.
#[derive(Clone, Copy)]
pub struct StepRate {
    learning_rate: f64,
    momentum: f32,
}

impl Optimizer {
    /// A fresh one.
    pub fn new(config: &RunConfig) -> Self {
        // Settings count as the f32 that they are computed with.
        let narrow = |number: f64| f64::from(number as f32);
        let weight_decay = config.weight_decay as f32;
        let adam = matches!(config.optimizer, OptimizerKind::Adam | OptimizerKind::Adamw);
        let momentum = if adam { config.beta_1 } else { config.momentum } as f32;
        let rule = match config.optimizer {
            OptimizerKind::Sgd if momentum == 0.0 => Rule::Descent {
                weight_decay: config.weight_decay,
            },
            OptimizerKind::Sgd => Rule::Momentum {
                weight_decay,
                nesterov: config.nesterov,
            },
            OptimizerKind::Adam | OptimizerKind::Adamw => Rule::Adam {
                beta_2: narrow(config.beta_2),
                // burn's default of 1e-5 makes visibly smaller steps than PyTorch's 1e-8.
                epsilon: narrow(config.epsilon),
                weight_decay: narrow(config.weight_decay),
                decoupled: config.optimizer == OptimizerKind::Adamw,
            },
            OptimizerKind::Rmsprop => Rule::RmsProp {
                alpha: config.alpha as f32,
                epsilon: config.epsilon as f32,
                weight_decay,
            },
        };
        Self {
            rule,
            momentum,
            scheduled_momentum: momentum > 0.0,
            kept: Vec::new(),
        }
    }

    /// What an update goes by: `rate.factor × learning_rate`, and the momentum that the schedule asks for.
    pub fn rate(&mut self, learning_rate: f64, rate: Rate) -> StepRate {
        if let Some(momentum) = rate.momentum.filter(|_| self.scheduled_momentum) {
            self.momentum = momentum as f32;
        }
        StepRate {
            learning_rate: learning_rate * rate.factor,
            momentum: self.momentum,
        }
    }

    /// One update of everything that is learned. `gradients` are those of
    /// [`Recording::gradients`](crate::model::Recording::gradients).
    pub fn step(&mut self, rate: StepRate, network: &mut Network, gradients: Vec<Tensor<1>>) {
        if self.kept.len() < gradients.len() {
            self.kept.resize_with(gradients.len(), Kept::default);
        }
        network.update(gradients, |index, values, gradient| {
            let kept = &mut self.kept[index];
            kept.updates += 1;
            self.rule.update(rate, kept, values, gradient)
        });
    }

    /// What it keeps, as the network numbers its tensors.
    pub fn memory(&self) -> Memory {
        let tensors = self.kept.iter().map(|kept| kept.tensors.clone()).collect();
        let updates = match self.rule {
            Rule::Adam { .. } => self.kept.first().map_or(0, |kept| kept.updates),
            _ => 0,
        };
        Memory { tensors, updates }
    }

    /// Goes on with what an optimiser with the same settings kept: see [`keeps`](Self::keeps).
    pub fn recall(&mut self, memory: Memory) {
        let Memory { tensors, updates } = memory;
        let kept = |tensors| Kept { tensors, updates };
        self.kept = tensors.into_iter().map(kept).collect();
    }

    /// Whether it keeps so many tensors for each that it updates.
    pub fn keeps(&self, tensors: usize) -> bool {
        match self.rule {
            Rule::Descent { .. } => tensors == 0,
            Rule::Momentum { .. } => tensors == 1,
            Rule::Adam { .. } => tensors == 2,
            Rule::RmsProp { .. } => tensors == 1 + usize::from(self.momentum > 0.0),
        }
    }
}

impl Rule {
    /// The values of a tensor after an update.
    fn update(
        &self,
        rate: StepRate,
        kept: &mut Kept,
        values: Tensor<1>,
        gradient: Tensor<1>,
    ) -> Tensor<1> {
        let StepRate {
            learning_rate,
            momentum,
        } = rate;
        let mut last = std::mem::take(&mut kept.tensors).into_iter();
        let step = match *self {
            Self::Descent { weight_decay } => {
                let keep = 1.0 - learning_rate * weight_decay;
                return ops::blend(values, gradient, [keep as f32, -learning_rate as f32]);
            }
            Self::Momentum {
                weight_decay,
                nesterov,
            } => {
                let gradient = decayed(gradient, &values, weight_decay);
                let velocity = accelerated(last.next(), gradient.clone(), momentum);
                kept.tensors = vec![velocity.clone()];
                match nesterov {
                    true => ops::blend(gradient, velocity, [1.0, momentum]),
                    false => velocity,
                }
            }
            Self::Adam {
                beta_2,
                epsilon,
                weight_decay,
                decoupled,
            } => {
                let moments = last.next().zip(last.next()).map(<[_; 2]>::from);
                let step = AdamStep {
                    learning_rate,
                    beta_1: f64::from(momentum),
                    beta_2,
                    epsilon,
                    weight_decay: if decoupled { 0.0 } else { weight_decay },
                    decoupled_decay: if decoupled { weight_decay } else { 0.0 },
                    step: kept.updates as u64,
                };
                let (values, moments) = ops::adam(values, gradient, moments, step);
                kept.tensors = moments.into();
                return values;
            }
            Self::RmsProp {
                alpha,
                epsilon,
                weight_decay,
            } => {
                let gradient = decayed(gradient, &values, weight_decay);
                let numbers = [alpha, epsilon];
                let (mut step, squares) = ops::rms_prop(gradient, last.next(), numbers);
                kept.tensors = vec![squares];
                if momentum > 0.0 {
                    step = accelerated(last.next(), step, momentum);
                    kept.tensors.push(step.clone());
                }
                step
            }
        };
        ops::blend(values, step, [1.0, -learning_rate as f32])
    }
}

/// The gradient with that of the penalty on large values, if there is one.
fn decayed(gradient: Tensor<1>, values: &Tensor<1>, weight_decay: f32) -> Tensor<1> {
    match weight_decay {
        0.0 => gradient,
        _ => ops::blend(gradient, values.clone(), [1.0, weight_decay]),
    }
}

/// `velocity · momentum + push`; the push itself at first.
fn accelerated(velocity: Option<Tensor<1>>, push: Tensor<1>, momentum: f32) -> Tensor<1> {
    match velocity {
        Some(velocity) => ops::blend(velocity, push, [momentum, 1.0]),
        None => push,
    }
}
