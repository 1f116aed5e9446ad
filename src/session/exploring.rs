//! What a session shows of its data and of its results.

use super::Session;
use crate::data::explore::{self, Means, Statistics};
use crate::data::{Augmenter, Dataset, HEIGHT, Input, Split, WIDTH};
use crate::error::{Error, Result};
use crate::evaluate::template::{Curve, Pairs};
use crate::evaluate::{
    Cases, CasesRequest, Choice, Classifier, Evaluator, Holdout, Scores, Template, Verdict,
};

/// What was computed to be shown, kept for the next look.
#[derive(Default)]
pub(super) struct Explored {
    template: Option<Template>,
    by_template: Option<Scores>,
    by_network: Option<Scores>,
    /// The network's scores on their way.
    assessment: Option<Evaluator>,
}

impl Explored {
    /// Drops what belongs to a network that is no more.
    pub(super) fn forget_network(&mut self) {
        self.by_network = None;
        self.assessment = None;
    }

    /// The mean images of the data set in use, computed at the first look.
    fn template(&mut self, dataset: &Dataset) -> &Template {
        let template = &mut self.template;
        template.get_or_insert_with(|| Template::of(&dataset.train))
    }

    /// What they give the test images, computed at the first look.
    fn by_template(&mut self, dataset: &Dataset) -> &Scores {
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
    /// [`Error::NoDataset`], [`Error::Config`] if the class is none.
    pub fn browse(
        &self,
        test: bool,
        class: Option<usize>,
        first: usize,
        count: usize,
    ) -> Result<Browsed> {
        let class = class.map(|class| explore::class("class", class));
        let all = explore::of_class(self.split(test)?, class.transpose()?);
        Ok(Browsed {
            total: all.len(),
            first,
            indices: all.into_iter().skip(first).take(count).collect(),
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
    fn exploring(&mut self) -> Result<(&mut Explored, &Dataset)> {
        let dataset = self.dataset.as_ref().ok_or(Error::NoDataset)?;
        Ok((&mut self.explored, dataset))
    }

    /// Begins to assess the classifier on the test images, the network as it is now;
    /// [`assess`](Self::assess) goes on with it. How many images there are.
    ///
    /// # Errors
    /// [`Error::NoDataset`], [`Error::NoRun`].
    pub fn begin_assessment(&mut self, classifier: Classifier) -> Result<usize> {
        let total = self.dataset()?.test.len();
        match classifier {
            Classifier::Template => {
                let (explored, dataset) = self.exploring()?;
                explored.by_template(dataset);
            }
            Classifier::Network => {
                let run = self.run()?;
                let step = Some(run.steps());
                let at_hand = self.explored.by_network.as_ref();
                self.explored.assessment = match at_hand.is_some_and(|scores| scores.step == step) {
                    true => None,
                    false => Some(run.evaluator(Holdout::Test, self.dataset()?)),
                };
            }
        }
        Ok(total)
    }

    /// Goes on by a stretch: images done, and the verdict at the end.
    ///
    /// # Errors
    /// [`Error::Config`] if the classes are not two classes with test images,
    /// [`Error::NoVerdict`] if none was begun or its run is no more, [`Error::NoDataset`],
    /// [`Error::Device`] if the device fails.
    pub async fn assess(
        &mut self,
        classifier: Classifier,
        classes: Option<[usize; 2]>,
    ) -> Result<(usize, Option<Verdict>)> {
        let choice = Choice::new(classes)?;
        let dataset = self.dataset.as_ref().ok_or(Error::NoDataset)?;
        if let (Classifier::Network, Some(mut evaluator)) =
            (classifier, self.explored.assessment.take())
        {
            if evaluator.advance(&dataset.test).await?.is_none() {
                let done = evaluator.done();
                self.explored.assessment = Some(evaluator);
                return Ok((done, None));
            }
            self.explored.by_network = Some(evaluator.into_scores());
        }
        let verdict = Verdict::of(self.scores(classifier)?, &dataset.test.labels, choice)?;
        Ok((dataset.test.len(), Some(verdict)))
    }

    /// The scores behind the classifier's last verdict.
    ///
    /// # Errors
    /// [`Error::NoVerdict`] if there was none.
    pub fn scores(&self, classifier: Classifier) -> Result<&Scores> {
        let scores = match classifier {
            Classifier::Network => &self.explored.by_network,
            Classifier::Template => &self.explored.by_template,
        };
        scores.as_ref().ok_or(Error::NoVerdict)
    }

    /// Single test images behind the classifier's last verdict.
    ///
    /// # Errors
    /// [`Error::NoVerdict`] if there was none, [`Error::Config`] if a class is none.
    pub fn cases(&self, request: &CasesRequest) -> Result<Cases> {
        let scores = self.scores(request.classifier)?;
        Cases::of(scores, &self.dataset()?.test.labels, request)
    }

    /// Images of a split, `[n, 28, 28]`, and their labels, `[n]`.
    ///
    /// # Errors
    /// [`Error::NoDataset`], [`Error::Index`].
    pub fn samples(
        &self,
        test: bool,
        indices: impl IntoIterator<Item = usize>,
    ) -> Result<(Vec<u8>, Vec<u8>)> {
        let split = self.split(test)?;
        let indices = indices.into_iter();
        let mut images = Vec::with_capacity(indices.size_hint().0 * HEIGHT * WIDTH);
        let mut labels = Vec::new();
        for index in indices {
            images.extend_from_slice(split.image(index)?);
            labels.push(split.labels[index]);
        }
        Ok((images, labels))
    }
}
