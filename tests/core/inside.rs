//! The inside of a network: captured tensors against PyTorch's numbers, explanations against other ways to compute
//! them, and that looking changes nothing.

use burn::tensor::{Device, Tensor, TensorData};
use digit_lab::backend::Backend;
use digit_lab::data::Input;
use digit_lab::inspect::capture::{Captured, INPUT, Pass, capture};
use digit_lab::inspect::{Explained, Method, Objective, What};
use digit_lab::model::{Batch, LayerSpec, Mode, Network, Spec, Training};
use digit_lab::ops::read::{self, Transaction};
use digit_lab::recipe::{ConfigRequest, OptimizerKind, RunConfig, presets};
use digit_lab::session::{CaptureRequest, Command, LayerKey, Session, Subject};
use digit_lab::train::{Advance, Loss, Trainer};

use crate::fixture::{self, Summary};
use crate::parity::{floats, made_of, targets};
use crate::training::dataset;

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
        let split = dataset(8, 10).train;
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
            image: dataset(1, 10).train.images,
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
    let split = dataset(16, 10).train;
    let batch = |indices: &[u32]| Batch::gather(&split, indices, Input::Unit, device);
    for optimizer in [
        OptimizerKind::Sgd,
        OptimizerKind::Adam,
        OptimizerKind::Rmsprop,
    ] {
        let config = RunConfig {
            optimizer,
            learning_rate: 1e-3,
            clip_norm: Some(0.5),
            ..presets::find("lenet").unwrap().config
        };
        let spec = presets::find("lenet").unwrap().spec;
        let mut trainer = Trainer::new(&spec, &config, 10, device).unwrap();
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

fn session(preset: &str) -> Session {
    let mut session = Session::new(Backend::cpu());
    session.mirror(dataset(160, 40)).unwrap();
    let request = ConfigRequest {
        preset: Some(preset.into()),
        epochs: Some(2),
        batch_size: Some(16),
        ..ConfigRequest::default()
    };
    session.configure(request).unwrap();
    session
}

async fn train(session: &mut Session, steps: usize) -> Vec<f32> {
    let mut losses = Vec::new();
    while losses.len() < steps {
        let max_steps = steps - losses.len();
        match session.advance(max_steps).await.unwrap() {
            Advance::Steps(report) => losses.extend(report.losses),
            Advance::Finished => break,
            _ => {}
        }
    }
    losses
}

fn parameters(at: Option<usize>) -> CaptureRequest {
    CaptureRequest {
        images: Subject::Split {
            test: true,
            indices: vec![0],
        },
        layers: None,
        what: vec![What::Parameter],
        training: false,
        class: None,
        at,
    }
}

#[test]
fn a_snapshot_holds_the_tensors_of_its_step() {
    pollster::block_on(async {
        for preset in ["lenet", "resnet-mini"] {
            let mut session = session(preset);
            let mut kept = Vec::new();
            for step in 1..=6 {
                train(&mut session, 1).await;
                kept.push((step, session.capture(&parameters(None)).await.unwrap()));
            }
            assert_eq!(session.snapshots().unwrap().0, [0, 1, 2, 3, 4, 5, 6]);
            train(&mut session, 5).await;
            for (step, expected) in kept {
                let found = session.capture(&parameters(Some(step))).await.unwrap();
                assert_eq!(found.len(), expected.len());
                for (found, expected) in found.iter().zip(&expected) {
                    let pairs = found.tensor.values.iter().zip(&expected.tensor.values);
                    for (found, expected) in pairs {
                        // Half precision; below its smallest normal number the steps are 6e-8.
                        let allowed = expected.abs() / 2048.0 + 6e-8;
                        assert!(
                            (found - expected).abs() <= allowed,
                            "step {step}: {found} {expected}"
                        );
                    }
                }
            }
            let missing = session.capture(&parameters(Some(1_000))).await;
            assert_eq!(missing.unwrap_err().params()["reason"], "no-snapshot");
        }
    });
}

#[test]
fn looking_inside_changes_nothing() {
    pollster::block_on(async {
        let mut left_alone = session("resnet-mini");
        let expected = train(&mut left_alone, 20).await;
        let mut looked_at = session("resnet-mini");
        let mut losses = Vec::new();
        let image = Subject::Split {
            test: false,
            indices: vec![7],
        };
        for _ in 0..4 {
            losses.extend(train(&mut looked_at, 5).await);
            for training in [false, true] {
                let request = CaptureRequest {
                    images: Subject::Split {
                        test: false,
                        indices: (0..8).collect(),
                    },
                    layers: None,
                    what: ALL.to_vec(),
                    training,
                    class: None,
                    at: None,
                };
                looked_at.capture(&request).await.unwrap();
                looked_at.trial(&request.images, training).await.unwrap();
            }
            for method in [Method::Saliency, Method::Occlusion] {
                looked_at
                    .explain(&image, (method, None, None), None)
                    .await
                    .unwrap();
            }
            let layer = LayerKey::Name("fc".into());
            looked_at
                .maximise((&layer, 3), Some(3), 0, Some(2))
                .await
                .unwrap();
        }
        assert_eq!(losses, expected);
    });
}

#[test]
fn the_nearest_training_image_of_a_training_image_is_itself() {
    pollster::block_on(async {
        let mut session = session("simple");
        train(&mut session, 8).await;
        assert_eq!(session.begin_features(false, 100, None, None).unwrap(), 100);
        let embedding = loop {
            if let (_, Some(embedding)) = session.features().await.unwrap() {
                break embedding;
            }
        };
        assert_eq!(
            (embedding.features.width, embedding.labels.len()),
            (128, 100)
        );
        let [first, second] = embedding.projection.explained;
        assert!(first >= second && second > 0.0 && first + second <= 1.0);
        let image = Subject::Split {
            test: false,
            indices: vec![42],
        };
        let (found, own) = session.nearest(&image, 5).await.unwrap();
        assert_eq!((found[0].0, found.len(), own.len()), (42, 5, 128));
        assert!(
            found[0].1 < 1e-3 && found.is_sorted_by(|a, b| a.1 <= b.1),
            "{found:?}"
        );
        // The features of another run are no longer there.
        session.apply(Command::Reset).await.unwrap();
        assert_eq!(
            session.nearest(&image, 5).await.unwrap_err().code(),
            "no-verdict"
        );
    });
}

#[test]
fn what_does_not_exist_is_refused() {
    pollster::block_on(async {
        let session = session("lenet");
        let ask = async |change: fn(&mut CaptureRequest)| {
            let mut request = CaptureRequest {
                what: ALL.to_vec(),
                ..parameters(None)
            };
            change(&mut request);
            session.capture(&request).await.map(|found| found.len())
        };
        let reason = |refused: digit_lab::error::Result<usize>| {
            refused
                .unwrap_err()
                .params()
                .get("reason")
                .cloned()
                .unwrap_or_default()
        };
        assert!(ask(|_| ()).await.unwrap() > 30);
        assert_eq!(
            ask(|r| r.layers = Some(vec![LayerKey::Name("conv2".into())]))
                .await
                .unwrap(),
            6
        );
        for (change, expected) in [
            (
                (|r| r.layers = Some(vec![LayerKey::Name("conv9".into())]))
                    as fn(&mut CaptureRequest),
                "no-layer-named",
            ),
            (
                |r| r.layers = Some(vec![LayerKey::Number(99)]),
                "no-layer-named",
            ),
            (
                |r| r.layers = Some(vec![LayerKey::Number(-2)]),
                "no-layer-named",
            ),
            (|r| r.class = Some(10), "between"),
            (|r| r.at = Some(5), "no-snapshot"),
            (
                |r| {
                    r.images = Subject::Split {
                        test: true,
                        indices: vec![0; 65],
                    }
                },
                "between",
            ),
            (
                |r| {
                    r.images = Subject::Split {
                        test: true,
                        indices: Vec::new(),
                    }
                },
                "between",
            ),
        ] {
            assert_eq!(reason(ask(change).await), expected);
        }
        let outside = ask(|r| {
            r.images = Subject::Split {
                test: true,
                indices: vec![40],
            }
        })
        .await;
        assert_eq!(outside.unwrap_err().code(), "index-out-of-range");
    });
}
