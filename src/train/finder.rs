//! The rate finder: a sweep that measures the loss at growing learning rates.
//!
//! The method is that of Smith, "Cyclical Learning Rates for Training Neural Networks",
//! <https://arxiv.org/abs/1506.01186>: a copy of the network makes training steps with an exponentially
//! growing learning rate, until the loss diverges.

use serde::{Deserialize, Serialize};

use super::feed::Feed;
use super::trainer::Trainer;
use crate::data::{Dataset, Order};
use crate::error::{Error, Result};
use crate::ops::read::{self, Transaction};
use crate::recipe::{RunConfig, ScheduleKind};

/// Weight of the earlier losses in the smoothed loss.
const SMOOTHING: f64 = 0.9;
/// The loss has diverged, and the sweep ends, if the smoothed loss exceeds its minimum by this factor.
const DIVERGENCE: f64 = 4.0;

/// The settings of a sweep. Missing ones take the default: 140 steps from 10⁻⁶ to 10.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct SweepRequest {
    /// The learning rate of the first step, above 0.
    pub from: f64,
    /// The learning rate of the last step, above `from` and at most 100.
    pub to: f64,
    /// Number of steps, 10..=1000.
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

/// The results of a sweep so far.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct RateSweep {
    /// Number of steps made.
    pub done: usize,
    /// The most steps of the sweep. It ends earlier if the loss diverges.
    pub total: usize,
    /// The learning rate of each step.
    pub rates: Vec<f64>,
    /// Mean loss of each step's batch, before its update.
    pub losses: Vec<f64>,
    /// The exponential moving average of the losses, with bias correction.
    pub smoothed: Vec<f64>,
    /// The suggested learning rate: where the smoothed loss falls fastest or, if it hardly falls, a
    /// tenth of the rate at which it diverged. `None` before the end, and if the loss does neither.
    pub suggestion: Option<f64>,
    /// True if the sweep has ended.
    pub finished: bool,
}

/// A sweep in progress.
pub(super) struct Finder {
    trainer: Trainer,
    feed: Feed,
    epoch: usize,
    order: Order,
    request: SweepRequest,
    /// The exponential moving average of the losses, without bias correction.
    mean: f64,
    sweep: RateSweep,
}

