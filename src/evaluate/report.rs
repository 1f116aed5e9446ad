//! Loss and accuracy over a whole split, a stretch at a time.

use burn::tensor::{Device, Transaction};
use serde::Serialize;

use crate::data::{Batch, Input, Order, Split};
use crate::error::Result;
use crate::model::{Mode, Network};
use crate::read;
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
        }
    }

    /// Goes on by one stretch of the images' `split`; the result once all is done.
    ///
    /// # Errors
    /// [`Error::Device`](crate::error::Error::Device) if the device fails.
    pub async fn advance(&mut self, split: &Split) -> Result<Option<Evaluation>> {
        if let Some(indices) = self.order.batch(self.next) {
            let batch = Batch::gather(split, indices, self.input, &self.device);
            let logits = self.network.forward(batch.images, Mode::Inference);
            let correct = loss::correct(logits.clone(), batch.targets.clone());
            let loss = loss::per_image(logits, batch.targets).sum();
            let read = read::scalars(Transaction::default().register(loss).register(correct));
            let values = read.await?;
            self.loss += f64::from(values[0]);
            self.correct += f64::from(values[1]);
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
