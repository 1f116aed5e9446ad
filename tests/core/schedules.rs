//! Every step's learning rate and momentum against PyTorch's schedulers and fastai's formulas. No device takes part.

use digit_lab::recipe::ScheduleKind;
use digit_lab::train::Schedule;
use serde::Deserialize;

use crate::fixture::Header;

/// `schedules.json`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Schedules {
    #[expect(dead_code, reason = "for people; it must be there")]
    header: Header,
    runs: Vec<Run>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    name: String,
    schedule: ScheduleKind,
    learning_rate: f64,
    epochs: usize,
    steps_per_epoch: usize,
    decay_epochs: usize,
    decay_factor: f64,
    pct_start: f64,
    div: f64,
    div_final: f64,
    learning_rates: Vec<f64>,
    /// Where the schedule turns the momentum.
    momenta: Option<Vec<f64>>,
    /// Steps before which the optimiser's state is reset.
    #[serde(default)]
    resets: Vec<usize>,
}

#[test]
fn schedules_match_pytorch_and_fastai() {
    let json = include_str!("../fixtures/schedules.json");
    let file: Schedules = serde_json::from_str(json).expect("schedules.json reads");
    for run in &file.runs {
        let total_steps = run.epochs * run.steps_per_epoch;
        assert_eq!(run.learning_rates.len(), total_steps, "{}", run.name);
        let schedule = Schedule {
            kind: run.schedule,
            steps_per_epoch: run.steps_per_epoch,
            total_steps,
            decay_epochs: run.decay_epochs,
            decay_factor: run.decay_factor,
            pct_start: run.pct_start,
            div: run.div,
            div_final: run.div_final,
        };
        let resets = (0..=total_steps).filter(|&step| schedule.resets_at(step));
        assert_eq!(resets.collect::<Vec<_>>(), run.resets, "{}", run.name);
        for (step, &expected) in run.learning_rates.iter().enumerate() {
            let at = schedule.at(step);
            let what = format!("{}, step {step}", run.name);
            assert_near(run.learning_rate * at.factor, expected, &what);
            let momentum = run.momenta.as_ref().map(|momenta| momenta[step]);
            assert_eq!(at.momentum.is_some(), momentum.is_some(), "{what}");
            if let (Some(actual), Some(expected)) = (at.momentum, momentum) {
                assert_near(actual, expected, &format!("{what}: momentum"));
            }
        }
    }
}

/// PyTorch's cosine goes on from rate to rate, so some rounding gathers.
#[track_caller]
fn assert_near(actual: f64, expected: f64, what: &str) {
    let allowed = 1e-9 * expected.abs();
    assert!(
        (actual - expected).abs() <= allowed,
        "{what}: {actual}, not {expected}"
    );
}
