//! Networks of well-known tutorials.

use super::{Preset, conv, linear, recipe};
use crate::data::{CLASSES, Input};
use crate::model::{LayerSpec, Spec};
use crate::recipe::{LossKind, OptimizerKind, RunConfig, ScheduleKind};

/// All networks of the tutorials, the default first; then two of them with fastai's recipes.
pub(super) fn all() -> Vec<Preset> {
    vec![
        simple(),
        strided(),
        pooled(),
        lenet(),
        wide_fc(),
        strided_fastai(),
        pooled_fastai(),
    ]
}

const POOL: LayerSpec = LayerSpec::MaxPool2d { size: 2 };

/// Two 5×5 convolutions with pooling, then two linear layers: 215,370 parameters, 98.9 % after three
/// epochs, both as published and in PyTorch.
fn simple() -> Preset {
    Preset {
        spec: Spec::new(vec![
            conv("conv1", 16, 5, 2),
            LayerSpec::Relu,
            POOL,
            conv("conv2", 32, 5, 2),
            LayerSpec::Relu,
            POOL,
            LayerSpec::Flatten,
            linear("fc1", 128),
            LayerSpec::Relu,
            LayerSpec::Dropout { rate: 0.2 },
            linear("fc2", CLASSES),
        ]),
        config: recipe("simple", 3),
    }
}

/// Three convolutions with stride 2, then global average pooling: 23,946 parameters, 94 % after five
/// epochs in PyTorch.
fn strided() -> Preset {
    let halving = |name: &str, channels| LayerSpec::Conv2d {
        name: name.into(),
        channels,
        kernel: 3,
        stride: 2,
        padding: 1,
    };
    Preset {
        spec: Spec::new(vec![
            halving("conv1", 16),
            LayerSpec::Relu,
            halving("conv2", 32),
            LayerSpec::Relu,
            halving("conv3", 64),
            LayerSpec::Relu,
            LayerSpec::GlobalAvgPool,
            linear("fc", CLASSES),
        ]),
        config: RunConfig {
            batch_size: 128,
            schedule: ScheduleKind::OneCycle,
            ..recipe("strided", 5)
        },
    }
}

/// Three 3×3 convolutions with pooling, then two linear layers: 98,442 parameters, 99.2 % after
/// two epochs in PyTorch.
fn pooled() -> Preset {
    Preset {
        spec: Spec::new(vec![
            conv("conv1", 16, 3, 1),
            LayerSpec::Relu,
            POOL,
            conv("conv2", 32, 3, 1),
            LayerSpec::Relu,
            POOL,
            conv("conv3", 64, 3, 1),
            LayerSpec::Relu,
            POOL,
            LayerSpec::Flatten,
            linear("fc1", 128),
            LayerSpec::Relu,
            linear("fc2", CLASSES),
        ]),
        config: RunConfig {
            input: Input::Normalised,
            learning_rate: 2e-3,
            schedule: ScheduleKind::OneCycle,
            ..recipe("pooled", 2)
        },
    }
}

/// LeNet with ReLU and max pooling: 44,426 parameters, 90 % after one epoch of SGD without momentum in
/// PyTorch.
fn lenet() -> Preset {
    Preset {
        spec: Spec::new(vec![
            conv("conv1", 6, 5, 0),
            LayerSpec::Relu,
            POOL,
            conv("conv2", 16, 5, 0),
            LayerSpec::Relu,
            POOL,
            LayerSpec::Flatten,
            linear("fc1", 120),
            LayerSpec::Relu,
            linear("fc2", 84),
            LayerSpec::Relu,
            linear("fc3", CLASSES),
        ]),
        config: RunConfig {
            input: Input::Normalised,
            optimizer: OptimizerKind::Sgd,
            learning_rate: 1e-2,
            ..recipe("lenet", 1)
        },
    }
}

/// Two convolutions with one pooling, then a wide linear layer, ending in log-probabilities:
/// 1,007,590 parameters, 98.6 % after twenty epochs in PyTorch.
fn wide_fc() -> Preset {
    Preset {
        spec: Spec::new(vec![
            conv("conv1", 10, 5, 0),
            LayerSpec::Relu,
            POOL,
            conv("conv2", 20, 3, 0),
            LayerSpec::Relu,
            LayerSpec::Flatten,
            linear("fc1", 500),
            LayerSpec::Relu,
            linear("fc2", CLASSES),
            LayerSpec::LogSoftmax,
        ]),
        config: RunConfig {
            batch_size: 512,
            input: Input::Normalised,
            loss: LossKind::Nll,
            learning_rate: 1e-4,
            ..recipe("wide-fc", 20)
        },
    }
}

/// fastai's optimiser, `Adam` with the defaults of `fastai/optimizer.py`: AdamW without weight decay of
/// biases and batch norms.
fn fastai(name: &str, epochs: usize) -> RunConfig {
    RunConfig {
        optimizer: OptimizerKind::Adamw,
        beta_2: 0.99,
        epsilon: 1e-5,
        weight_decay: 0.01,
        decay_biases: false,
        ..recipe(name, epochs)
    }
}

/// [`strided`] with fastai's recipe: `fit_one_cycle(5, 1e-3)`.
fn strided_fastai() -> Preset {
    Preset {
        config: RunConfig {
            batch_size: 128,
            schedule: ScheduleKind::FitOneCycle,
            ..fastai("strided-fastai", 5)
        },
        ..strided()
    }
}

/// [`pooled`] with fastai's recipe: `fine_tune(1)`, which trains two epochs.
fn pooled_fastai() -> Preset {
    Preset {
        config: RunConfig {
            input: Input::Normalised,
            learning_rate: 2e-3,
            schedule: ScheduleKind::FineTune,
            pct_start: 0.3,
            div: 5.0,
            ..fastai("pooled-fastai", 2)
        },
        ..pooled()
    }
}
