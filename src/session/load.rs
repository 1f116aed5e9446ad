//! Taking a data set from a visitor's bytes. If anything is wrong with them, everything stays as
//! it is; else the run there was ends, since it belongs to other images.

use serde::Deserialize;

use super::Session;
use crate::data::dataset::class_names;
use crate::data::{About, Dataset, DatasetSummary, Fitted, HoldOut, Paper, Source, Split};
use crate::error::{Error, Result};

/// The four IDX files.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// Training images.
    pub train_images: &'a [u8],
    /// Training labels.
    pub train_labels: &'a [u8],
    /// Test images.
    pub test_images: &'a [u8],
    /// Test labels.
    pub test_labels: &'a [u8],
}

/// What a visitor calls their images; whatever is left out is not known.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct Naming {
    /// The whole.
    #[cfg_attr(target_family = "wasm", tsify(type = "string | null"))]
    pub name: Option<String>,
    /// The classes, by their ids; see [`class_names`].
    #[cfg_attr(target_family = "wasm", tsify(type = "string[] | null"))]
    pub class_names: Option<Vec<String>>,
}

/// One pair of IDX files, with the names of the files for errors.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// Bytes and name of the images.
    pub images: (&'a [u8], &'a str),
    /// Bytes and name of the labels.
    pub labels: (&'a [u8], &'a str),
}

impl Files<'_> {
    pub(super) fn read(self) -> Result<[Fitted; 2]> {
        Ok([
            Split::from_idx(
                (self.train_images, "train-images-idx3-ubyte"),
                (self.train_labels, "train-labels-idx1-ubyte"),
            )?,
            Split::from_idx(
                (self.test_images, "t10k-images-idx3-ubyte"),
                (self.test_labels, "t10k-labels-idx1-ubyte"),
            )?,
        ])
    }
}

impl Naming {
    fn about(self, resized_from: Option<[usize; 2]>) -> Result<About> {
        Ok(About {
            name: self.name,
            class_names: class_names(self.class_names)?,
            resized_from,
            ..About::default()
        })
    }
}

impl Session {
    /// Takes MNIST from its files.
    ///
    /// # Errors
    /// What [`Split::from_idx`] finds wrong.
    pub fn load_mnist(&mut self, files: Files<'_>) -> Result<DatasetSummary> {
        let [train, test] = files.read()?;
        Ok(self.adopt(Dataset {
            source: Source::Mnist,
            train: train.split,
            test: test.split,
            about: About::default(),
        }))
    }

    /// Takes a data set from its four files.
    ///
    /// # Errors
    /// What [`Split::from_idx`] finds wrong; [`Error::ClassesFew`]; names that [`class_names`]
    /// refuses.
    pub fn load_files(&mut self, files: Files<'_>, naming: Naming) -> Result<DatasetSummary> {
        let [train, test] = files.read()?;
        train.split.check_classes()?;
        let about = naming.about(train.resized_from.or(test.resized_from))?;
        Ok(self.adopt(Dataset {
            source: Source::Files,
            train: train.split,
            test: test.split,
            about,
        }))
    }

    /// Takes a data set from one pair of files, of which a share is held out to test with.
    ///
    /// # Errors
    /// As of [`load_files`](Self::load_files), and those of [`HoldOut::divide`].
    pub fn load_pair(
        &mut self,
        pair: Pair<'_>,
        hold_out: HoldOut,
        naming: Naming,
    ) -> Result<DatasetSummary> {
        let all = Split::from_idx(pair.images, pair.labels)?;
        let about = naming.about(all.resized_from)?;
        let [train, test] = hold_out.divide(&all.split, &about.class_names)?;
        Ok(self.adopt(Dataset {
            source: Source::Pair,
            train,
            test,
            about,
        }))
    }

    /// Takes a data set from pictures, `[n, 28, 28]` as [`from_colour`](crate::data::fit::from_colour)
    /// makes them. Without any to test with, a share is held out.
    ///
    /// # Errors
    /// [`Error::Config`] if labels and images disagree; [`Error::ClassesFew`]; those of
    /// [`HoldOut::divide`] and [`class_names`].
    pub fn load_pictures(
        &mut self,
        [train, test]: [Split; 2],
        paper: Paper,
        resized_from: Option<[usize; 2]>,
        hold_out: HoldOut,
        naming: Naming,
    ) -> Result<DatasetSummary> {
        for (name, split) in [("train", &train), ("test", &test)] {
            check_lengths(name, split)?;
        }
        let mut about = naming.about(resized_from)?;
        about.inverted = paper.is_white(&train.images);
        let [mut train, mut test] = if test.is_empty() {
            hold_out.divide(&train, &about.class_names)?
        } else {
            train.check_classes()?;
            [train, test]
        };
        if about.inverted {
            for pixel in train.images.iter_mut().chain(&mut test.images) {
                *pixel = 255 - *pixel;
            }
        }
        Ok(self.adopt(Dataset {
            source: Source::Images,
            train,
            test,
            about,
        }))
    }

    /// Calls the classes otherwise; the run goes on.
    ///
    /// # Errors
    /// [`Error::NoDataset`]; names that [`class_names`] refuses.
    pub fn name_classes(&mut self, names: Vec<String>) -> Result<DatasetSummary> {
        let names = class_names(Some(names))?;
        let dataset = self.dataset.as_mut().ok_or(Error::NoDataset)?;
        dataset.about.class_names = names;
        Ok(dataset.summary())
    }
}

/// Whether every label has an image and is a class.
pub(super) fn check_lengths(name: &str, split: &Split) -> Result<()> {
    let (images, labels) = (split.images.len(), split.labels.len());
    if images != 784 * labels {
        let message = format!("{labels} labels need {} bytes, not {images}.", 784 * labels);
        return Err(Error::config(name, message));
    }
    match split.labels.iter().find(|&&label| label > 9) {
        Some(label) => Err(Error::config(
            name,
            format!("the label {label} is not in 0 to 9."),
        )),
        None => Ok(()),
    }
}
