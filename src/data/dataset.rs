//! A data set: bytes and labels, in a training and a test split.

use serde::Serialize;

use super::{HEIGHT, WIDTH, idx};
use crate::error::{Error, Result};

/// Number of classes: the ten digits.
pub const CLASSES: usize = 10;

/// Where images come from. The page labels what it shows with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// MNIST itself, checked by its hashes.
    Mnist,
    /// IDX files that a visitor brought.
    Files,
    /// Digits drawn by [`synthetic`](super::synthetic).
    Generated,
}

/// Images with their labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// `[count, 28, 28]`, 0 = paper, 255 = ink.
    pub images: Vec<u8>,
    /// `[count]`, class ids 0..=9.
    pub labels: Vec<u8>,
}

impl Split {
    /// Reads a pair of IDX files, raw or gzip-compressed. The names go into errors.
    ///
    /// # Errors
    /// What [`idx`] finds wrong, counts that disagree, images that are not 28×28.
    pub fn from_idx(images: (&[u8], &str), labels: (&[u8], &str)) -> Result<Self> {
        let (image_bytes, image_file) = images;
        let (label_bytes, label_file) = labels;
        let images = idx::read_images(image_bytes, image_file)?;
        if (images.height, images.width) != (HEIGHT, WIDTH) {
            return Err(Error::IdxSize {
                file: image_file.into(),
                height: images.height,
                width: images.width,
            });
        }
        let labels = idx::read_labels(label_bytes, label_file)?;
        if images.count != labels.len() {
            return Err(Error::IdxCounts {
                images: image_file.into(),
                image_count: images.count,
                labels: label_file.into(),
                label_count: labels.len(),
            });
        }
        Ok(Self {
            images: images.pixels,
            labels,
        })
    }

    /// Number of images.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// True if there are no images.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// One image: `[28, 28]` bytes.
    ///
    /// # Errors
    /// [`Error::Index`] beyond the last.
    pub fn image(&self, index: usize) -> Result<&[u8]> {
        let size = HEIGHT * WIDTH;
        self.images
            .get(index * size..(index + 1) * size)
            .ok_or(Error::Index {
                index,
                count: self.len(),
            })
    }

    /// How many images each class has: `[10]`.
    pub fn class_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; CLASSES];
        for &label in &self.labels {
            counts[label as usize] += 1;
        }
        counts
    }
}

/// A training split, a test split, and where they come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// Where the images come from.
    pub source: Source,
    /// What the network learns from.
    pub train: Split,
    /// What it is judged by.
    pub test: Split,
}

impl Dataset {
    /// The test split, or the training split.
    pub fn split(&self, test: bool) -> &Split {
        if test { &self.test } else { &self.train }
    }

    /// What the page shows of it.
    pub fn summary(&self) -> DatasetSummary {
        DatasetSummary {
            source: self.source,
            train_count: self.train.len(),
            test_count: self.test.len(),
            height: HEIGHT,
            width: WIDTH,
            train_class_counts: self.train.class_counts(),
            test_class_counts: self.test.class_counts(),
        }
    }
}

/// A [`Dataset`] in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct DatasetSummary {
    /// Where the images come from.
    pub source: Source,
    /// Training images.
    pub train_count: usize,
    /// Test images.
    pub test_count: usize,
    /// Rows of an image.
    pub height: usize,
    /// Columns of an image.
    pub width: usize,
    /// Training images a class, `[10]`.
    pub train_class_counts: Vec<usize>,
    /// Test images a class, `[10]`.
    pub test_class_counts: Vec<usize>,
}
