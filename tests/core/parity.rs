//! A device against PyTorch's numbers. Each function takes the device, so that the same source
//! runs natively and in the browser.

use burn::tensor::{Device, Tensor, TensorData};
use digit_lab::model::batch::Batch;
use digit_lab::model::network::NamedTensor;
use digit_lab::model::spec::Initial;
use digit_lab::model::{LayerSpec, Mode, Network, Spec, Training};
use digit_lab::ops::read::{self, Transaction};
use digit_lab::recipe::presets;
use digit_lab::recipe::{OptimizerKind, RunConfig};
use digit_lab::train::Trainer;
use digit_lab::train::loss::{self, Loss};

use crate::fixture::{self, Case, NamedWhole, Source, Summary};

/// For numbers around 1: five times tighter than the 1e-4 that is asked for.
const TOLERANCE: f32 = 2e-5;
/// For gradients, against the largest entry of each tensor.
const GRADIENT_TOLERANCE: f32 = 1e-4;

/// Logits, losses, feature maps and every gradient of `simple`.
pub async fn simple(device: &Device) {
    let expected = fixture::simple();
    expected.formula_check.assert_holds();
    let mut network = network(&simple_spec(), device);
    let batch = batch(device);

    let recording = network.record(Mode::Inference);
    let (logits, _) = recording.forward(batch.images.clone());
    let recorded = floats(logits.clone()).await;
    let plain = floats(network.forward(batch.images.clone())).await;
    assert_eq!(recorded, plain, "a recorded pass computes the same");
    let losses = each_loss(&logits, &batch.targets.ids);
    let loss = loss::mean(logits.clone(), &batch.targets);
    let maps = network.first_feature_maps(batch.images);
    let gradients = recording.gradients(loss.clone().backward());
    let gradients = network.named_gradients(gradients);

    let logits = floats(logits).await;
    fixture::assert_close(&logits, &expected.logits.values, TOLERANCE, "logits");
    let losses = floats(losses).await;
    fixture::assert_close(&losses, &expected.sample_losses, TOLERANCE, "losses");
    fixture::assert_close(&floats(loss).await, &[expected.loss], TOLERANCE, "loss");
    let maps = floats(maps.expect("simple convolves")).await;
    let samples = &expected.feature_maps.samples;
    fixture::assert_close(
        &samples.of(&maps),
        &samples.values,
        TOLERANCE,
        "feature maps",
    );
    assert_matches(gradients, &expected.gradients, GRADIENT_TOLERANCE).await;
}

/// Five steps of Adam with `simple` from the same start.
pub async fn adam(device: &Device) {
    simple_steps(device, OptimizerKind::Adam, &fixture::simple().adam).await;
}

/// Five steps of plain gradient descent with `simple` from the same start.
pub async fn sgd(device: &Device) {
    simple_steps(device, OptimizerKind::Sgd, &fixture::simple().sgd).await;
}

async fn simple_steps(device: &Device, optimizer: OptimizerKind, expected: &fixture::Steps) {
    // The fixture was made without dropout.
    let mut spec = simple_spec();
    spec.layers
        .retain(|layer| !matches!(layer, LayerSpec::Dropout { .. }));
    let config = RunConfig {
        optimizer,
        learning_rate: expected.learning_rate,
        ..presets::find("simple").unwrap().config
    };
    let mut trainer = Trainer::with_network(network(&spec, device), &config, 100, device);

    let mut losses = Vec::new();
    for _ in 0..expected.losses.len() {
        losses.extend(floats(trainer.step(batch(device)).loss).await);
    }
    let what = format!("losses of {optimizer:?}'s steps");
    fixture::assert_close(&losses, &expected.losses, TOLERANCE, &what);
    assert_matches(trainer.network().state(), &expected.parameters, 5e-3).await;
}

/// Every layer of `layers.json`, alone and in blocks, forward and backward.
pub async fn layers(device: &Device) {
    for case in &fixture::layers().cases {
        layer(case, device).await;
    }
}

async fn layer(case: &Case, device: &Device) {
    let name = &case.name;
    let spec = Spec {
        input: case.input.shape[1..].to_vec(),
        layers: case.layers.clone(),
    };
    let mut network = made_of(&spec, &case.tensors, device);
    let images = constant::<4>(&case.input, &device.clone().autodiff()).require_grad();
    let recording = network.record(match case.training {
        true => Mode::Training(Training::default()),
        false => Mode::Inference,
    });
    let (outputs, statistics) = recording.forward(images.clone());
    let objective = objective(case, outputs.clone(), device).await;
    let gradients = objective.backward();
    check(name, "output", outputs, &case.output).await;
    if let Some(expected) = case.mean_loss {
        fixture::assert_close(&floats(objective).await, &[expected], TOLERANCE, name);
    }
    // Which of several equal values gets a pool's gradient is for each backend to choose.
    if !name.ends_with("-ties") {
        let gradient = images.grad(&gradients).expect("it takes part");
        check(name, "input's gradient", gradient, &case.input_gradient).await;
    }
    let found = network.named_gradients(recording.gradients(gradients));
    check_named(name, "gradient", found, &case.gradients).await;

    let mut running = Vec::new();
    if case.training {
        network.absorb(statistics);
        running = network.state();
        running.retain(|tensor| tensor.name.contains(".running_"));
    }
    check_named(name, "after a pass", running, &case.running).await;
}

