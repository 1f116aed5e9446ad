//! Loss and accuracy over a whole split, a stretch at a time.

use std::sync::Arc;

use burn::tensor::Device;
use serde::Serialize;

use super::scores::{Choice, Classifier, Scores, by_outputs};
use crate::data::{CLASSES, Input, Order, Split};
use crate::error::Result;
use crate::model::{Batch, Network};
use crate::ops::read::{self, Transaction};
use crate::recipe::config::EVALUATED_AT_ONCE;
use crate::team::Team;

/// Which images a network is assessed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Holdout {
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
    pub split: Holdout,
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
    holdout: Holdout,
    order: Order,
    step: usize,
    next: usize,
    loss: f64,
    correct: usize,
    count: usize,
    /// The network's outputs so far: `[count, 10]`.
    outputs: Vec<f64>,
    /// Who else computes a part.
    team: Option<Arc<Team>>,
}

impl Evaluator {
    /// Begins an evaluation of `network`, which has no autodiff and has seen `step` updates, on
    /// the images at `indices`.
    pub fn new(
        network: Network,
        step: usize,
        (holdout, indices): (Holdout, Vec<u32>),
        input: Input,
        device: &Device,
    ) -> Self {
        Self {
            network,
            device: device.clone().without_autodiff(),
            input,
            holdout,
            order: Order::sequential(indices, EVALUATED_AT_ONCE),
            step,
            next: 0,
            loss: 0.0,
            correct: 0,
            count: 0,
            outputs: Vec::new(),
            team: None,
        }
    }

    /// Shares the images with a team whose members all hold the same evaluation, at its beginning.
    pub fn shared(mut self, team: Option<Arc<Team>>) -> Self {
        let size = team.as_ref().map_or(1, |team| team.size());
        self.order = self.order.in_batches_of(EVALUATED_AT_ONCE * size);
        self.team = team;
        self
    }

    /// Goes on by one stretch of the images' `split`; the result once all is done.
    ///
    /// # Errors
    /// [`Error::Device`](crate::error::Error::Device) if the device fails.
    pub async fn advance(&mut self, split: &Split) -> Result<Option<Evaluation>> {
        if let Some(indices) = self.order.batch(self.next) {
            let indices = indices.to_vec();
            let outputs = self.shared_outputs(split, &indices).await?;
            let outputs = outputs.iter().copied().map(f64::from);
            let before = self.outputs.len();
            self.outputs.extend(outputs);
            let rows = self.outputs[before..].chunks_exact(CLASSES);
            for (row, &index) in rows.zip(&indices) {
                let label = split.labels[index as usize];
                let reading = by_outputs(row, index, label, Choice::All);
                self.loss += reading.loss;
                self.correct += usize::from(reading.is_right());
            }
            self.count += indices.len();
            self.next += 1;
        }
        Ok((self.next == self.order.batches()).then(|| Evaluation {
            split: self.holdout,
            step: self.step,
            loss: self.loss / self.count as f64,
            accuracy: self.correct as f64 / self.count as f64,
            count: self.count,
        }))
    }

    /// What the network gives the images at `indices`: `[indices, 10]`. The team's members each
    /// compute a part.
    async fn shared_outputs(&mut self, split: &Split, indices: &[u32]) -> Result<Vec<f32>> {
        if let Some(team) = self.team.clone() {
            let part = team.part(indices.len());
            let mine = self.outputs(split, &indices[part.range()]).await?;
            if !part.is_shared() {
                return Ok(mine);
            }
            // Nothing but zeros is added to a value.
            let mut all = vec![0.0; indices.len() * CLASSES];
            all[part.first * CLASSES..][..mine.len()].copy_from_slice(&mine);
            team.sum(&mut all);
            if !team.is_broken() {
                return Ok(all);
            }
            self.team = None;
        }
        self.outputs(split, indices).await
    }

    async fn outputs(&self, split: &Split, indices: &[u32]) -> Result<Vec<f32>> {
        let batch = Batch::gather(split, indices, self.input, &self.device);
        let outputs = self.network.forward(batch.images);
        read::scalars(Transaction::default().register(outputs)).await
    }

    /// What the network gave each image so far, in the order of the indices.
    pub fn into_scores(self) -> Scores {
        Scores {
            classifier: Classifier::Network,
            step: Some(self.step),
            values: self.outputs,
        }
    }

    /// Which images it is on.
    pub fn holdout(&self) -> Holdout {
        self.holdout
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
