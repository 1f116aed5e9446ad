//! How much the hand's digits differ from each other, knob by knob.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Factors on the spread of each trait: 0 = the same in all digits, 1 = about as MNIST's writers,
/// 2 = twice that. What is left out is 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct Variation {
    /// How far digits lean.
    pub slant: f32,
    /// How narrow or wide they are.
    pub width: f32,
    /// How thin or broad the pen is, and how it is pressed.
    pub thickness: f32,
    /// How far they are turned.
    pub rotation: f32,
    /// How shaky the hand is, and how far its strokes run over.
    pub wobble: f32,
    /// How far the whole digit is bent out of shape.
    pub warp: f32,
}

/// A factor on the page: its name, range and usual value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct Knob {
    /// As in [`Variation`].
    pub name: &'static str,
    /// The least.
    pub from: f32,
    /// The most.
    pub to: f32,
    /// The usual.
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

    /// What can be turned.
    pub fn knobs() -> [Knob; 6] {
        Self::default().named().map(|(name, value)| Knob {
            name,
            from: 0.0,
            to: Self::MOST,
            value,
        })
    }

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
