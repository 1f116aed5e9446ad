//! Runs on generated digits: what must hold however fast or slow the machine is.

use burn::backend::TensorMetadata;
use burn::tensor::{Device, Tensor};
use digit_lab::data::synthetic::{Generator, Variation};
use digit_lab::data::{About, Dataset, Input, Source, Split};
use digit_lab::evaluate::Holdout;
use digit_lab::inspect::predict;
use digit_lab::model::{Batch, LayerSpec, Network, Spec};
use digit_lab::ops::read::{self, Transaction};
use digit_lab::recipe::ConfigRequest;
use digit_lab::recipe::presets;
use digit_lab::train::{Advance, Run, SweepRequest, Trainer};

pub fn digits(seed: u64, count: usize) -> Split {
    let mut split = Split {
        images: vec![0; count * 784],
        labels: vec![0; count],
    };
    Generator::new(seed, Variation::default()).fill(0, &mut split.images, &mut split.labels);
    split
}

pub fn dataset(train: usize, test: usize) -> Dataset {
    Dataset {
        source: Source::Generated,
        train: digits(1, train),
        test: digits(2, test),
        about: About::default(),
    }
}

pub fn run(request: ConfigRequest, dataset: &Dataset, device: &Device) -> Run {
    let count = dataset.train.len();
    Run::new(request.resolve(count).unwrap(), count, device).unwrap()
}

/// A batch that is shown again and again is learnt by heart.
pub async fn one_batch_overfits(device: &Device) {
    let preset = presets::find("simple").unwrap();
    let mut trainer = Trainer::new(&preset.spec, &preset.config, 80, device).unwrap();
    let split = digits(3, 16);
    let indices: Vec<u32> = (0..16).collect();
    let mut last = (f32::INFINITY, 0.0);
    for _ in 0..80 {
        let batch = Batch::gather(&split, &indices, Input::Unit, trainer.device());
        let step = trainer.step(batch);
        let reads = Transaction::default()
            .register(step.loss)
            .register(step.correct);
        let values = read::scalars(reads).await.unwrap();
        last = (values[0], values[1]);
    }
    assert!(last.0 < 0.05, "loss {}", last.0);
    assert_eq!(last.1, 16.0);
}

/// Every loss of an epoch, from a run advanced by `stretch` steps at a time.
async fn losses(device: &Device, seed: u64, stretch: usize) -> Vec<f32> {
    let dataset = dataset(200, 20);
    let request = ConfigRequest {
        seed: Some(seed),
        epochs: Some(1),
        batch_size: Some(32),
        ..Default::default()
    };
    let mut run = run(request, &dataset, device);
    let mut losses = Vec::new();
    loop {
        match run.advance(&dataset, stretch).await.unwrap() {
            Advance::Steps(report) => losses.extend(report.losses),
            Advance::Finished => return losses,
            Advance::Evaluating { .. } | Advance::Epoch(_) => {}
        }
    }
}

/// To the bit, however the run is cut into stretches; and another seed gives others.
pub async fn the_same_seed_gives_the_same_losses(device: &Device) {
    let one = losses(device, 7, 1).await;
    assert_eq!(one.len(), 7);
    assert_eq!(one, losses(device, 7, 3).await);
    assert_ne!(one, losses(device, 8, 1).await);
}

#[cfg(feature = "webgpu")]
#[test]
fn the_backends_agree() {
    pollster::block_on(async {
        let webgpu = losses(&crate::webgpu(), 7, 4).await;
        let ndarray = losses(&crate::ndarray(), 7, 4).await;
        crate::fixture::assert_close(&webgpu, &ndarray, 1e-4, "losses of webgpu and ndarray");
    });
}

