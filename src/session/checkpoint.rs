//! What outlives a session's device, and what makes a new device ready.

use super::*;
use crate::error::reason;
use crate::store::Checkpoint;
use crate::train::run::Start;
use crate::train::{self};

/// More than any data set has, for settings that are looked at before the images are there.
const MANY: usize = u32::MAX as usize;

impl Session {
    /// The run as plain numbers: see [`Run::checkpoint`].
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::Device`] if the device fails.
    pub async fn checkpoint(&self) -> Result<Checkpoint> {
        self.run()?.checkpoint().await
    }

    /// The run goes on from `checkpoint`: see [`Run::restore`].
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::NoDataset`], [`Error::Config`] if it belongs to another run.
    pub fn restore(&mut self, checkpoint: Checkpoint) -> Result<()> {
        let (run, dataset) = self.running()?;
        run.restore(checkpoint, dataset)?;
        self.evaluation = None;
        self.explored.forget_network();
        Ok(())
    }

    /// A snapshot of the run as bytes: see [`History::bytes_of`](crate::train::run::history::History::bytes_of).
    ///
    /// # Errors
    /// [`Error::NoRun`]; [`Error::Config`] if there is no snapshot of that step.
    pub fn snapshot(&self, step: usize) -> Result<Vec<u8>> {
        let snapshot = self.run()?.history().bytes_of(step);
        snapshot.ok_or_else(|| no_snapshot(step))
    }

    /// Adds a snapshot to the run: see [`Run::add_snapshot`].
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::NoDataset`]; [`Error::Config`] if it does not fit.
    pub fn add_snapshot(&mut self, step: usize, bytes: &[u8]) -> Result<()> {
        self.running()?.0.add_snapshot(step, bytes)
    }

    /// What the run begins with: see [`Run::start`].
    ///
    /// # Errors
    /// [`Error::NoRun`]; [`Error::Config`] if it began with weights of a file.
    pub fn run_start(&self, epochs: usize) -> Result<Start> {
        self.run()?.start(epochs)
    }

    /// The data set in numbers.
    ///
    /// # Errors
    /// [`Error::NoDataset`].
    pub fn summary(&self) -> Result<DatasetSummary> {
        Ok(self.dataset()?.summary())
    }

    /// Has the device compile what a run with these settings takes: see [`train::prepare()`]. Needs no
    /// images, and leaves everything as it is.
    ///
    /// # Errors
    /// [`Error::Config`], [`Error::Device`] if the device fails.
    pub async fn prepare(&self, request: ConfigRequest) -> Result<()> {
        let train_count = self.dataset().map_or(MANY, |dataset| dataset.train.len());
        let preset = request.resolve(train_count)?;
        train::prepare(&preset, &self.backend.device).await
    }
}

/// What is said of a snapshot that does not exist.
pub(super) fn no_snapshot(step: usize) -> Error {
    let reason = reason!("no-snapshot", "there is no snapshot of step {step}.", step);
    Error::config("at", reason)
}
