//! Augmentation: random changes of training images. An image is shifted, rotated, scaled, sheared,
//! distorted elastically, and its strokes become thinner or thicker, differently in every epoch.

mod stream;
mod thickness;
mod warp;

use serde::{Deserialize, Serialize};

use super::{HEIGHT, WIDTH};
use crate::error::{Error, Result, reason};
pub(super) use stream::Stream;
use warp::{Affine, Field};

/// The largest changes of a training image. Each change is drawn uniformly between minus and plus its
/// setting, for every image anew; zero is no change.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct Augmentation {
    /// Shift to the right and down, in pixels, 0..=8.
    pub shift: f32,
    /// Rotation about the centre, in degrees, 0..=90.
    pub rotation: f32,
    /// Scaling about the centre, 0..=0.5. With 0.5 the factor is between 1 / 1.5 and 1.5.
    pub scale: f32,
    /// Shear: the angle by which upright lines lean, in degrees, 0..=45.
    pub shear: f32,
    /// Elastic distortion: displacement to the right and down, in pixels, 0..=4. It varies smoothly over
    /// the image. Nine pixels in ten move by at most the setting, none by more than twice the setting.
    pub elastic: f32,
    /// Change of the strokes' width, in pixels, half of it on each side, 0..=2. A stroke that is narrower
    /// than what it loses becomes pale.
    pub thickness: f32,
}

impl Augmentation {
    /// Whether it changes no image.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Checks that every setting is in its range.
    ///
    /// # Errors
    /// [`Error::Config`] with the setting, its value and its range.
    pub fn check(&self) -> Result<()> {
        for (setting, value, limit, unit) in [
            ("shift", self.shift, 8.0, " pixels"),
            ("rotation", self.rotation, 90.0, " degrees"),
            ("scale", self.scale, 0.5, ""),
            ("shear", self.shear, 45.0, " degrees"),
            ("elastic", self.elastic, 4.0, " pixels"),
            ("thickness", self.thickness, 2.0, " pixels"),
        ] {
            if !(0.0..=limit).contains(&value) {
                let reason = reason!(
                    "between",
                    "{value} is not in {low} to {high}{unit}.",
                    value,
                    low = 0,
                    high = limit,
                    unit,
                );
                return Err(Error::config(setting, reason));
            }
        }
        Ok(())
    }
}

/// Pixels per row of a [`Canvas`].
const STRIDE: usize = 32;
/// Blank pixels on each side of the image.
const MARGIN: usize = 2;

/// An image with a blank margin, so that no loop has to check where the image ends. The two rows after
/// the square are never used: they let the compiler prove that a pixel's neighbours are inside the array,
/// so that it omits the bounds checks.
type Canvas = [f32; STRIDE * (STRIDE + 2)];

/// The index of a row of the image on the canvas.
const fn row(y: usize) -> usize {
    (y + MARGIN) * STRIDE + MARGIN
}

/// Changes images. It keeps its buffers, so that an image costs no allocation.
pub struct Augmenter {
    augmentation: Augmentation,
    seed: u64,
    canvas: Canvas,
    restroked: Canvas,
    field: Field,
}

/// The changes of one image, in the settings' units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Change {
    pub shift: [f32; 2],
    pub rotation: f32,
    /// A factor; 1 is no change.
    pub scale: f32,
    pub shear: f32,
    pub thickness: f32,
}

impl Change {
    /// No change.
    pub const NONE: Self = Self {
        shift: [0.0; 2],
        rotation: 0.0,
        scale: 1.0,
        shear: 0.0,
        thickness: 0.0,
    };
}

impl Augmenter {
    /// An augmenter for settings that passed [`check`](Augmentation::check).
    pub fn new(augmentation: Augmentation, seed: u64) -> Self {
        let canvas = [0.0; STRIDE * (STRIDE + 2)];
        Self {
            augmentation,
            seed,
            canvas,
            restroked: canvas,
            field: Field::default(),
        }
    }

    /// Changes one image, `[28, 28]` bytes, into `out`, `[28, 28]` values in 0..=255.
    ///
    /// The result depends only on the image, the settings, the seed, `draw` (in training: the epoch) and
    /// `index` (the image's index in its split). It is the same in any batch and on every platform.
    ///
    /// # Panics
    /// If `image` or `out` is not 28×28.
    pub fn apply(&mut self, image: &[u8], draw: u32, index: u32, out: &mut [f32]) {
        let change = self.draw(draw, index);
        self.change(image, &change, out);
    }

    /// Draws an image's changes. Every change takes its random numbers even if its setting is zero, and
    /// the field takes them last, so that one setting does not affect the other changes.
    fn draw(&mut self, draw: u32, index: u32) -> Change {
        let mut stream = Stream::new(self.seed, u64::from(draw) << 32 | u64::from(index));
        let [right, down] = stream.pair();
        let [turn, growth] = stream.pair();
        let [slant, ink] = stream.pair();
        let Augmentation { shift, scale, .. } = self.augmentation;
        let size = 1.0 + scale * growth.abs();
        if self.augmentation.elastic != 0.0 {
            self.field.draw(self.augmentation.elastic, || stream.pair());
        }
        Change {
            shift: [shift * right, shift * down],
            rotation: self.augmentation.rotation * turn,
            scale: if growth < 0.0 { 1.0 / size } else { size },
            shear: self.augmentation.shear * slant,
            thickness: self.augmentation.thickness * ink,
        }
    }

    /// Changes an image: first the strokes' width, then everything that moves pixels, in one resampling.
    pub(super) fn change(&mut self, image: &[u8], change: &Change, out: &mut [f32]) {
        assert_eq!([image.len(), out.len()], [HEIGHT * WIDTH; 2]);
        for (y, line) in image.chunks_exact(WIDTH).enumerate() {
            for (to, &pixel) in self.canvas[row(y)..].iter_mut().zip(line) {
                *to = f32::from(pixel);
            }
        }
        let mut canvas = &self.canvas;
        if change.thickness != 0.0 {
            thickness::change(canvas, change.thickness, &mut self.restroked);
            canvas = &self.restroked;
        }
        let affine = Affine::undoing(change);
        let field = (self.augmentation.elastic != 0.0).then_some(&self.field);
        if affine == Affine::default() && field.is_none() {
            for (y, line) in out.chunks_exact_mut(WIDTH).enumerate() {
                line.copy_from_slice(&canvas[row(y)..][..WIDTH]);
            }
        } else {
            warp::resample(canvas, &affine, field, out);
        }
    }
}

#[cfg(test)]
mod tests;
