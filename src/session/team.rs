//! A session's part in a team of sessions: see [`team`](crate::team).

use super::load::check_lengths;
use super::*;
use crate::data::dataset::class_names;
use crate::team::Team;

/// Members of a team at most.
pub const MOST_MEMBERS: usize = 64;
/// Steps of a rehearsal at most: some are enough to measure a step.
const MOST_REHEARSED: usize = 100;

impl Session {
    /// Values that the memory of a team of `members` holds at best for this run.
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::Config`] unless there are 1..=[`MOST_MEMBERS`] members.
    pub fn team_capacity(&self, members: usize) -> Result<usize> {
        within("members", members, MOST_MEMBERS)?;
        // Beside the gradients, the loss and the correct answers.
        let values = self.run()?.parameters() + 2;
        Ok(Team::capacity_for(members, values))
    }

    /// The run becomes a member of a team: see [`Run::join`].
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::NoDataset`].
    pub fn join(&mut self, team: Team) -> Result<()> {
        self.running()?.0.join(team);
        Ok(())
    }

    /// The run goes on alone.
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::NoDataset`].
    pub fn leave(&mut self) -> Result<()> {
        self.running()?.0.leave();
        Ok(())
    }

    /// How many compute the run.
    ///
    /// # Errors
    /// [`Error::NoRun`].
    pub fn members(&self) -> Result<usize> {
        Ok(self.run()?.members())
    }

    /// Some steps without consequences: see [`Run::rehearse`].
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::NoDataset`], [`Error::Config`] unless there are 1..=100 steps.
    pub fn rehearse(&mut self, steps: usize) -> Result<usize> {
        within("steps", steps, MOST_REHEARSED)?;
        let (run, dataset) = self.running()?;
        Ok(run.rehearse(dataset, steps))
    }

    /// Takes over the images of another member's session. Ends the run there was.
    ///
    /// # Errors
    /// [`Error::Config`] if a split is empty, or if labels and images disagree; names that
    /// [`class_names`] refuses.
    pub fn mirror(&mut self, mut dataset: Dataset) -> Result<()> {
        for (name, split) in [("train", &dataset.train), ("test", &dataset.test)] {
            check_lengths(name, split)?;
            if split.is_empty() {
                return Err(Error::config(name, "there are no images."));
            }
        }
        dataset.about.class_names = class_names(Some(dataset.about.class_names))?;
        self.adopt(dataset);
        Ok(())
    }
}
