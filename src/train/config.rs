//! Settings of a run: what can be asked for, in which ranges.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::data::augment::Augmentation;
use crate::data::batch::Input;
use crate::error::{Error, Result};
use crate::model::Spec;
use crate::model::presets::{self, Preset};
use crate::train::loss::LossKind;
use crate::train::optimizer::OptimizerKind;
use crate::train::schedule::ScheduleKind;

/// Training may take so much memory, roughly: what a tab can have, less the images and some room.
const MOST_BYTES: usize = 3 << 30;

/// The greatest learning rate.
pub(super) const MOST_RATE: f64 = 10.0;

/// Declares the settings once: as they hold for a run, and as they are asked for.
macro_rules! settings {
    (required { $($(#[$doc:meta])* $name:ident: $kind:ty,)* } optional { $($(#[$o_doc:meta])* $o_name:ident: $o_kind:ty,)* }) => {
        /// Every setting of a run.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[cfg_attr(target_family = "wasm", derive(tsify::Tsify), tsify(missing_as_null))]
        pub struct RunConfig {
            $($(#[$doc])* pub $name: $kind,)*
            $($(#[$o_doc])* pub $o_name: Option<$o_kind>,)*
        }

        /// Settings as they are asked for: what is left out takes the preset's value.
        #[derive(Debug, Clone, Default, PartialEq, Deserialize)]
        #[serde(default)]
        pub struct ConfigRequest {
            $(#[doc = concat!("See [`RunConfig::", stringify!($name), "`].")] pub $name: Option<$kind>,)*
            $(#[doc = concat!("See [`RunConfig::", stringify!($o_name), "`].")] pub $o_name: Option<$o_kind>,)*
            /// Settings that there are not; asking for one is an error. (serde's
            /// `deny_unknown_fields` does nothing for JavaScript objects, which are only asked for
            /// the fields that are known.)
            #[serde(flatten)]
            pub unknown: BTreeMap<String, IgnoredAny>,
        }

        impl ConfigRequest {
            /// Fills what is left out.
            fn over(self, config: RunConfig) -> RunConfig {
                RunConfig {
                    $($name: self.$name.unwrap_or(config.$name),)*
                    $($o_name: self.$o_name.or(config.$o_name),)*
                }
            }
        }
    };
}

settings! {
    required {
        /// Name of the recipe, and of the network unless `network` gives another.
        preset: String,
        /// Decides the initial weights, the order of the images, the dropout masks, the augmentation
        /// and which images are held out; 0..=2⁵³ − 1, the integers that JavaScript holds exactly.
        seed: u64,
        /// How often every image is seen, 1..=1000.
        epochs: usize,
        /// Images to one optimiser update, 1..=4096.
        batch_size: usize,
        /// Share of the training images that is held out to validate with, 0..=0.5.
        validation: f64,
        /// What becomes of the pixels.
        input: Input,
        /// What training makes small.
        loss: LossKind,
        /// Share of the target that is spread over all classes, in [0, 1).
        label_smoothing: f64,
        /// How gradients become updates.
        optimizer: OptimizerKind,
        /// Step size, above 0 and at most 10. Schedules start from it; one-cycle has it as its peak.
        learning_rate: f64,
        /// Share of the last update in the next, in [0, 1). SGD and RMSprop.
        momentum: f64,
        /// Whether momentum looks ahead. SGD with momentum.
        nesterov: bool,
        /// Pull of the weights towards zero, 0..=1: added to the gradient, or (AdamW) applied to the
        /// weights themselves.
        weight_decay: f64,
        /// Decay of the mean gradient, in [0, 1). Adam and AdamW.
        beta_1: f64,
        /// Decay of the mean squared gradient, in [0, 1). Adam and AdamW.
        beta_2: f64,
        /// Decay of the mean squared gradient, in [0, 1). RMSprop.
        alpha: f64,
        /// Keeps from dividing by zero, above 0 and at most 1. All but SGD.
        epsilon: f64,
        /// How the learning rate changes.
        schedule: ScheduleKind,
        /// Epochs between two changes of the schedule "step", 1..=1000.
        decay_epochs: usize,
        /// What the schedule "step" multiplies the rate with, 0..=1.
        decay_factor: f64,
        /// See [`Augmentation::shift`].
        shift: f64,
        /// See [`Augmentation::rotation`].
        rotation: f64,
        /// See [`Augmentation::scale`].
        scale: f64,
        /// See [`Augmentation::shear`].
        shear: f64,
        /// See [`Augmentation::elastic`].
        elastic: f64,
        /// See [`Augmentation::thickness`].
        thickness: f64,
    }
    optional {
        /// Layers of one's own instead of the preset's.
        network: Spec,
        /// If set, only so many training images are used: the first ones.
        subset: usize,
        /// If set, the rate of every dropout layer, in [0, 1).
        dropout: f64,
        /// If set, gradients whose norm over all parameters is greater are shortened to it; above 0.
        clip_norm: f64,
    }
}

impl RunConfig {
    /// What happens to training images.
    pub fn augmentation(&self) -> Augmentation {
        Augmentation {
            shift: self.shift as f32,
            rotation: self.rotation as f32,
            scale: self.scale as f32,
            shear: self.shear as f32,
            elastic: self.elastic as f32,
            thickness: self.thickness as f32,
        }
    }

    /// Every number in its range?
    fn check(&self, train_count: usize) -> Result<()> {
        within("seed", self.seed, 0..=(1 << 53) - 1)?;
        within("epochs", self.epochs, 1..=1000)?;
        within("batch_size", self.batch_size, 1..=4096)?;
        within("validation", self.validation, 0.0..=0.5)?;
        above_zero("learning_rate", self.learning_rate, MOST_RATE)?;
        within("weight_decay", self.weight_decay, 0.0..=1.0)?;
        above_zero("epsilon", self.epsilon, 1.0)?;
        within("decay_epochs", self.decay_epochs, 1..=1000)?;
        within("decay_factor", self.decay_factor, 0.0..=1.0)?;
        for (setting, value) in [
            ("label_smoothing", self.label_smoothing),
            ("momentum", self.momentum),
            ("beta_1", self.beta_1),
            ("beta_2", self.beta_2),
            ("alpha", self.alpha),
            ("dropout", self.dropout.unwrap_or(0.0)),
        ] {
            if !(0.0..1.0).contains(&value) {
                let message = format!("{value} is not 0 or more and below 1.");
                return Err(Error::config(setting, message));
            }
        }
        if let Some(norm) = self.clip_norm {
            above_zero("clip_norm", norm, 1e6)?;
        }
        if let Some(subset) = self.subset {
            within("subset", subset, 1..=train_count)?;
        }
        self.augmentation().check()
    }
}

impl ConfigRequest {
    /// The preset with what was asked for put in, checked against the ranges and the number of
    /// training images there are. The spec that is returned is the one to train.
    ///
    /// # Errors
    /// [`Error::Config`], naming the setting, its value and its range; [`Error::Network`] if the
    /// layers do not fit.
    pub fn resolve(self, train_count: usize) -> Result<Preset> {
        if let Some(name) = self.unknown.keys().next() {
            return Err(Error::config(name, "there is no such setting."));
        }
        let Preset { spec, config } =
            presets::find(self.preset.as_deref().unwrap_or(presets::DEFAULT))?;
        let mut config = self.over(config);
        config.check(train_count)?;
        // The preset's own layers are no layers of one's own.
        config.network = config.network.filter(|network| *network != spec);
        let mut spec = config.network.clone().unwrap_or(spec);
        if let Some(problem) = spec.report().problem {
            return Err(problem.into());
        }
        if let Some(rate) = config.dropout
            && !spec.set_dropout(rate)
        {
            let message = "this network has no dropout layer; leave it empty, or add one.";
            return Err(Error::config("dropout", message));
        }
        config.loss.check(&spec)?;
        let used = config.subset.unwrap_or(train_count);
        if held_out(used, config.validation) >= used {
            let message = "nothing is left to train on.";
            return Err(Error::config("validation", message));
        }
        let bytes = spec.training_bytes(config.batch_size);
        if bytes > MOST_BYTES {
            return Err(Error::config(
                "batch_size",
                format!(
                    "training this network with {} images a batch takes about {:.1} GB, more than a tab can have; take fewer, or a smaller network.",
                    config.batch_size,
                    bytes as f64 / 1e9
                ),
            ));
        }
        Ok(Preset { spec, config })
    }
}

/// How many of `count` images a share of them is.
pub(super) fn held_out(count: usize, share: f64) -> usize {
    (count as f64 * share).round() as usize
}

fn within<T: PartialOrd + Display>(
    setting: &str,
    value: T,
    range: RangeInclusive<T>,
) -> Result<()> {
    if range.contains(&value) {
        return Ok(());
    }
    let (low, high) = range.into_inner();
    Err(Error::config(
        setting,
        format!("{value} is not in {low} to {high}."),
    ))
}

pub(super) fn above_zero(setting: &str, value: f64, high: f64) -> Result<()> {
    if value > 0.0 && value <= high {
        return Ok(());
    }
    let message = format!("{value} is not above 0 and at most {high}.");
    Err(Error::config(setting, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_the_presets() {
        let request = ConfigRequest {
            epochs: Some(1),
            ..Default::default()
        };
        let config = request.resolve(60_000).unwrap().config;
        assert_eq!((config.epochs, config.batch_size), (1, 64));
    }

    #[test]
    fn the_presets_own_layers_are_not_ones_own() {
        let simple = presets::find("simple").unwrap();
        let request = ConfigRequest {
            network: Some(simple.spec),
            dropout: Some(0.5),
            ..Default::default()
        };
        let resolved = request.resolve(100).unwrap();
        assert_eq!(resolved.config.network, None);
        let rate = resolved.spec.layers.iter().find_map(|layer| match layer {
            crate::model::LayerSpec::Dropout { rate } => Some(*rate),
            _ => None,
        });
        assert_eq!(rate, Some(0.5));
    }

    #[test]
    fn absurd_settings_get_a_sentence() {
        let request = |change: fn(&mut ConfigRequest)| {
            let mut request = ConfigRequest::default();
            change(&mut request);
            request
        };
        for (change, sentence) in [
            (
                (|r| r.epochs = Some(0)) as fn(&mut ConfigRequest),
                "epochs: 0 is not in 1 to 1000.",
            ),
            (|r| r.batch_size = Some(5000), "batch_size: 5000 is"),
            (|r| r.subset = Some(11), "subset: 11 is not in 1 to 10."),
            (|r| r.seed = Some(1 << 53), "seed: 9007199254740992 is"),
            (|r| r.learning_rate = Some(-1.0), "learning_rate: -1 is"),
            (
                |r| r.learning_rate = Some(f64::NAN),
                "learning_rate: NaN is",
            ),
            (|r| r.validation = Some(0.6), "validation: 0.6 is"),
            (|r| r.beta_1 = Some(1.0), "beta_1: 1 is not 0 or more"),
            (|r| r.clip_norm = Some(0.0), "clip_norm: 0 is not above 0"),
            (|r| r.rotation = Some(400.0), "rotation: 400 is"),
            (|r| r.loss = Some(LossKind::Nll), "loss: "),
            (
                |r| {
                    r.preset = Some("lenet".into());
                    r.dropout = Some(0.1);
                },
                "dropout: this network has no dropout layer",
            ),
            (
                |r| {
                    r.subset = Some(1);
                    r.validation = Some(0.5);
                },
                "validation: nothing is left",
            ),
            (
                |r| r.network = Some(Spec::new(Vec::new())),
                "network: there is no layer",
            ),
            (
                |r| {
                    r.batch_size = Some(4096);
                    r.network = Some(wide());
                },
                "batch_size: training this network with 4096 images",
            ),
        ] {
            let error = request(change).resolve(10).unwrap_err();
            assert!(error.to_string().starts_with(sentence), "{error}");
        }
    }

    fn wide() -> Spec {
        let json = r#"{"layers":[{"kind":"conv2d","name":"conv1","channels":512,"kernel":5},
            {"kind":"global_avg_pool"},{"kind":"linear","name":"fc1","units":10}]}"#;
        serde_json::from_str(json).unwrap()
    }
}