/// What the case's gradients are of.
async fn objective(case: &Case, outputs: Tensor<2>, device: &Device) -> Tensor<1> {
    let Some(wanted) = &case.loss else {
        let upstream = case.upstream.as_ref().expect("an upstream gradient");
        return (outputs * constant(upstream, device)).sum();
    };
    let targets = targets(&wanted.targets);
    let losses = each_loss(&outputs, &targets);
    let expected = case.sample_losses.as_ref().expect("each image's loss");
    fixture::assert_close(&floats(losses).await, expected, TOLERANCE, &case.name);
    let loss = Loss {
        kind: wanted.kind,
        label_smoothing: wanted.label_smoothing,
    };
    loss.mean(outputs, &targets.into()).0
}

/// The loss of each image by itself.
fn each_loss(outputs: &Tensor<2>, targets: &[u8]) -> Tensor<1> {
    let rows = targets.iter().enumerate().map(|(i, &target)| {
        let row = outputs.clone().narrow(0, i, 1);
        loss::mean(row, &vec![target].into())
    });
    Tensor::cat(rows.collect(), 0)
}

async fn check<const D: usize>(
    case: &str,
    what: &str,
    actual: Tensor<D>,
    expected: &fixture::Whole,
) {
    assert_eq!(
        actual.dims().to_vec(),
        expected.shape,
        "{case}, {what}: shape"
    );
    let what = format!("{case}, {what}");
    fixture::assert_close(&floats(actual).await, &expected.values, TOLERANCE, &what);
}

async fn check_named(case: &str, what: &str, actual: Vec<NamedTensor>, expected: &[NamedWhole]) {
    let names = |tensor: &NamedTensor| tensor.name.clone();
    let found: Vec<_> = actual.iter().map(names).collect();
    let wanted: Vec<_> = expected.iter().map(|tensor| tensor.name.clone()).collect();
    assert_eq!(found, wanted, "{case}, {what}: names");
    for (tensor, expected) in actual.into_iter().zip(expected) {
        let what = format!("{case}, {what}: {}", tensor.name);
        let values = floats(tensor.values).await;
        fixture::assert_close(&values, &expected.values, TOLERANCE, &what);
    }
}

async fn assert_matches(tensors: Vec<NamedTensor>, expected: &[Summary], tolerance: f32) {
    assert_eq!(tensors.len(), expected.len());
    for (tensor, expected) in tensors.into_iter().zip(expected) {
        assert_eq!(tensor.name, expected.name);
        expected.assert_matches(&floats(tensor.values).await, tolerance);
    }
}

fn simple_spec() -> Spec {
    presets::find("simple").expect("there is one").spec
}

fn network(spec: &Spec, device: &Device) -> Network {
    Network::from_state(spec, device, |tensor| match tensor.initial {
        Initial::Uniform { fan_in } => fixture::weights(&tensor.name, tensor.len(), fan_in),
        Initial::Constant(value) => vec![value; tensor.len()],
    })
    .expect("the layers fit")
}

fn batch(device: &Device) -> Batch {
    let expected = fixture::simple();
    let images = TensorData::new(fixture::input(), expected.input.shape);
    Batch {
        images: Tensor::from_data(images, device),
        targets: targets(&expected.targets).into(),
    }
}

pub fn targets(classes: &[usize]) -> Vec<u8> {
    classes.iter().map(|&class| class as u8).collect()
}

/// A network whose tensors the fixture's formula makes.
pub fn made_of(spec: &Spec, sources: &[Source], device: &Device) -> Network {
    Network::from_state(spec, device, |tensor| {
        let source = Source::of(sources, &tensor.name);
        assert_eq!(source.shape, tensor.shape, "{}", source.name);
        source.values()
    })
    .unwrap_or_else(|error| panic!("{error}"))
}

pub fn constant<const D: usize>(source: &Source, device: &Device) -> Tensor<D> {
    Tensor::from_data(
        TensorData::new(source.values(), source.shape.clone()),
        device,
    )
}

pub async fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    let read = read::floats(Transaction::default().register(tensor));
    read.await.expect("the device answers").concat()
}
