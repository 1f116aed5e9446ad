//! burn's optimisers as the settings ask for them, with PyTorch's meaning of every number.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use burn::optim::decay::WeightDecayConfig;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{
    AdamConfig, AdamWConfig, GradientsParams, ModuleOptimizer, Optimizer as BurnOptimizer,
    RmsPropConfig, SgdConfig,
};
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::config::RunConfig;
use super::schedule::Rate;
use crate::model::Network;

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
            OptimizerKind::Sgd => turning(cell, move |momentum| {
                let with_momentum = (momentum > 0.0).then(|| {
                    MomentumConfig::new()
                        .with_momentum(f64::from(momentum))
                        // burn's default of 0.1 is not PyTorch's.
                        .with_dampening(0.0)
                        .with_nesterov(nesterov)
                });
                SgdConfig::new()
                    .with_weight_decay(penalty.clone())
                    .with_momentum(with_momentum)
                    .build()
            }),
            OptimizerKind::Adam => turning(cell, move |beta_1| {
                AdamConfig::new()
                    .with_beta_1(beta_1)
                    .with_beta_2(beta_2)
                    .with_epsilon(epsilon)
                    .with_weight_decay(penalty.clone())
                    .build()
            }),
            OptimizerKind::Adamw => turning(cell, move |beta_1| {
                AdamWConfig::new()
                    .with_beta_1(beta_1)
                    .with_beta_2(beta_2)
                    .with_epsilon(epsilon)
                    .with_weight_decay(decay)
                    .build()
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
