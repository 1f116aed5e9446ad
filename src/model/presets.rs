//! Networks with a name, each with the recipe that belongs to it.

use serde::Serialize;

use super::classics;
use super::spec::{LayerSpec, Spec};
use crate::data::{CLASSES, Input};
use crate::error::{Error, Result};
use crate::train::{LossKind, OptimizerKind, RunConfig, ScheduleKind};

/// The preset that is taken where none is named.
pub const DEFAULT: &str = "simple";

/// A network and how it is trained unless something else is asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct Preset {
    /// The layers.
    pub spec: Spec,
    /// The recipe. Its `preset` is the network's name.
    pub config: RunConfig,
}

/// Every preset: the default, the other networks of the tutorials, and the classics.
pub fn all() -> Vec<Preset> {
    let mut presets = vec![simple(), strided(), pooled(), lenet(), wide_fc()];
    presets.extend(classics::all());
    presets
}

/// The preset of that name.
///
/// # Errors
/// [`Error::Config`] with the names there are.
pub fn find(name: &str) -> Result<Preset> {
    let presets = all();
    if let Some(preset) = presets.iter().find(|preset| preset.config.preset == name) {
        return Ok(preset.clone());
    }
    let names: Vec<_> = presets.into_iter().map(|p| p.config.preset).collect();
    Err(Error::config(
        "preset",
        format!(
            "there is no network {name:?}; there are {}.",
            names.join(", ")
        ),
    ))
}

/// Adam with PyTorch's numbers at a constant rate of 1e-3, on pixels in [0, 1], 64 to a batch.
/// What other optimisers need stands at usual values, in case one is chosen.
pub(super) fn recipe(name: &str, epochs: usize) -> RunConfig {
    RunConfig {
        preset: name.into(),
        seed: 0,
        epochs,
        batch_size: 64,
        validation: 0.0,
        input: Input::Unit,
        loss: LossKind::CrossEntropy,
        label_smoothing: 0.0,
        optimizer: OptimizerKind::Adam,
        learning_rate: 1e-3,
        momentum: 0.0,
        nesterov: false,
        weight_decay: 0.0,
        beta_1: 0.9,
        beta_2: 0.999,
        alpha: 0.99,
        epsilon: 1e-8,
        schedule: ScheduleKind::Constant,
        decay_epochs: 1,
        decay_factor: 0.5,
        shift: 0.0,
        rotation: 0.0,
        scale: 0.0,
        shear: 0.0,
        elastic: 0.0,
        thickness: 0.0,
        network: None,
        subset: None,
        dropout: None,
        clip_norm: None,
    }
}

/// A convolution with stride 1.
pub(super) fn conv(name: &str, channels: usize, kernel: usize, padding: usize) -> LayerSpec {
    LayerSpec::Conv2d {
        name: name.into(),
        channels,
        kernel,
        stride: 1,
        padding,
    }
}

pub(super) fn linear(name: &str, units: usize) -> LayerSpec {
    LayerSpec::Linear {
        name: name.into(),
        units,
    }
}

const POOL: LayerSpec = LayerSpec::MaxPool2d { size: 2 };

/// Two 5×5 convolutions with pooling, then two linear layers: 215,370 parameters.
/// 98.9 % after three epochs, where it was published and in PyTorch.
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

/// Three convolutions that halve the planes by their stride, then each channel's mean: 23,946
/// parameters, 94 % after five epochs in PyTorch.
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

/// LeNet's shape with ReLU and max pooling: 44,426 parameters, 90 % after one epoch of plain
/// gradient descent in PyTorch.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::ConfigRequest;

    #[test]
    fn networks_have_the_parameters_that_they_are_known_for() {
        for (name, parameters) in [
            ("strided", 23_946),
            ("pooled", 98_442),
            ("simple", 215_370),
            ("lenet", 44_426),
            ("wide-fc", 1_007_590),
            ("lenet-5", 61_706),
            ("alexnet-mini", 36_018),
            ("vgg-mini", 21_256),
            ("resnet-mini", 19_978),
        ] {
            let report = find(name).unwrap().spec.report();
            assert_eq!(report.parameters, parameters, "{name}");
        }
    }

    #[test]
    fn every_preset_can_be_trained_as_it_stands() {
        for preset in all() {
            let request = ConfigRequest {
                preset: Some(preset.config.preset.clone()),
                ..Default::default()
            };
            assert_eq!(request.resolve(60_000).unwrap(), preset);
        }
    }

    #[test]
    fn an_unknown_name_is_refused_with_those_there_are() {
        let error = find("simpel").unwrap_err();
        assert_eq!(error.code(), "config-invalid");
        assert!(error.to_string().contains("lenet-5"), "{error}");
    }
}
