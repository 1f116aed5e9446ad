//! burn's optimisers as the settings ask for them, with PyTorch's meaning of every number.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use burn::optim::decay::WeightDecayConfig;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{
    AdamConfig, AdamState, AdamWConfig, AdamWState, AdaptiveMomentumState, GradientsParams,
    ModuleOptimizer, Optimizer as BurnOptimizer, RmsPropConfig, SgdConfig, SgdState,
};
use burn::tensor::{Device, Tensor};
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
    inner: ModuleOptimizer,
    /// Momentum or β₁, as the bits of an `f32`; a schedule may turn it.
    momentum: Arc<AtomicU32>,
    /// Without momentum there is none to turn.
    turns: bool,
}

impl Optimizer {
    /// A fresh one.
    pub fn new(config: &RunConfig) -> Self {
        let decay = config.weight_decay as f32;
        let penalty = (decay > 0.0).then(|| WeightDecayConfig::new(decay));
        // burn's default of 1e-5 makes visibly smaller steps than PyTorch's 1e-8.
        let epsilon = config.epsilon as f32;
        let beta_2 = config.beta_2 as f32;
        let (alpha, nesterov) = (config.alpha as f32, config.nesterov);
        let adam = matches!(config.optimizer, OptimizerKind::Adam | OptimizerKind::Adamw);
        let start = if adam { config.beta_1 } else { config.momentum } as f32;
        let momentum = Arc::new(AtomicU32::new(start.to_bits()));
        let cell = momentum.clone();
        let inner = match config.optimizer {
            OptimizerKind::Sgd if start == 0.0 => ModuleOptimizer::from(Descent {
                weight_decay: config.weight_decay,
            }),
            OptimizerKind::Sgd => turning(cell, move |momentum| {
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
            OptimizerKind::Adam | OptimizerKind::Adamw => ModuleOptimizer::from(Adam {
                beta_1: cell,
                beta_2,
                epsilon,
                weight_decay: decay,
                decoupled: config.optimizer == OptimizerKind::Adamw,
            }),
            OptimizerKind::Rmsprop => turning(cell, move |momentum| {
                RmsPropConfig::new()
                    .with_alpha(alpha)
                    .with_momentum(momentum)
                    .with_epsilon(epsilon)
                    .with_weight_decay(penalty.clone())
                    .build()
            }),
        };
        Self {
            inner,
            momentum,
            turns: start > 0.0,
        }
    }

    /// One update of the network's parameters by `rate.factor × learning_rate`.
    pub fn step(
        &mut self,
        learning_rate: f64,
        rate: Rate,
        network: Network,
        gradients: GradientsParams,
    ) -> Network {
        if let Some(momentum) = rate.momentum.filter(|_| self.turns) {
            self.momentum.store((momentum as f32).to_bits(), Relaxed);
        }
        self.inner
            .step(learning_rate * rate.factor, network, gradients)
    }
}

/// burn's optimisers fix their momentum when they are built, so this one is built anew for every
/// parameter from the momentum of the moment: a few numbers, no tensors.
fn turning<O, F>(momentum: Arc<AtomicU32>, build: F) -> ModuleOptimizer
where
    O: BurnOptimizer,
    F: Fn(f32) -> O + Clone + Send + Sync + 'static,
{
    ModuleOptimizer::from(Turning { momentum, build })
}

#[derive(Clone)]
struct Turning<F> {
    momentum: Arc<AtomicU32>,
    build: F,
}

impl<O, F> BurnOptimizer for Turning<F>
where
    O: BurnOptimizer,
    F: Fn(f32) -> O + Clone + Send + Sync + 'static,
{
    type State<const D: usize> = O::State<D>;

    fn step<const D: usize>(
        &self,
        learning_rate: f64,
        tensor: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        let momentum = f32::from_bits(self.momentum.load(Relaxed));
        (self.build)(momentum).step(learning_rate, tensor, gradient, state)
    }

    fn to_device<const D: usize>(state: Self::State<D>, device: &Device) -> Self::State<D> {
        O::to_device(state, device)
    }
}

/// Gradient descent without momentum: a single pass, and nothing to remember.
#[derive(Clone)]
struct Descent {
    weight_decay: f64,
}

impl BurnOptimizer for Descent {
    type State<const D: usize> = SgdState<D>;

    fn step<const D: usize>(
        &self,
        learning_rate: f64,
        tensor: Tensor<D>,
        gradient: Tensor<D>,
        _: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        let keep = 1.0 - learning_rate * self.weight_decay;
        let shares = [keep as f32, -learning_rate as f32];
        (ops::blend(tensor, gradient, shares), None)
    }

    fn to_device<const D: usize>(state: Self::State<D>, _: &Device) -> Self::State<D> {
        state
    }
}

/// Adam, or (`decoupled`) AdamW: in one pass where there is such an operation, else burn's.
#[derive(Clone)]
struct Adam {
    /// As the bits of an `f32`.
    beta_1: Arc<AtomicU32>,
    beta_2: f32,
    epsilon: f32,
    weight_decay: f32,
    decoupled: bool,
}

impl BurnOptimizer for Adam {
    type State<const D: usize> = AdaptiveMomentumState<D>;

    fn step<const D: usize>(
        &self,
        learning_rate: f64,
        tensor: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        let beta_1 = f32::from_bits(self.beta_1.load(Relaxed));
        if ops::has_adam(&tensor.device()) {
            let time = state.as_ref().map_or(0, |state| state.time) + 1;
            let [weight_decay, decoupled_decay] = match self.decoupled {
                false => [self.weight_decay, 0.0],
                true => [0.0, self.weight_decay],
            };
            let step = AdamStep {
                learning_rate,
                beta_1: f64::from(beta_1),
                beta_2: f64::from(self.beta_2),
                epsilon: f64::from(self.epsilon),
                weight_decay: f64::from(weight_decay),
                decoupled_decay: f64::from(decoupled_decay),
                step: time as u64,
            };
            let moments = state.map(|state| [state.moment_1, state.moment_2]);
            let (tensor, [moment_1, moment_2]) = ops::adam(tensor, gradient, moments, step);
            let state = AdaptiveMomentumState::new(time, moment_1, moment_2);
            return (tensor, Some(state));
        }
        if self.decoupled {
            let adam = AdamWConfig::new()
                .with_beta_1(beta_1)
                .with_beta_2(self.beta_2)
                .with_epsilon(self.epsilon)
                .with_weight_decay(self.weight_decay)
                .build();
            let state = state.map(AdamWState::new);
            let (tensor, state) = adam.step(learning_rate, tensor, gradient, state);
            return (tensor, state.map(|state| state.momentum));
        }
        let penalty = (self.weight_decay > 0.0).then(|| WeightDecayConfig::new(self.weight_decay));
        let adam = AdamConfig::new()
            .with_beta_1(beta_1)
            .with_beta_2(self.beta_2)
            .with_epsilon(self.epsilon)
            .with_weight_decay(penalty)
            .build();
        let state = state.map(AdamState::new);
        let (tensor, state) = adam.step(learning_rate, tensor, gradient, state);
        (tensor, state.map(|state| state.momentum))
    }

    fn to_device<const D: usize>(state: Self::State<D>, device: &Device) -> Self::State<D> {
        state.to_device(device)
    }
}
