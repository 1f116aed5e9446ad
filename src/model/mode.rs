//! The mode of a forward pass: inference or training.

use std::sync::Arc;

use crate::team::Team;

/// The mode of a forward pass.
#[derive(Debug, Clone)]
pub enum Mode {
    /// Dropout does nothing; batch norms use their running mean and variance.
    Inference,
    /// Dropout sets values to zero; batch norms use the mean and variance of the batch.
    Training(Training),
}

/// The state of training that dropout and batch norms depend on.
#[derive(Debug, Clone, Default)]
pub struct Training {
    /// The run's seed.
    pub seed: u64,
    /// Optimiser updates made before this pass.
    pub step: u32,
    /// Index in the batch of this pass's first image.
    pub first: usize,
    /// The team whose members compute the rest of the batch; `None` if this pass has the whole batch.
    pub team: Option<Arc<Team>>,
}
