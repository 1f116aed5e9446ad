//! A run as plain numbers, which outlive its device: to go on from elsewhere, on another one.

use super::{Phase, Position, Run, Totals};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::model::Network;
use crate::ops::read::{self, Transaction};
use crate::recipe::config;
use crate::store::{Checkpoint, Place, Stage};

impl Run {
    /// The run as it is now. The run itself stays as it is.
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
        let of_one = |kept: usize| values.by_ref().take(kept).collect();
        let memory = kept.into_iter().map(of_one).collect();
        Ok(Checkpoint {
            place,
            tensors,
            memory,
        })
    }

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

    /// Goes on from `checkpoint`, which a run with the same settings and images has given: its next
    /// losses are those that the other's would have been. On another device they are the same
    /// within rounding.
    ///
    /// # Errors
    /// [`Error::Config`] if it is of another network or of a longer run; the run stays as it is.
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
            tensors.next().expect("as many as the spec has")
        })?;
        self.trainer.set_learning_rate(place.learning_rate);
        self.trainer.rewind(network, place.step);
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
