//! One collection → images to learn from and images to be judged by.

use rand::seq::SliceRandom;
use serde::Deserialize;

use super::{CLASSES, HEIGHT, Split, WIDTH};
use crate::error::{Error, Result};
use crate::random::{self, Purpose};

/// Which images of a collection are held out to test with.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct HoldOut {
    /// The share of every class that is held out, 0.01..=0.9.
    pub test_share: f64,
    /// Decides which.
    pub seed: u64,
}

impl Default for HoldOut {
    /// A fifth.
    fn default() -> Self {
        Self {
            test_share: 0.2,
            seed: 0,
        }
    }
}

impl HoldOut {
    /// Deals a collection out into training and test images, both in its order. Of each class the
    /// test gets the same share, rounded to whole images, but at least one and never all.
    /// `names` are the classes', for errors.
    ///
    /// # Errors
    /// [`Error::Config`] if the share is out of range; [`Error::ClassesFew`];
    /// [`Error::ClassSmall`] if a class has one image only.
    pub fn divide(self, all: &Split, names: &[String]) -> Result<[Split; 2]> {
        if !(0.01..=0.9).contains(&self.test_share) {
            let message = format!("{} is not in 0.01 to 0.9.", self.test_share);
            return Err(Error::config("test_share", message));
        }
        all.check_classes()?;
        let mut held_out = vec![false; all.len()];
        for class in 0..CLASSES {
            let of_class = |&i: &usize| usize::from(all.labels[i]) == class;
            let mut places: Vec<usize> = (0..all.len()).filter(of_class).collect();
            match places.len() {
                0 => continue,
                1 => {
                    let class = names.get(class).cloned();
                    let class = class.unwrap_or_default();
                    return Err(Error::ClassSmall { class });
                }
                _ => {}
            }
            let test = share_of(places.len(), self.test_share).clamp(1, places.len() - 1);
            let stream = random::generator(self.seed, Purpose::HoldOutTest, class as u64);
            places.shuffle(&mut { stream });
            for &place in &places[..test] {
                held_out[place] = true;
            }
        }
        Ok([false, true].map(|wanted| pick(all, |i| held_out[i] == wanted)))
    }
}

/// The nearest whole number to a share of `count`.
pub(crate) fn share_of(count: usize, share: f64) -> usize {
    (count as f64 * share).round() as usize
}

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
