//! A run's part in a team: see [`team`](crate::team).

use super::*;
use crate::team::Part;
use crate::train::trainer::StepTensors;

/// Images of a batch that a rehearsal takes: enough to tell whether a team is faster.
const REHEARSED: usize = 64;

/// One step from the images at `indices`, shared with the team if there is one. If a member is
/// gone, this step and all to come are made alone.
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
    /// From now on computes only its part of every batch, and of every evaluation that begins.
    /// All members must be equal runs at the same place, on a CPU, and from now on be asked the
    /// same.
    pub fn join(&mut self, team: Team) {
        self.team = Some(Arc::new(team));
    }

    /// From now on goes on alone.
    pub fn leave(&mut self) {
        self.team = None;
    }

    /// How many compute, this one included.
    pub fn members(&self) -> usize {
        match &self.team {
            Some(team) if !team.is_broken() => team.size(),
            _ => 1,
        }
    }

    /// An evaluation that the team shares, if there is one.
    pub(super) fn shared_evaluator(&self, holdout: Holdout, dataset: &Dataset) -> Evaluator {
        self.evaluator(holdout, dataset).shared(self.team.clone())
    }

    /// Makes `steps` steps with a copy of the network, on at most 64 images each, for whoever
    /// holds a watch; how many images those are. The run stays as it is. All members of a team must
    /// rehearse alike.
    pub fn rehearse(&mut self, dataset: &Dataset, steps: usize) -> usize {
        let config = &self.preset.config;
        let network = self.trainer.network().clone();
        let device = self.trainer.device();
        let mut trainer = Trainer::with_network(network, config, steps.max(1), device);
        let most = self.feed.train.len().min(config.batch_size).min(REHEARSED);
        let indices = self.feed.train[..most].to_vec();
        for _ in 0..steps {
            let feed = (&mut self.feed, dataset, 0);
            step(&mut trainer, &mut self.team, feed, &indices);
        }
        most
    }
}
