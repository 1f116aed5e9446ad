//! The scaling of pixels for a network.

use serde::{Deserialize, Serialize};

/// The scaling of a pixel, 0..=255, to a network's input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// Divided by 255: in [0, 1].
    Unit,
    /// Divided by 255 and standardised by the mean and standard deviation of MNIST's training pixels:
    /// about mean 0, variance 1.
    Normalised,
}

/// Mean and standard deviation of MNIST's training pixels, divided by 255.
const MEAN: f32 = 0.1307;
const DEVIATION: f32 = 0.3081;

impl Input {
    /// Scales one pixel, 0..=255.
    pub fn of(self, pixel: f32) -> f32 {
        match self {
            Self::Unit => pixel / 255.0,
            Self::Normalised => (pixel / 255.0 - MEAN) / DEVIATION,
        }
    }

    /// The mean and deviation for which [`of`](Self::of) is `(pixel / 255 − mean) / deviation`.
    pub fn constants(self) -> (f32, f32) {
        match self {
            Self::Unit => (0.0, 1.0),
            Self::Normalised => (MEAN, DEVIATION),
        }
    }
}
