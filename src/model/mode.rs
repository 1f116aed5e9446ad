//! What a forward pass is for.

use std::sync::Arc;

use crate::team::Team;

/// What a forward pass is for.
#[derive(Debug, Clone)]
pub enum Mode {
    /// Dropout passes everything on; batch norms go by their running mean and variance.
    Inference,
    /// Dropout drops values; batch norms go by the mean and variance of the batch.
    Training(Training),
}

/// The place of a forward pass in a training: what dropout and batch norms depend on.
#[derive(Debug, Clone, Default)]
pub struct Training {
    /// The run's seed.
    pub seed: u64,
    /// Optimiser updates made before this pass.
    pub step: u32,
    /// Images of the batch that come before those of this pass.
    pub first: usize,
    /// The team whose members hold the rest of the batch; `None` if these are all images.
    pub team: Option<Arc<Team>>,
}
