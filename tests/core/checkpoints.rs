//! A run that goes on elsewhere from a checkpoint, as if nothing had been.

use burn::tensor::Device;
use digit_lab::data::Dataset;
use digit_lab::model::{LayerSpec, Spec};
use digit_lab::recipe::{ConfigRequest, OptimizerKind, ScheduleKind};
use digit_lab::store::{Checkpoint, Stage};
use digit_lab::train::{Advance, EpochSummary, Run, prepare};

use crate::training::{dataset, run};

fn request(preset: &str, optimizer: OptimizerKind, momentum: f64) -> ConfigRequest {
    ConfigRequest {
        preset: Some(preset.into()),
        optimizer: Some(optimizer),
        momentum: Some(momentum),
        learning_rate: Some(1e-3),
        schedule: Some(ScheduleKind::OneCycle),
        epochs: Some(2),
        batch_size: Some(16),
        validation: Some(0.2),
        rotation: Some(5.0),
        ..Default::default()
    }
}

/// The losses of so many steps more, and the epochs that end on the way.
async fn go_on(run: &mut Run, dataset: &Dataset, steps: usize) -> (Vec<f32>, Vec<EpochSummary>) {
    let (mut losses, mut epochs) = (Vec::new(), Vec::new());
    while losses.len() < steps {
        match run.advance(dataset, steps - losses.len()).await.unwrap() {
            Advance::Steps(report) => losses.extend(report.losses),
            Advance::Epoch(epoch) => epochs.push(epoch),
            Advance::Evaluating { .. } => {}
            Advance::Finished => break,
        }
    }
    (losses, epochs)
}

/// A checkpoint after 10 of 16 steps leads a fresh run to the same losses to the bit, whatever the
/// optimiser remembers; the run that gave it is undisturbed.
pub async fn the_losses_after_it_are_the_same(device: &Device) {
    let dataset = dataset(160, 10);
    for (preset, optimizer, momentum) in [
        ("simple", OptimizerKind::Adam, 0.0),
        ("simple", OptimizerKind::Adamw, 0.0),
        ("lenet", OptimizerKind::Sgd, 0.0),
        ("lenet", OptimizerKind::Sgd, 0.9),
        ("lenet", OptimizerKind::Rmsprop, 0.0),
        ("lenet", OptimizerKind::Rmsprop, 0.9),
        ("resnet-mini", OptimizerKind::Adam, 0.0),
    ] {
        let request = || request(preset, optimizer, momentum);
        let mut undisturbed = run(request(), &dataset, device);
        let before = go_on(&mut undisturbed, &dataset, 10).await;
        assert_eq!(before.0.len(), 10);

        let mut first = run(request(), &dataset, device);
        go_on(&mut first, &dataset, 10).await;
        let checkpoint = first.checkpoint().await.unwrap();
        let expected = go_on(&mut undisturbed, &dataset, 6).await;
        assert_eq!(go_on(&mut first, &dataset, 6).await, expected);

        let mut second = run(request(), &dataset, device);
        second.restore(checkpoint.clone(), &dataset).unwrap();
        assert_eq!(second.checkpoint().await.unwrap(), checkpoint);
        assert_eq!(second.steps(), 10);
        let what = format!("{preset}, {optimizer:?} with momentum {momentum}");
        assert_eq!(go_on(&mut second, &dataset, 6).await, expected, "{what}");
    }
}

/// The optimiser’s state is reset after 8 of 16 steps. Checkpoints before that, at it and after it lead to the same
/// losses to the bit.
pub async fn a_reset_of_the_optimiser_comes_after_them_too(device: &Device) {
    let dataset = dataset(160, 10);
    let request = || ConfigRequest {
        schedule: Some(ScheduleKind::FineTune),
        weight_decay: Some(0.01),
        decay_biases: Some(false),
        ..request("resnet-mini", OptimizerKind::Adamw, 0.0)
    };
    let mut undisturbed = run(request(), &dataset, device);
    let (expected, _) = go_on(&mut undisturbed, &dataset, 16).await;
    for steps in [7, 8, 9] {
        let mut first = run(request(), &dataset, device);
        go_on(&mut first, &dataset, steps).await;
        if steps == 8 {
            // Past the evaluation: the next thing is the step that resets.
            while !matches!(first.advance(&dataset, 1).await.unwrap(), Advance::Epoch(_)) {}
        }
        let checkpoint = first.checkpoint().await.unwrap();
        assert_eq!(checkpoint.place.step, steps);
        let remembered = if steps > 8 { steps - 8 } else { steps };
        assert_eq!(checkpoint.place.remembered, remembered);
        let mut second = run(request(), &dataset, device);
        second.restore(checkpoint, &dataset).unwrap();
        let (losses, _) = go_on(&mut second, &dataset, 16 - steps).await;
        assert_eq!(losses, expected[steps..], "after {steps} steps");
    }
}

