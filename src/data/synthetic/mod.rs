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

use crate::draw::{IMAGE_LEN, normalise, rasterise};
use chance::Chance;
use hand::PAPER;
use skeletons::Way;

const CLASSES: usize = 10;

/// An endless, numbered sequence of labelled digits. Digit `i` depends on the seed and `i` alone.
///
/// Each ten digits from a multiple of ten on hold every class once, in an order of their own.
#[derive(Clone, Debug)]
pub struct Generator {
    seed: u64,
    ways: [Vec<Way>; CLASSES],
}

impl Generator {
    /// The sequence of `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
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

    fn label(&self, number: u64) -> u8 {
        let classes = CLASSES as u64;
        // Labels take the even streams and drawings the odd ones, so that they share no numbers.
        let mut chance = Chance::new(self.seed, 2 * (number / classes));
        let mut order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        for last in (1..CLASSES).rev() {
            order.swap(last, chance.below(last as u32 + 1) as usize);
        }
        order[(number % classes) as usize]
    }

    fn draw(&self, number: u64, label: u8) -> [u8; IMAGE_LEN] {
        let mut chance = Chance::new(self.seed, 2 * number + 1);
        let strokes = hand::write(&self.ways[usize::from(label)], &mut chance);
        let bitmap = rasterise(PAPER, PAPER, &strokes);
        normalise(&bitmap).expect("a written digit has ink on its paper")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::FRAME;

    fn digits(seed: u64, first: usize, count: usize) -> (Vec<u8>, Vec<u8>) {
        let (mut images, mut labels) = (vec![0; count * IMAGE_LEN], vec![0; count]);
        Generator::new(seed).fill(first, &mut images, &mut labels);
        (images, labels)
    }

    /// FNV-1a, 64 bits.
    fn hash<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> u64 {
        let fold = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, fold)
    }

    #[test]
    fn a_seed_gives_the_same_bytes_everywhere() {
        let (images, labels) = digits(0, 0, 100);
        // Changes with every change of the skeletons or of the hand; then take the new value. It
        // must never differ between platforms.
        assert_eq!(hash(images.iter().chain(&labels)), 0x653c_e094_37ef_488e);
        assert_ne!(hash(&images), hash(&digits(1, 0, 100).0));
    }

    #[test]
    fn digits_do_not_depend_on_how_the_work_is_divided() {
        let (images, labels) = digits(7, 0, 60);
        for (first, count) in [(0, 1), (17, 9), (50, 10), (33, 0)] {
            let part = digits(7, first, count);
            assert_eq!(part.0, images[first * IMAGE_LEN..][..count * IMAGE_LEN]);
            assert_eq!(part.1, labels[first..][..count]);
        }
    }

    #[test]
    fn labels_are_balanced_and_in_no_order() {
        let (_, labels) = digits(3, 0, 1000);
        for ten in labels.chunks(CLASSES) {
            let mut sorted = ten.to_vec();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        }
        // How often a label follows another: about evenly, so 11 times each, or 9 the same.
        let mut follows = [0; CLASSES * CLASSES];
        for pair in labels.windows(2) {
            follows[usize::from(pair[0]) * CLASSES + usize::from(pair[1])] += 1;
        }
        assert!(follows.iter().all(|&n| n < 30), "{follows:?}");
    }

    #[test]
    fn images_look_like_mnists_in_numbers() {
        let count = 2000;
        let (images, _) = digits(5, 0, count);
        let mut ink = 0.0;
        for image in images.chunks_exact(IMAGE_LEN) {
            let lit = || (0..IMAGE_LEN).filter(|&i| image[i] > 0);
            let extent = |place: fn(usize) -> usize| {
                let (low, high) = (
                    lit().map(place).min().unwrap(),
                    lit().map(place).max().unwrap(),
                );
                high - low + 1
            };
            assert_eq!(extent(|i| i % FRAME).max(extent(|i| i / FRAME)), 20);
            assert!(image.iter().any(|&pixel| pixel > 200));
            let mean =
                image.iter().map(|&p| f64::from(p)).sum::<f64>() / (255.0 * IMAGE_LEN as f64);
            // A thin 1 has 0.02, a 0 by a broad pen 0.35.
            assert!((0.015..0.4).contains(&mean), "{mean}");
            ink += mean / count as f64;
        }
        // MNIST: 0.131.
        assert!((0.115..0.15).contains(&ink), "{ink}");
    }
}