#[test]
fn an_epoch_is_counted_and_summed_correctly() {
    pollster::block_on(async {
        let dataset = dataset(100, 30);
        let request = ConfigRequest {
            epochs: Some(2),
            batch_size: Some(32),
            subset: Some(70),
            ..Default::default()
        };
        let mut run = run(request, &dataset, &crate::ndarray());
        assert_eq!(run.summary().total_steps, 6);

        let mut seen = Vec::new();
        let (mut loss, mut correct) = (0.0, 0.0);
        loop {
            match run.advance(&dataset, 2).await.unwrap() {
                Advance::Steps(report) => {
                    // 32 + 32 + 6 images; the last batch counts for what it holds.
                    let first = report.step_in_epoch - report.losses.len();
                    for (i, (l, a)) in report.losses.iter().zip(&report.accuracies).enumerate() {
                        let size = if first + i == 2 { 6.0 } else { 32.0 };
                        loss += f64::from(*l) * size;
                        correct += f64::from(*a) * size;
                    }
                    seen.push((report.epoch, report.step, report.images));
                }
                Advance::Epoch(epoch) => {
                    assert!((epoch.train_loss - loss / 70.0).abs() < 1e-6);
                    assert!((epoch.train_accuracy - correct / 70.0).abs() < 1e-6);
                    assert_eq!(epoch.test.count, 30);
                    assert_eq!(epoch.test.step, 3 * epoch.epoch);
                    (loss, correct) = (0.0, 0.0);
                }
                Advance::Evaluating { .. } => {}
                Advance::Finished => break,
            }
        }
        assert_eq!(seen, [(1, 2, 64), (1, 3, 6), (2, 5, 64), (2, 6, 6)]);
    });
}

#[test]
fn a_loss_that_is_no_number_stops_the_run_which_keeps_the_last_good_weights() {
    pollster::block_on(async {
        let dataset = dataset(64, 10);
        let mut preset = presets::find("simple").unwrap();
        // No visitor may ask for such a rate; its first update carries the weights beyond f32.
        preset.config.learning_rate = 1e30;
        preset.config.batch_size = 8;
        for stretch in [1, 8] {
            let mut run = Run::new(preset.clone(), 64, &crate::ndarray()).unwrap();
            let before = weights(&run).await;
            let error = loop {
                match run.advance(&dataset, stretch).await {
                    Ok(Advance::Finished) => panic!("it never overflowed"),
                    Ok(_) => {}
                    Err(error) => break error,
                }
            };
            assert_eq!(error.code(), "not-finite");
            let sentence = error.to_string();
            assert!(
                sentence.starts_with("At step 2 the loss became") && sentence.contains("step 0"),
                "{sentence}"
            );
            assert_eq!(run.steps(), 0);
            assert_eq!(weights(&run).await, before);

            run.set_learning_rate(1e-3).unwrap();
            let Advance::Steps(report) = run.advance(&dataset, 8).await.unwrap() else {
                panic!("the epoch is not over")
            };
            assert_eq!(
                (report.step, report.step_in_epoch, report.images),
                (8, 8, 64)
            );
            assert!(report.losses.iter().all(|loss| loss.is_finite()));
            assert_eq!(report.learning_rates, [1e-3; 8]);
        }
    });
}

async fn weights(run: &Run) -> Vec<Vec<f32>> {
    let mut reads = Transaction::default();
    for tensor in run.network().state() {
        reads = reads.register(tensor.values);
    }
    read::floats(reads).await.unwrap()
}

/// Goes on until something else than steps or a part of an evaluation happens.
async fn next_epoch(run: &mut Run, dataset: &Dataset) -> Advance {
    loop {
        match run.advance(dataset, 4).await.unwrap() {
            Advance::Steps(_) | Advance::Evaluating { .. } => {}
            other => return other,
        }
    }
}

