//! Looking inside a session's network: snapshots, refusals, and that nothing changes.

use digit_lab::backend::Backend;
use digit_lab::inspect::{Method, What};
use digit_lab::recipe::ConfigRequest;
use digit_lab::session::{CaptureRequest, Command, LayerKey, Session, Subject};
use digit_lab::train::Advance;

use crate::training::dataset;

const ALL: [What; 4] = [
    What::Activation,
    What::Gradient,
    What::Parameter,
    What::ParameterGradient,
];

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
fn snapshots_move_to_another_session_with_the_run() {
    pollster::block_on(async {
        let mut first = session("resnet-mini");
        train(&mut first, 6).await;
        let mut second = session("resnet-mini");
        let steps = first.snapshots().unwrap().0;
        for &step in &steps {
            let bytes = first.snapshot(step as usize).unwrap();
            second.add_snapshot(step as usize, &bytes).unwrap();
            assert!(second.add_snapshot(step as usize, &bytes).is_err(), "twice");
        }
        second.restore(first.checkpoint().await.unwrap()).unwrap();
        assert_eq!(second.snapshots().unwrap(), first.snapshots().unwrap());
        for &step in &steps {
            let at = parameters(Some(step as usize));
            let expected = first.capture(&at).await.unwrap();
            assert_eq!(second.capture(&at).await.unwrap(), expected, "step {step}");
        }
        assert_eq!(train(&mut second, 8).await, train(&mut first, 8).await);
        assert_eq!(second.snapshots().unwrap().0, first.snapshots().unwrap().0);

        let bytes = first.snapshot(0).unwrap();
        let mut other = session("lenet");
        let refused = other.add_snapshot(0, &bytes).unwrap_err();
        assert_eq!(refused.code(), "config-invalid");
        assert_eq!(
            other.snapshot(3).unwrap_err().params()["reason"],
            "no-snapshot"
        );
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
