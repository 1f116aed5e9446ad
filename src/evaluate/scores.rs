//! What a classifier gives each image and each class, and what follows from it for one image.

use serde::{Deserialize, Serialize};

use crate::data::{CLASSES, explore};
use crate::error::{Error, Result};

/// Who says what an image shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Classifier {
    /// The run's network: the class with the greatest probability.
    Network,
    /// The mean images of the training split: the class whose mean is nearest.
    Template,
}

/// What a classifier gives every image of a split for every class.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// Whose they are.
    pub classifier: Classifier,
    /// Optimiser updates that the network had seen; templates have no steps.
    pub step: Option<usize>,
    /// `[n, 10]`. The network's outputs: logits, or log-probabilities. Of templates, mean squared
    /// errors; infinite for a class that has no mean.
    pub values: Vec<f64>,
}

/// What a classifier makes of one image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The image's place in its split.
    pub index: u32,
    /// Its class.
    pub label: u8,
    /// What it is taken for.
    pub prediction: u8,
    /// The prediction's probability, 0..=1; of templates, the mean squared error to its mean.
    pub of_prediction: f64,
    /// The same of the true class.
    pub of_truth: f64,
    /// Cross entropy; of templates, by how much the true mean is farther off than the nearest.
    pub loss: f64,
}

impl Reading {
    /// Whether the image is taken for what it is.
    pub fn is_right(&self) -> bool {
        self.prediction == self.label
    }
}

/// The classes that a choice is between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// All ten.
    All,
    /// Two; of two equal scores the first wins.
    Pair(u8, u8),
}

impl Choice {
    /// All, or two of them.
    ///
    /// # Errors
    /// [`Error::Config`] unless two are different classes.
    pub fn new(classes: Option<[usize; 2]>) -> Result<Self> {
        let Some(classes) = classes else {
            return Ok(Self::All);
        };
        let [a, b] = classes.map(|class| explore::class("classes", class));
        let (a, b) = (a?, b?);
        if a == b {
            let message = format!("{a} is named twice: a choice is between two classes.");
            return Err(Error::config("classes", message));
        }
        Ok(Self::Pair(a.min(b), a.max(b)))
    }

    /// Whether images of the class are among those to assess.
    pub fn has(self, class: u8) -> bool {
        match self {
            Self::All => usize::from(class) < CLASSES,
            Self::Pair(a, b) => [a, b].contains(&class),
        }
    }

    /// Its classes, rising.
    pub fn classes(self) -> impl Iterator<Item = u8> {
        (0..CLASSES as u8).filter(move |&class| self.has(class))
    }
}

impl Scores {
    /// How each image of the classes to choose from is read, in the order of the split.
    ///
    /// `labels` are those of the same split: `[n]`.
    pub fn readings(&self, labels: &[u8], choice: Choice) -> Vec<Reading> {
        let rows = self.values.chunks_exact(CLASSES).zip(labels);
        (0..)
            .zip(rows)
            .filter(|(_, (_, label))| choice.has(**label))
            .map(|(index, (row, &label))| match self.classifier {
                Classifier::Network => by_outputs(row, index, label, choice),
                Classifier::Template => by_errors(row, index, label, choice),
            })
            .collect()
    }

    /// `[n, 10]`: probabilities; of templates, mean squared errors.
    pub fn export(&self) -> Vec<f32> {
        let rows = self.values.chunks_exact(CLASSES);
        rows.flat_map(|row| match self.classifier {
            Classifier::Network => {
                let total = log_sum_exp(row, Choice::All);
                let probability = |class: usize| (row[class] - total).exp();
                std::array::from_fn::<f32, CLASSES, _>(|class| probability(class) as f32)
            }
            Classifier::Template => std::array::from_fn(|class| row[class] as f32),
        })
        .collect()
    }
}

/// One image, as a network with these outputs, `[10]`, reads it: the softmax over the classes to
/// choose from.
pub(super) fn by_outputs(outputs: &[f64], index: u32, label: u8, choice: Choice) -> Reading {
    let best = |best: u8, class: u8| match outputs[usize::from(class)] > outputs[usize::from(best)]
    {
        true => class,
        false => best,
    };
    let prediction = choice.classes().reduce(best).unwrap_or(0);
    let total = log_sum_exp(outputs, choice);
    let log_probability = |class: u8| outputs[usize::from(class)] - total;
    Reading {
        index,
        label,
        prediction,
        of_prediction: log_probability(prediction).exp(),
        of_truth: log_probability(label).exp(),
        loss: -log_probability(label),
    }
}

/// One image, as templates at these mean squared errors, `[10]`, read it.
pub(super) fn by_errors(errors: &[f64], index: u32, label: u8, choice: Choice) -> Reading {
    let best = |best: u8, class: u8| match errors[usize::from(class)] < errors[usize::from(best)] {
        true => class,
        false => best,
    };
    let prediction = choice.classes().reduce(best).unwrap_or(0);
    let [of_prediction, of_truth] = [prediction, label].map(|class| errors[usize::from(class)]);
    Reading {
        index,
        label,
        prediction,
        of_prediction,
        of_truth,
        // Not the difference of two infinities: that is no number.
        loss: match prediction == label {
            true => 0.0,
            false => of_truth - of_prediction,
        },
    }
}

/// `log Σ exp` of the outputs to choose from, without leaving the range of the numbers.
fn log_sum_exp(outputs: &[f64], choice: Choice) -> f64 {
    let among = || choice.classes().map(|class| outputs[usize::from(class)]);
    let greatest = among().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = among().map(|output| (output - greatest).exp()).sum();
    greatest + sum.ln()
}
