//! The inside of a network on a device: captured tensors against PyTorch's numbers, explanations against other ways to
//! compute them. The same source runs natively and in the browser.

use burn::tensor::{Device, Tensor, TensorData};
use digit_lab::data::synthetic::{Generator, Variation};
use digit_lab::data::{Input, Split};
use digit_lab::inspect::capture::{Captured, INPUT, Pass, capture};
use digit_lab::inspect::{Explained, Method, Objective, What};
use digit_lab::model::{Batch, LayerSpec, Mode, Network, Spec, Training};
use digit_lab::ops::read::{self, Transaction};
use digit_lab::recipe::{OptimizerKind, RunConfig, ScheduleKind, presets};
use digit_lab::train::{Loss, Trainer};

use crate::fixture::{self, Summary};
use crate::parity::{floats, made_of, targets};

/// Generated digits.
fn some_digits(count: usize) -> Split {
    let mut split = Split {
        images: vec![0; count * 784],
        labels: vec![0; count],
    };
    Generator::new(1, Variation::default()).fill(0, &mut split.images, &mut split.labels);
    split
}

const ALL: [What; 4] = [
    What::Activation,
    What::Gradient,
    What::Parameter,
    What::ParameterGradient,
];

fn everything(spec: &Spec) -> Vec<i32> {
    (INPUT..spec.placed().unwrap().len() as i32).collect()
}

fn find(captured: &[Captured], number: i32, what: What) -> &Captured {
    let is_it = |found: &&Captured| found.number == number && found.what == what;
    captured.iter().find(is_it).expect("it was asked for")
}

/// Every layer's output and gradient and every parameter's gradient in all presets.
pub async fn presets_match_pytorch(device: &Device) {
    let expected = fixture::captures();
    let input = TensorData::new(expected.input.values(), expected.input.shape.clone());
    for case in &expected.cases {
        let spec = presets::find(&case.preset).unwrap().spec;
        let network = made_of(&spec, &case.tensors, device);
        let batch = Batch {
            images: Tensor::from_data(input.clone(), device),
            targets: targets(&expected.targets).into(),
        };
        let mode = match case.training {
            true => Mode::Training(Training::default()),
            false => Mode::Inference,
        };
        let loss = Loss::of(&RunConfig {
            loss: digit_lab::recipe::LossKind::CrossEntropy,
            ..presets::find("simple").unwrap().config
        });
        let pass = Pass {
            numbers: &everything(&spec),
            what: &ALL,
            mode,
            objective: Objective::Loss(loss),
        };
        let captured = capture(&spec, &network, batch, &pass).await.unwrap();
        let compare = |what: What, expected: &[Summary]| {
            for (number, expected) in (0..).zip(expected) {
                let found = find(&captured, number, what);
                assert_eq!(
                    found.shape, expected.shape,
                    "{}, {what:?} {number}",
                    case.preset
                );
                expected.assert_matches(&found.values, 1e-4);
            }
        };
        compare(What::Activation, &case.activations);
        compare(What::Gradient, &case.gradients);
        let input = find(&captured, INPUT, What::Gradient);
        case.input_gradient.assert_matches(&input.values, 1e-4);
        let gradients = captured
            .iter()
            .filter(|found| found.what == What::ParameterGradient);
        let gradients: Vec<_> = gradients.collect();
        assert_eq!(gradients.len(), case.parameters.len());
        for (found, expected) in gradients.into_iter().zip(&case.parameters) {
            assert_eq!(
                (&found.tensor, &found.shape),
                (&expected.name, &expected.shape)
            );
            // A batch norm in training takes the mean away: a bias before it has a gradient of zero, up to rounding.
            match expected.scale_max < 1e-5 {
                true => assert!(found.values.iter().all(|value| value.abs() < 1e-5)),
                false => expected.assert_matches(&found.values, 1e-4),
            }
        }
        let parameters = captured
            .iter()
            .filter(|found| found.what == What::Parameter);
        for (found, source) in parameters.zip(&case.tensors) {
            assert_eq!(
                (&found.shape, found.values.as_slice()),
                (&source.shape, &*source.values())
            );
        }
    }
}

/// Gradients of a capture in training are those that a training step would use, dropout included.
pub async fn gradients_are_those_of_a_training_step(device: &Device) {
    for preset in ["simple", "resnet-mini"] {
        let preset = presets::find(preset).unwrap();
        let mut network = Network::init(&preset.spec, 3, device).unwrap();
        let split = some_digits(8);
        let batch = || Batch::gather(&split, &[0, 1, 2, 3, 4, 5, 6, 7], Input::Unit, device);
        let training = Training {
            seed: 3,
            step: 5,
            ..Training::default()
        };
        let loss = Loss::of(&preset.config);
        let pass = Pass {
            numbers: &everything(&preset.spec),
            what: &[What::ParameterGradient],
            mode: Mode::Training(training.clone()),
            objective: Objective::Loss(loss),
        };
        let captured = capture(&preset.spec, &network, batch(), &pass)
            .await
            .unwrap();
        let recording = network.record(Mode::Training(training));
        let (outputs, _) = recording.forward(batch().images);
        let value = loss.mean(outputs, &batch().targets).0;
        let gradients = recording.gradients(value.backward());
        let gradients = network.named_gradients(gradients);
        assert_eq!(captured.len(), gradients.len());
        for (found, expected) in captured.into_iter().zip(gradients) {
            assert_eq!(found.tensor, expected.name);
            let expected = floats(expected.values).await;
            let scale = expected
                .iter()
                .fold(1e-6_f32, |most, value| most.max(value.abs()));
            fixture::assert_close_scaled(&found.values, &expected, 1e-5, scale, &found.tensor);
        }
    }
}

