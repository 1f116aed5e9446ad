//! Divides a collection of images into training and test images.

use rand::seq::SliceRandom;
use serde::Deserialize;

use super::{CLASSES, HEIGHT, Split, WIDTH};
use crate::error::{Error, Result};
use crate::random::{self, Purpose};

/// The choice of the images that are held out for testing.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct HoldOut {
    /// Share of each class that is held out, 0.01..=0.9.
    pub test_share: f64,
    /// Seed of the choice.
    pub seed: u64,
}

impl Default for HoldOut {
    /// A fifth of each class, seed 0.
    fn default() -> Self {
        Self {
            test_share: 0.2,
            seed: 0,
        }
    }
}

impl HoldOut {
    /// Divides `all` into training and test images, both in the order of `all`. The test gets the same
    /// share of each class, rounded to whole images, but at least one and never all. `names` are the
    /// classes' names, for errors.
    ///
    /// # Errors
    /// [`Error::Config`] if the share is out of range; [`Error::ClassesFew`] if there are fewer than two
    /// classes; [`Error::ClassSmall`] if a class has only one image.
    pub fn divide(self, all: &Split, names: &[String]) -> Result<[Split; 2]> {
        if !(0.01..=0.9).contains(&self.test_share) {
            let message = format!("{} is not in 0.01 to 0.9.", self.test_share);
            return Err(Error::config("test_share", message));
        }
        all.check_classes()?;
        let mut held_out = vec![false; all.len()];
        for class in 0..CLASSES {
            let of_class = |&i: &usize| usize::from(all.labels[i]) == class;
            let mut indices: Vec<usize> = (0..all.len()).filter(of_class).collect();
            match indices.len() {
                0 => continue,
                1 => {
                    let class = names.get(class).cloned();
                    let class = class.unwrap_or_default();
                    return Err(Error::ClassSmall { class });
                }
                _ => {}
            }
            let test = share_of(indices.len(), self.test_share).clamp(1, indices.len() - 1);
            let stream = random::generator(self.seed, Purpose::HoldOutTest, class as u64);
            indices.shuffle(&mut { stream });
            for &index in &indices[..test] {
                held_out[index] = true;
            }
        }
        Ok([false, true].map(|wanted| pick(all, |i| held_out[i] == wanted)))
    }
}

/// A share of `count`, rounded to the nearest whole number.
pub(crate) fn share_of(count: usize, share: f64) -> usize {
    (count as f64 * share).round() as usize
}

/// The images at the indices for which `wanted` is true.
fn pick(all: &Split, wanted: impl Fn(usize) -> bool) -> Split {
    let size = HEIGHT * WIDTH;
    let mut split = Split {
        images: Vec::new(),
        labels: Vec::new(),
    };
    for i in (0..all.len()).filter(|&i| wanted(i)) {
        split.images.extend(&all.images[i * size..(i + 1) * size]);
        split.labels.push(all.labels[i]);
    }
    split
}
