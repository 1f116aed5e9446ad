//! Loss and accuracy over a whole split, a stretch at a time.

use std::rc::Rc;

use burn::tensor::{Device, Transaction};
use serde::Serialize;

use crate::data::{Batch, Input, Order, Split};
use crate::error::Result;
use crate::model::{Mode, Network};
use crate::read;
use crate::team::Team;
use crate::train::loss;

/// Images to one forward pass: some 100 ms of work on a slow CPU, so that a pause or a drawn
/// digit need not wait longer.
const STRETCH: usize = 250;

/// Which images a network is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Judges {
    /// The test images.
    Test,
    /// Training images that were held out.
    Validation,
}

/// Loss and accuracy of a network on images that it was not trained on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct Evaluation {
    /// Which images.
    pub split: Judges,
    /// Optimiser updates that the network had seen.
    pub step: usize,
    /// Mean cross entropy.
    pub loss: f64,
    /// Share of images classified correctly, 0..=1.
    pub accuracy: f64,
    /// Images.
    pub count: usize,
}

/// An evaluation under way. Holds the network as it was when it began.
pub struct Evaluator {
    network: Network,
    device: Device,
    input: Input,
    judges: Judges,
    order: Order,
    step: usize,
    next: usize,
    loss: f64,
    correct: f64,
    count: usize,
    team: Option<Rc<Team>>,
}

impl Evaluator {
    /// Begins an evaluation of `network`, which has no autodiff and has seen `step` updates, on
    /// the images at `indices`.
    pub fn new(
        network: Network,
        step: usize,
        (judges, indices): (Judges, Vec<u32>),
        input: Input,
        device: &Device,
    ) -> Self {
        Self {
            network,
            device: device.clone().without_autodiff(),
            input,
            judges,
            order: Order::sequential(indices, STRETCH),
            step,
            next: 0,
            loss: 0.0,
            correct: 0.0,
            count: 0,
            team: None,
        }
    }

    /// Shares the images with a team whose members all hold the same evaluation, at its beginning.
    pub fn shared(mut self, team: Option<Rc<Team>>) -> Self {
        let size = team.as_ref().map_or(1, |team| team.size());
        self.order = self.order.in_batches_of(STRETCH * size);
        self.team = team;
        self
    }

    /// Goes on by one stretch of the images' `split`; the result once all is done.
    ///
    /// # Errors
    /// [`Error::Device`](crate::error::Error::Device) if the device fails.
    pub async fn advance(&mut self, split: &Split) -> Result<Option<Evaluation>> {
        if let Some(indices) = self.order.batch(self.next) {
            let mut values = None;
            if let Some(team) = &self.team {
                let part = team.part(indices.len());
                let sums = self.sums(split, &indices[part.range()]).await?;
                let all = if part.is_shared() {
                    team.gather(&sums)
                } else {
                    sums
                };
                // A member may be gone: then alone.
                values = (!team.is_broken()).then_some(all);
            }
            let values = match values {
                Some(values) => values,
                None => {
                    self.team = None;
                    self.sums(split, indices).await?
                }
            };
            for sums in values.chunks(2) {
                self.loss += f64::from(sums[0]);
                self.correct += f64::from(sums[1]);
            }
            self.count += indices.len();
            self.next += 1;
        }
        Ok((self.next == self.order.batches()).then(|| Evaluation {
            split: self.judges,
            step: self.step,
            loss: self.loss / self.count as f64,
            accuracy: self.correct / self.count as f64,
            count: self.count,
        }))
    }

    /// Loss and correct answers, summed over the images at `indices`.
    async fn sums(&self, split: &Split, indices: &[u32]) -> Result<Vec<f32>> {
        let batch = Batch::gather(split, indices, self.input, &self.device);
        let logits = self.network.forward(batch.images, Mode::Inference);
        let correct = loss::correct(logits.clone(), batch.targets.clone());
        let loss = loss::per_image(logits, batch.targets).sum();
        read::scalars(Transaction::default().register(loss).register(correct)).await
    }

    /// Which images it is on.
    pub fn judges(&self) -> Judges {
        self.judges
    }

    /// Images in all.
    pub fn total(&self) -> usize {
        self.order.images()
    }

    /// Images done so far.
    pub fn done(&self) -> usize {
        self.count
    }
}