/// A small smooth network: finite differences are exact enough for it.
fn tiny() -> Spec {
    let conv = |name: &str, channels| LayerSpec::Conv2d {
        name: name.into(),
        channels,
        kernel: 3,
        stride: 2,
        padding: 1,
    };
    Spec::new(vec![
        conv("conv1", 3),
        LayerSpec::Tanh,
        conv("conv2", 4),
        LayerSpec::Gelu,
        LayerSpec::Flatten,
        LayerSpec::Linear {
            name: "fc".into(),
            units: 10,
        },
    ])
}

struct Tiny {
    spec: Spec,
    network: Network,
    device: Device,
    image: Vec<u8>,
}

impl Tiny {
    fn new(device: &Device) -> Self {
        let spec = tiny();
        Self {
            network: Network::init(&spec, 1, device).unwrap(),
            spec,
            device: device.clone(),
            image: some_digits(1).images,
        }
    }

    fn explained(&self) -> Explained<'_> {
        Explained {
            spec: &self.spec,
            network: &self.network,
            input: Input::Unit,
            device: &self.device,
        }
    }

    /// The outputs for pixels that are scaled already.
    async fn outputs(&self, pixels: Vec<f32>) -> Vec<f32> {
        let images = digit_lab::model::batch::planes(pixels, &self.device);
        floats(self.network.forward(images)).await
    }

    fn scaled(&self) -> Vec<f32> {
        self.image
            .iter()
            .map(|&pixel| f32::from(pixel) / 255.0)
            .collect()
    }
}