#[test]
fn held_out_images_are_not_trained_on_and_are_evaluated() {
    pollster::block_on(async {
        let dataset = dataset(100, 30);
        let request = ConfigRequest {
            validation: Some(0.2),
            batch_size: Some(16),
            epochs: Some(1),
            ..Default::default()
        };
        let mut run = run(request, &dataset, &crate::ndarray());
        let summary = run.summary();
        assert_eq!((summary.train_count, summary.validation_count), (80, 20));
        assert_eq!(summary.total_steps, 5);
        let Advance::Epoch(epoch) = next_epoch(&mut run, &dataset).await else {
            panic!("the epoch ends first")
        };
        let validation = epoch.validation.unwrap();
        assert_eq!(
            (validation.count, validation.split),
            (20, Holdout::Validation)
        );
        assert_eq!((epoch.test.count, epoch.test.split), (30, Holdout::Test));
    });
}

#[test]
fn a_stopped_run_is_evaluated_as_it_is_and_over() {
    pollster::block_on(async {
        let dataset = dataset(100, 30);
        let request = ConfigRequest {
            batch_size: Some(10),
            ..Default::default()
        };
        let mut run = run(request, &dataset, &crate::ndarray());
        // Before the first step there is nothing to end.
        run.stop(&dataset);
        run.advance(&dataset, 3).await.unwrap();
        run.stop(&dataset);
        let Advance::Epoch(epoch) = next_epoch(&mut run, &dataset).await else {
            panic!("what there is is evaluated")
        };
        assert_eq!((epoch.epoch, epoch.test.step), (1, 3));
        assert_eq!(run.advance(&dataset, 1).await.unwrap(), Advance::Finished);
    });
}

/// A sweep uses the network and leaves it as it was, batch norms' running means too: the run goes
/// on to the bit as one that was never swept.
pub async fn a_sweep_leaves_the_run_as_it_was(device: &Device) {
    let dataset = dataset(120, 10);
    let spec: Spec = serde_json::from_str(
        r#"{"layers":[{"kind":"conv2d","name":"conv1","channels":4,"kernel":5,"stride":2},
        {"kind":"batch_norm","name":"bn1"},{"kind":"relu"},{"kind":"flatten"},
        {"kind":"linear","name":"fc1","units":10}]}"#,
    )
    .unwrap();
    let mut losses = Vec::new();
    for sweeps in [false, true] {
        let request = ConfigRequest {
            network: Some(spec.clone()),
            batch_size: Some(20),
            ..Default::default()
        };
        let mut run = run(request, &dataset, device);
        run.advance(&dataset, 2).await.unwrap();
        if sweeps {
            let before = weights(&run).await;
            run.begin_sweep(SweepRequest {
                from: 1e-6,
                to: 100.0,
                steps: 60,
            })
            .unwrap();
            let sweep = loop {
                let sweep = run.sweep(&dataset, 7).await.unwrap();
                if sweep.finished {
                    break sweep;
                }
            };
            assert_eq!(sweep.rates.len(), sweep.done);
            assert!(sweep.rates[0] == 1e-6 && sweep.losses.len() == sweep.smoothed.len());
            assert!(
                sweep
                    .suggestion
                    .is_some_and(|rate| rate > 1e-6 && rate < 1.0)
            );
            assert_eq!(weights(&run).await, before);
            assert_eq!(run.steps(), 2);
            assert_eq!(run.sweep(&dataset, 1).await.unwrap_err().code(), "no-sweep");
        }
        let Advance::Steps(report) = run.advance(&dataset, 4).await.unwrap() else {
            panic!("the epoch is not over")
        };
        losses.push(report.losses);
    }
    assert_eq!(losses[0], losses[1]);
}

