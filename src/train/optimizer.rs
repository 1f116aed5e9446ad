//! The optimisers, with PyTorch's meaning of every number.

use burn::tensor::Tensor;

use super::memory::{Memory, Remembered};
use super::schedule::Rate;
use crate::model::Network;
use crate::ops::{self, AdamStep, tensor_ops};
use crate::recipe::{OptimizerKind, RunConfig};

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

    /// What it remembers of all tensors so far.
    fn memory(&self) -> Memory;

    /// Goes on with what such a rule remembered.
    fn recall(&mut self, memory: Memory);
}

/// What may be another at each step.
#[derive(Clone, Copy)]
pub struct StepRate {
    learning_rate: f64,
    momentum: f32,
}

impl Optimizer {
    /// A fresh one.
    pub fn new(config: &RunConfig) -> Self {
        let weight_decay = config.weight_decay as f32;
        // burn's default of 1e-5 makes visibly smaller steps than PyTorch's 1e-8.
        let epsilon = config.epsilon as f32;
        let adam = matches!(config.optimizer, OptimizerKind::Adam | OptimizerKind::Adamw);
        let momentum = if adam { config.beta_1 } else { config.momentum } as f32;
        let rule: Box<dyn Rule> = match config.optimizer {
            OptimizerKind::Sgd if momentum == 0.0 => Box::new(Descent {
                weight_decay: config.weight_decay,
            }),
            OptimizerKind::Sgd => Box::new(Momentum {
                weight_decay,
                nesterov: config.nesterov,
                memory: Vec::new(),
            }),
            OptimizerKind::Adam | OptimizerKind::Adamw => Box::new(Adam {
                beta_2: config.beta_2 as f32,
                epsilon,
                weight_decay,
                decoupled: config.optimizer == OptimizerKind::Adamw,
                memory: Vec::new(),
            }),
            OptimizerKind::Rmsprop => Box::new(RmsProp {
                alpha: config.alpha as f32,
                epsilon: config.epsilon,
                weight_decay,
                memory: Vec::new(),
            }),
        };
        Self {
            rule,
            momentum,
            turns: momentum > 0.0,
        }
    }

    /// What an update goes by: `rate.factor × learning_rate`, and the momentum that `rate` turns to.
    pub fn rate(&mut self, learning_rate: f64, rate: Rate) -> StepRate {
        if let Some(momentum) = rate.momentum.filter(|_| self.turns) {
            self.momentum = momentum as f32;
        }
        StepRate {
            learning_rate: learning_rate * rate.factor,
            momentum: self.momentum,
        }
    }

    /// One update of what the network learns. `gradients` are those of
    /// [`Recording::gradients`](crate::model::Recording::gradients).
    pub fn step(&mut self, rate: StepRate, network: &mut Network, gradients: Vec<Tensor<1>>) {
        network.update(gradients, |index, values, gradient| {
            self.rule.update(index, rate, values, gradient)
        });
    }

    /// What it remembers of the gradients so far.
    pub fn memory(&self) -> Memory {
        self.rule.memory()
    }

    /// Goes on with what an optimiser with the same settings remembered.
    pub fn recall(&mut self, memory: Memory) {
        self.rule.recall(memory);
    }
}

/// What an optimiser remembers of the tensor number `index`: nothing at first.
fn remembered<T>(memory: &mut Vec<Option<T>>, index: usize) -> &mut Option<T> {
    if memory.len() <= index {
        memory.resize_with(index + 1, || None);
    }
    &mut memory[index]
}

/// The gradient with the penalty on large values, if there is one.
fn penalised(gradient: Tensor<1>, values: &Tensor<1>, weight_decay: f32) -> Tensor<1> {
    match weight_decay {
        0.0 => gradient,
        _ => ops::blend(gradient, values.clone(), [1.0, weight_decay]),
    }
}

/// `velocity · momentum + push`; the push itself at first.
fn pushed(velocity: Option<Tensor<1>>, push: Tensor<1>, momentum: f32) -> Tensor<1> {
    match velocity {
        Some(velocity) => ops::blend(velocity, push, [momentum, 1.0]),
        None => push,
    }
}

/// Gradient descent with momentum, Nesterov's if asked for.
struct Momentum {
    weight_decay: f32,
    nesterov: bool,
    memory: Vec<Option<Tensor<1>>>,
}

impl Rule for Momentum {
    fn update(
        &mut self,
        index: usize,
        rate: StepRate,
        values: Tensor<1>,
        gradient: Tensor<1>,
    ) -> Tensor<1> {
        let gradient = penalised(gradient, &values, self.weight_decay);
        let memory = remembered(&mut self.memory, index);
        let velocity = pushed(memory.take(), gradient.clone(), rate.momentum);
        *memory = Some(velocity.clone());
        let step = match self.nesterov {
            true => ops::blend(gradient, velocity, [1.0, rate.momentum]),
            false => velocity,
        };
        ops::blend(values, step, [1.0, -rate.learning_rate as f32])
    }

