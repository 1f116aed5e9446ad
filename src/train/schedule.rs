//! Schedules of the learning rate and, with cycles, of the momentum.

use std::f64::consts::PI;

use crate::recipe::ScheduleKind;

/// The share of the steps in which one-cycle's rate rises. This and the next four constants are the defaults of
/// PyTorch's `OneCycleLR`.
const RISING: f64 = 0.3;
/// The peak rate divided by the first rate.
const FIRST_DIVISOR: f64 = 25.0;
/// The first rate divided by the last rate.
const LAST_DIVISOR: f64 = 1e4;
/// The momentum at the first and the last step; also fastai's, as `moms` of `Learner`.
const MOST_MOMENTUM: f64 = 0.95;
/// The momentum at the peak; also fastai's.
const LEAST_MOMENTUM: f64 = 0.85;

/// The first cycle of fastai's `fine_tune`: the share of its steps in which the rate rises.
const FIRST_PHASE_RISING: f64 = 0.99;
/// The first cycle of fastai's `fine_tune`: the peak divided by the first rate.
const FIRST_PHASE_DIVISOR: f64 = 25.0;
/// The peak of the second cycle of fastai's `fine_tune`, as a factor of the first one's.
const SECOND_PHASE_PEAK: f64 = 0.5;

/// A schedule for a run of known length.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// The formula.
    pub kind: ScheduleKind,
    /// Optimiser updates per epoch.
    pub steps_per_epoch: usize,
    /// Optimiser updates of the whole run.
    pub total_steps: usize,
    /// Epochs between two changes. Only for [`ScheduleKind::Step`].
    pub decay_epochs: usize,
    /// Factor of each change. Only for [`ScheduleKind::Step`].
    pub decay_factor: f64,
    /// Share of the steps in which the rate rises. Only for [`ScheduleKind::FitOneCycle`] and the second
    /// cycle of [`ScheduleKind::FineTune`], as is `div`.
    pub pct_start: f64,
    /// The peak divided by the first rate.
    pub div: f64,
    /// The peak divided by the rate at the end. Only for [`ScheduleKind::FitOneCycle`] and
    /// [`ScheduleKind::FineTune`].
    pub div_final: f64,
}

/// The schedule's values for one update.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Factor of the run's learning rate.
    pub factor: f64,
    /// Momentum or β₁; `None` for the run's own.
    pub momentum: Option<f64>,
}

impl Schedule {
    /// The values for update number `step`, counted from 0.
    pub fn at(&self, step: usize) -> Rate {
        let constant = |factor| Rate {
            factor,
            momentum: None,
        };
        match self.kind {
            ScheduleKind::Constant => constant(1.0),
            ScheduleKind::Step => {
                let changes = step / self.steps_per_epoch.max(1) / self.decay_epochs.max(1);
                constant(self.decay_factor.powi(changes as i32))
            }
            ScheduleKind::Cosine => {
                let done = step.min(self.total_steps) as f64 / self.total_steps.max(1) as f64;
                constant(cosine(1.0, 0.0, done))
            }
            ScheduleKind::OneCycle => self.one_cycle(step),
            ScheduleKind::FitOneCycle => {
                self.fastai_cycle((self.pct_start, self.div), step, self.total_steps)
            }
            ScheduleKind::FineTune => self.fine_tune(step),
        }
    }

    /// True if the optimiser's state must be reset before update number `step`: at the start of the second cycle of
    /// [`ScheduleKind::FineTune`]. In fastai, `Learner.freeze_to` calls `Optimizer.clear_state`.
    pub fn resets_at(&self, step: usize) -> bool {
        self.kind == ScheduleKind::FineTune
            && step == self.steps_per_epoch
            && step < self.total_steps
    }

    fn one_cycle(&self, step: usize) -> Rate {
        let (first, last) = (1.0 / FIRST_DIVISOR, 1.0 / FIRST_DIVISOR / LAST_DIVISOR);
        let total = self.total_steps as f64;
        let step = (step as f64).min(total - 1.0);
        // The step with the peak rate. It is below zero in a run of at most three steps, whose rate only falls.
        let peak = RISING * total - 1.0;
        if step < peak {
            let done = step / peak;
            return Rate {
                factor: cosine(first, 1.0, done),
                momentum: Some(cosine(MOST_MOMENTUM, LEAST_MOMENTUM, done)),
            };
        }
        let done = (step - peak) / (total - 1.0 - peak);
        Rate {
            factor: cosine(1.0, last, done),
            momentum: Some(cosine(LEAST_MOMENTUM, MOST_MOMENTUM, done)),
        }
    }

