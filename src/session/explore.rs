//! What a session shows of its data.

use super::Session;
use crate::data::explore::{self, Means, Statistics};
use crate::data::{Augmentation, Augmenter, Dataset, HEIGHT, Input, Split, WIDTH};
use crate::error::{Error, Result};
use crate::evaluate::template::{Curve, Pairs};
use crate::evaluate::{Evaluator, Measurement, Scores, Template};
use crate::train::run::BatchIndices;

/// Images that one answer has at most.
pub const MOST_IMAGES: usize = 10_000;

/// Refuses to answer with more than [`MOST_IMAGES`].
pub(super) fn check_images(setting: &str, count: usize) -> Result<()> {
    if count <= MOST_IMAGES {
        return Ok(());
    }
    let message =
        format!("{count} images are too many; at most {MOST_IMAGES} are shown at a time.");
    Err(Error::config(setting, message))
}

/// What was computed to be shown, kept for the next look.
#[derive(Default)]
pub(super) struct Explored {
    template: Option<Template>,
    pub by_template: Option<Scores>,
    pub by_network: Option<Scores>,
    /// The network's scores on their way.
    pub assessment: Option<Evaluator>,
    /// The measurement on changed images in progress.
    pub measurement: Option<Measurement>,
}

impl Explored {
    /// Drops what belongs to a network that is no more.
    pub(super) fn forget_network(&mut self) {
        self.by_network = None;
        self.assessment = None;
        self.measurement = self.measurement.take().filter(|one| !one.is_of_network());
    }

    /// The mean images of the data set in use, computed at the first look.
    pub fn template(&mut self, dataset: &Dataset) -> &Template {
        let template = &mut self.template;
        template.get_or_insert_with(|| Template::of(&dataset.train))
    }

    /// What they give the test images, computed at the first look.
    pub fn by_template(&mut self, dataset: &Dataset) -> &Scores {
        if self.by_template.is_none() {
            self.by_template = Some(self.template(dataset).scores(&dataset.test));
        }
        self.by_template.as_ref().expect("it was computed just now")
    }
}

/// A part of a split: a page of the images of a class.
#[derive(Debug, Clone, PartialEq)]
pub struct Browsed {
    /// Images there are of the class.
    pub total: usize,
    /// How many of them were passed over.
    pub first: usize,
    /// The page's places in the split, rising.
    pub indices: Vec<u32>,
    /// The images there.
    pub samples: Split,
}

/// An image on its way into the network.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkInput {
    /// As it is in the file: `[28, 28]`.
    pub image: Vec<u8>,
    /// What the run's augmentation makes of it, rounded: `[28, 28]`. `None` if the run has none,
    /// and for a test image, which is never changed.
    pub augmented: Option<Vec<u8>>,
    /// The numbers that the network takes: `[28, 28]`.
    pub input: Vec<f32>,
    /// How they come from bytes, with its [`constants`](Input::constants).
    pub input_kind: Input,
}

impl Session {
    /// The test split, or the training split.
    ///
    /// # Errors
    /// [`Error::NoDataset`].
    pub fn split(&self, test: bool) -> Result<&Split> {
        Ok(self.dataset()?.split(test))
    }

    /// A split in numbers.
    ///
    /// # Errors
    /// [`Error::NoDataset`].
    pub fn statistics(&self, test: bool) -> Result<Statistics> {
        Ok(Statistics::of(self.split(test)?))
    }

    /// At most `count` images of a class (`None`: of every class), from the one number `first`
    /// among them.
    ///
    /// # Errors
    /// [`Error::NoDataset`], [`Error::Config`] if the class is none or `count` is above
    /// [`MOST_IMAGES`].
    pub fn browse(
        &self,
        test: bool,
        class: Option<usize>,
        first: usize,
        count: usize,
    ) -> Result<Browsed> {
        check_images("count", count)?;
        let class = class.map(|class| explore::class("class", class));
        let all = explore::of_class(self.split(test)?, class.transpose()?);
        let total = all.len();
        let indices: Vec<u32> = all.into_iter().skip(first).take(count).collect();
        Ok(Browsed {
            total,
            first,
            samples: self.samples(test, indices.iter().map(|&index| index as usize))?,
            indices,
        })
    }

