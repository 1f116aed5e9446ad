//! The rate finder: how does the loss answer to ever greater learning rates?
//!
//! After Smith, "Cyclical Learning Rates for Training Neural Networks",
//! <https://arxiv.org/abs/1506.01186>: a copy of the network takes steps whose rate grows
//! exponentially, until its loss gives way.

use burn::tensor::Transaction;
use serde::{Deserialize, Serialize};

use super::config::RunConfig;
use super::schedule::ScheduleKind;
use super::trainer::Trainer;
use crate::data::{Augmenter, Dataset, Order};
use crate::error::{Error, Result};
use crate::read;

/// Weight of the losses before in the smoothed loss.
const SMOOTHING: f64 = 0.9;
/// The sweep ends where the smoothed loss is this many times the least there was.
const GIVEN_WAY: f64 = 4.0;

/// What to sweep; what is left out takes these values.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(default)]
pub struct SweepRequest {
    /// The first rate, above 0.
    pub from: f64,
    /// The last rate, above the first and at most 100.
    pub to: f64,
    /// Steps from one to the other, 10..=1000.
    pub steps: usize,
}

impl Default for SweepRequest {
    fn default() -> Self {
        Self {
            from: 1e-6,
            to: 10.0,
            steps: 140,
        }
    }
}

/// The sweep so far.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct RateSweep {
    /// Steps made.
    pub done: usize,
    /// Steps at most: the sweep ends before if the loss gives way.
    pub total: usize,
    /// The rate of each step.
    pub rates: Vec<f64>,
    /// Mean loss of each step's batch, before its update.
    pub losses: Vec<f64>,
    /// The losses' exponential mean, corrected for its start.
    pub smoothed: Vec<f64>,
    /// Where the smoothed loss falls fastest; `None` while unfinished, and if it never falls.
    pub suggestion: Option<f64>,
    /// True if there is nothing more to come.
    pub finished: bool,
}

/// A sweep under way.
pub(super) struct Finder {
    trainer: Trainer,
    augmenter: Augmenter,
    config: RunConfig,
    order: Order,
    request: SweepRequest,
    mean: f64,
    sweep: RateSweep,
}

impl Finder {
    /// Begins a sweep with a copy of the trainer's network, on the run's training images.
    pub fn new(
        trainer: &Trainer,
        config: &RunConfig,
        order: Order,
        request: SweepRequest,
    ) -> Result<Self> {
        let SweepRequest { from, to, steps } = request;
        if !(from > 0.0 && from < to && to <= 100.0) {
            let message = format!("{from} to {to} is no way up from above 0 to at most 100.");
            return Err(Error::config("rates", message));
        }
        if !(10..=1000).contains(&steps) {
            let message = format!("{steps} is not in 10 to 1000.");
            return Err(Error::config("steps", message));
        }
        let mut config = config.clone();
        config.schedule = ScheduleKind::Constant;
        let network = trainer.training_network().clone();
        Ok(Self {
            trainer: Trainer::with_network(network, &config, steps, trainer.device()),
            augmenter: Augmenter::new(config.augmentation(), config.seed),
            config,
            order,
            request,
            mean: 0.0,
            sweep: RateSweep {
                done: 0,
                total: steps,
                rates: Vec::new(),
                losses: Vec::new(),
                smoothed: Vec::new(),
                suggestion: None,
                finished: false,
            },
        })
    }

    /// Goes on by at most `max_steps` steps; all that there is so far.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn advance(&mut self, dataset: &Dataset, max_steps: usize) -> Result<RateSweep> {
        let end = self.sweep.total.min(self.sweep.done + max_steps.max(1));
        let mut reads = Transaction::default();
        let first = self.sweep.done;
        for step in first..end {
            let indices = self.order.batch(step % self.order.batches());
            let batch = super::run::training_batch(
                dataset,
                indices.expect("the remainder is a batch's number"),
                &self.config,
                (&mut self.augmenter, 0),
                self.trainer.device(),
            );
            self.trainer.set_learning_rate(self.rate(step));
            reads = reads.register(self.trainer.step(batch).loss);
        }
        if first < end {
            for (step, loss) in (first..end).zip(read::scalars(reads).await?) {
                self.add(step, f64::from(loss));
            }
        }
        if self.sweep.done == self.sweep.total {
            self.finish();
        }
        Ok(self.sweep.clone())
    }

    fn rate(&self, step: usize) -> f64 {
        let SweepRequest { from, to, steps } = self.request;
        from * (to / from).powf(step as f64 / (steps - 1) as f64)
    }

    fn add(&mut self, step: usize, loss: f64) {
        if self.sweep.finished {
            return;
        }
        if !loss.is_finite() {
            return self.finish();
        }
        self.mean = SMOOTHING * self.mean + (1.0 - SMOOTHING) * loss;
        let corrected = self.mean / (1.0 - SMOOTHING.powi(step as i32 + 1));
        self.sweep.done = step + 1;
        self.sweep.rates.push(self.rate(step));
        self.sweep.losses.push(loss);
        self.sweep.smoothed.push(corrected);
        let least = self
            .sweep
            .smoothed
            .iter()
            .copied()
            .fold(f64::INFINITY, f64::min);
        if corrected > GIVEN_WAY * least {
            self.finish();
        }
    }

    fn finish(&mut self) {
        self.sweep.finished = true;
        self.sweep.suggestion = steepest(&self.sweep.rates, &self.sweep.smoothed);
    }
}

/// The rate at which the loss falls fastest, on the way to its least value: the middle of the
/// steepest tenth of a sweep's points, since a single difference is noise.
fn steepest(rates: &[f64], losses: &[f64]) -> Option<f64> {
    let least = (0..losses.len()).min_by(|&a, &b| losses[a].total_cmp(&losses[b]))?;
    let reach = (losses.len() / 10).max(2);
    let fall = |end: usize| losses[end - reach] - losses[end];
    let best = (reach..=least).max_by(|&a, &b| fall(a).total_cmp(&fall(b)))?;
    (fall(best) > 0.0).then(|| rates[best - reach / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suggestion_is_where_the_loss_falls_fastest() {
        let rates: Vec<f64> = (0..100)
            .map(|i| 10_f64.powf(i as f64 / 20.0 - 5.0))
            .collect();
        // Level, then down around 10⁻², then up.
        let losses: Vec<f64> = rates
            .iter()
            .map(|rate| {
                let x = rate.log10() + 2.0;
                2.3 - 2.0 / (1.0 + (-6.0 * x).exp()) + (x.max(0.0)).powi(2) * 3.0
            })
            .collect();
        let suggestion = steepest(&rates, &losses).unwrap();
        assert!((0.006..0.014).contains(&suggestion), "{suggestion}");
    }

    #[test]
    fn a_loss_that_never_falls_suggests_nothing() {
        let rates: Vec<f64> = (1..50).map(f64::from).collect();
        assert_eq!(steepest(&rates, &rates), None);
        assert_eq!(steepest(&[], &[]), None);
        assert_eq!(steepest(&[1.0], &[1.0]), None);
    }
}
