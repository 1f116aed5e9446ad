//! Accuracy against the distance by which test images are moved.

use serde::Deserialize;

use super::measurement::{Change, Pass};
use super::scores::Classifier;
use crate::error::{Error, Reason, Result};

/// Pixels that images are moved by at most: half an image.
pub const MOST_DISTANCE: usize = 14;

/// Distances of one request at most.
pub const MOST_DISTANCES: usize = 15;

/// Accuracies against distances are asked for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ShiftedRequest {
    /// Whose accuracies.
    pub classifier: Classifier,
    /// Distances in pixels, 15 at most, each 0..=14.
    #[cfg_attr(target_family = "wasm", tsify(type = "number[] | Uint32Array"))]
    pub distances: Vec<usize>,
    /// So many of the first test images, 1..=10000.
    pub count: usize,
    /// The step of a snapshot; null: the network as it is now.
    #[serde(default)]
    #[cfg_attr(target_family = "wasm", tsify(type = "number | null"))]
    pub at: Option<usize>,
}

impl ShiftedRequest {
    /// Refuses distances that are out of range, too many or none.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub fn check(&self) -> Result<()> {
        let refused = |reason| Err(Error::config("distances", reason));
        if let Some(&distance) = self.distances.iter().find(|&&one| one > MOST_DISTANCE) {
            return refused(Reason::between(distance, 0, MOST_DISTANCE));
        }
        match self.distances.len() {
            1..=MOST_DISTANCES => Ok(()),
            number => refused(Reason::from(format!(
                "{number} distances are given; 1 to {MOST_DISTANCES} can be measured at a time."
            ))),
        }
    }
    /// All four directions for each distance, whose accuracies are averaged. The request was checked.
    pub fn passes(&self) -> Vec<Pass> {
        let distances = self.distances.iter().enumerate();
        let passes = distances.flat_map(|(place, &distance)| {
            let by = distance as isize;
            let directions = [(-by, 0), (by, 0), (0, -by), (0, by)];
            // Without a shift all four are the same.
            let number = if distance == 0 { 1 } else { directions.len() };
            directions.into_iter().take(number).map(move |(right, down)| Pass {
                place,
                change: Change::Move { right, down },
            })
        });
        passes.collect()
    }
}
