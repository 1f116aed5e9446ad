//! burn's optimisers as the settings ask for them, with PyTorch's meaning of every number.

use burn::optim::decay::WeightDecayConfig;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{
    AdamConfig, AdamState, AdamWConfig, AdamWState, AdaptiveMomentumState,
    Optimizer as BurnOptimizer, RmsPropConfig, SgdConfig,
};
use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

use super::config::RunConfig;
use super::schedule::Rate;
use crate::model::Network;
use crate::ops::{self, AdamStep};

/// Kinds of optimiser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum OptimizerKind {
    /// Stochastic gradient descent, with momentum if that is above 0.
    Sgd,
    /// Adam; weight decay is added to the gradient.
    Adam,
    /// Adam with weight decay of the weights themselves.
    Adamw,
    /// RMSprop, not centred, with momentum if that is above 0.
    Rmsprop,
}

/// An optimiser with what it remembers of the gradients.
pub struct Optimizer {
    rule: Box<dyn Rule>,
    /// Momentum or β₁; a schedule may turn it.
    momentum: f32,
    /// Without momentum there is none to turn.
    turns: bool,
}

/// How one tensor follows its gradient.
trait Rule {
    /// The values of the tensor number `index` after an update.
    fn update(
        &mut self,
        index: usize,
        rate: StepRate,
        values: Tensor<1>,
        gradient: Tensor<1>,
    ) -> Tensor<1>;
}

/// What may be another at each step.
#[derive(Clone, Copy)]
struct StepRate {
    learning_rate: f64,
    momentum: f32,
}

impl Optimizer {
    /// A fresh one.
    pub fn new(config: &RunConfig) -> Self {
        let decay = config.weight_decay as f32;
        let penalty = (decay > 0.0).then(|| WeightDecayConfig::new(decay));
        // burn's default of 1e-5 makes visibly smaller steps than PyTorch's 1e-8.
        let epsilon = config.epsilon as f32;
        let (alpha, nesterov) = (config.alpha as f32, config.nesterov);
        let adam = matches!(config.optimizer, OptimizerKind::Adam | OptimizerKind::Adamw);
        let momentum = if adam { config.beta_1 } else { config.momentum } as f32;
        let rule: Box<dyn Rule> = match config.optimizer {
            OptimizerKind::Sgd if momentum == 0.0 => Box::new(Descent {
                weight_decay: config.weight_decay,
            }),
            OptimizerKind::Sgd => BurnRule::boxed(move |momentum| {
                let with_momentum = MomentumConfig::new()
                    .with_momentum(f64::from(momentum))
                    // burn's default of 0.1 is not PyTorch's.
                    .with_dampening(0.0)
                    .with_nesterov(nesterov);
                SgdConfig::new()
                    .with_weight_decay(penalty.clone())
                    .with_momentum(Some(with_momentum))
                    .build()
            }),
            OptimizerKind::Adam | OptimizerKind::Adamw => Box::new(Adam {
                beta_2: config.beta_2 as f32,
                epsilon,
                weight_decay: decay,
                decoupled: config.optimizer == OptimizerKind::Adamw,
                memory: Vec::new(),
            }),
            OptimizerKind::Rmsprop => BurnRule::boxed(move |momentum| {
                RmsPropConfig::new()
                    .with_alpha(alpha)
                    .with_momentum(momentum)
                    .with_epsilon(epsilon)
                    .with_weight_decay(penalty.clone())
                    .build()
            }),
        };
        Self {
            rule,
            momentum,
            turns: momentum > 0.0,
        }
    }

    /// One update of what the network learns by `rate.factor × learning_rate`. `gradients` are
    /// those of [`Network::learned_gradients`].
    pub fn step(
        &mut self,
        learning_rate: f64,
        rate: Rate,
        network: Network,
        gradients: Vec<Tensor<1>>,
    ) -> Network {
        if let Some(momentum) = rate.momentum.filter(|_| self.turns) {
            self.momentum = momentum as f32;
        }
        let rate = StepRate {
            learning_rate: learning_rate * rate.factor,
            momentum: self.momentum,
        };
        let mut gradients = gradients.into_iter().enumerate();
        network.map_learned(&mut |values| {
            let (index, gradient) = gradients.next().expect("one gradient a tensor");
            self.rule.update(index, rate, values, gradient)
        })
    }
}

/// What an optimiser remembers of the tensor number `index`: nothing at first.
fn remembered<T>(memory: &mut Vec<Option<T>>, index: usize) -> &mut Option<T> {
    if memory.len() <= index {
        memory.resize_with(index + 1, || None);
    }
    &mut memory[index]
}

