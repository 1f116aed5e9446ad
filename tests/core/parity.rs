//! A device against PyTorch's numbers. Each function takes the device, so that the same source
//! runs natively and in the browser.

use burn::tensor::activation::relu;
use burn::tensor::module::{linear, max_pool2d};
use burn::tensor::ops::MaxPoolOptions;
use burn::tensor::{Device, Gradients, Int, Tensor, TensorData, Transaction};
use digit_lab::data::Batch;
use digit_lab::model::network::NamedTensor;
use digit_lab::model::spec::Initial;
use digit_lab::model::{LayerSpec, Mode, Network, Spec, presets};
use digit_lab::train::{RunConfig, Trainer, loss};
use digit_lab::{ops, read};

use crate::fixture::{self, Case, Operation, Source, Summary};

/// For numbers around 1: five times tighter than the 1e-4 that is asked for.
const TOLERANCE: f32 = 2e-5;
/// For gradients, against the largest entry of each tensor.
const GRADIENT_TOLERANCE: f32 = 1e-4;

/// Logits, losses, feature maps and every gradient of `simple`.
pub async fn simple(device: &Device) {
    let expected = fixture::simple();
    expected.formula_check.assert_holds();
    let device = device.clone().autodiff();
    let network = network(&simple_spec(), &device);
    let batch = batch(&device);

    let logits = network.forward(batch.images.clone(), Mode::Inference);
    let losses = loss::per_image(logits.clone(), batch.targets.clone());
    let loss = loss::mean(logits.clone(), batch.targets);
    let maps = network.first_feature_maps(batch.images);
    let gradients = network.gradients(&loss.backward());

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

/// Five steps of Adam from the same start.
pub async fn adam(device: &Device) {
    let expected = fixture::simple().adam;
    let device = device.clone().autodiff();
    // The fixture was made without dropout.
    let mut spec = simple_spec();
    spec.layers
        .retain(|layer| !matches!(layer, LayerSpec::Dropout { .. }));
    let config = RunConfig {
        learning_rate: expected.learning_rate,
        ..presets::find("simple").unwrap().config
    };
    let mut trainer = Trainer::with_network(network(&spec, &device), &config, 100, &device);

    let mut losses = Vec::new();
    for _ in 0..expected.losses.len() {
        losses.extend(floats(trainer.step(batch(&device)).loss).await);
    }
    fixture::assert_close(
        &losses,
        &expected.losses,
        TOLERANCE,
        "losses of Adam's steps",
    );
    assert_matches(trainer.network().state(), &expected.parameters, 5e-3).await;
}

/// Every awkward shape of `layers.json`, forward and backward.
pub async fn layers(device: &Device) {
    for case in &fixture::layers().cases {
        layer(case, &device.clone().autodiff()).await;
    }
}

async fn layer(case: &Case, device: &Device) {
    let stride = case.stride.unwrap_or(1);
    let padding = case.padding.unwrap_or(0);
    let pool = || MaxPoolOptions::new([2, 2]).with_stride([2, 2]);
    let name = &case.name;
    match case.operation {
        Operation::Conv2d | Operation::Conv2dReluMaxPool2d => {
            let x = tensor::<4>(&case.input, device);
            let weight = tensor::<4>(case.weight.as_ref().expect("a weight"), device);
            let bias = tensor::<1>(case.bias.as_ref().expect("a bias"), device);
            let mut y = ops::conv2d(x.clone(), weight.clone(), bias.clone(), stride, padding);
            if case.operation == Operation::Conv2dReluMaxPool2d {
                y = max_pool2d(relu(y), pool());
            }
            let gradients = weighted(&y, case, device).backward();
            check(name, "output", y, &case.output).await;
            let wanted = case.weight_gradient.as_ref();
            check_gradient(name, "weight", &weight, &gradients, wanted).await;
            let wanted = case.bias_gradient.as_ref();
            check_gradient(name, "bias", &bias, &gradients, wanted).await;
            check_gradient(name, "input", &x, &gradients, Some(&case.input_gradient)).await;
        }
        Operation::MaxPool2d | Operation::Relu => {
            let x = tensor::<4>(&case.input, device);
            let y = match case.operation {
                Operation::Relu => relu(x.clone()),
                _ => max_pool2d(x.clone(), pool()),
            };
            let gradients = weighted(&y, case, device).backward();
            check(name, "output", y, &case.output).await;
            // Which of several equal values gets a pool's gradient is for each backend to choose.
            if !name.ends_with("-ties") {
                check_gradient(name, "input", &x, &gradients, Some(&case.input_gradient)).await;
            }
        }
        Operation::Linear => {
            let x = tensor::<2>(&case.input, device);
            let weight = tensor::<2>(case.weight.as_ref().expect("a weight"), device);
            let bias = tensor::<1>(case.bias.as_ref().expect("a bias"), device);
            let y = linear(x.clone(), weight.clone().transpose(), Some(bias.clone()));
            let gradients = weighted(&y, case, device).backward();
            check(name, "output", y, &case.output).await;
            let wanted = case.weight_gradient.as_ref();
            check_gradient(name, "weight", &weight, &gradients, wanted).await;
            let wanted = case.bias_gradient.as_ref();
            check_gradient(name, "bias", &bias, &gradients, wanted).await;
            check_gradient(name, "input", &x, &gradients, Some(&case.input_gradient)).await;
        }
        Operation::CrossEntropy => {
            let x = tensor::<2>(&case.input, device);
            let targets = targets(case.targets.as_ref().expect("targets"), device);
            let losses = loss::per_image(x.clone(), targets.clone());
            let mean = loss::mean(x.clone(), targets);
            let gradients = mean.backward();
            check(name, "output", losses, &case.output).await;
            check_gradient(name, "input", &x, &gradients, Some(&case.input_gradient)).await;
            let mean = floats(mean).await;
            fixture::assert_close(&mean, &[case.loss.expect("a loss")], TOLERANCE, name);
        }
        // Layers that no network has yet.
        Operation::GlobalAveragePool | Operation::LogSoftmaxNll => {}
    }
}

/// `sum(y · upstream)`, whose gradients the fixture holds.
fn weighted<const D: usize>(y: &Tensor<D>, case: &Case, device: &Device) -> Tensor<1> {
    let upstream = case.upstream.as_ref().expect("an upstream gradient");
    (y.clone() * constant(upstream, device)).sum()
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

async fn check_gradient<const D: usize>(
    case: &str,
    what: &str,
    of: &Tensor<D>,
    gradients: &Gradients,
    expected: Option<&fixture::Whole>,
) {
    let gradient = of.grad(gradients).expect("it takes part in the loss");
    let expected = expected.expect("the fixture holds its gradient");
    check(case, what, gradient, expected).await;
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
    Network::from_state(spec, device, |tensor| {
        match tensor.initial {
            Initial::Uniform { fan_in } => fixture::weights(&tensor.name, tensor.len(), fan_in),
            Initial::Constant(value) => vec![value; tensor.len()],
        }
    })
    .expect("the layers fit")
}

fn batch(device: &Device) -> Batch {
    let expected = fixture::simple();
    let images = TensorData::new(fixture::input(), expected.input.shape);
    Batch {
        images: Tensor::from_data(images, device),
        targets: targets(&expected.targets, device),
    }
}

fn targets(classes: &[usize], device: &Device) -> Tensor<1, Int> {
    let classes: Vec<i32> = classes.iter().map(|&class| class as i32).collect();
    let shape = [classes.len()];
    Tensor::from_data(TensorData::new(classes, shape), device)
}

fn constant<const D: usize>(source: &Source, device: &Device) -> Tensor<D> {
    Tensor::from_data(
        TensorData::new(source.values(), source.shape.clone()),
        device,
    )
}

fn tensor<const D: usize>(source: &Source, device: &Device) -> Tensor<D> {
    constant(source, device).require_grad()
}

async fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    let read = read::floats(Transaction::default().register(tensor));
    read.await.expect("the device answers").concat()
}
