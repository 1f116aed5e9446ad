//! The named networks with their recipes.

mod classics;
mod tutorials;

use serde::Serialize;

use super::config::RunConfig;
use super::kinds::{LossKind, OptimizerKind, ScheduleKind};
use crate::data::Input;
use crate::error::{Error, Result, reason};
use crate::model::{LayerSpec, Spec};

/// The name of the default preset.
pub const DEFAULT: &str = "simple";

/// A network with its recipe.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct Preset {
    /// The network.
    pub spec: Spec,
    /// The recipe. Its `preset` is the name.
    pub config: RunConfig,
}

/// Every preset: the default, the other networks of the tutorials, and the classics.
pub fn all() -> Vec<Preset> {
    let mut presets = tutorials::all();
    presets.extend(classics::all());
    presets
}

/// The preset with this name.
///
/// # Errors
/// [`Error::Config`] with the names of all presets, if there is none with this name.
pub fn find(name: &str) -> Result<Preset> {
    let presets = all();
    if let Some(preset) = presets.iter().find(|preset| preset.config.preset == name) {
        return Ok(preset.clone());
    }
    let names: Vec<_> = presets.into_iter().map(|p| p.config.preset).collect();
    Err(Error::config(
        "preset",
        reason!(
            "preset",
            "there is no network {name}; there are {names}.",
            name = format!("{name:?}"),
            names = names.join(", "),
        ),
    ))
}

/// The basic recipe: Adam with PyTorch's defaults at a constant rate of 1e-3, pixels in [0, 1], batches of
/// 64. The settings of other optimisers have usual values, in case one is chosen.
fn recipe(name: &str, epochs: usize) -> RunConfig {
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
        decay_biases: true,
        beta_1: 0.9,
        beta_2: 0.999,
        alpha: 0.99,
        epsilon: 1e-8,
        schedule: ScheduleKind::Constant,
        decay_epochs: 1,
        decay_factor: 0.5,
        pct_start: 0.25,
        div: 25.0,
        div_final: 1e5,
        shift: 0.0,
        rotation: 0.0,
        scale: 0.0,
        shear: 0.0,
        elastic: 0.0,
        thickness: 0.0,
        generated: 0.0,
        network: None,
        subset: None,
        dropout: None,
        clip_norm: None,
    }
}

/// A convolution with stride 1.
fn conv(name: &str, channels: usize, kernel: usize, padding: usize) -> LayerSpec {
    LayerSpec::Conv2d {
        name: name.into(),
        channels,
        kernel,
        stride: 1,
        padding,
    }
}

fn linear(name: &str, units: usize) -> LayerSpec {
    LayerSpec::Linear {
        name: name.into(),
        units,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::ConfigRequest;

    #[test]
    fn networks_have_the_documented_number_of_parameters() {
        for (name, parameters) in [
            ("strided", 23_946),
            ("pooled", 98_442),
            ("simple", 215_370),
            ("lenet", 44_426),
            ("wide-fc", 1_007_590),
            ("strided-fastai", 23_946),
            ("pooled-fastai", 98_442),
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
    fn every_preset_resolves_to_itself() {
        for preset in all() {
            let request = ConfigRequest {
                preset: Some(preset.config.preset.clone()),
                ..Default::default()
            };
            assert_eq!(request.resolve(60_000).unwrap(), preset);
        }
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_known_names() {
        let error = find("simpel").unwrap_err();
        assert_eq!(error.code(), "config-invalid");
        assert!(error.to_string().contains("lenet-5"), "{error}");
    }
}
