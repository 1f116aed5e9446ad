//! Single images behind a verdict: which ones, in which order.

use std::cmp::Ordering;

use serde::Deserialize;

use super::scores::{Choice, Classifier, Reading, Scores};
use crate::data::explore;
use crate::error::Result;
use crate::random;

/// Right, wrong, or either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Only {
    /// Either.
    #[default]
    All,
    /// Those taken for something else.
    Wrong,
    /// Those taken for what they are.
    Right,
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum CaseOrder {
    /// The first image of the file.
    #[default]
    Index,
    /// The smallest loss.
    Loss,
    /// What the classifier is least sure of: the smallest probability of a prediction, or the greatest
    /// distance to the nearest mean.
    Confidence,
    /// Whatever the seed says. What is left out does not change the order of the rest.
    Random,
}

/// Which images are asked for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct CasesRequest {
    /// Whose verdict they belong to.
    pub classifier: Classifier,
    /// The choice was between these two; between all if `None`.
    #[serde(default)]
    #[cfg_attr(target_family = "wasm", tsify(type = "[number, number] | null"))]
    pub classes: Option<[usize; 2]>,
    /// Only images of this class.
    #[serde(default)]
    #[cfg_attr(target_family = "wasm", tsify(type = "number | null"))]
    pub truth: Option<usize>,
    /// Only images that were taken for this class.
    #[serde(default)]
    #[cfg_attr(target_family = "wasm", tsify(type = "number | null"))]
    pub prediction: Option<usize>,
    /// Only right or only wrong ones.
    #[serde(default)]
    pub only: Only,
    /// What comes first.
    #[serde(default)]
    pub order: CaseOrder,
    /// Or last.
    #[serde(default)]
    pub descending: bool,
    /// For the order [`Random`](CaseOrder::Random).
    #[serde(default)]
    pub seed: u64,
    /// How many to pass over.
    #[serde(default)]
    pub first: usize,
    /// How many to give, at most.
    pub count: usize,
}

/// A page of images behind a verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Cases {
    /// How many there are of the kind asked for.
    pub total: usize,
    /// How many were passed over.
    pub first: usize,
    /// Optimiser updates that the network had seen; templates have no steps.
    pub step: Option<usize>,
    /// The page, in order.
    pub readings: Vec<Reading>,
}

impl Cases {
    /// Those asked for, of images with these `labels`.
    ///
    /// # Errors
    /// [`Error::Config`](crate::error::Error::Config) if a class is none.
    pub fn of(scores: &Scores, labels: &[u8], request: &CasesRequest) -> Result<Self> {
        let class = |name: &str, class: Option<usize>| {
            class.map(|class| explore::class(name, class)).transpose()
        };
        let truth = class("truth", request.truth)?;
        let prediction = class("prediction", request.prediction)?;
        let mut readings = scores.readings(labels, Choice::new(request.classes)?);
        readings.retain(|reading| {
            truth.is_none_or(|class| class == reading.label)
                && prediction.is_none_or(|class| class == reading.prediction)
                && match request.only {
                    Only::All => true,
                    Only::Wrong => !reading.is_right(),
                    Only::Right => reading.is_right(),
                }
        });
        // A stable sort: what is equal stays in the order of the file.
        readings.sort_by(|a, b| match request.descending {
            false => request.compare(a, b),
            true => request.compare(b, a),
        });
        let total = readings.len();
        let page = readings.into_iter().skip(request.first);
        Ok(Self {
            total,
            first: request.first,
            step: scores.step,
            readings: page.take(request.count).collect(),
        })
    }
}

impl CasesRequest {
    fn compare(&self, a: &Reading, b: &Reading) -> Ordering {
        match self.order {
            CaseOrder::Index => a.index.cmp(&b.index),
            CaseOrder::Loss => a.loss.total_cmp(&b.loss),
            CaseOrder::Confidence => match self.classifier {
                Classifier::Network => a.of_prediction.total_cmp(&b.of_prediction),
                Classifier::Template => b.of_prediction.total_cmp(&a.of_prediction),
            },
            CaseOrder::Random => {
                let key = |reading: &Reading| random::stream_key(self.seed, reading.index.into());
                key(a).cmp(&key(b))
            }
        }
    }
}