pub async fn explanations_agree_with_other_computations(device: &Device) {
    let tiny = Tiny::new(device);
    let explained = tiny.explained();
    let explain = async |method, layer| {
        let found = explained.explain(&tiny.image, method, Some(4), layer).await;
        found.unwrap()
    };

    // Saliency: nudged pixels.
    let saliency = explain(Method::Saliency, None).await;
    for pixel in (0..784).step_by(97) {
        let output = async |by: f32| {
            let mut pixels = tiny.scaled();
            pixels[pixel] += by;
            tiny.outputs(pixels).await[4]
        };
        let slope = (output(0.05).await - output(-0.05).await) / 0.1;
        let found = saliency.values[pixel];
        assert!(
            (slope - found).abs() < 2e-3,
            "pixel {pixel}: {slope} {found}"
        );
    }
    let outputs = tiny.outputs(tiny.scaled()).await;
    assert!((saliency.output - outputs[4]).abs() < 1e-5);
    assert!((saliency.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);

    // SmoothGrad is near the gradient of a smooth network.
    let smooth = explain(Method::SmoothGrad, None).await;
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let cosine = product(&smooth.values, &saliency.values)
        / (product(&smooth.values, &smooth.values) * product(&saliency.values, &saliency.values))
            .sqrt();
    assert!((0.6..1.0).contains(&cosine), "{cosine}");

    // Integrated gradients add up to the difference of the outputs.
    let integrated = explain(Method::IntegratedGradients, None).await;
    let sum: f32 = integrated.values.iter().sum();
    let difference = integrated.output - integrated.empty_output;
    assert!((sum - difference).abs() < 2e-3, "{sum} {difference}");

    // Occlusion: the square in the middle of the image, covered by hand.
    let occlusion = explain(Method::Occlusion, None).await;
    assert_eq!(occlusion.shape, [14, 14]);
    let mut covered = tiny.scaled();
    for row in covered.chunks_exact_mut(28).skip(12).take(5) {
        row[12..17].fill(0.0);
    }
    let softmax = |outputs: &[f32]| {
        let sum: f32 = outputs.iter().map(|output| output.exp()).sum();
        outputs[4].exp() / sum
    };
    let fall = softmax(&outputs) - softmax(&tiny.outputs(covered).await);
    let found = occlusion.values[7 * 14 + 7];
    assert!((found - fall).abs() < 1e-5, "{found} {fall}");

    // Grad-CAM of the last convolution, from the weights of the linear layer behind GELU and flatten.
    let cam = explain(Method::GradCam, Some(3)).await;
    assert_eq!(cam.shape, [7, 7]);
    let mut state = tiny.network.state().into_iter();
    let weight = state.find(|tensor| tensor.name == "fc.weight").unwrap();
    let weight = floats(weight.values).await;
    let images = digit_lab::model::batch::planes(tiny.scaled(), device);
    let maps = tiny.network.activations(images).swap_remove(3);
    let maps = floats(Tensor::<4>::from_dispatch(maps)).await;
    let expected: Vec<f32> = (0..49)
        .map(|place| {
            let channel = |c: usize| {
                let row = &weight[4 * 196 + c * 49..][..49];
                row.iter().sum::<f32>() / 49.0 * maps[c * 49 + place]
            };
            (0..4).map(channel).sum::<f32>().max(0.0)
        })
        .collect();
    fixture::assert_close(&cam.values, &expected, 1e-5, "Grad-CAM");

    // What cannot be explained is refused.
    let refused = explained
        .explain(&tiny.image, Method::GradCam, None, Some(5))
        .await;
    assert_eq!(refused.unwrap_err().code(), "config-invalid");
    let refused = explained
        .explain(&tiny.image, Method::Saliency, Some(10), None)
        .await;
    assert_eq!(refused.unwrap_err().code(), "config-invalid");
}

#[allow(dead_code, reason = "too slow for an emulated GPU")]
pub async fn an_image_can_be_found_that_a_unit_responds_to(device: &Device) {
    let tiny = Tiny::new(device);
    for (number, unit) in [(1, 2), (3, 0), (5, 7)] {
        let objective = Objective::Unit { number, unit };
        let find = async |seed| {
            tiny.explained()
                .maximise(objective, None, seed)
                .await
                .unwrap()
        };
        let found = find(1).await;
        assert!(
            found.value > found.before + 0.005,
            "layer {number}: {found:?}"
        );
        assert_eq!(find(1).await, found, "the same seed");
        let pixels = found
            .image
            .iter()
            .map(|&pixel| f32::from(pixel) / 255.0)
            .collect();
        let images = digit_lab::model::batch::planes(pixels, device);
        let output = tiny
            .network
            .activations(images)
            .swap_remove(number as usize);
        let values = match number {
            5 => floats(Tensor::<2>::from_dispatch(output)).await,
            _ => floats(Tensor::<4>::from_dispatch(output)).await,
        };
        let area = match number {
            1 => 196,
            3 => 49,
            _ => 1,
        };
        let mean = values[unit * area..][..area].iter().sum::<f32>() / area as f32;
        // The image is rounded to bytes.
        assert!(
            (mean - found.value).abs() < 0.01,
            "layer {number}: {mean} {}",
            found.value
        );
    }
}

/// A trial says what a real step does to the same batch, if neither dropout nor batch norms are there.
pub async fn a_trial_is_what_a_step_would_do(device: &Device) {
    let split = some_digits(16);
    let batch = |indices: &[u32]| Batch::gather(&split, indices, Input::Unit, device);
    for (optimizer, schedule, steps_per_epoch) in [
        (OptimizerKind::Sgd, ScheduleKind::Constant, 10),
        (OptimizerKind::Adam, ScheduleKind::Constant, 10),
        (OptimizerKind::Rmsprop, ScheduleKind::Constant, 10),
        // The second step is the one before which the optimiser's state is reset.
        (OptimizerKind::Adam, ScheduleKind::FineTune, 1),
    ] {
        let config = RunConfig {
            epochs: 10,
            optimizer,
            schedule,
            learning_rate: 1e-3,
            clip_norm: Some(0.5),
            ..presets::find("lenet").unwrap().config
        };
        let spec = presets::find("lenet").unwrap().spec;
        let mut trainer = Trainer::new(&spec, &config, steps_per_epoch, device).unwrap();
        trainer.step(batch(&[4, 5, 6, 7]));
        let state = async |trainer: &Trainer| {
            let mut reads = Transaction::default();
            for tensor in trainer.network().state() {
                reads = reads.register(tensor.values);
            }
            read::floats(reads).await.unwrap()
        };
        let start = state(&trainer).await;
        let trial = trainer.trial(batch(&[0, 1]), false).await.unwrap();
        assert_eq!(state(&trainer).await, start, "the network does not change");
        let images = batch(&[0, 1]).images;
        let before = floats(trainer.network().forward(images.clone())).await;
        fixture::assert_close(&trial.before, &before, 1e-6, "outputs before");
        let step = trainer.step(batch(&[0, 1]));
        fixture::assert_close(&floats(step.loss).await, &[trial.loss], 1e-5, "loss");
        let after = floats(trainer.network().forward(images)).await;
        fixture::assert_close(&trial.after, &after, 1e-5, "outputs after");
        let end = state(&trainer).await;
        for ((update, start), end) in trial.updates.iter().zip(&start).zip(&end) {
            let size = |values: Vec<f32>| {
                let squares = values
                    .iter()
                    .map(|value| f64::from(value * value))
                    .sum::<f64>();
                (squares / values.len() as f64).sqrt() as f32
            };
            let change = size(start.iter().zip(end).map(|(a, b)| b - a).collect());
            assert!(
                (update.change - change).abs() <= 1e-3 * change + 1e-9,
                "{update:?} {change}"
            );
            assert!(
                (update.value - size(start.clone())).abs() < 1e-5,
                "{update:?}"
            );
        }
    }
}