fn of_simple() -> ConfigRequest {
    ConfigRequest {
        epochs: Some(2),
        batch_size: Some(50),
        ..Default::default()
    }
}

async fn after(steps: usize, dataset: &Dataset) -> (Run, Checkpoint) {
    let mut run = run(of_simple(), dataset, &crate::ndarray());
    go_on(&mut run, dataset, steps).await;
    let checkpoint = run.checkpoint().await.unwrap();
    (run, checkpoint)
}

/// At an epoch's end, before the first step, after the last, and after it was told to stop.
#[test]
fn every_stage_of_a_run_can_be_gone_back_to() {
    pollster::block_on(async {
        let dataset = dataset(100, 10);
        for (steps, stage) in [
            (0, Stage::Training),
            (2, Stage::Evaluating),
            (4, Stage::Evaluating),
            (5, Stage::Finished),
        ] {
            let (mut one, checkpoint) = after(steps, &dataset).await;
            assert_eq!(checkpoint.place.stage, stage, "after {steps} steps");
            let mut other = run(of_simple(), &dataset, &crate::ndarray());
            other.restore(checkpoint, &dataset).unwrap();
            let expected = go_on(&mut one, &dataset, 9).await;
            assert_eq!(go_on(&mut other, &dataset, 9).await, expected);
        }

        let (mut one, _) = after(1, &dataset).await;
        one.set_learning_rate(0.01).unwrap();
        one.stop(&dataset);
        let checkpoint = one.checkpoint().await.unwrap();
        assert!(checkpoint.place.ending);
        assert_eq!(checkpoint.place.learning_rate, 0.01);
        let mut other = run(of_simple(), &dataset, &crate::ndarray());
        other.restore(checkpoint, &dataset).unwrap();
        let (losses, epochs) = go_on(&mut other, &dataset, 9).await;
        assert_eq!((losses.len(), epochs.len()), (0, 1), "only its evaluation");
    });
}

#[test]
fn a_checkpoint_of_another_run_is_refused_and_changes_nothing() {
    pollster::block_on(async {
        let dataset = dataset(100, 10);
        let (mut one, checkpoint) = after(3, &dataset).await;
        let wrong = |change: &dyn Fn(&mut Checkpoint)| {
            let mut wrong = checkpoint.clone();
            change(&mut wrong);
            wrong
        };
        for wrong in [
            wrong(&|it| it.tensors.truncate(3)),
            wrong(&|it| it.tensors[0].push(0.0)),
            wrong(&|it| it.memory.truncate(3)),
            wrong(&|it| it.memory[1][0].push(0.0)),
            wrong(&|it| it.place.epoch = 3),
            wrong(&|it| it.place.next = 3),
        ] {
            let error = one.restore(wrong, &dataset).unwrap_err();
            assert_eq!(error.code(), "config-invalid");
            assert_eq!(one.checkpoint().await.unwrap(), checkpoint);
        }
    });
}

/// A step on a network of one's own, at a batch size of one's own: the run that follows is the same.
#[test]
fn preparing_changes_nothing_of_a_run() {
    pollster::block_on(async {
        let dataset = dataset(100, 10);
        let layers = [
            LayerSpec::Flatten,
            LayerSpec::Linear {
                name: "fc".into(),
                units: 10,
            },
        ];
        let request = || ConfigRequest {
            network: Some(Spec {
                layers: layers.to_vec(),
                ..Spec {
                    input: vec![1, 28, 28],
                    layers: Vec::new(),
                }
            }),
            subset: Some(60),
            validation: Some(0.5),
            shift: Some(2.0),
            ..of_simple()
        };
        let mut expected = run(request(), &dataset, &crate::ndarray());
        let expected = go_on(&mut expected, &dataset, 2).await;
        let mut prepared = run(request(), &dataset, &crate::ndarray());
        let preset = request().resolve(100).unwrap();
        prepare(&preset, &crate::ndarray()).await.unwrap();
        let first = go_on(&mut prepared, &dataset, 1).await;
        prepare(&preset, &crate::ndarray()).await.unwrap();
        let second = go_on(&mut prepared, &dataset, 1).await;
        assert_eq!([first.0, second.0].concat(), expected.0);
    });
}
