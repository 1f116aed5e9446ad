//! The part of a run that a member of a [team](crate::team) computes.

use super::*;
use crate::team::Part;
use crate::train::trainer::StepTensors;

/// Images in a step of a rehearsal: enough to measure whether a team is faster.
const REHEARSAL_IMAGES: usize = 64;

/// Makes one step from the images at `indices`, shared with the team if there is one. If a member is gone, this worker
/// makes this step and all following ones alone.
pub(super) fn step(
    trainer: &mut Trainer,
    team: &mut Option<Arc<Team>>,
    (feed, dataset, epoch): (&mut Feed, &Dataset, usize),
    indices: &[u32],
) -> StepTensors {
    let mut batch = |part: Part, device: &Device| {
        let indices = &indices[part.range()];
        feed.batch(dataset, indices, epoch, device)
    };
    if let Some(members) = team {
        let part = members.part(indices.len());
        let batch = batch(part, trainer.device());
        match trainer.step_in_team(batch, part, members) {
            Some(tensors) => return tensors,
            None => *team = None,
        }
    }
    trainer.step(batch(Part::whole(indices.len()), trainer.device()))
}

impl Run {
    /// Joins a team: computes only its part of every batch, and of every evaluation that begins from now on. All
    /// members must be equal runs at the same step, on a CPU, and must be given the same calls from now on.
    pub fn join(&mut self, team: Team) {
        self.team = Some(Arc::new(team));
    }

    /// Leaves the team: computes every batch alone.
    pub fn leave(&mut self) {
        self.team = None;
    }

    /// The number of workers that train this run, this one included.
    pub fn members(&self) -> usize {
        match &self.team {
            Some(team) if !team.is_broken() => team.size(),
            _ => 1,
        }
    }

    /// An evaluator that shares the images with the team, if there is one.
    pub(super) fn shared_evaluator(&self, holdout: Holdout, dataset: &Dataset) -> Evaluator {
        self.evaluator(holdout, dataset).shared(self.team.clone())
    }

    /// Makes `steps` steps with a copy of the network, on at most 64 images each, so that a caller can measure the time;
    /// returns the number of images in a step. The run does not change. All members of a team must rehearse together.
    pub fn rehearse(&mut self, dataset: &Dataset, steps: usize) -> usize {
        let config = &self.preset.config;
        let network = self.trainer.network().clone();
        let device = self.trainer.device();
        let mut trainer = Trainer::with_network(network, config, steps.max(1), device);
        let most = self
            .feed
            .train
            .len()
            .min(config.batch_size)
            .min(REHEARSAL_IMAGES);
        let indices = self.feed.train[..most].to_vec();
        for _ in 0..steps {
            let feed = (&mut self.feed, dataset, 0);
            step(&mut trainer, &mut self.team, feed, &indices);
        }
        most
    }
}
