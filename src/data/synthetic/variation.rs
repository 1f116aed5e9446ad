//! The settings of the generated digits' variety.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Factors of the variety of each property, 0..=2: 0 is the same in all digits, 1 about as varied as in
/// MNIST. A missing field is 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct Variation {
    /// Slant of the digits.
    pub slant: f32,
    /// Width of the digits.
    pub width: f32,
    /// Width of the pen, and its pressure.
    pub thickness: f32,
    /// Rotation of the digits.
    pub rotation: f32,
    /// Tremble of the hand, and length of the strokes' ends.
    pub wobble: f32,
    /// Smooth distortion of the whole digit.
    pub warp: f32,
}

/// Name, range and default of a factor, for the page's form.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct Knob {
    /// The field of [`Variation`].
    pub name: &'static str,
    /// The minimum.
    pub from: f32,
    /// The maximum.
    pub to: f32,
    /// The default.
    pub value: f32,
}

impl Default for Variation {
    fn default() -> Self {
        Self {
            slant: 1.0,
            width: 1.0,
            thickness: 1.0,
            rotation: 1.0,
            wobble: 1.0,
            warp: 1.0,
        }
    }
}

impl Variation {
    const MOST: f32 = 2.0;

    fn named(&self) -> [(&'static str, f32); 6] {
        [
            ("slant", self.slant),
            ("width", self.width),
            ("thickness", self.thickness),
            ("rotation", self.rotation),
            ("wobble", self.wobble),
            ("warp", self.warp),
        ]
    }

    /// All factors.
    pub fn knobs() -> [Knob; 6] {
        Self::default().named().map(|(name, value)| Knob {
            name,
            from: 0.0,
            to: Self::MOST,
            value,
        })
    }

    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Config`] if a factor is not in 0..=2.
    pub fn check(&self) -> Result<()> {
        for (name, value) in self.named() {
            if !(0.0..=Self::MOST).contains(&value) {
                let message = format!("{value} is not in 0 to {}.", Self::MOST);
                return Err(Error::config(name, message));
            }
        }
        Ok(())
    }
}
