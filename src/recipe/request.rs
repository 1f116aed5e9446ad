//! Completing and checking a request for settings.

use super::config::{ConfigRequest, EVALUATED_AT_ONCE, held_out};
use super::presets::{self, Preset};
use crate::error::{Error, Result, reason};

/// The limit of the estimated memory for training, in bytes: the memory that a tab can have, less the images and some
/// reserve.
const MOST_BYTES: u64 = 3 << 30;

impl ConfigRequest {
    /// Takes missing settings from the preset and checks the result. `train_count` is the number of
    /// training images. The returned preset has the network to train and its complete settings.
    ///
    /// # Errors
    /// [`Error::Config`] if a setting is out of its range, does not fit the network, or needs too much
    /// memory; [`Error::Network`] if the layers do not fit or are not a classifier of digits.
    pub fn resolve(self, train_count: usize) -> Result<Preset> {
        let Preset { spec, config } =
            presets::find(self.preset.as_deref().unwrap_or(presets::DEFAULT))?;
        let mut config = self.over(config);
        config.check(train_count)?;
        // `network` stays empty if the request repeats the preset's network.
        config.network = config.network.filter(|network| *network != spec);
        let mut spec = config.network.clone().unwrap_or(spec);
        if let Some(problem) = spec.report().problem {
            return Err(problem.into());
        }
        if let Some(rate) = config.dropout
            && !spec.set_dropout(rate)
        {
            let reason = reason!(
                "no-dropout",
                "this network has no dropout layer; leave it empty, or add one."
            );
            return Err(Error::config("dropout", reason));
        }
        config.loss.check(&spec)?;
        let used = config.subset.unwrap_or(train_count);
        if held_out(used, config.validation) >= used {
            let reason = reason!("nothing-left", "nothing is left to train on.");
            return Err(Error::config("validation", reason));
        }
        let evaluating = spec.inference_bytes(EVALUATED_AT_ONCE);
        if evaluating > MOST_BYTES {
            let reason = reason!(
                "evaluation-memory",
                "evaluating this network takes about {gigabytes} GB, more than a tab can have; take fewer channels.",
                gigabytes = format!("{:.1}", evaluating as f64 / 1e9),
            );
            return Err(Error::config("network", reason));
        }
        let bytes = spec.training_bytes(config.batch_size);
        if bytes > MOST_BYTES {
            let reason = reason!(
                "training-memory",
                "training this network with {count} images a batch takes about {gigabytes} GB, more than a tab can have; take fewer, or a smaller network.",
                count = config.batch_size,
                gigabytes = format!("{:.1}", bytes as f64 / 1e9),
            );
            return Err(Error::config("batch_size", reason));
        }
        Ok(Preset { spec, config })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{LayerSpec, Spec};
    use crate::recipe::kinds::LossKind;

    #[test]
    fn missing_settings_take_the_presets_values() {
        let request = ConfigRequest {
            epochs: Some(1),
            ..Default::default()
        };
        let config = request.resolve(60_000).unwrap().config;
        assert_eq!((config.epochs, config.batch_size), (1, 64));
    }

    #[test]
    fn a_request_may_repeat_the_presets_network() {
        let simple = presets::find("simple").unwrap();
        let request = ConfigRequest {
            network: Some(simple.spec),
            dropout: Some(0.5),
            ..Default::default()
        };
        let resolved = request.resolve(100).unwrap();
        assert_eq!(resolved.config.network, None);
        let rate = resolved.spec.layers.iter().find_map(|layer| match layer {
            LayerSpec::Dropout { rate } => Some(*rate),
            _ => None,
        });
        assert_eq!(rate, Some(0.5));
    }

    #[test]
    fn invalid_settings_are_refused_with_a_sentence() {
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
            (
                |r| r.pct_start = Some(0.0),
                "pct_start: 0 is not above 0 and below 1.",
            ),
            (
                |r| r.pct_start = Some(1.0),
                "pct_start: 1 is not above 0 and below 1.",
            ),
            (|r| r.pct_start = Some(f64::NAN), "pct_start: NaN is"),
            (|r| r.div = Some(0.5), "div: 0.5 is not in 1 to 1000000."),
            (|r| r.div_final = Some(1e13), "div_final: 10000000000000 is"),
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
