//! Corruption: fifteen kinds of damage to an image in five strengths, to measure how much of it a classifier bears.
//!
//! After MNIST-C (Mu and Gilmer, "MNIST-C: A Robustness Benchmark for Computer Vision", 2019) and ImageNet-C (Hendrycks
//! and Dietterich, "Benchmarking Neural Network Robustness to Common Corruptions and Perturbations", 2019). The amounts
//! are this project's own, so figures are not to be compared with theirs.
//!
//! Only `+ - * / sqrt` and integers are used: an image becomes the same bytes on every platform.

mod pixels;

use serde::{Deserialize, Serialize};

use super::augment::{Augmenter, Change, Stream};
use super::{Augmentation, HEIGHT, WIDTH};

/// Strengths of each kind. Strength 0 is the image as it is.
pub const STRENGTHS: usize = 5;

/// Kinds of corruption.
pub const KINDS: usize = Corruption::ALL.len();

const SIZE: usize = HEIGHT * WIDTH;

/// The seed of everything that is drawn.
const SEED: u64 = 0;

/// What the thickness of strokes changes by at once, in pixels.
const MOST_THICKNESS: f32 = 2.0;

/// A kind of corruption; [`amounts`](Self::amounts) has its units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Corruption {
    /// Every pixel becomes darker or lighter at random, normally distributed.
    GaussianNoise,
    /// Some pixels become paper or ink (salt and pepper).
    ImpulseNoise,
    /// Blurred in all directions.
    Blur,
    /// Blurred along a line in a drawn direction.
    MotionBlur,
    /// All pixels move towards the image's mean.
    Contrast,
    /// Everything becomes darker: the paper is grey.
    Brightness,
    /// Ruled paper: level lines, six pixels apart, at a drawn height.
    Stripes,
    /// A zigzag line across the image, at a drawn height.
    Zigzag,
    /// Moved in a drawn direction. The part that leaves the image is cut.
    Translate,
    /// Smaller; or larger by the square root of the factor, so that an MNIST digit fits the image.
    Scale,
    /// Turned about the centre, to a drawn side.
    Rotate,
    /// Slanted, to a drawn side.
    Shear,
    /// A square of paper hides a part, at a drawn place near the centre.
    Occlusion,
    /// Wider strokes.
    Thick,
    /// Narrower strokes.
    Thin,
}

impl Corruption {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 15] = [
        Self::GaussianNoise,
        Self::ImpulseNoise,
        Self::Blur,
        Self::MotionBlur,
        Self::Contrast,
        Self::Brightness,
        Self::Stripes,
        Self::Zigzag,
        Self::Translate,
        Self::Scale,
        Self::Rotate,
        Self::Shear,
        Self::Occlusion,
        Self::Thick,
        Self::Thin,
    ];

    /// How much of it strengths 1 to 5 are.
    pub const fn amounts(self) -> [f32; STRENGTHS] {
        match self {
            // Standard deviation, as a share of the way from paper to ink.
            Self::GaussianNoise => [0.1, 0.2, 0.3, 0.4, 0.5],
            // Share of the pixels.
            Self::ImpulseNoise => [0.05, 0.1, 0.15, 0.2, 0.3],
            // Variance in pixels², which is the number of passes over the rows and columns, halved.
            Self::Blur => [0.5, 1.0, 2.0, 3.0, 4.0],
            // Pixels from one end of the line to the other.
            Self::MotionBlur => [2.0, 4.0, 6.0, 8.0, 10.0],
            // Share of the contrast that is left.
            Self::Contrast => [0.6, 0.4, 0.3, 0.2, 0.1],
            // Share of the way from paper to ink that is added.
            Self::Brightness => [0.1, 0.2, 0.3, 0.4, 0.5],
            // Darkness of the lines, as a share of the ink's.
            Self::Stripes => [0.2, 0.4, 0.6, 0.8, 1.0],
            // Width of the line in pixels.
            Self::Zigzag => [0.4, 0.8, 1.2, 1.6, 2.0],
            // Pixels.
            Self::Translate => [1.0, 2.0, 3.0, 4.0, 5.0],
            // Factor.
            Self::Scale => [1.2, 1.4, 1.6, 1.8, 2.0],
            // Degrees.
            Self::Rotate => [10.0, 20.0, 30.0, 40.0, 50.0],
            // Degrees by which upright lines lean.
            Self::Shear => [9.0, 18.0, 27.0, 36.0, 45.0],
            // Pixels on a side.
            Self::Occlusion => [4.0, 6.0, 8.0, 10.0, 12.0],
            // Pixels that strokes become wider or narrower by.
            Self::Thick => [0.8, 1.6, 2.4, 3.2, 4.0],
            Self::Thin => [0.5, 1.0, 1.5, 2.0, 2.5],
        }
    }
}

