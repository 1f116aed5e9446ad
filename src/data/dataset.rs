//! A data set: bytes and labels, in a training and a test split.

use serde::{Deserialize, Serialize};

use super::fit::fit;
use super::{HEIGHT, WIDTH, idx};
use crate::error::{Error, Result};

/// Number of classes: the ten digits.
pub const CLASSES: usize = 10;

/// Where images come from. The page labels what it shows with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// MNIST itself, checked by its hashes.
    Mnist,
    /// Four IDX files that a visitor brought.
    Files,
    /// A pair of IDX files that a visitor brought, of which a share is held out to test with.
    Pair,
    /// Pictures that a visitor brought.
    Images,
    /// Digits drawn by [`synthetic`](super::synthetic).
    Generated,
    /// MNIST with a share of its training images replaced by generated digits.
    Mixed,
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
    /// Reads a pair of IDX files. The names go into errors. Images of another size than 28×28 are
    /// made to [`fit`](fn@fit); `resized_from` says from which.
    ///
    /// # Errors
    /// What [`idx`] finds wrong, counts that disagree, images of more than
    /// [`MAX_SIDE`](idx::MAX_SIDE) pixels on a side.
    pub fn from_idx(images: (&[u8], &str), labels: (&[u8], &str)) -> Result<Fitted> {
        let (image_bytes, image_file) = images;
        let (label_bytes, label_file) = labels;
        let images = idx::read_images(image_bytes, image_file)?;
        let labels = idx::read_labels(label_bytes, label_file)?;
        if images.count != labels.len() {
            return Err(Error::IdxCounts {
                images: image_file.into(),
                image_count: images.count,
                labels: label_file.into(),
                label_count: labels.len(),
            });
        }
        let idx::Images { height, width, .. } = images;
        let same = (height, width) == (HEIGHT, WIDTH);
        let pixels = if same {
            images.pixels
        } else {
            let of_one = images.pixels.chunks_exact(height * width);
            of_one.flat_map(|image| fit(image, height, width)).collect()
        };
        Ok(Fitted {
            split: Self {
                images: pixels,
                labels,
            },
            resized_from: (!same).then_some([height, width]),
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

    /// # Errors
    /// [`Error::ClassesFew`] unless there are images of two classes at least.
    pub fn check_classes(&self) -> Result<()> {
        let found = self.class_counts().iter().filter(|&&n| n > 0).count();
        if found < 2 {
            return Err(Error::ClassesFew { found });
        }
        Ok(())
    }
}

/// A split from images of any size.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// As 28×28.
    pub split: Split,
    /// Height and width that the images had, if they were of another size.
    pub resized_from: Option<[usize; 2]>,
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
    /// What else is known of them.
    pub about: About,
}

/// What is known of a [`Dataset`] beside its images.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct About {
    /// What whoever brought it calls it.
    pub name: Option<String>,
    /// `[10]`; see [`class_names`].
    pub class_names: Vec<String>,
    /// Height and width that the images had, if they were of another size than 28×28.
    pub resized_from: Option<[usize; 2]>,
    /// The images were dark on white, and were inverted.
    pub inverted: bool,
    /// How many training images are generated digits.
    pub generated_count: usize,
}

impl Default for About {
    /// Digits as they came.
    fn default() -> Self {
        Self {
            name: None,
            class_names: (0..CLASSES).map(|digit| digit.to_string()).collect(),
            resized_from: None,
            inverted: false,
            generated_count: 0,
        }
    }
}

/// What stands for a class of which there is none.
const NO_CLASS: &str = "–";
/// Characters of a class's name.
const MAX_NAME: usize = 40;

/// Ten names of classes from those given: trimmed, an empty one its number, a missing one "–". None
/// given: the digits.
///
/// # Errors
/// [`Error::ClassesMany`] of more than ten; [`Error::Config`] of a name of more than 40 characters.
pub fn class_names(given: Option<Vec<String>>) -> Result<Vec<String>> {
    let Some(given) = given.filter(|names| !names.is_empty()) else {
        return Ok(About::default().class_names);
    };
    if given.len() > CLASSES {
        return Err(Error::ClassesMany { found: given.len() });
    }
    let mut names: Vec<String> = Vec::with_capacity(CLASSES);
    for (class, name) in given.iter().enumerate() {
        let name = name.trim();
        if name.chars().count() > MAX_NAME {
            let message = format!("\u{201c}{name}\u{201d} is longer than {MAX_NAME} characters.");
            return Err(Error::config("class_names", message));
        }
        names.push(if name.is_empty() {
            class.to_string()
        } else {
            name.into()
        });
    }
    names.resize(CLASSES, NO_CLASS.into());
    Ok(names)
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
            name: self.about.name.clone(),
            class_names: self.about.class_names.clone(),
            resized_from: self.about.resized_from,
            inverted: self.about.inverted,
            generated_count: self.about.generated_count,
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
    /// What whoever brought it calls it.
    #[cfg_attr(target_family = "wasm", tsify(type = "string | null"))]
    pub name: Option<String>,
    /// What to write for each class, `[10]`: the digits unless other names were given.
    pub class_names: Vec<String>,
    /// Height and width that the images had, if they were of another size than 28×28.
    #[cfg_attr(target_family = "wasm", tsify(type = "[number, number] | null"))]
    pub resized_from: Option<[usize; 2]>,
    /// The images were dark on white, and were inverted.
    pub inverted: bool,
    /// How many training images are generated digits.
    pub generated_count: usize,
}
