//! Sweeping the learning rate with a copy of a run's network: see [`finder`](crate::train::finder).

use super::*;
use crate::train::finder::{RateSweep, SweepRequest};

impl Run {
    /// Begins to sweep the learning rate with a copy of the network as it is now; the run itself
    /// stays as it is. [`sweep`](Self::sweep) goes on with it.
    ///
    /// # Errors
    /// [`Error::Config`] if the sweep asked for makes no sense.
    pub fn begin_sweep(&mut self, request: SweepRequest) -> Result<()> {
        let config = &self.preset.config;
        let feed = Feed::new(config, self.train_count);
        let epoch = self.position.epoch;
        self.finder = Some(Finder::new(&self.trainer, config, (feed, epoch), request)?);
        Ok(())
    }

    /// Goes on with the sweep by at most `max_steps` steps: all that there is so far.
    ///
    /// # Errors
    /// [`Error::NoSweep`] if none was begun or the run went on since, [`Error::Device`] if the
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
