//! Runs on generated digits: what must hold however fast or slow the machine is.

use burn::tensor::{Device, Transaction};
use digit_lab::data::synthetic::Generator;
use digit_lab::data::{Batch, Dataset, Source, Split};
use digit_lab::inspect::predict;
use digit_lab::model::presets;
use digit_lab::read;
use digit_lab::train::{Advance, ConfigRequest, Run, Trainer};

pub fn digits(seed: u64, count: usize) -> Split {
    let mut split = Split {
        images: vec![0; count * 784],
        labels: vec![0; count],
    };
    Generator::new(seed).fill(0, &mut split.images, &mut split.labels);
    split
}

fn dataset(train: usize, test: usize) -> Dataset {
    Dataset {
        source: Source::Generated,
        train: digits(1, train),
        test: digits(2, test),
    }
}

fn run(request: ConfigRequest, dataset: &Dataset, device: &Device) -> Run {
    let count = dataset.train.len();
    Run::new(request.resolve(count).unwrap(), count, device).unwrap()
}

/// A batch that is shown again and again is learnt by heart.
pub async fn one_batch_overfits(device: &Device) {
    let preset = presets::find("simple").unwrap();
    let mut trainer = Trainer::new(&preset.spec, &preset.config, device).unwrap();
    let split = digits(3, 16);
    let indices: Vec<u32> = (0..16).collect();
    let mut last = (f32::INFINITY, 0.0);
    for _ in 0..80 {
        let batch = Batch::gather(&split, &indices, trainer.device());
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

#[test]
fn the_backends_agree() {
    pollster::block_on(async {
        let flex = losses(&crate::flex(), 7, 4).await;
        let ndarray = losses(&crate::ndarray(), 7, 4).await;
        crate::fixture::assert_close(&flex, &ndarray, 1e-4, "losses of flex and ndarray");
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
        let mut run = run(request, &dataset, &crate::flex());
        assert_eq!(run.summary().unwrap().total_steps, 6);

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
fn a_loss_that_is_no_number_stops_the_run_and_names_the_step() {
    pollster::block_on(async {
        let dataset = dataset(64, 10);
        let mut preset = presets::find("simple").unwrap();
        // No visitor may ask for such a rate; its first update carries the weights beyond f32.
        preset.config.learning_rate = 1e30;
        preset.config.batch_size = 8;
        let mut run = Run::new(preset, 64, &crate::flex()).unwrap();
        let error = loop {
            match run.advance(&dataset, 8).await {
                Ok(Advance::Finished) => panic!("it never overflowed"),
                Ok(_) => {}
                Err(error) => break error,
            }
        };
        assert_eq!(error.code(), "not-finite");
        assert!(
            error.to_string().starts_with("At step 2 the loss became"),
            "{error}"
        );
    });
}

#[test]
fn evaluation_equals_a_recomputation_image_by_image() {
    pollster::block_on(async {
        let dataset = dataset(64, 300);
        let run = run(ConfigRequest::default(), &dataset, &crate::flex());
        let mut evaluator = run.evaluator(&dataset);
        let evaluation = loop {
            if let Some(done) = evaluator.advance(&dataset.test).await.unwrap() {
                break done;
            }
        };
        let (network, device) = (run.network(), crate::flex());
        let (mut loss, mut correct) = (0.0, 0);
        for i in 0..300 {
            let image = dataset.test.image(i).unwrap();
            let probabilities = predict(&network, image, &device).await.unwrap();
            let label = dataset.test.labels[i] as usize;
            loss -= f64::from(probabilities[label].ln());
            let best = (0..10).max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
            correct += usize::from(best == Some(label));
        }
        assert!((evaluation.loss - loss / 300.0).abs() < 1e-5);
        assert!((evaluation.accuracy - correct as f64 / 300.0).abs() < 1e-9);
    });
}
