//! The settings of a run and their ranges.

use std::fmt::Display;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::kinds::{LossKind, OptimizerKind, ScheduleKind};
use crate::data::{Augmentation, Changes, Input};
use crate::error::{Error, Reason, Result, reason};
use crate::model::Spec;

/// Images in one forward pass of an evaluation. They take some 100 ms on a slow CPU, so that a pause or
/// the prediction of a drawing does not wait longer.
pub const EVALUATED_AT_ONCE: usize = 250;

/// The greatest learning rate.
pub(crate) const MOST_RATE: f64 = 10.0;

/// Declares each setting once, for [`RunConfig`] and for [`ConfigRequest`].
macro_rules! settings {
    (required { $($(#[$doc:meta])* $name:ident: $kind:ty,)* } optional { $($(#[$o_doc:meta])* $o_name:ident: $o_kind:ty,)* }) => {
        /// Every setting of a run.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[cfg_attr(target_family = "wasm", derive(tsify::Tsify), tsify(missing_as_null))]
        pub struct RunConfig {
            $($(#[$doc])* pub $name: $kind,)*
            $($(#[$o_doc])* pub $o_name: Option<$o_kind>,)*
        }

        /// A request for settings. A missing one takes the preset's value.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct ConfigRequest {
            $(#[doc = concat!("See [`RunConfig::", stringify!($name), "`].")]
            #[serde(skip_serializing_if = "Option::is_none")]
            pub $name: Option<$kind>,)*
            $(#[doc = concat!("See [`RunConfig::", stringify!($o_name), "`].")]
            #[serde(skip_serializing_if = "Option::is_none")]
            pub $o_name: Option<$o_kind>,)*
        }

        impl ConfigRequest {
            /// Takes missing settings from `config`.
            pub(super) fn over(self, config: RunConfig) -> RunConfig {
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
        /// Name of the recipe, and of its network unless `network` is set.
        preset: String,
        /// Seed of all random numbers: initial weights, order of the images, dropout masks, augmentation,
        /// and the choice of held-out images. 0..=2⁵³ − 1, the integers that JavaScript represents exactly.
        seed: u64,
        /// Number of passes over the training images, 1..=1000.
        epochs: usize,
        /// Images per optimiser update, 1..=4096.
        batch_size: usize,
        /// Share of the training images that is held out for validation, 0..=0.5.
        validation: f64,
        /// Scaling of the pixels.
        input: Input,
        /// The loss that training minimises.
        loss: LossKind,
        /// Share of the target probability that is spread evenly over all classes, in [0, 1).
        label_smoothing: f64,
        /// The optimiser.
        optimizer: OptimizerKind,
        /// Learning rate, above 0 and at most 10. Schedules start from it; for cycles it is the peak.
        learning_rate: f64,
        /// Share of the last update in the next, in [0, 1). SGD and RMSprop.
        momentum: f64,
        /// True for Nesterov's momentum. SGD with momentum.
        nesterov: bool,
        /// Weight decay, 0..=1: times the weights it is added to the gradient or, by AdamW, subtracted from
        /// the weights.
        weight_decay: f64,
        /// True if weight decay also applies to biases and to the parameters of batch norms, as in PyTorch;
        /// false if it applies only to the weights of convolutions and linear layers, as in fastai.
        decay_biases: bool,
        /// Decay of the mean gradient, in [0, 1). Adam and AdamW.
        beta_1: f64,
        /// Decay of the mean squared gradient, in [0, 1). Adam and AdamW.
        beta_2: f64,
        /// Decay of the mean squared gradient, in [0, 1). RMSprop.
        alpha: f64,
        /// Added to a divisor so that it is not zero; above 0 and at most 1. All optimisers but SGD.
        epsilon: f64,
        /// The schedule of the learning rate.
        schedule: ScheduleKind,
        /// Epochs between two changes of the schedule "step", 1..=1000.
        decay_epochs: usize,
        /// Factor of each change of the schedule "step", 0..=1.
        decay_factor: f64,
        /// Share of the steps in which the rate rises, above 0 and below 1. The schedule "fit-one-cycle" and
        /// the second cycle of "fine-tune".
        pct_start: f64,
        /// The peak divided by the first rate, 1..=10⁶. The schedule "fit-one-cycle" and the second cycle of
        /// "fine-tune".
        div: f64,
        /// The peak divided by the rate that a cycle ends with, 1..=10¹². The schedules "fit-one-cycle" and
        /// "fine-tune".
        div_final: f64,
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
        /// Share of the training images in place of which the generator draws a digit of the same class, 0..=0.9; in every
        /// epoch it is other images, and other digits. Only for images of digits.
        generated: f64,
    }
    optional {
        /// If set, the network to train instead of the preset's.
        network: Spec,
        /// If set, only this many training images are used, the first ones; 1 to the number of images.
        subset: usize,
        /// If set, the rate of every dropout layer, in [0, 1).
        dropout: f64,
        /// If set, gradients are clipped to this norm over all parameters; above 0 and at most 10⁶.
        clip_norm: f64,
    }
}

impl RunConfig {
    /// The augmentation of training images.
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

    /// What becomes of training images, before a network sees them; `None` if they stay as they are.
    pub fn changes(&self) -> Option<Changes> {
        Changes::new(self.augmentation(), self.generated as f32, self.seed)
    }

    /// Checks that every number is in its range. `train_count` is the number of training images.
    pub(super) fn check(&self, train_count: usize) -> Result<()> {
        within("seed", self.seed, 0..=(1 << 53) - 1)?;
        within("generated", self.generated, 0.0..=0.9)?;
        within("epochs", self.epochs, 1..=1000)?;
        within("batch_size", self.batch_size, 1..=4096)?;
        within("validation", self.validation, 0.0..=0.5)?;
        above_zero("learning_rate", self.learning_rate, MOST_RATE)?;
        within("weight_decay", self.weight_decay, 0.0..=1.0)?;
        above_zero("epsilon", self.epsilon, 1.0)?;
        within("decay_epochs", self.decay_epochs, 1..=1000)?;
        within("decay_factor", self.decay_factor, 0.0..=1.0)?;
        within("div", self.div, 1.0..=1e6)?;
        within("div_final", self.div_final, 1.0..=1e12)?;
        if !(self.pct_start > 0.0 && self.pct_start < 1.0) {
            let reason = reason!(
                "part",
                "{value} is not above 0 and below 1.",
                value = self.pct_start,
            );
            return Err(Error::config("pct_start", reason));
        }
        for (setting, value) in [
            ("label_smoothing", self.label_smoothing),
            ("momentum", self.momentum),
            ("beta_1", self.beta_1),
            ("beta_2", self.beta_2),
            ("alpha", self.alpha),
            ("dropout", self.dropout.unwrap_or(0.0)),
        ] {
            if !(0.0..1.0).contains(&value) {
                let reason = reason!("share", "{value} is not 0 or more and below 1.", value);
                return Err(Error::config(setting, reason));
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

/// The number of images that are held out: `share · count`, rounded.
pub(crate) fn held_out(count: usize, share: f64) -> usize {
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
    Err(Error::config(setting, Reason::between(value, low, high)))
}

/// Checks that `value` is above 0 and at most `high`.
pub(crate) fn above_zero(setting: &str, value: f64, high: f64) -> Result<()> {
    if value > 0.0 && value <= high {
        return Ok(());
    }
    let reason = reason!(
        "above",
        "{value} is not above 0 and at most {high}.",
        value,
        high,
    );
    Err(Error::config(setting, reason))
}
