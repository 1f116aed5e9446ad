//! Generated digits among training images.

use super::stream::Stream;
use super::{Generator, Manner, Variation};
use crate::draw::IMAGE_LEN;

/// Draws digits in place of a share of the training images, other ones in every epoch.
pub struct Mixture {
    share: f32,
    seed: u64,
    generator: Generator,
}

impl Mixture {
    /// Keeps the digits apart from those of a data set generated with the same seed.
    const APART: u64 = 0x6d69_7874;

    /// A mixture with `share`, 0..=1, of the images.
    pub fn new(share: f32, seed: u64) -> Self {
        let seed = seed ^ Self::APART << 20;
        let variation = Variation {
            slant: 1.0,
            width: 1.2,
            thickness: 1.0,
            rotation: 1.4,
            wobble: 1.1,
            warp: 0.9,
        };
        Self {
            share,
            seed,
            generator: Generator::of(seed, variation, Manner::World),
        }
    }

    /// The digit to learn from in place of a training image, `[28, 28]` bytes, or `None` if the image stays. It has the
    /// class of the image, `label` in 0..=9.
    ///
    /// The result depends only on the share, the seed, `draw` (in training: the epoch), `index` (the image's index in its
    /// split) and `label`. It is the same in any batch and on every platform.
    ///
    /// # Panics
    /// If `label` is above 9.
    pub fn draw(&self, draw: u32, index: u32, label: u8) -> Option<[u8; IMAGE_LEN]> {
        let number = u64::from(draw) << 32 | u64::from(index);
        // Digits use the odd streams.
        let place = Stream::new(self.seed, 2 * number).unit();
        (place < self.share).then(|| self.generator.draw(number, label))
    }
}
