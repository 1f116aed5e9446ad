//! Accuracy on corrupted test images.

use serde::Deserialize;

use super::measurement::{Change, Pass};
use super::scores::Classifier;
use crate::data::Corruption;
use crate::data::corrupt::{KINDS, STRENGTHS};
use crate::error::{Error, Reason, Result};

/// Accuracies on corrupted test images are asked for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct CorruptedRequest {
    /// Whose accuracies.
    pub classifier: Classifier,
    /// Which kinds of corruption, 1 to 15.
    pub kinds: Vec<Corruption>,
    /// So many of the first test images, 1..=10000.
    pub count: usize,
    /// The step of a snapshot; null: the network as it is now.
    #[serde(default)]
    #[cfg_attr(target_family = "wasm", tsify(type = "number | null"))]
    pub at: Option<usize>,
}

impl CorruptedRequest {
    /// Refuses too many kinds, or none.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub fn check(&self) -> Result<()> {
        match self.kinds.len() {
            1..=KINDS => Ok(()),
            number => Err(Error::config("kinds", Reason::between(number, 1, KINDS))),
        }
    }

    /// The images as they are, then each kind in strengths 1 to 5: place `1 + 5 · kind + strength − 1`.
    pub fn passes(&self) -> Vec<Pass> {
        let clean = [(Corruption::Blur, 0)];
        let kinds = self.kinds.iter();
        let corrupted = kinds.flat_map(|&kind| (1..=STRENGTHS).map(move |strength| (kind, strength)));
        let all = clean.into_iter().chain(corrupted).enumerate();
        all.map(|(place, (kind, strength))| Pass {
            place,
            change: Change::Corrupt { kind, strength },
        })
        .collect()
    }
}

/// The mean error: the mean of 1 − accuracy over all kinds and strengths, from accuracies as a [`CorruptedRequest`] is
/// answered with. The images as they are do not count. NaN if there are no others.
pub fn mean_error(accuracies: &[f64]) -> f64 {
    let corrupted = accuracies.get(1..).unwrap_or_default();
    let errors = corrupted.iter().map(|accuracy| 1.0 - accuracy);
    errors.sum::<f64>() / corrupted.len() as f64
}
