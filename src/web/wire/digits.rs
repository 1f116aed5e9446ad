//! Several digits on their way to the network, and its readings.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::{Bytes, Floats};
use crate::session;

/// Digits that are to be read in one batch.
#[derive(Debug, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(deny_unknown_fields)]
pub struct ReadDigitsRequest {
    /// `[n, side, side]`, 255 = ink; 1 to 64 digits.
    pub images: Bytes,
    /// Rows and columns of each, 1..=1024.
    pub side: usize,
    /// The step of a snapshot; null: the network as it is now.
    #[serde(default)]
    pub at: Option<usize>,
}

/// What the network makes of several digits.
#[derive(Debug, Serialize, Tsify)]
pub struct Readings {
    /// Optimiser updates made so far.
    pub step: usize,
    /// `[n, 10]`, each row summing to 1.
    pub probabilities: Floats,
    /// `[n, 28, 28]`, the digits as the network sees them.
    pub inputs: Bytes,
}

impl From<session::Readings> for Readings {
    fn from(readings: session::Readings) -> Self {
        Self {
            step: readings.step,
            probabilities: readings.probabilities.into(),
            inputs: readings.inputs.into(),
        }
    }
}
