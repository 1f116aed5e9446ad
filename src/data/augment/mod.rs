//! Training images that are a little different at every look: moved, turned, scaled, slanted, bent,
//! written with another pen. The settings, and from them one image's changes.

mod numbers;
mod thickness;
mod warp;

use serde::{Deserialize, Serialize};

use super::{HEIGHT, WIDTH};
use crate::error::{Error, Result};
use numbers::Numbers;
use warp::{Affine, Field};

/// How much may be done to a training image; all zero: nothing.
///
/// Every image draws its own change evenly between minus and plus each setting.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(default)]
pub struct Augmentation {
    /// Pixels it moves, across and down, 0..=8.
    pub shift: f32,
    /// Degrees it turns about its centre, 0..=90.
    pub rotation: f32,
    /// Share by which it grows or shrinks about its centre, 0..=0.5: with 0.5, from 1 / 1.5 of its
    /// size to 1.5 times.
    pub scale: f32,
    /// Degrees by which upright lines lean, 0..=45.
    pub shear: f32,
    /// Elastic distortion: pixels by which its parts are dragged across and down, each place in
    /// its own direction but neighbours alike, 0..=4. Nine places in ten stay within the setting,
    /// none goes beyond twice it.
    pub elastic: f32,
    /// Pixels by which strokes grow wider or narrower, half of it on either side, 0..=2. Strokes
    /// that are narrower than what they lose go pale.
    pub thickness: f32,
}

impl Augmentation {
    /// Whether it leaves every image as it is.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// # Errors
    /// [`Error::Config`], naming the setting, its value and its range.
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
                let message = format!("{value} is not in 0 to {limit}{unit}.");
                return Err(Error::config(setting, message));
            }
        }
        Ok(())
    }
}

/// Pixels of a [`Paper`]'s row.
const STRIDE: usize = 32;
/// Blank pixels above an image and on its left; there are as many on its right and below.
const MARGIN: usize = 2;

/// An image with blank paper around it, so that no loop has to ask where the image ends. The two
/// rows after the square are there only for the compiler: it then sees that a pixel's neighbours
/// cannot lie beyond the end, and leaves out the checks.
type Paper = [f32; STRIDE * (STRIDE + 2)];

/// Where a row of the image starts on the paper.
const fn row(y: usize) -> usize {
    (y + MARGIN) * STRIDE + MARGIN
}

/// Changes images. Keeps its buffers, so that an image costs no allocation.
pub struct Augmenter {
    augmentation: Augmentation,
    seed: u64,
    paper: Paper,
    rewritten: Paper,
    field: Field,
}

/// What is done to one image, in the settings' units.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Change {
    shift: [f32; 2],
    rotation: f32,
    /// A factor: 1 leaves the size as it is.
    scale: f32,
    shear: f32,
    thickness: f32,
}

impl Augmenter {
    /// One for settings that [`check`](Augmentation::check) has passed.
    pub fn new(augmentation: Augmentation, seed: u64) -> Self {
        let paper = [0.0; STRIDE * (STRIDE + 2)];
        Self {
            augmentation,
            seed,
            paper,
            rewritten: paper,
            field: Field::default(),
        }
    }

    /// One image, `[28, 28]` bytes → `[28, 28]` values in 0..=255.
    ///
    /// Depends on nothing but the settings, the seed, `draw` (while training, the epoch) and
    /// `index`, the image's place in its split: not on its batch, nor on what was made before. The
    /// same on every platform.
    ///
    /// # Panics
    /// If `image` or `out` is not 28×28.
    pub fn apply(&mut self, image: &[u8], draw: u32, index: u32, out: &mut [f32]) {
        let change = self.draw(draw, index);
        self.change(image, &change, out);
    }

    /// Every change takes its numbers whether it is wanted or not, and the field comes last: so a
    /// setting moves nothing but its own change.
    fn draw(&mut self, draw: u32, index: u32) -> Change {
        let mut numbers = Numbers::new(self.seed, u64::from(draw) << 32 | u64::from(index));
        let [right, down] = numbers.pair();
        let [turn, growth] = numbers.pair();
        let [slant, ink] = numbers.pair();
        let Augmentation { shift, scale, .. } = self.augmentation;
        let size = 1.0 + scale * growth.abs();
        if self.augmentation.elastic != 0.0 {
            self.field
                .draw(self.augmentation.elastic, || numbers.pair());
        }
        Change {
            shift: [shift * right, shift * down],
            rotation: self.augmentation.rotation * turn,
            scale: if growth < 0.0 { 1.0 / size } else { size },
            shear: self.augmentation.shear * slant,
            thickness: self.augmentation.thickness * ink,
        }
    }

    /// The pen first, on the strokes as they were written; then all that moves them, at once.
    fn change(&mut self, image: &[u8], change: &Change, out: &mut [f32]) {
        assert_eq!([image.len(), out.len()], [HEIGHT * WIDTH; 2]);
        for (y, line) in image.chunks_exact(WIDTH).enumerate() {
            for (to, &pixel) in self.paper[row(y)..].iter_mut().zip(line) {
                *to = f32::from(pixel);
            }
        }
        let mut paper = &self.paper;
        if change.thickness != 0.0 {
            thickness::change(paper, change.thickness, &mut self.rewritten);
            paper = &self.rewritten;
        }
        let affine = Affine::undoing(change);
        let field = (self.augmentation.elastic != 0.0).then_some(&self.field);
        if affine == Affine::default() && field.is_none() {
            for (y, line) in out.chunks_exact_mut(WIDTH).enumerate() {
                line.copy_from_slice(&paper[row(y)..][..WIDTH]);
            }
        } else {
            warp::resample(paper, &affine, field, out);
        }
    }
}

#[cfg(test)]
mod tests;
