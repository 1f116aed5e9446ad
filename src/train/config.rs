//! Settings of a run: what can be asked for, in which ranges.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::presets::{self, Preset};

/// Every setting of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct RunConfig {
    /// Name of the network.
    pub preset: String,
    /// Decides the initial weights, the order of the images and the dropout masks;
    /// 0..=2⁵³ − 1, the integers that JavaScript holds exactly.
    pub seed: u64,
    /// How often every image is seen, 1..=1000.
    pub epochs: usize,
    /// Images to one optimiser update, 1..=4096.
    pub batch_size: usize,
    /// Adam's step size, above 0 and at most 1.
    pub learning_rate: f64,
    /// If set, only so many training images are used: the first ones.
    pub subset: Option<usize>,
}

/// Settings as they are asked for: what is left out takes the preset's value.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct ConfigRequest {
    /// See [`RunConfig::preset`].
    pub preset: Option<String>,
    /// See [`RunConfig::seed`].
    pub seed: Option<u64>,
    /// See [`RunConfig::epochs`].
    pub epochs: Option<usize>,
    /// See [`RunConfig::batch_size`].
    pub batch_size: Option<usize>,
    /// See [`RunConfig::learning_rate`].
    pub learning_rate: Option<f64>,
    /// See [`RunConfig::subset`].
    pub subset: Option<usize>,
    /// Settings that there are not; asking for one is an error. (serde's `deny_unknown_fields`
    /// does nothing for JavaScript objects, which are only asked for the fields that are known.)
    #[serde(flatten)]
    pub unknown: BTreeMap<String, IgnoredAny>,
}

impl ConfigRequest {
    /// The preset with what was asked for put in, checked against the ranges and the number of
    /// training images there are.
    ///
    /// # Errors
    /// [`Error::Config`], naming the setting, its value and its range.
    pub fn resolve(self, train_count: usize) -> Result<Preset> {
        if let Some(name) = self.unknown.keys().next() {
            return Err(Error::config(name, "there is no such setting."));
        }
        let Preset { spec, config } =
            presets::find(self.preset.as_deref().unwrap_or(presets::DEFAULT))?;
        let config = RunConfig {
            preset: config.preset,
            seed: self.seed.unwrap_or(config.seed),
            epochs: self.epochs.unwrap_or(config.epochs),
            batch_size: self.batch_size.unwrap_or(config.batch_size),
            learning_rate: self.learning_rate.unwrap_or(config.learning_rate),
            subset: self.subset.or(config.subset),
        };
        within("seed", config.seed, 0..=(1 << 53) - 1)?;
        within("epochs", config.epochs, 1..=1000)?;
        within("batch_size", config.batch_size, 1..=4096)?;
        if !(config.learning_rate > 0.0 && config.learning_rate <= 1.0) {
            return Err(Error::config(
                "learning_rate",
                format!("{} is not above 0 and at most 1.", config.learning_rate),
            ));
        }
        if let Some(subset) = config.subset {
            within("subset", subset, 1..=train_count)?;
        }
        Ok(Preset { spec, config })
    }
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
    fn absurd_settings_get_a_sentence() {
        let none = ConfigRequest::default();
        let cases = [
            (
                ConfigRequest {
                    epochs: Some(0),
                    ..none.clone()
                },
                "epochs: 0 is not in 1 to 1000.",
            ),
            (
                ConfigRequest {
                    batch_size: Some(5000),
                    ..none.clone()
                },
                "batch_size: 5000 is",
            ),
            (
                ConfigRequest {
                    subset: Some(11),
                    ..none.clone()
                },
                "subset: 11 is not in 1 to 10.",
            ),
            (
                ConfigRequest {
                    seed: Some(1 << 53),
                    ..none.clone()
                },
                "seed: 9007199254740992 is",
            ),
            (
                ConfigRequest {
                    learning_rate: Some(-1.0),
                    ..none.clone()
                },
                "learning_rate: -1 is",
            ),
            (
                ConfigRequest {
                    learning_rate: Some(f64::NAN),
                    ..none
                },
                "learning_rate: NaN is",
            ),
        ];
        for (request, sentence) in cases {
            let error = request.resolve(10).unwrap_err();
            assert!(error.to_string().starts_with(sentence), "{error}");
        }
    }
}
