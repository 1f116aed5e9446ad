//! A session's part in a team of sessions: see [`team`](crate::team).

use super::*;
use crate::team::Team;

impl Session {
    /// Values that the memory of a team of `members` holds at best for this run.
    ///
    /// # Errors
    /// [`Error::NoRun`].
    pub fn team_capacity(&self, members: usize) -> Result<usize> {
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
    /// [`Error::NoRun`], [`Error::NoDataset`].
    pub fn rehearse(&mut self, steps: usize) -> Result<usize> {
        let (run, dataset) = self.running()?;
        Ok(run.rehearse(dataset, steps))
    }

    /// Takes over the images of another member's session, which has checked them. Ends the run
    /// there was.
    pub fn mirror(&mut self, dataset: Dataset) {
        self.adopt(dataset);
    }
}
