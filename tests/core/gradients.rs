//! Gradients against finite differences, through the whole network.

use burn::tensor::{Device, Tensor, TensorData};
use digit_lab::model::batch::Batch;
use digit_lab::model::spec::{Initial, TensorSpec};
use digit_lab::model::{LayerSpec, Mode, Network, Recording, Spec, Training};
use digit_lab::ops::read::{self, Transaction};
use digit_lab::train::loss;

use crate::fixture;

fn conv(name: &str, channels: usize, kernel: usize, stride: usize, padding: usize) -> LayerSpec {
    LayerSpec::Conv2d {
        name: name.into(),
        channels,
        kernel,
        stride,
        padding,
    }
}

fn linear(name: &str, units: usize) -> LayerSpec {
    LayerSpec::Linear {
        name: name.into(),
        units,
    }
}

/// Small enough that every parameter can be nudged; between them, the two have every kind of
/// layer, dropout and batch norms in training too.
fn specs() -> [Spec; 2] {
    let batch_norm = |name: &str| LayerSpec::BatchNorm { name: name.into() };
    [
        Spec::new(vec![
            conv("conv1", 2, 5, 3, 1),
            LayerSpec::Relu,
            LayerSpec::MaxPool2d { size: 2 },
            conv("conv2", 3, 3, 1, 0),
            LayerSpec::Relu,
            LayerSpec::Flatten,
            LayerSpec::Dropout { rate: 0.25 },
            linear("fc1", 10),
        ]),
        Spec::new(vec![
            conv("conv1", 2, 4, 4, 0),
            batch_norm("bn1"),
            LayerSpec::Tanh,
            LayerSpec::Residual {
                layers: vec![
                    conv("block.conv1", 3, 3, 2, 1),
                    LayerSpec::Gelu,
                    LayerSpec::Residual {
                        layers: vec![LayerSpec::Sigmoid],
                        shortcut: Vec::new(),
                    },
                ],
                shortcut: vec![conv("block.shortcut", 3, 1, 2, 0)],
            },
            LayerSpec::AvgPool2d { size: 2 },
            LayerSpec::GlobalAvgPool,
            linear("fc1", 6),
            batch_norm("bn2"),
            linear("fc2", 10),
            LayerSpec::LogSoftmax,
        ]),
    ]
}

const TRAINING: Mode = Mode::Training(Training {
    seed: 5,
    step: 9,
    first: 0,
    team: None,
});

/// Every parameter's gradient of the mean loss, dropout's mask held fixed.
pub async fn finite_differences(device: &Device) {
    for spec in specs() {
        check(&spec, device).await;
    }
}

async fn check(spec: &Spec, device: &Device) {
    let mut state: Vec<Vec<f32>> = Vec::new();
    for tensor in spec.tensors().unwrap() {
        state.push(fixture_values(&tensor));
    }
    let mut network = network(spec, &state, device);
    let recording = network.record(TRAINING);
    let loss = loss_of(&recording, device);
    let gradients = network.named_gradients(recording.gradients(loss.backward()));
    // The running means of batch norms have no gradient, and stand between the others.
    let mut learned = Vec::new();
    for (i, tensor) in spec.tensors().unwrap().iter().enumerate() {
        if tensor.learned {
            learned.push(i);
        }
    }
    assert_eq!(gradients.len(), learned.len());

    // In f32 a difference of two losses is good to some 1e-7, so with this step the quotient is
    // good to 1e-4, and the loss's curvature adds about as much.
    let nudge = 2e-3_f32;
    for (i, gradient) in learned.into_iter().zip(gradients) {
        let analytic = values(gradient.values).await;
        let mut numeric = Vec::new();
        for j in 0..analytic.len() {
            let original = state[i][j];
            let mut losses = [0.0; 2];
            for (loss, sign) in losses.iter_mut().zip([1.0, -1.0]) {
                state[i][j] = original + sign * nudge;
                let nudged = self::network(spec, &state, device).record(TRAINING);
                *loss = values(loss_of(&nudged, device)).await[0];
            }
            state[i][j] = original;
            numeric.push((losses[0] - losses[1]) / (2.0 * nudge));
        }
        // A nudge may carry a value over a kink of ReLU or pooling, where no derivative is; one
        // entry in a hundred may be off for that.
        let scale = analytic.iter().fold(0.05_f32, |a, b| a.max(b.abs()));
        let off = analytic
            .iter()
            .zip(&numeric)
            .filter(|(a, n)| (*a - *n).abs() > 0.02 * scale);
        let off = off.count();
        assert!(
            off * 100 <= analytic.len(),
            "{}: {off} of {} gradients differ from finite differences",
            gradient.name,
            analytic.len()
        );
    }
}

/// Made by the fixtures' formula; the scale of a batch norm around 1, away from zero.
fn fixture_values(tensor: &TensorSpec) -> Vec<f32> {
    match tensor.initial {
        Initial::Uniform { fan_in } => fixture::weights(&tensor.name, tensor.len(), fan_in),
        Initial::Constant(value) => (0..tensor.len())
            .map(|i| value + 0.5 * fixture::value(&tensor.name, i))
            .collect(),
    }
}

fn network(spec: &Spec, state: &[Vec<f32>], device: &Device) -> Network {
    let mut state = state.iter().cloned();
    Network::from_state(spec, device, |_| state.next().expect("one a tensor")).unwrap()
}

fn loss_of(network: &Recording, device: &Device) -> Tensor<1> {
    let images: Vec<f32> = (0..4 * 784).map(|i| fixture::value("pixels", i)).collect();
    let batch = Batch {
        images: Tensor::from_data(TensorData::new(images, [4, 1, 28, 28]), device),
        targets: vec![3, 1, 4, 1].into(),
    };
    loss::mean(network.forward(batch.images).0, &batch.targets)
}

async fn values(tensor: Tensor<1>) -> Vec<f32> {
    read::floats(Transaction::default().register(tensor))
        .await
        .unwrap()
        .concat()
}
