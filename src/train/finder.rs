//! The rate finder: how does the loss answer to ever greater learning rates?
//!
//! After Smith, "Cyclical Learning Rates for Training Neural Networks",
//! <https://arxiv.org/abs/1506.01186>: a copy of the network takes steps whose rate grows
//! exponentially, until its loss gives way.

use serde::{Deserialize, Serialize};

use super::feed::Feed;
use super::trainer::Trainer;
use crate::data::{Dataset, Order};
use crate::error::{Error, Result};
use crate::ops::read::{self, Transaction};
use crate::recipe::{RunConfig, ScheduleKind};

/// Weight of the losses before in the smoothed loss.
const SMOOTHING: f64 = 0.9;
/// The sweep ends where the smoothed loss is this many times the least there was.
const GIVEN_WAY: f64 = 4.0;

/// What to sweep; what is left out takes these values.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
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
    /// Where the smoothed loss falls fastest, or, where it hardly falls, a tenth of the rate at
    /// which it gave way; `None` while unfinished, and if it does neither.
    pub suggestion: Option<f64>,
    /// True if there is nothing more to come.
    pub finished: bool,
}

/// A sweep under way.
pub(super) struct Finder {
    trainer: Trainer,
    feed: Feed,
    epoch: usize,
    order: Order,
    request: SweepRequest,
    mean: f64,
    sweep: RateSweep,
}

impl Finder {
    /// Begins a sweep with a copy of the trainer's network, on the images of an epoch.
    pub fn new(
        trainer: &Trainer,
        config: &RunConfig,
        (feed, epoch): (Feed, usize),
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
            let indices = indices.expect("the remainder is a batch's number");
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

    fn rate(&self, step: usize) -> f64 {
        let SweepRequest { from, to, steps } = self.request;
        from * (to / from).powf(step as f64 / (steps - 1) as f64)
    }

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
        if corrected > GIVEN_WAY * least {
            self.finish(true);
        }
    }

    fn finish(&mut self, gave_way: bool) {
        self.sweep.finished = true;
        self.sweep.suggestion = suggestion(&self.sweep, gave_way);
    }
}

/// The rate at which the smoothed loss falls fastest on the way to its least value: the middle of
/// the steepest tenth of a sweep's points, since a single difference is noise. Where the loss
/// hardly falls, because the network has learned before, a tenth of the rate at which it gave way.
fn suggestion(sweep: &RateSweep, gave_way: bool) -> Option<f64> {
    let RateSweep {
        rates,
        losses,
        smoothed,
        ..
    } = sweep;
    let least = (0..rates.len()).min_by(|&a, &b| smoothed[a].total_cmp(&smoothed[b]))?;
    // At the first rates nothing moves yet: what they show is the noise.
    let reach = (sweep.total / 10).max(2);
    let still = &losses[..losses.len().min(2 * reach)];
    let start = still.iter().sum::<f64>() / still.len() as f64;
    let spread = still.iter().map(|loss| (loss - start).powi(2)).sum::<f64>() / still.len() as f64;
    // The variance that is left of independent numbers in their exponential mean.
    let noise = (spread * (1.0 - SMOOTHING) / (1.0 + SMOOTHING)).sqrt();
    if start - smoothed[least] > (3.0 * noise).max(0.1 * start) {
        let fall = |end: usize| smoothed[end - reach] - smoothed[end];
        let steepest = (2 * reach..=least).max_by(|&a, &b| fall(a).total_cmp(&fall(b)));
        return steepest.map(|end| rates[end - reach / 2]);
    }
    gave_way.then(|| rates[rates.len() - 1] / 10.0)
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
        // Level, then down around 10⁻², then up.
        let fresh = sweep(|log| {
            let x = log + 2.0;
            2.3 - 2.0 / (1.0 + (-6.0 * x).exp()) + (x.max(0.0)).powi(2) * 3.0
        });
        let rate = suggestion(&fresh, true).unwrap();
        assert!((0.006..0.014).contains(&rate), "{rate}");
    }

    #[test]
    fn of_a_network_that_has_learned_the_noise_is_not_taken_for_a_fall() {
        let mut trained = sweep(|log| 0.1 + (log + 1.0).max(0.0).powi(2));
        for (i, loss) in trained.smoothed.iter_mut().enumerate() {
            *loss *= 1.0 - 0.02 * ((i % 7) as f64 / 3.0 - 1.0);
        }
        let last = trained.rates[99];
        assert_eq!(suggestion(&trained, true), Some(last / 10.0));
        assert_eq!(suggestion(&trained, false), None);
    }

    #[test]
    fn the_shortest_of_sweeps_is_no_trouble() {
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