impl Finder {
    /// Begins a sweep with a copy of the trainer's network, on the images of an epoch.
    ///
    /// # Errors
    /// [`Error::Config`] if the request is out of its ranges.
    pub fn new(
        trainer: &Trainer,
        config: &RunConfig,
        (feed, epoch): (Feed, usize),
        request: SweepRequest,
    ) -> Result<Self> {
        let SweepRequest { from, to, steps } = request;
        if !(from > 0.0 && from < to && to <= 100.0) {
            let message = format!(
                "{from} to {to} is not a range of rates that rises from above 0 to at most 100."
            );
            return Err(Error::config("rates", message));
        }
        if !(10..=1000).contains(&steps) {
            let message = format!("{steps} is not in 10 to 1000.");
            return Err(Error::config("steps", message));
        }
        let mut config = config.clone();
        config.schedule = ScheduleKind::Constant;
        let network = trainer.network().clone();
        Ok(Self {
            trainer: Trainer::with_network(network, &config, steps, trainer.device()),
            order: feed.order(epoch),
            feed,
            epoch,
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

    /// Makes at most `max_steps` further steps and returns the results of the whole sweep so far.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn advance(&mut self, dataset: &Dataset, max_steps: usize) -> Result<RateSweep> {
        let end = self.sweep.total.min(self.sweep.done + max_steps.max(1));
        let mut reads = Transaction::default();
        let first = self.sweep.done;
        for step in first..end {
            let indices = self.order.batch(step % self.order.batches());
            let indices = indices.expect("the remainder is below the number of batches");
            let device = self.trainer.device();
            let batch = self.feed.batch(dataset, indices, self.epoch, device);
            self.trainer.set_learning_rate(self.rate(step));
            reads = reads.register(self.trainer.step(batch).loss);
        }
        if first < end {
            for (step, loss) in (first..end).zip(read::scalars(reads).await?) {
                self.add(step, f64::from(loss));
            }
        }
        if self.sweep.done == self.sweep.total && !self.sweep.finished {
            self.finish(false);
        }
        Ok(self.sweep.clone())
    }

    /// The learning rate of a step, counted from 0.
    fn rate(&self, step: usize) -> f64 {
        let SweepRequest { from, to, steps } = self.request;
        from * (to / from).powf(step as f64 / (steps - 1) as f64)
    }

    /// Adds the loss of a step to the results.
    fn add(&mut self, step: usize, loss: f64) {
        if self.sweep.finished {
            return;
        }
        if !loss.is_finite() {
            return self.finish(true);
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
        if corrected > DIVERGENCE * least {
            self.finish(true);
        }
    }

    fn finish(&mut self, diverged: bool) {
        self.sweep.finished = true;
        self.sweep.suggestion = suggestion(&self.sweep, diverged);
    }
}

/// The learning rate at which the smoothed loss falls fastest before its minimum. It is the middle of
/// the steepest tenth of the sweep, because a difference of two neighbouring losses is mostly noise. If
/// the loss hardly falls, because the network is trained already, it is a tenth of the rate at which the
/// loss diverged.
fn suggestion(sweep: &RateSweep, diverged: bool) -> Option<f64> {
    let RateSweep {
        rates,
        losses,
        smoothed,
        ..
    } = sweep;
    let least = (0..rates.len()).min_by(|&a, &b| smoothed[a].total_cmp(&smoothed[b]))?;
    // The first rates are too small to change the network: their losses differ only by noise.
    let reach = (sweep.total / 10).max(2);
    let first = &losses[..losses.len().min(2 * reach)];
    let start = first.iter().sum::<f64>() / first.len() as f64;
    let variance =
        first.iter().map(|loss| (loss - start).powi(2)).sum::<f64>() / first.len() as f64;
    // The standard deviation of the exponential moving average of independent losses.
    let noise = (variance * (1.0 - SMOOTHING) / (1.0 + SMOOTHING)).sqrt();
    if start - smoothed[least] > (3.0 * noise).max(0.1 * start) {
        let fall = |end: usize| smoothed[end - reach] - smoothed[end];
        let steepest = (2 * reach..=least).max_by(|&a, &b| fall(a).total_cmp(&fall(b)));
        return steepest.map(|end| rates[end - reach / 2]);
    }
    diverged.then(|| rates[rates.len() - 1] / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sweep from 10⁻⁵ to 1 whose loss follows `loss` of the rate's logarithm, with some noise.
    fn sweep(loss: impl Fn(f64) -> f64) -> RateSweep {
        let logs = (0..100).map(|i| f64::from(i) / 20.0 - 5.0);
        let rates: Vec<f64> = logs.clone().map(|log| 10_f64.powf(log)).collect();
        let smoothed: Vec<f64> = logs.map(loss).collect();
        let noise = |i: usize| 0.1 * ((i * i % 17) as f64 / 8.0 - 1.0);
        let losses = smoothed
            .iter()
            .enumerate()
            .map(|(i, l)| l * (1.0 + noise(i)));
        RateSweep {
            done: 100,
            total: 100,
            losses: losses.collect(),
            rates,
            smoothed,
            suggestion: None,
            finished: true,
        }
    }

    #[test]
    fn the_suggestion_is_where_the_loss_falls_fastest() {
        // Constant, then falling around 10⁻², then rising.
        let fresh = sweep(|log| {
            let x = log + 2.0;
            2.3 - 2.0 / (1.0 + (-6.0 * x).exp()) + (x.max(0.0)).powi(2) * 3.0
        });
        let rate = suggestion(&fresh, true).unwrap();
        assert!((0.006..0.014).contains(&rate), "{rate}");
    }

    #[test]
    fn noise_of_a_trained_network_is_not_taken_for_a_fall() {
        let mut trained = sweep(|log| 0.1 + (log + 1.0).max(0.0).powi(2));
        for (i, loss) in trained.smoothed.iter_mut().enumerate() {
            *loss *= 1.0 - 0.02 * ((i % 7) as f64 / 3.0 - 1.0);
        }
        let last = trained.rates[99];
        assert_eq!(suggestion(&trained, true), Some(last / 10.0));
        assert_eq!(suggestion(&trained, false), None);
    }

    #[test]
    fn a_sweep_of_at_most_one_step_suggests_nothing() {
        let mut short = sweep(|_| 1.0);
        for list in [&mut short.rates, &mut short.losses, &mut short.smoothed] {
            list.truncate(1);
        }
        assert_eq!(suggestion(&short, false), None);
        for list in [&mut short.rates, &mut short.losses, &mut short.smoothed] {
            list.clear();
        }
        assert_eq!(suggestion(&short, true), None);
    }
}
