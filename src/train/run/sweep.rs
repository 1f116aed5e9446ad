//! Sweeps of the learning rate with a copy of a run's network: see [`finder`](crate::train::finder).

use super::*;
use crate::train::finder::{RateSweep, SweepRequest};

impl Run {
    /// Begins a sweep of the learning rate with a copy of the present network. The run itself does not
    /// change. [`sweep`](Self::sweep) makes the steps.
    ///
    /// # Errors
    /// [`Error::Config`] if the request is out of its ranges.
    pub fn begin_sweep(&mut self, request: SweepRequest) -> Result<()> {
        let config = &self.preset.config;
        let feed = Feed::new(config, self.train_count);
        let epoch = self.position.epoch;
        self.finder = Some(Finder::new(&self.trainer, config, (feed, epoch), request)?);
        Ok(())
    }

    /// Makes at most `max_steps` steps of the sweep and returns its results so far.
    ///
    /// # Errors
    /// [`Error::NoSweep`] if no sweep was begun or the run was advanced since, [`Error::Device`] if the
    /// device fails.
    pub async fn sweep(&mut self, dataset: &Dataset, max_steps: usize) -> Result<RateSweep> {
        let finder = self.finder.as_mut().ok_or(Error::NoSweep)?;
        let sweep = finder.advance(dataset, max_steps).await?;
        if sweep.finished {
            self.finder = None;
        }
        Ok(sweep)
    }
}
