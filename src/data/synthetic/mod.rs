//! Generated digits, for where MNIST cannot be fetched: a seeded hand writes them, stroke by
//! stroke.
//!
//! - `skeletons` holds what a digit is: the pen's path, for several ways of writing.
//! - `hand` writes one: a blend of such paths, wobbled, bent (`bend`), with some pen.
//! - [`Generator`] numbers them, and makes the strokes into images through [`crate::draw`], in the
//!   same way as a visitor's drawing.
//!
//! The paths are written down by hand, and were mended by looking at which of MNIST's training
//! digits a network that had learnt from them misread. None is traced or fitted.
//!
//! Only `+ - * /` and `sqrt` are used, which IEEE 754 rounds the same everywhere. `sin`, `exp` and
//! the like may differ in the last bit from platform to platform, and one bit is enough to change a
//! byte. So a seed gives the same bytes natively and in a browser.

mod bend;
mod chance;
mod hand;
mod skeletons;
mod variation;

use crate::draw::{IMAGE_LEN, normalise, rasterise};
use chance::Chance;
use hand::PAPER;
use skeletons::Way;
pub use variation::{Knob, Variation};

const CLASSES: usize = 10;

/// An endless, numbered sequence of labelled digits. Digit `i` depends on the seed and `i` alone.
///
/// Each ten digits from a multiple of ten on hold every class once, in an order of their own.
#[derive(Clone, Debug)]
pub struct Generator {
    seed: u64,
    variation: Variation,
    ways: [Vec<Way>; CLASSES],
}

impl Generator {
    /// The sequence of `seed`, whose digits differ as `variation` says: it should have passed
    /// [`check`](Variation::check).
    pub fn new(seed: u64, variation: Variation) -> Self {
        Self {
            seed,
            variation,
            ways: skeletons::read(),
        }
    }

    /// Draws digits `first`, `first + 1`, … into `images` (`[n, 28, 28]` bytes, 255 = ink) and
    /// `labels` (`[n]`, 0..=9). A few seconds for 60,000: long jobs are better done in chunks.
    ///
    /// # Panics
    /// If `images` has not 784 bytes for each of `labels`.
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

    /// What digit `number` is, 0..=9.
    pub fn label(&self, number: u64) -> u8 {
        let classes = CLASSES as u64;
        // Labels take the even streams and drawings the odd ones, so that they share no numbers.
        let mut chance = Chance::new(self.seed, 2 * (number / classes));
        let mut order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        for last in (1..CLASSES).rev() {
            order.swap(last, chance.below(last as u32 + 1) as usize);
        }
        order[(number % classes) as usize]
    }

    /// Draws digit `number` as a `label`, 0..=9, which need not be the one of the sequence: 255 =
    /// ink.
    pub fn draw(&self, number: u64, label: u8) -> [u8; IMAGE_LEN] {
        let mut chance = Chance::new(self.seed, 2 * number + 1);
        let strokes = hand::write(&self.ways[usize::from(label)], &mut chance, &self.variation);
        let bitmap = rasterise(PAPER, PAPER, &strokes);
        normalise(&bitmap).expect("a written digit has ink on its paper")
    }
}

#[cfg(test)]
mod tests;