/// One of burn's. They fix their momentum when they are built, so this one is built anew for every
/// tensor from the momentum of the moment: a few numbers, no tensors.
struct BurnRule<O: BurnOptimizer, F> {
    build: F,
    memory: Vec<Option<O::State<1>>>,
}

impl<O: BurnOptimizer, F: Fn(f32) -> O + 'static> BurnRule<O, F> {
    fn boxed(build: F) -> Box<Self> {
        let memory = Vec::new();
        Box::new(Self { build, memory })
    }
}

impl<O: BurnOptimizer, F: Fn(f32) -> O> Rule for BurnRule<O, F> {
    fn update(
        &mut self,
        index: usize,
        rate: StepRate,
        values: Tensor<1>,
        gradient: Tensor<1>,
    ) -> Tensor<1> {
        let state = remembered(&mut self.memory, index);
        let optimizer = (self.build)(rate.momentum);
        let (values, next) = optimizer.step(rate.learning_rate, values, gradient, state.take());
        *state = next;
        values
    }
}

/// Gradient descent without momentum: a single pass, and nothing to remember.
struct Descent {
    weight_decay: f64,
}

impl Rule for Descent {
    fn update(
        &mut self,
        _: usize,
        rate: StepRate,
        values: Tensor<1>,
        gradient: Tensor<1>,
    ) -> Tensor<1> {
        let keep = 1.0 - rate.learning_rate * self.weight_decay;
        let shares = [keep as f32, -rate.learning_rate as f32];
        ops::blend(values, gradient, shares)
    }
}

/// Adam, or (`decoupled`) AdamW: in one pass where there is such an operation, else burn's.
struct Adam {
    beta_2: f32,
    epsilon: f32,
    weight_decay: f32,
    decoupled: bool,
    memory: Vec<Option<AdaptiveMomentumState<1>>>,
}

impl Rule for Adam {
    fn update(
        &mut self,
        index: usize,
        rate: StepRate,
        values: Tensor<1>,
        gradient: Tensor<1>,
    ) -> Tensor<1> {
        let state = remembered(&mut self.memory, index).take();
        let (values, next) = if ops::has_adam(&values.device()) {
            self.in_one_pass(rate, values, gradient, state)
        } else {
            self.with_burn(rate, values, gradient, state)
        };
        self.memory[index] = next;
        values
    }
}

/// A tensor and what is remembered of it.
type Updated = (Tensor<1>, Option<AdaptiveMomentumState<1>>);

impl Adam {
    fn in_one_pass(
        &self,
        rate: StepRate,
        values: Tensor<1>,
        gradient: Tensor<1>,
        state: Option<AdaptiveMomentumState<1>>,
    ) -> Updated {
        let time = state.as_ref().map_or(0, |state| state.time) + 1;
        let [weight_decay, decoupled_decay] = match self.decoupled {
            false => [self.weight_decay, 0.0],
            true => [0.0, self.weight_decay],
        };
        let step = AdamStep {
            learning_rate: rate.learning_rate,
            beta_1: f64::from(rate.momentum),
            beta_2: f64::from(self.beta_2),
            epsilon: f64::from(self.epsilon),
            weight_decay: f64::from(weight_decay),
            decoupled_decay: f64::from(decoupled_decay),
            step: time as u64,
        };
        let moments = state.map(|state| [state.moment_1, state.moment_2]);
        let (values, [moment_1, moment_2]) = ops::adam(values, gradient, moments, step);
        let state = AdaptiveMomentumState::new(time, moment_1, moment_2);
        (values, Some(state))
    }

    fn with_burn(
        &self,
        rate: StepRate,
        values: Tensor<1>,
        gradient: Tensor<1>,
        state: Option<AdaptiveMomentumState<1>>,
    ) -> Updated {
        if self.decoupled {
            let adam = AdamWConfig::new()
                .with_beta_1(rate.momentum)
                .with_beta_2(self.beta_2)
                .with_epsilon(self.epsilon)
                .with_weight_decay(self.weight_decay)
                .build();
            let state = state.map(AdamWState::new);
            let (values, state) = adam.step(rate.learning_rate, values, gradient, state);
            return (values, state.map(|state| state.momentum));
        }
        let penalty = (self.weight_decay > 0.0).then(|| WeightDecayConfig::new(self.weight_decay));
        let adam = AdamConfig::new()
            .with_beta_1(rate.momentum)
            .with_beta_2(self.beta_2)
            .with_epsilon(self.epsilon)
            .with_weight_decay(penalty)
            .build();
        let state = state.map(AdamState::new);
        let (values, state) = adam.step(rate.learning_rate, values, gradient, state);
        (values, state.map(|state| state.momentum))
    }
}