    fn memory(&self) -> Memory {
        Memory::of(&self.memory)
    }

    fn recall(&mut self, memory: Memory) {
        self.memory = memory.states();
    }
}

/// RMSprop, not centred, with momentum if that is above 0.
struct RmsProp {
    alpha: f32,
    epsilon: f64,
    weight_decay: f32,
    memory: Vec<Option<RmsMemory>>,
}

struct RmsMemory {
    /// The running mean of the gradient's squares.
    squares: Tensor<1>,
    velocity: Option<Tensor<1>>,
}

impl Remembered for RmsMemory {
    fn apart(&self) -> (Vec<Tensor<1>>, usize) {
        let tensors = [Some(self.squares.clone()), self.velocity.clone()];
        (tensors.into_iter().flatten().collect(), 0)
    }

    fn put_together(tensors: Vec<Tensor<1>>, _: usize) -> Option<Self> {
        let mut tensors = tensors.into_iter();
        Some(Self {
            squares: tensors.next()?,
            velocity: tensors.next(),
        })
    }
}

impl Rule for RmsProp {
    fn update(
        &mut self,
        index: usize,
        rate: StepRate,
        values: Tensor<1>,
        gradient: Tensor<1>,
    ) -> Tensor<1> {
        let gradient = penalised(gradient, &values, self.weight_decay);
        let memory = remembered(&mut self.memory, index);
        let (squares, velocity) = match memory.take() {
            Some(RmsMemory { squares, velocity }) => (Some(squares), velocity),
            None => (None, None),
        };
        let newest = tensor_ops::mul(gradient.clone(), gradient.clone());
        let squares = match squares {
            Some(squares) => ops::blend(squares, newest, [self.alpha, 1.0 - self.alpha]),
            None => tensor_ops::mul_scalar(newest, f64::from(1.0 - self.alpha)),
        };
        let root = tensor_ops::add_scalar(tensor_ops::sqrt(squares.clone()), self.epsilon);
        let mut step = tensor_ops::div(gradient, root);
        let mut next = None;
        if rate.momentum > 0.0 {
            step = pushed(velocity, step, rate.momentum);
            next = Some(step.clone());
        }
        *memory = Some(RmsMemory {
            squares,
            velocity: next,
        });
        ops::blend(values, step, [1.0, -rate.learning_rate as f32])
    }

    fn memory(&self) -> Memory {
        Memory::of(&self.memory)
    }

    fn recall(&mut self, memory: Memory) {
        self.memory = memory.states();
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

    fn memory(&self) -> Memory {
        Memory::default()
    }

    fn recall(&mut self, _: Memory) {}
}

/// Adam, or (`decoupled`) AdamW.
struct Adam {
    beta_2: f32,
    epsilon: f32,
    weight_decay: f32,
    decoupled: bool,
    memory: Vec<Option<AdamMemory>>,
}

struct AdamMemory {
    /// Updates made.
    time: u64,
    /// The running mean of the gradient.
    mean: Tensor<1>,
    /// The running mean of its square.
    square: Tensor<1>,
}

impl Remembered for AdamMemory {
    fn apart(&self) -> (Vec<Tensor<1>>, usize) {
        let tensors = vec![self.mean.clone(), self.square.clone()];
        (tensors, self.time as usize)
    }

    fn put_together(tensors: Vec<Tensor<1>>, updates: usize) -> Option<Self> {
        let [mean, square] = <[_; 2]>::try_from(tensors).ok()?;
        Some(Self {
            time: updates as u64,
            mean,
            square,
        })
    }
}

impl Rule for Adam {
    fn update(
        &mut self,
        index: usize,
        rate: StepRate,
        values: Tensor<1>,
        gradient: Tensor<1>,
    ) -> Tensor<1> {
        let memory = remembered(&mut self.memory, index);
        let (time, moments) = memory.take().map_or((0, None), |memory| {
            (memory.time, Some([memory.mean, memory.square]))
        });
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
            step: time + 1,
        };
        let (values, [mean, square]) = ops::adam(values, gradient, moments, step);
        *memory = Some(AdamMemory {
            time: time + 1,
            mean,
            square,
        });
        values
    }

    fn memory(&self) -> Memory {
        Memory::of(&self.memory)
    }

    fn recall(&mut self, memory: Memory) {
        self.memory = memory.states();
    }
}
