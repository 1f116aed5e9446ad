//! Generated digits on their way to a data set, alone or among MNIST's.

use rand::seq::SliceRandom;
use serde::Deserialize;

use super::{Files, Session, within};
use crate::data::hold_out::share_of;
use crate::data::synthetic::{Generator, Variation};
use crate::data::{About, CLASSES, Dataset, DatasetSummary, HEIGHT, Source, Split, WIDTH};
use crate::error::{Error, Result};
use crate::random::{self, Purpose};

/// A data set of generated digits. What is left out: seed 0, MNIST's counts, the usual variation.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct GenerationRequest {
    /// Decides every digit.
    pub seed: u64,
    /// Training digits, 1..=200,000.
    pub train_count: usize,
    /// Test digits, 1..=200,000.
    pub test_count: usize,
    /// How much the digits differ.
    pub variation: Variation,
}

/// Generated digits among MNIST's. What is left out: a half, seed 0, the usual variation.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct MixRequest {
    /// The share of every class's training images that generated ones replace, 0..=1.
    pub share: f64,
    /// Decides which, and every digit.
    pub seed: u64,
    /// How much the digits differ.
    pub variation: Variation,
}

/// A few generated digits to look at. What is left out: seed 0, forty, the usual variation.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct SketchRequest {
    /// Decides every digit.
    pub seed: u64,
    /// How many, 1..=1,000.
    pub count: usize,
    /// How much the digits differ.
    pub variation: Variation,
}

impl Default for GenerationRequest {
    fn default() -> Self {
        Self {
            seed: 0,
            train_count: 60_000,
            test_count: 10_000,
            variation: Variation::default(),
        }
    }
}

impl Default for MixRequest {
    fn default() -> Self {
        Self {
            share: 0.5,
            seed: 0,
            variation: Variation::default(),
        }
    }
}

impl Default for SketchRequest {
    fn default() -> Self {
        Self {
            seed: 0,
            count: 40,
            variation: Variation::default(),
        }
    }
}

/// A data set that is being drawn: its labels are there, some of its images not yet.
pub(super) struct Generation {
    dataset: Dataset,
    training: Drawing,
    testing: Drawing,
    done: usize,
}

/// Who draws which images of a split.
struct Drawing {
    generator: Generator,
    places: Vec<u32>,
}

impl Drawing {
    /// Draws those of the split's images that are `range` of all `places`.
    fn draw(&self, range: std::ops::Range<usize>, split: &mut Split) {
        let size = HEIGHT * WIDTH;
        for &place in self.places.get(range).unwrap_or_default() {
            let at = place as usize;
            let digit = self.generator.draw(u64::from(place), split.labels[at]);
            split.images[at * size..(at + 1) * size].copy_from_slice(&digit);
        }
    }
}

impl Generation {
    fn total(&self) -> usize {
        self.training.places.len() + self.testing.places.len()
    }

    /// Draws at most `count` more digits.
    fn advance(&mut self, count: usize) {
        let train = self.training.places.len();
        let end = self.total().min(self.done.saturating_add(count.max(1)));
        let (from, to) = (self.done.min(train), end.min(train));
        self.training.draw(from..to, &mut self.dataset.train);
        let (from, to) = (self.done.max(train) - train, end.max(train) - train);
        self.testing.draw(from..to, &mut self.dataset.test);
        self.done = end;
    }
}

