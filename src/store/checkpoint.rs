//! The state of a run as plain data.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::Spec;

/// The state from which a run with the same settings and images can be continued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The progress of the run.
    pub place: Place,
    /// The values of every tensor of the network, including the running means and variances of batch
    /// norms, in the spec's order, row-major in PyTorch's shape.
    pub tensors: Vec<Vec<f32>>,
    /// The optimiser's state: for each parameter, the values of each tensor that the optimiser keeps.
    /// Empty before the first update.
    pub memory: Vec<Vec<Vec<f32>>>,
}

/// The progress of a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Number of optimiser updates made.
    pub step: usize,
    /// The current epoch, counted from 0.
    pub epoch: usize,
    /// Index of the epoch's next batch.
    pub next: usize,
    /// The activity that follows.
    pub stage: Stage,
    /// True if the run ends with the current epoch.
    pub ending: bool,
    /// The learning rate that the schedule multiplies by its factor.
    pub learning_rate: f64,
    /// Number of updates in the optimiser's state. Only Adam counts them; else 0.
    pub remembered: usize,
    /// Sum of the losses over the epoch's images so far.
    pub loss: f64,
    /// Number of the epoch's images so far that were classified correctly.
    pub correct: f64,
    /// Number of the epoch's images so far.
    pub images: usize,
}

/// The activity of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Training steps.
    Training,
    /// The epoch's evaluation. A restored run begins it anew.
    Evaluating,
    /// None: the run is over.
    Finished,
}

impl Checkpoint {
    /// Checks that the tensors have the sizes of `spec`'s, and that the optimiser's state fits. `keeps` tells whether
    /// the optimiser keeps that many tensors for each parameter.
    ///
    /// # Errors
    /// [`Error::Config`] about `checkpoint` if something does not fit; [`Error::Network`] if the layers of `spec` do not
    /// fit together.
    pub fn check(&self, spec: &Spec, keeps: impl Fn(usize) -> bool) -> Result<()> {
        let refuse = |message| Err(Error::config("checkpoint", message));
        let specs = spec.tensors()?;
        let lengths = specs.iter().map(|tensor| tensor.len());
        if !lengths.eq(self.tensors.iter().map(Vec::len)) {
            return refuse("it is of another network.");
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
            return refuse("its optimiser’s memory is of another network.");
        }
        if !self.memory.iter().all(|kept| keeps(kept.len())) {
            return refuse("its optimiser’s memory is of another optimiser.");
        }
        Ok(())
    }
}
