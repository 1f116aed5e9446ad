//! What becomes of a training image before a network sees it.

use super::synthetic::Mixture;
use super::{Augmentation, Augmenter};

/// Changes training images, differently in every epoch: generated digits replace some, and all are augmented.
pub struct Changes {
    /// `None` if no image is replaced.
    mixture: Option<Mixture>,
    augmenter: Augmenter,
}

impl Changes {
    /// Changes by an augmentation that passed [`check`](Augmentation::check) and with the share `generated`, 0..=1, of
    /// generated digits; `None` if that is no change.
    pub fn new(augmentation: Augmentation, generated: f32, seed: u64) -> Option<Self> {
        if augmentation.is_none() && generated == 0.0 {
            return None;
        }
        Some(Self {
            mixture: (generated > 0.0).then(|| Mixture::new(generated, seed)),
            augmenter: Augmenter::new(augmentation, seed),
        })
    }

    /// Writes what becomes of an image, `[28, 28]` bytes of class `label` in 0..=9, to `out`, `[28, 28]` values in 0..=255.
    ///
    /// The result depends only on the arguments, the settings and the seed: see [`Augmenter::apply`] and
    /// [`Mixture::draw`], also for `draw` and `index`.
    ///
    /// # Panics
    /// If `image` or `out` is not 28×28, or if a digit is generated and `label` is above 9.
    pub fn apply(&mut self, (image, label): (&[u8], u8), draw: u32, index: u32, out: &mut [f32]) {
        let drawn = self
            .mixture
            .as_ref()
            .and_then(|mixture| mixture.draw(draw, index, label));
        let image = drawn.as_ref().map_or(image, |drawn| drawn.as_slice());
        self.augmenter.apply(image, draw, index, out);
    }
}