impl Session {
    /// Begins to generate a data set; [`generate`](Self::generate) goes on with it. Says how many
    /// digits there are to draw.
    ///
    /// # Errors
    /// [`Error::Config`] unless both counts are 1..=200,000 and the variation is in its range.
    pub fn begin_generation(&mut self, request: GenerationRequest) -> Result<usize> {
        let GenerationRequest {
            seed,
            train_count,
            test_count,
            variation,
        } = request;
        within("train_count", train_count, 200_000)?;
        within("test_count", test_count, 200_000)?;
        variation.check()?;
        // Test digits come from a stream of their own, so that their number changes no training
        // digit.
        let drawing = |seed, count| Drawing {
            generator: Generator::new(seed, variation),
            places: (0..count as u32).collect(),
        };
        let (training, testing) = (drawing(seed, train_count), drawing(!seed, test_count));
        let blank = |drawing: &Drawing| Split {
            images: vec![0; drawing.places.len() * HEIGHT * WIDTH],
            labels: (0..drawing.places.len() as u64)
                .map(|number| drawing.generator.label(number))
                .collect(),
        };
        self.begin(Generation {
            dataset: Dataset {
                source: Source::Generated,
                train: blank(&training),
                test: blank(&testing),
                about: About {
                    generated_count: train_count,
                    ..About::default()
                },
            },
            training,
            testing,
            done: 0,
        })
    }

    /// Begins to replace a share of MNIST's training images, of every class the same, by generated
    /// digits of their class; [`generate`](Self::generate) goes on with it. The test images stay
    /// MNIST's. Says how many digits there are to draw.
    ///
    /// # Errors
    /// [`Error::Config`] if share or variation are out of range, and what
    /// [`Split::from_idx`] finds wrong.
    pub fn begin_mixing(&mut self, files: Files<'_>, request: MixRequest) -> Result<usize> {
        let MixRequest {
            share,
            seed,
            variation,
        } = request;
        if !(0.0..=1.0).contains(&share) {
            return Err(Error::config("share", format!("{share} is not in 0 to 1.")));
        }
        variation.check()?;
        let [train, test] = files.read()?.map(|read| read.split);
        let places = chosen(&train, share, seed);
        let drawing = |places| Drawing {
            generator: Generator::new(seed, variation),
            places,
        };
        self.begin(Generation {
            dataset: Dataset {
                source: Source::Mixed,
                train,
                test,
                about: About {
                    generated_count: places.len(),
                    ..About::default()
                },
            },
            training: drawing(places),
            testing: drawing(Vec::new()),
            done: 0,
        })
    }

    fn begin(&mut self, generation: Generation) -> Result<usize> {
        let total = generation.total();
        self.generation = Some(generation);
        Ok(total)
    }

    /// Draws at most `count` more digits; the data set once all are there. Says how many are done
    /// meanwhile.
    ///
    /// # Errors
    /// [`Error::NoDataset`] if nothing was begun.
    pub fn generate(&mut self, count: usize) -> Result<(usize, Option<DatasetSummary>)> {
        let generation = self.generation.as_mut().ok_or(Error::NoDataset)?;
        generation.advance(count);
        let done = generation.done;
        if done < generation.total() {
            return Ok((done, None));
        }
        let finished = self.generation.take().ok_or(Error::NoDataset)?;
        Ok((done, Some(self.adopt(finished.dataset))))
    }

    /// The first digits that a data set generated with this seed and variation would begin with.
    ///
    /// # Errors
    /// [`Error::Config`] if the count is not 1..=1,000 or the variation is out of range.
    pub fn sketch(request: SketchRequest) -> Result<Split> {
        let SketchRequest {
            seed,
            count,
            variation,
        } = request;
        within("count", count, 1000)?;
        variation.check()?;
        let mut split = Split {
            images: vec![0; count * HEIGHT * WIDTH],
            labels: vec![0; count],
        };
        Generator::new(seed, variation).fill(0, &mut split.images, &mut split.labels);
        Ok(split)
    }
}

/// A share of the images of every class, drawn by the seed, in the order of the split.
fn chosen(split: &Split, share: f64, seed: u64) -> Vec<u32> {
    let mut all = Vec::new();
    for class in 0..CLASSES {
        let of_class = |&place: &u32| usize::from(split.labels[place as usize]) == class;
        let mut places: Vec<u32> = (0..split.len() as u32).filter(of_class).collect();
        let stream = random::generator(seed, Purpose::Replaced, class as u64);
        places.shuffle(&mut { stream });
        places.truncate(share_of(places.len(), share));
        all.append(&mut places);
    }
    all.sort_unstable();
    all
}