/// Shapes that are inferred are those that burn really makes, over random networks.
#[test]
fn inferred_shapes_are_those_that_come_out() {
    let mut networks = 0;
    for seed in 0..400 {
        let mut draw = Draw { seed, drawn: 0 };
        let spec = Spec {
            input: vec![1 + draw.below(3), 3 + draw.below(12), 3 + draw.below(12)],
            layers: draw.layers(0),
        };
        // Most random networks do not fit somewhere: what fits before it is a network too.
        let (placed, _) = spec.walk();
        let whole = placed.iter().filter(|placed| placed.depth == 0).count();
        let misfit_in_block =
            placed.last().is_some_and(|last| last.depth > 0) && spec.walk().1.is_some();
        let spec = Spec {
            layers: spec.layers[..whole - usize::from(misfit_in_block)].to_vec(),
            ..spec
        };
        let (placed, misfit) = spec.walk();
        if misfit.is_some() || placed.is_empty() {
            continue;
        }
        networks += 1;
        let network = Network::init(&spec, 0, &crate::ndarray()).unwrap();
        let shape = [2, spec.input[0], spec.input[1], spec.input[2]];
        let images = Tensor::zeros(shape, &crate::ndarray());
        let made = network.activations(images);
        assert_eq!(made.len(), placed.len());
        for (value, placed) in made.iter().zip(&placed) {
            assert_eq!(
                value.shape().to_vec()[1..],
                placed.output,
                "{} of {spec:?}",
                placed.path
            );
        }
        let tensors = spec.tensors().unwrap();
        let state = network.state();
        assert_eq!(state.len(), tensors.len());
        for (made, inferred) in state.iter().zip(&tensors) {
            assert_eq!(made.name, inferred.name);
            assert_eq!(made.values.dims(), [inferred.len()]);
        }
    }
    assert!(networks > 200, "only {networks} networks were tried");
}

/// Random layers, by the fixtures' formula.
struct Draw {
    seed: usize,
    drawn: usize,
}

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.drawn += 1;
        let name = format!("network {}", self.seed);
        (crate::fixture::value(&name, self.drawn) * end as f32) as usize
    }

    fn layers(&mut self, depth: usize) -> Vec<LayerSpec> {
        let count = 1 + self.below(5);
        (0..count).map(|_| self.layer(depth)).collect()
    }

    fn layer(&mut self, depth: usize) -> LayerSpec {
        let name = format!("layer{}", self.drawn);
        match self.below(if depth < 2 { 14 } else { 13 }) {
            0 | 1 => {
                let kernel = 1 + self.below(4);
                LayerSpec::Conv2d {
                    name,
                    channels: 1 + self.below(4),
                    kernel,
                    stride: 1 + self.below(3),
                    padding: self.below(kernel),
                }
            }
            2 => LayerSpec::Linear {
                name,
                units: 1 + self.below(9),
            },
            3 => LayerSpec::BatchNorm { name },
            4 => LayerSpec::Relu,
            5 => LayerSpec::Tanh,
            6 => LayerSpec::Sigmoid,
            7 => LayerSpec::Gelu,
            8 => LayerSpec::MaxPool2d {
                size: 1 + self.below(3),
            },
            9 => LayerSpec::AvgPool2d {
                size: 1 + self.below(3),
            },
            10 => LayerSpec::GlobalAvgPool,
            11 => LayerSpec::Flatten,
            12 => LayerSpec::Dropout { rate: 0.5 },
            _ => LayerSpec::Residual {
                layers: self.layers(depth + 1),
                shortcut: Vec::new(),
            },
        }
    }
}

#[test]
fn evaluation_equals_a_recomputation_image_by_image() {
    pollster::block_on(async {
        let dataset = dataset(64, 300);
        let run = run(ConfigRequest::default(), &dataset, &crate::ndarray());
        let mut evaluator = run.evaluator(Holdout::Test, &dataset);
        let evaluation = loop {
            if let Some(done) = evaluator.advance(&dataset.test).await.unwrap() {
                break done;
            }
        };
        let (network, device) = (run.network(), crate::ndarray());
        let (mut loss, mut correct) = (0.0, 0);
        for i in 0..300 {
            let image = dataset.test.image(i).unwrap();
            let probabilities = predict(network, image, Input::Unit, &device).await.unwrap();
            let label = dataset.test.labels[i] as usize;
            loss -= f64::from(probabilities[label].ln());
            let best = (0..10).max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
            correct += usize::from(best == Some(label));
        }
        assert!((evaluation.loss - loss / 300.0).abs() < 1e-5);
        assert!((evaluation.accuracy - correct as f64 / 300.0).abs() < 1e-9);
    });
}
