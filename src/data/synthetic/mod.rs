//! Generated digits, which replace MNIST where it cannot be fetched, and which [`Mixture`] puts among training images.
//!
//! - `skeletons` holds the pen's path for each digit, in several ways of writing.
//! - `handwriting` blends such paths, makes them wobble, distorts the digit (`distortion`) and chooses
//!   a pen.
//! - [`Generator`] numbers the digits, and converts strokes to images by [`crate::draw`], like a user's
//!   drawing.
//!
//! The paths were written by hand, and corrected by looking at the digits of MNIST's training set that a
//! network trained on generated digits misread. None is traced or fitted.
//!
//! A seed gives the same bytes natively and in a browser: the code uses only `+ - * /` and `sqrt`, which
//! IEEE 754 rounds the same everywhere. `sin`, `exp` and others may differ in the last bit.

mod distortion;
mod handwriting;
mod mixture;
mod skeletons;
mod stream;
mod tails;
mod variation;

use crate::draw::{IMAGE_LEN, normalise, rasterise};
use handwriting::PAPER;
pub use mixture::Mixture;
use skeletons::Way;
use stream::Stream;
pub use variation::{Knob, Variation};

const CLASSES: usize = 10;

/// What the digits resemble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// MNIST.
    Mnist,
    /// The hands and pens of people everywhere: rare ways of writing are frequent, lines break off, and strokes begin or
    /// end with a tail.
    World,
}

/// An endless sequence of labelled digits. Digit `i` depends only on the seed, the variation and `i`.
///
/// Digits `10 k` to `10 k + 9` contain every class once, in random order.
///
/// ```
/// use digit_lab::data::synthetic::{Generator, Variation};
///
/// let (mut images, mut labels) = (vec![0; 10 * 28 * 28], vec![0; 10]);
/// Generator::new(0, Variation::default()).fill(0, &mut images, &mut labels);
/// labels.sort();
/// assert_eq!(labels, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    seed: u64,
    variation: Variation,
    manner: Manner,
    ways: [Vec<Way>; CLASSES],
}

impl Generator {
    /// The sequence of `seed`. `variation` must have passed [`check`](Variation::check).
    pub fn new(seed: u64, variation: Variation) -> Self {
        Self::of(seed, variation, Manner::Mnist)
    }

    fn of(seed: u64, variation: Variation, manner: Manner) -> Self {
        Self {
            seed,
            variation,
            manner,
            ways: skeletons::read(),
        }
    }

    /// Draws digits `first`, `first + 1`, … into `images`, `[n, 28, 28]` bytes (255 = ink), and `labels`,
    /// `[n]`, 0..=9. 60,000 digits take a few seconds, so a caller divides them into chunks.
    ///
    /// # Panics
    /// If `images` does not have 784 bytes for each label.
    pub fn fill(&self, first: usize, images: &mut [u8], labels: &mut [u8]) {
        assert_eq!(
            images.len(),
            IMAGE_LEN * labels.len(),
            "784 bytes and one label for each digit"
        );
        let numbers = first as u64..;
        for ((image, label), number) in images.chunks_exact_mut(IMAGE_LEN).zip(labels).zip(numbers)
        {
            *label = self.label(number);
            image.copy_from_slice(&self.draw(number, *label));
        }
    }

    /// The class of digit `number`, 0..=9.
    pub fn label(&self, number: u64) -> u8 {
        let classes = CLASSES as u64;
        // Labels use the even streams and drawings the odd ones, so that they share no numbers.
        let mut stream = Stream::new(self.seed, 2 * (number / classes));
        let mut order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        for last in (1..CLASSES).rev() {
            order.swap(last, stream.below(last as u32 + 1) as usize);
        }
        order[(number % classes) as usize]
    }

    /// Draws digit `number` as class `label`, 0..=9, which may differ from [`label`](Self::label):
    /// `[28, 28]` bytes, 255 = ink.
    ///
    /// # Panics
    /// If `label` is above 9.
    pub fn draw(&self, number: u64, label: u8) -> [u8; IMAGE_LEN] {
        let mut stream = Stream::new(self.seed, 2 * number + 1);
        let ways = &self.ways[usize::from(label)];
        let strokes = handwriting::write(ways, self.manner, &mut stream, &self.variation);
        let bitmap = rasterise(PAPER, PAPER, &strokes);
        normalise(&bitmap).expect("a written digit has ink on its paper")
    }
}

#[cfg(test)]
mod tests;
