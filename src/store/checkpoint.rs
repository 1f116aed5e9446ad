//! A run as plain numbers.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::Spec;

/// Everything that a run with the same settings and images needs to go on from here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// How far the run is.
    pub place: Place,
    /// Every tensor of the network, in the spec's order, row-major in PyTorch's shape; the running
    /// values of batch norms too.
    pub tensors: Vec<Vec<f32>>,
    /// What the optimiser remembers of each learned tensor; empty before the first update.
    pub memory: Vec<Vec<Vec<f32>>>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Optimiser updates made.
    pub step: usize,
    /// Epoch in hand, counted from 0.
    pub epoch: usize,
    /// Number of the epoch's next batch.
    pub next: usize,
    /// What is done next.
    pub stage: Stage,
    /// True if the run is to end with the epoch in hand.
    pub ending: bool,
    /// In force; where a schedule is followed, its peak.
    pub learning_rate: f64,
    /// Updates that the optimiser remembers.
    pub remembered: usize,
    /// Sum of the losses over the epoch's images so far.
    pub loss: f64,
    /// How many of them were classified correctly.
    pub correct: f64,
    /// How many there were.
    pub images: usize,
}

/// What a run does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Training steps.
    Training,
    /// The epoch's evaluation, from its start.
    Evaluating,
    /// Nothing.
    Finished,
}

impl Checkpoint {
    /// Whether its tensors are those of a network of these layers, and its memory that of an optimiser which `keeps`
    /// so many tensors for each learned one.
    ///
    /// # Errors
    /// [`Error::Config`] about `checkpoint` if they are not; [`Error::Network`] if the layers do not fit.
    pub fn check(&self, spec: &Spec, keeps: impl Fn(usize) -> bool) -> Result<()> {
        let other = |message| Err(Error::config("checkpoint", message));
        let specs = spec.tensors()?;
        let lengths = specs.iter().map(|tensor| tensor.len());
        if !lengths.eq(self.tensors.iter().map(Vec::len)) {
            return other("it is of another network.");
        }
        if self.memory.is_empty() {
            return Ok(());
        }
        let learned = specs.iter().filter(|tensor| tensor.learned);
        let lengths = learned.map(|tensor| tensor.len());
        let fits = |(kept, len): (&Vec<Vec<f32>>, usize)| kept.iter().all(|one| one.len() == len);
        if lengths.clone().count() != self.memory.len()
            || !self.memory.iter().zip(lengths).all(fits)
        {
            return other("its optimiser’s memory is of another network.");
        }
        if !self.memory.iter().all(|kept| keeps(kept.len())) {
            return other("its optimiser’s memory is of another optimiser.");
        }
        Ok(())
    }
}