    /// An image as the run's network takes it; a training image as in the epoch number `draw`,
    /// counted from 0.
    ///
    /// # Errors
    /// [`Error::NoDataset`], [`Error::NoRun`], [`Error::Index`].
    pub fn network_input(&self, test: bool, index: usize, draw: u32) -> Result<NetworkInput> {
        let image = self.split(test)?.image(index)?;
        let config = self.run()?.config();
        let settings = config.augmentation();
        let mut values: Vec<f32> = image.iter().map(|&pixel| f32::from(pixel)).collect();
        let changed = !test && !settings.is_none();
        if changed {
            Augmenter::new(settings, config.seed).apply(image, draw, index as u32, &mut values);
        }
        Ok(NetworkInput {
            image: image.to_vec(),
            augmented: changed.then(|| values.iter().map(|value| value.round() as u8).collect()),
            input: values.iter().map(|&value| config.input.of(value)).collect(),
            input_kind: config.input,
        })
    }

    /// The training images of one batch of the run, in the order in which it takes them: see [`Run::batch`].
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::Config`] if there is no such epoch or batch.
    ///
    /// [`Run::batch`]: crate::train::Run::batch
    pub fn batch(&self, epoch: usize, number: usize) -> Result<BatchIndices> {
        self.run()?.batch(epoch, number)
    }

    /// The mean image of each class of the training split.
    ///
    /// # Errors
    /// [`Error::NoDataset`].
    pub fn means(&mut self) -> Result<&Means> {
        let (explored, dataset) = self.exploring()?;
        Ok(&explored.template(dataset).means)
    }

    /// Images of two classes compared with the means of both: see [`Template::curves`].
    ///
    /// # Errors
    /// [`Error::NoDataset`], and those of [`Template::curves`].
    pub fn template_curves(&mut self, test: bool, classes: [usize; 2]) -> Result<[Curve; 2]> {
        let (explored, dataset) = self.exploring()?;
        let template = explored.template(dataset);
        template.curves(dataset.split(test), classes)
    }

    /// How well the means tell each two classes of the test images apart.
    ///
    /// # Errors
    /// [`Error::NoDataset`].
    pub fn template_pairs(&mut self) -> Result<Pairs> {
        let (explored, dataset) = self.exploring()?;
        Ok(Pairs::of(
            explored.by_template(dataset),
            &dataset.test.labels,
        ))
    }

    /// What was computed, to go on with, and what from.
    pub(super) fn exploring(&mut self) -> Result<(&mut Explored, &Dataset)> {
        let dataset = self.dataset.as_ref().ok_or(Error::NoDataset)?;
        Ok((&mut self.explored, dataset))
    }

    /// Images of a split, in the order of the indices.
    ///
    /// # Errors
    /// [`Error::NoDataset`], [`Error::Index`], [`Error::Config`] of more than [`MOST_IMAGES`].
    pub fn samples(&self, test: bool, indices: impl IntoIterator<Item = usize>) -> Result<Split> {
        let split = self.split(test)?;
        let mut samples = Split {
            images: Vec::new(),
            labels: Vec::new(),
        };
        for index in indices {
            samples.images.extend_from_slice(split.image(index)?);
            samples.labels.push(split.labels[index]);
            check_images("indices", samples.labels.len())?;
        }
        Ok(samples)
    }

    /// What `settings` make of training images, as in the epoch number `draw` of a run with the
    /// seed 0.
    ///
    /// # Errors
    /// As of [`samples`](Self::samples); [`Error::Config`] if the settings are out of range.
    pub fn augmented(&self, indices: &[usize], settings: Augmentation, draw: u32) -> Result<Split> {
        settings.check()?;
        let mut samples = self.samples(false, indices.iter().copied())?;
        let mut augmenter = Augmenter::new(settings, 0);
        let mut values = [0.0; HEIGHT * WIDTH];
        let images = samples.images.chunks_exact_mut(values.len());
        for (image, &index) in images.zip(indices) {
            augmenter.apply(image, draw, index as u32, &mut values);
            for (pixel, value) in image.iter_mut().zip(&values) {
                *pixel = value.round() as u8;
            }
        }
        Ok(samples)
    }
}