/// Corrupts images. It keeps its buffers, so that an image costs no allocation.
pub struct Corrupter(Augmenter);

impl Default for Corrupter {
    fn default() -> Self {
        Self(Augmenter::new(Augmentation::default(), SEED))
    }
}

impl Corrupter {
    /// Corrupts an image, `[28, 28]` bytes, into `out`, which has the same shape.
    ///
    /// The result depends only on the arguments, `index` being the image's in its split. What is drawn is the same for
    /// all strengths: the damage grows where it is.
    ///
    /// # Panics
    /// If `strength` is greater than [`STRENGTHS`], or `image` or `out` is not 28×28.
    pub fn apply(
        &mut self,
        kind: Corruption,
        strength: usize,
        index: u32,
        image: &[u8],
        out: &mut [u8],
    ) {
        out.copy_from_slice(image);
        if strength == 0 {
            return;
        }
        let amount = kind.amounts()[strength - 1];
        let mut stream = Stream::new(SEED, (kind as u64) << 32 | u64::from(index));
        let drawn = stream.pair();
        let side = if drawn[0] < 0.0 { -1.0 } else { 1.0 };
        let mut values: [f32; SIZE] = std::array::from_fn(|i| f32::from(image[i]));
        let mut change = Change::NONE;
        match kind {
            Corruption::GaussianNoise => pixels::gaussian_noise(&mut values, amount, &mut stream),
            Corruption::ImpulseNoise => pixels::impulse_noise(&mut values, amount, &mut stream),
            Corruption::Blur => pixels::blur(&mut values, amount),
            Corruption::MotionBlur => self.motion_blur(image, amount, drawn, &mut values),
            Corruption::Contrast => pixels::contrast(&mut values, amount),
            Corruption::Brightness => values.iter_mut().for_each(|value| *value += 255.0 * amount),
            Corruption::Stripes => pixels::stripes(&mut values, amount, drawn[0]),
            Corruption::Zigzag => pixels::zigzag(&mut values, amount, drawn),
            Corruption::Occlusion => pixels::occlusion(&mut values, amount, drawn),
            Corruption::Translate => change.shift = direction(drawn).map(|part| amount * part),
            Corruption::Scale => {
                change.scale = if side < 0.0 { 1.0 / amount } else { amount.sqrt() };
            }
            Corruption::Rotate => change.rotation = side * amount,
            Corruption::Shear => change.shear = side * amount,
            Corruption::Thick => return self.thicken(amount, out),
            Corruption::Thin => return self.thicken(-amount, out),
        }
        if change != Change::NONE {
            self.0.change(image, &change, &mut values);
        }
        round(&values, out);
    }

    /// Wider strokes, or narrower ones if `pixels` is negative; as often as it takes, since each time an edge moves by a
    /// pixel at most.
    fn thicken(&mut self, mut pixels: f32, out: &mut [u8]) {
        let mut values = [0.0; SIZE];
        while pixels != 0.0 {
            let thickness = pixels.clamp(-MOST_THICKNESS, MOST_THICKNESS);
            pixels -= thickness;
            let change = Change {
                thickness,
                ..Change::NONE
            };
            self.0.change(out, &change, &mut values);
            round(&values, out);
        }
    }

    /// The mean of copies along a line of `length` pixels, whose middle is where the image was.
    fn motion_blur(&mut self, image: &[u8], length: f32, drawn: [f32; 2], out: &mut [f32]) {
        const COPIES: usize = 11;
        let direction = direction(drawn);
        let mut moved = [0.0; SIZE];
        out.fill(0.0);
        for copy in 0..COPIES {
            let along = length * (copy as f32 / (COPIES - 1) as f32 - 0.5);
            let change = Change {
                shift: direction.map(|part| along * part),
                ..Change::NONE
            };
            self.0.change(image, &change, &mut moved);
            for (sum, value) in out.iter_mut().zip(&moved) {
                *sum += value / COPIES as f32;
            }
        }
    }
}

/// A vector of length 1 from one of the square -1..1.
fn direction([x, y]: [f32; 2]) -> [f32; 2] {
    let length = (x * x + y * y).sqrt();
    match length > 0.0 {
        true => [x / length, y / length],
        false => [1.0, 0.0],
    }
}

fn round(values: &[f32], out: &mut [u8]) {
    for (to, value) in out.iter_mut().zip(values) {
        // The conversion clamps to 0..=255.
        *to = (value + 0.5) as u8;
    }
}

#[cfg(test)]
mod tests;
