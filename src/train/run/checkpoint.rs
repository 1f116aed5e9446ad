//! Checkpoints of a run: writing one, and continuing from one, possibly on another device.

use super::{Phase, Position, Run, Totals};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::model::Network;
use crate::ops::read::{self, Transaction};
use crate::recipe::config;
use crate::store::{Checkpoint, Place, Stage};

impl Run {
    /// Reads the state of the run. The run does not change.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn checkpoint(&self) -> Result<Checkpoint> {
        let memory = self.trainer.memory();
        let kept: Vec<usize> = memory.tensors.iter().map(Vec::len).collect();
        let mut reads = Transaction::default();
        let mut count = 0;
        for tensor in self.network().state() {
            reads = reads.register(tensor.values);
            count += 1;
        }
        for tensor in memory.tensors.into_iter().flatten() {
            reads = reads.register(tensor);
        }
        let place = self.place(memory.updates);
        let mut values = read::floats(reads).await?.into_iter();
        let tensors = values.by_ref().take(count).collect();
        let of_parameter = |kept: usize| values.by_ref().take(kept).collect();
        let memory = kept.into_iter().map(of_parameter).collect();
        Ok(Checkpoint {
            place,
            tensors,
            memory,
        })
    }

    /// The run's progress. `remembered` is the number of updates in the optimiser's state.
    fn place(&self, remembered: usize) -> Place {
        let Position {
            epoch,
            next,
            totals,
        } = &self.position;
        Place {
            step: self.steps(),
            epoch: *epoch,
            next: *next,
            stage: match self.phase {
                Phase::Training(_) => Stage::Training,
                Phase::Evaluating { .. } => Stage::Evaluating,
                Phase::Finished => Stage::Finished,
            },
            ending: self.ending,
            learning_rate: self.trainer.learning_rate(),
            remembered,
            loss: totals.loss,
            correct: totals.correct,
            images: totals.images,
        }
    }

    /// Continues from a checkpoint of a run with the same settings and images. The next losses are the
    /// same as in that run; on another device they differ by rounding.
    ///
    /// # Errors
    /// [`Error::Config`] if the checkpoint belongs to another network, another optimiser or a longer run,
    /// or if its numbers are out of range. The run then does not change.
    pub fn restore(&mut self, checkpoint: Checkpoint, dataset: &Dataset) -> Result<()> {
        checkpoint.check(&self.preset.spec, |tensors| self.trainer.keeps(tensors))?;
        let place = &checkpoint.place;
        let epochs = self.preset.config.epochs;
        let steps = self.feed.steps_per_epoch();
        if place.epoch > epochs || place.next > steps || place.step > epochs * steps {
            return Err(Error::config("checkpoint", "it is of a longer run."));
        }
        config::above_zero("learning_rate", place.learning_rate, config::MOST_RATE)?;
        if !place.loss.is_finite() || !place.correct.is_finite() {
            return Err(Error::config("checkpoint", "its sums are not finite."));
        }
        let Checkpoint {
            place,
            tensors,
            memory,
        } = checkpoint;
        let mut tensors = tensors.into_iter();
        let network = Network::from_state(&self.preset.spec, self.trainer.device(), |_| {
            tensors.next().expect("the number of tensors was checked")
        })?;
        self.trainer.set_learning_rate(place.learning_rate);
        self.trainer.rewind(network, place.step);
        self.history.forget_after(place.step);
        self.trainer.recall(memory, place.remembered);
        self.position = Position {
            epoch: place.epoch,
            next: place.next,
            totals: Totals {
                loss: place.loss,
                correct: place.correct,
                images: place.images,
            },
        };
        (self.last_finite, self.finder, self.ending) = (None, None, place.ending);
        match place.stage {
            Stage::Training => self.phase = Phase::Training(self.feed.order(place.epoch)),
            Stage::Evaluating => self.begin_evaluation(dataset),
            Stage::Finished => self.phase = Phase::Finished,
        }
        Ok(())
    }
}
