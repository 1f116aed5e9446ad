//! Schedules of the learning rate and, with one-cycle, of the momentum.

use std::f64::consts::PI;

use crate::recipe::ScheduleKind;

/// The share of the steps in which one-cycle's rate rises. This and the next four constants are the defaults of
/// PyTorch's `OneCycleLR`.
const RISING: f64 = 0.3;
/// The peak rate divided by the first rate.
const FIRST_DIVISOR: f64 = 25.0;
/// The first rate divided by the last rate.
const LAST_DIVISOR: f64 = 1e4;
/// The momentum at the first and the last step.
const MOST_MOMENTUM: f64 = 0.95;
/// The momentum at the peak.
const LEAST_MOMENTUM: f64 = 0.85;

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
        }
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
