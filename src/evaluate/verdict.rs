//! How good a classifier is over all images of a split: how many it reads, which classes it takes for
//! which, and whether it knows how sure it may be.

use serde::Serialize;

use super::scores::{Choice, Classifier, Reading, Scores};
use crate::data::CLASSES;
use crate::error::{Error, Result};

/// Bins that calibration is looked at in.
const BINS: usize = 10;

/// A classifier in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct Verdict {
    /// The classifier that was assessed.
    pub classifier: Classifier,
    /// Between which two classes, rising; between all ten if `None`.
    pub classes: Option<[u8; 2]>,
    /// Optimiser updates that the network had seen; templates have no steps.
    pub step: Option<usize>,
    /// Images assessed: all test images of the classes.
    pub count: usize,
    /// Those taken for what they are.
    pub correct: usize,
    /// Their share, 0..=1.
    pub accuracy: f64,
    /// Mean cross entropy, over the classes to choose from; templates have none.
    pub loss: Option<f64>,
    /// Images of each class (row) that were taken for each class (column): `[10, 10]`.
    pub confusion: Vec<u32>,
    /// Class by class, rising.
    pub per_class: Vec<ClassVerdict>,
    /// Confidence against accuracy; templates have none.
    pub calibration: Option<Calibration>,
}

/// One class in a [`Verdict`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct ClassVerdict {
    /// Which.
    pub class: u8,
    /// Its images.
    pub count: u32,
    /// Those that were read.
    pub correct: u32,
    /// Their share, 0..=1; `None` if it has no images.
    pub accuracy: Option<f64>,
}

/// How sure a network is, against how often it is right.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct Calibration {
    /// Ten, of equal width, by the probability of the prediction.
    pub bins: Vec<CalibrationBin>,
    /// Expected calibration error: the mean over all images of the distance between their bin's
    /// confidence and accuracy, 0..=1 (Guo et al. 2017, <https://arxiv.org/abs/1706.04599>).
    pub error: f64,
}

/// Images that a network is about equally sure of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct CalibrationBin {
    /// The least probability.
    pub from: f64,
    /// The greatest, which belongs to the next bin; the last bin has 1 itself.
    pub to: f64,
    /// Images in it.
    pub count: usize,
    /// Mean probability of their predictions; `None` if there are no images.
    pub confidence: Option<f64>,
    /// Share of them that was read; `None` if there are no images.
    pub accuracy: Option<f64>,
}

impl Verdict {
    /// What `scores` come to on images with these `labels`.
    ///
    /// # Errors
    /// [`Error::Config`] if there are no images of the classes.
    pub fn of(scores: &Scores, labels: &[u8], choice: Choice) -> Result<Self> {
        let readings = scores.readings(labels, choice);
        let count = readings.len();
        let classes = match choice {
            Choice::All => None,
            Choice::Pair(a, b) => Some([a, b]),
        };
        if count == 0 {
            let classes: Vec<String> = choice.classes().map(|class| class.to_string()).collect();
            let message = format!("there is no test image of {}.", classes.join(" or "));
            return Err(Error::config("classes", message));
        }
        let mut confusion = vec![0; CLASSES * CLASSES];
        for reading in &readings {
            confusion[usize::from(reading.label) * CLASSES + usize::from(reading.prediction)] += 1;
        }
        let per_class = choice.classes().map(|class| of_class(&confusion, class));
        let correct = readings.iter().filter(|reading| reading.is_right()).count();
        let by_network = scores.classifier == Classifier::Network;
        let loss = || readings.iter().map(|reading| reading.loss).sum::<f64>() / count as f64;
        Ok(Self {
            classifier: scores.classifier,
            classes,
            step: scores.step,
            count,
            correct,
            accuracy: correct as f64 / count as f64,
            loss: by_network.then(loss),
            per_class: per_class.collect(),
            confusion,
            calibration: by_network.then(|| Calibration::of(&readings)),
        })
    }
}

fn of_class(confusion: &[u32], class: u8) -> ClassVerdict {
    let place = usize::from(class);
    let row = &confusion[place * CLASSES..][..CLASSES];
    let (count, correct) = (row.iter().sum(), row[place]);
    ClassVerdict {
        class,
        count,
        correct,
        accuracy: (count > 0).then(|| f64::from(correct) / f64::from(count)),
    }
}

impl Calibration {
    fn of(readings: &[Reading]) -> Self {
        let mut bins = [(0_usize, 0.0, 0_usize); BINS];
        for reading in readings {
            let place = (reading.of_prediction * BINS as f64) as usize;
            let (count, confidence, correct) = &mut bins[place.min(BINS - 1)];
            *count += 1;
            *confidence += reading.of_prediction;
            *correct += usize::from(reading.is_right());
        }
        let apart = bins
            .iter()
            .map(|(_, confidence, correct)| (confidence - *correct as f64).abs());
        let error = apart.sum::<f64>() / readings.len() as f64;
        let bins = bins.iter().enumerate();
        Self {
            bins: bins
                .map(|(place, &(count, confidence, correct))| {
                    let mean = |sum: f64| (count > 0).then(|| sum / count as f64);
                    CalibrationBin {
                        from: place as f64 / BINS as f64,
                        to: (place + 1) as f64 / BINS as f64,
                        count,
                        confidence: mean(confidence),
                        accuracy: mean(correct as f64),
                    }
                })
                .collect(),
            error,
        }
    }
}