    /// fastai's `fine_tune`.
    fn fine_tune(&self, step: usize) -> Rate {
        let first = self.steps_per_epoch;
        if step < first || self.total_steps <= first {
            let shape = (FIRST_PHASE_RISING, FIRST_PHASE_DIVISOR);
            return self.fastai_cycle(shape, step, first);
        }
        let shape = (self.pct_start, self.div);
        let mut rate = self.fastai_cycle(shape, step - first, self.total_steps - first);
        rate.factor *= SECOND_PHASE_PEAK;
        rate
    }

    /// fastai's `fit_one_cycle` over `total` steps. `rising` is the share of them in which the rate rises, `div` the peak
    /// divided by the first rate.
    fn fastai_cycle(&self, (rising, div): (f64, f64), step: usize, total: usize) -> Rate {
        let done = step.min(total.saturating_sub(1)) as f64 / total.max(1) as f64;
        if done < rising {
            let done = done / rising;
            return Rate {
                factor: cosine(1.0 / div, 1.0, done),
                momentum: Some(cosine(MOST_MOMENTUM, LEAST_MOMENTUM, done)),
            };
        }
        let done = (done - rising) / (1.0 - rising);
        Rate {
            factor: cosine(1.0, 1.0 / self.div_final, done),
            momentum: Some(cosine(LEAST_MOMENTUM, MOST_MOMENTUM, done)),
        }
    }
}

/// A value between `start` and `end` along half a cosine. `done` is the progress, 0..=1.
fn cosine(start: f64, end: f64, done: f64) -> f64 {
    end + (start - end) / 2.0 * (1.0 + (PI * done).cos())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(kind: ScheduleKind, total_steps: usize) -> Schedule {
        Schedule {
            kind,
            steps_per_epoch: 10,
            total_steps,
            decay_epochs: 2,
            decay_factor: 0.1,
            pct_start: 0.25,
            div: 25.0,
            div_final: 1e5,
        }
    }

    #[test]
    fn one_cycle_rises_to_its_peak_and_falls_to_almost_nothing() {
        let cycle = schedule(ScheduleKind::OneCycle, 100);
        assert!((cycle.at(0).factor - 0.04).abs() < 1e-12);
        assert_eq!(cycle.at(0).momentum, Some(0.95));
        assert!((cycle.at(29).factor - 1.0).abs() < 1e-12);
        assert!((cycle.at(29).momentum.unwrap() - 0.85).abs() < 1e-12);
        assert!((cycle.at(99).factor - 4e-6).abs() < 1e-12);
        // The factor stays in (0, 1] in short runs and beyond the last step.
        for total in 1..12 {
            for step in 0..total + 3 {
                let factor = schedule(ScheduleKind::OneCycle, total).at(step).factor;
                assert!(factor > 0.0 && factor <= 1.0, "{total} {step}: {factor}");
            }
        }
    }

    #[test]
    fn fit_one_cycle_has_its_peak_at_its_share_of_the_steps() {
        let cycle = schedule(ScheduleKind::FitOneCycle, 100);
        assert!((cycle.at(0).factor - 0.04).abs() < 1e-12);
        assert_eq!(cycle.at(0).momentum, Some(0.95));
        assert_eq!(cycle.at(25).factor, 1.0);
        assert_eq!(cycle.at(25).momentum, Some(0.85));
        // The end would be 1e-5.
        assert!((1e-5..1e-3).contains(&cycle.at(99).factor));
        assert_eq!(cycle.at(100), cycle.at(99));
        assert!((0..=100).all(|step| !cycle.resets_at(step)));
    }

    #[test]
    fn fine_tune_begins_anew_after_its_first_epoch() {
        let tuned = schedule(ScheduleKind::FineTune, 30);
        assert!((tuned.at(0).factor - 0.04).abs() < 1e-12);
        assert!(tuned.at(9).factor > 0.9);
        assert!((tuned.at(10).factor - 0.5 / 25.0).abs() < 1e-12);
        assert_eq!(tuned.at(10).momentum, Some(0.95));
        assert_eq!(tuned.at(15).factor, 0.5);
        let resets: Vec<_> = (0..=30).filter(|&step| tuned.resets_at(step)).collect();
        assert_eq!(resets, [10]);
        // A run of one epoch has only the first cycle.
        let one = schedule(ScheduleKind::FineTune, 10);
        assert!((0..=10).all(|step| !one.resets_at(step)));
        assert_eq!(one.at(10), one.at(9));
    }

    #[test]
    fn steps_fall_by_epochs_and_a_cosine_ends_at_zero() {
        let steps = schedule(ScheduleKind::Step, 100);
        assert_eq!(steps.at(19).factor, 1.0);
        assert!((steps.at(20).factor - 0.1).abs() < 1e-12);
        assert!((steps.at(99).factor - 1e-4).abs() < 1e-12);
        let curve = schedule(ScheduleKind::Cosine, 100);
        assert!((curve.at(50).factor - 0.5).abs() < 1e-12);
        assert!(curve.at(100).factor < 1e-12);
    }
}
