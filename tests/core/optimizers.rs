//! Optimisers, schedules and clipping against PyTorch's: where a few steps lead. As in `parity`,
//! on any device.

use burn::tensor::Device;
use digit_lab::model::batch::Batch;
use digit_lab::model::{LayerSpec, Spec};
use digit_lab::recipe::ConfigRequest;
use digit_lab::train::Trainer;
use serde::Deserialize;

use crate::fixture::{self, Header, NamedWhole, Source};
use crate::parity::{constant, floats, made_of, targets};

/// Of each tensor's largest entry. PyTorch's own float32 stays a tenth of it away from float64,
/// and a wrong term (another epsilon, a biased variance, a momentum that stands still) leads
/// several times as far.
const TOLERANCE: f32 = 1e-5;

/// `optimizers.json`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Optimizers {
    #[expect(dead_code, reason = "for people; it must be there")]
    header: Header,
    input: Source,
    targets: Vec<usize>,
    steps_per_epoch: usize,
    networks: Vec<NetworkCase>,
    runs: Vec<Run>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NetworkCase {
    name: String,
    layers: Vec<LayerSpec>,
    tensors: Vec<Source>,
}

/// Steps on the same batch from the same start.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    name: String,
    network: String,
    steps: usize,
    config: ConfigRequest,
    /// Before each step.
    losses: Vec<f32>,
    /// Before each step, and before clipping.
    gradient_norms: Vec<f32>,
    /// Of each step.
    learning_rates: Vec<f64>,
    /// After the last step, running means and variances too.
    state: Vec<NamedWhole>,
}

/// Every run of `optimizers.json`.
pub async fn optimizers(device: &Device) {
    let json = include_str!("../fixtures/optimizers.json");
    let file: Optimizers = serde_json::from_str(json).expect("optimizers.json reads");
    let batch = Batch {
        images: constant(&file.input, device),
        targets: targets(&file.targets).into(),
    };
    for run in &file.runs {
        let network = file.networks.iter().find(|case| case.name == run.network);
        let network = network.expect("the fixture describes the run's network");
        check(run, network, file.steps_per_epoch, &batch, device).await;
    }
}

async fn check(
    run: &Run,
    case: &NetworkCase,
    steps_per_epoch: usize,
    batch: &Batch,
    device: &Device,
) {
    let name = &run.name;
    let spec = Spec::new(case.layers.clone());
    let request = ConfigRequest {
        network: Some(spec.clone()),
        ..run.config.clone()
    };
    let config = request.resolve(60_000).expect("settings that hold").config;
    let network = made_of(&spec, &case.tensors, device);
    let mut trainer = Trainer::with_network(network, &config, steps_per_epoch, device);

    let (mut losses, mut norms) = (Vec::new(), Vec::new());
    for step in 0..run.steps {
        let (rate, expected) = (trainer.rate_at(step), run.learning_rates[step]);
        assert!(
            (rate - expected).abs() <= 1e-9 * expected,
            "{name}: the rate of step {step} is {rate}, not {expected}"
        );
        let tensors = trainer.step(batch.clone());
        losses.extend(floats(tensors.loss).await);
        norms.extend(floats(tensors.gradient_norm).await);
    }
    assert_near(&losses, &run.losses, &format!("{name}: losses"));
    assert_near(&norms, &run.gradient_norms, &format!("{name}: norms"));

    let state = trainer.network().state();
    assert_eq!(state.len(), run.state.len(), "{name}: tensors");
    for (tensor, expected) in state.into_iter().zip(&run.state) {
        assert_eq!(tensor.name, expected.name, "{name}");
        let values = floats(tensor.values).await;
        let what = format!("{name}: {} after {} steps", tensor.name, run.steps);
        assert_near(&values, &expected.values, &what);
    }
}

#[track_caller]
fn assert_near(actual: &[f32], expected: &[f32], what: &str) {
    let largest = expected.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    fixture::assert_close_scaled(actual, expected, TOLERANCE, largest, what);
}
