//! One backend beside another, on networks of awkward sizes: what PyTorch's numbers leave out.

use burn::tensor::Device;
use digit_lab::model::{Mode, Network, Spec, Targets, Training};
use digit_lab::train::loss;

use crate::fixture;
use crate::parity::floats;

/// Kernels, strides and pools beyond the usual, channels that fill no four, layers that go together
/// and such that do not, dropout of planes and of features.
const NETWORKS: &[(&str, &str)] = &[
    (
        "a wide kernel, a pool of three, a dropped linear layer",
        r#"{"layers": [
            {"kind": "conv2d", "name": "a", "channels": 6, "kernel": 7, "padding": 3},
            {"kind": "relu"}, {"kind": "max_pool2d", "size": 3},
            {"kind": "conv2d", "name": "b", "channels": 9, "kernel": 3, "padding": 1}, {"kind": "relu"},
            {"kind": "flatten"}, {"kind": "linear", "name": "c", "units": 33},
            {"kind": "relu"}, {"kind": "dropout", "rate": 0.3},
            {"kind": "linear", "name": "d", "units": 10}]}"#,
    ),
    (
        "an even kernel with a stride, a pool of four, a stride behind it",
        r#"{"layers": [
            {"kind": "conv2d", "name": "a", "channels": 5, "kernel": 6, "stride": 2, "padding": 2},
            {"kind": "relu"}, {"kind": "max_pool2d", "size": 2},
            {"kind": "conv2d", "name": "b", "channels": 7, "kernel": 2, "stride": 3, "padding": 1},
            {"kind": "max_pool2d", "size": 3},
            {"kind": "flatten"}, {"kind": "linear", "name": "c", "units": 10}]}"#,
    ),
    (
        "pools of four and five, dropout without a ReLU",
        r#"{"layers": [
            {"kind": "conv2d", "name": "a", "channels": 4, "kernel": 3},
            {"kind": "max_pool2d", "size": 4}, {"kind": "tanh"}, {"kind": "dropout", "rate": 0.5},
            {"kind": "conv2d", "name": "b", "channels": 12, "kernel": 2},
            {"kind": "relu"}, {"kind": "max_pool2d", "size": 5},
            {"kind": "flatten"}, {"kind": "linear", "name": "c", "units": 17},
            {"kind": "dropout", "rate": 0.2}, {"kind": "linear", "name": "d", "units": 10}]}"#,
    ),
    (
        "blocks whose sum is normalised",
        r#"{"layers": [
            {"kind": "conv2d", "name": "a", "channels": 10, "kernel": 5, "stride": 3},
            {"kind": "batch_norm", "name": "n"}, {"kind": "relu"},
            {"kind": "residual", "layers": [
                {"kind": "conv2d", "name": "b", "channels": 10, "kernel": 3, "padding": 1}]},
            {"kind": "batch_norm", "name": "m"}, {"kind": "gelu"},
            {"kind": "avg_pool2d", "size": 2}, {"kind": "flatten"},
            {"kind": "linear", "name": "c", "units": 10}]}"#,
    ),
];

const IMAGES: usize = 6;

/// The loss and every gradient of each network, while it trains.
pub async fn on_awkward_sizes(device: &Device, reference: &Device) {
    for (name, json) in NETWORKS {
        let spec: Spec = serde_json::from_str(json).unwrap();
        let found = pass(&spec, device).await;
        let expected = pass(&spec, reference).await;
        let largest = |values: &[f32]| values.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
        let of_all = expected.iter().fold(0.0_f32, |a, (_, b)| a.max(largest(b)));
        for ((what, found), (_, expected)) in found.iter().zip(&expected) {
            // In front of a batch norm a bias has no gradient but what is rounded.
            let largest = largest(expected).max(1e-3 * of_all);
            let what = format!("{name}: {what}");
            fixture::assert_close_scaled(found, expected, 1e-4, largest, &what);
        }
    }
}

async fn pass(spec: &Spec, device: &Device) -> Vec<(String, Vec<f32>)> {
    let mut network = Network::init(spec, 3, device).unwrap();
    let pixels = (0..IMAGES * 784).map(|i| fixture::value("awkward", i));
    let images = digit_lab::ops::tensor(pixels.collect(), [IMAGES, 1, 28, 28], device);
    let training = Training {
        seed: 5,
        step: 2,
        ..Training::default()
    };
    let recording = network.record(Mode::Training(training));
    let (outputs, _) = recording.forward(images);
    let targets = Targets::from(vec![3, 1, 4, 1, 5, 9]);
    let loss = loss::mean(outputs, &targets);
    let gradients = recording.gradients(loss.clone().backward());
    let gradients = network.named_gradients(gradients);
    let mut values = vec![("loss".to_string(), floats(loss.inner()).await)];
    for gradient in gradients {
        values.push((gradient.name, floats(gradient.values).await));
    }
    values
}
