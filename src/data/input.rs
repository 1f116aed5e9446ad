//! What becomes of a pixel before a network sees it.

use serde::{Deserialize, Serialize};

/// What becomes of a pixel, a byte, before a network sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// Divided by 255: in [0, 1].
    Unit,
    /// Divided by 255, less MNIST's mean, over its standard deviation: about mean 0, variance 1.
    Normalised,
}

/// Mean and standard deviation of MNIST's training pixels, divided by 255.
const MEAN: f32 = 0.1307;
const DEVIATION: f32 = 0.3081;

impl Input {
    /// One value, 0..=255, as the network gets it.
    pub fn of(self, pixel: f32) -> f32 {
        match self {
            Self::Unit => pixel / 255.0,
            Self::Normalised => (pixel / 255.0 - MEAN) / DEVIATION,
        }
    }

    /// Mean and deviation with which [`of`](Self::of) is (pixel / 255 − mean) / deviation.
    pub fn constants(self) -> (f32, f32) {
        match self {
            Self::Unit => (0.0, 1.0),
            Self::Normalised => (MEAN, DEVIATION),
        }
    }
}
