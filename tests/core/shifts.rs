//! Accuracies on moved test images, against plain recomputation; and the batches of a run.

use digit_lab::backend::Backend;
use digit_lab::data::Split;
use digit_lab::evaluate::shift::{MOST_DISTANCE, ShiftedRequest};
use digit_lab::evaluate::{Accuracies, Classifier, Template};
use digit_lab::recipe::ConfigRequest;
use digit_lab::session::{Command, Session};
use pollster::block_on;

use crate::exploring::{TEST_COUNT, session};

const SIDE: usize = 28;
const BOTH: [Classifier; 2] = [Classifier::Network, Classifier::Template];

fn config() -> ConfigRequest {
    ConfigRequest {
        batch_size: Some(20),
        epochs: Some(2),
        ..Default::default()
    }
}

fn trained() -> Session {
    let mut session = session(config());
    block_on(session.advance(6)).unwrap();
    session
}

fn request(classifier: Classifier, distances: &[usize], count: usize) -> ShiftedRequest {
    ShiftedRequest {
        classifier,
        distances: distances.to_vec(),
        count,
        at: None,
    }
}

/// The answer, and in how many stretches it came.
fn measured(session: &mut Session, request: &ShiftedRequest) -> (Accuracies, usize) {
    let total = session.begin_shifted(request).unwrap();
    let mut before = 0;
    for stretches in 1.. {
        let (done, shifted) = block_on(session.measure()).unwrap();
        assert!(before < done && done <= total);
        before = done;
        if let Some(shifted) = shifted {
            assert_eq!(done, total);
            return (shifted, stretches);
        }
    }
    unreachable!()
}

/// The share of the first `count` test images that the classifier's verdict has right.
pub fn accuracy(session: &mut Session, classifier: Classifier, count: usize) -> f64 {
    session.begin_assessment(classifier, None).unwrap();
    while block_on(session.assess(classifier, None))
        .unwrap()
        .1
        .is_none()
    {}
    let labels = session.split(true).unwrap().labels.clone();
    let scores = session.scores(classifier).unwrap().clone();
    let better = |a: f64, b: f64| match classifier {
        Classifier::Network => a > b,
        Classifier::Template => a < b,
    };
    let right = (scores.values.chunks_exact(10).zip(&labels).take(count))
        .filter(|(row, label)| {
            let best = (1..10).fold(0, |best, class| match better(row[class], row[best]) {
                true => class,
                false => best,
            });
            best == usize::from(**label)
        })
        .count();
    right as f64 / count as f64
}

/// Each image moved to the right and down, a pixel at a time.
fn moved(split: &Split, right: isize, down: isize) -> Split {
    let mut images = vec![0; split.images.len()];
    for image in 0..split.labels.len() {
        for row in 0..SIDE as isize {
            for column in 0..SIDE as isize {
                let (to_row, to_column) = (row + down, column + right);
                let inside = 0..SIDE as isize;
                if inside.contains(&to_row) && inside.contains(&to_column) {
                    let place = |row: isize, column: isize| {
                        image * SIDE * SIDE + row as usize * SIDE + column as usize
                    };
                    images[place(to_row, to_column)] = split.images[place(row, column)];
                }
            }
        }
    }
    Split {
        images,
        labels: split.labels.clone(),
    }
}

#[test]
fn without_a_shift_the_accuracy_is_that_of_the_verdict() {
    let mut session = trained();
    for classifier in BOTH {
        for count in [1, 251, TEST_COUNT] {
            let (shifted, _) = measured(&mut session, &request(classifier, &[0], count));
            assert_eq!(shifted.count, count);
            let expected = accuracy(&mut session, classifier, count);
            assert_eq!(shifted.accuracies, [expected], "{classifier:?} {count}");
        }
        // There are no more images than these.
        let (all, _) = measured(&mut session, &request(classifier, &[0], 10_000));
        assert_eq!(all.count, TEST_COUNT);
    }
}

/// A data set whose test images are moved by a plain loop is read as well as the images that `shifted` moves.
#[test]
fn a_shift_is_what_a_plain_loop_makes_of_the_images() {
    let mut session = trained();
    let dataset = session.dataset().unwrap().clone();
    let checkpoint = block_on(session.checkpoint()).unwrap();
    let distances = [3, 0, MOST_DISTANCE];
    for classifier in BOTH {
        let (shifted, stretches) =
            measured(&mut session, &request(classifier, &distances, TEST_COUNT));
        assert_eq!(shifted.accuracies.len(), distances.len());
        assert!(stretches > 9);
        assert_eq!(
            shifted.step,
            (classifier == Classifier::Network).then_some(6)
        );
        for (&distance, &found) in distances.iter().zip(&shifted.accuracies) {
            let by = distance as isize;
            let directions = [(-by, 0), (by, 0), (0, -by), (0, by)];
            let sum: f64 = directions
                .map(|(right, down)| {
                    let mut other = Session::new(Backend::cpu());
                    let mut dataset = dataset.clone();
                    dataset.test = moved(&dataset.test, right, down);
                    other.mirror(dataset).unwrap();
                    other.configure(config()).unwrap();
                    other.restore(checkpoint.clone()).unwrap();
                    accuracy(&mut other, classifier, TEST_COUNT)
                })
                .iter()
                .sum();
            assert!((found - sum / 4.0).abs() < 1e-12, "{classifier:?} {by}");
        }
        // Far from where the digits were in training, neither reads them well.
        assert!(shifted.accuracies[2] < shifted.accuracies[1]);
    }
}

#[test]
fn the_template_reads_moved_images_by_the_nearest_mean() {
    let mut session = trained();
    let dataset = session.dataset().unwrap().clone();
    let template = Template::of(&dataset.train);
    let (shifted, _) = measured(&mut session, &request(Classifier::Template, &[2], 100));
    let mut right = 0;
    for (x, y) in [(2, 0), (-2, 0), (0, 2), (0, -2)] {
        let images = moved(&dataset.test, x, y);
        for (image, &label) in images
            .images
            .chunks_exact(784)
            .zip(&images.labels)
            .take(100)
        {
            let errors = template.errors(image);
            let nearest = (0..10).min_by(|&a, &b| errors[a].total_cmp(&errors[b]));
            right += usize::from(nearest == Some(usize::from(label)));
        }
    }
    assert_eq!(shifted.accuracies, [right as f64 / 400.0]);
}

#[test]
fn a_shift_out_of_range_is_refused() {
    let mut session = trained();
    let refused = |session: &mut Session, request: &ShiftedRequest| {
        let error = session.begin_shifted(request).unwrap_err();
        (error.code(), error.params()["setting"].clone())
    };
    for classifier in BOTH {
        for distances in [&[][..], &[MOST_DISTANCE + 1], &[0; 16], &[usize::MAX]] {
            let absurd = request(classifier, distances, 10);
            let error = refused(&mut session, &absurd);
            assert_eq!(error, ("config-invalid", "distances".into()));
        }
        for count in [0, 10_001, usize::MAX] {
            let absurd = request(classifier, &[0], count);
            let error = refused(&mut session, &absurd);
            assert_eq!(error, ("config-invalid", "count".into()));
        }
    }
    let missing = ShiftedRequest {
        at: Some(999),
        ..request(Classifier::Network, &[0], 10)
    };
    let error = session.begin_shifted(&missing).unwrap_err();
    assert_eq!(error.params()["reason"], "no-snapshot");
    assert_eq!(
        block_on(session.measure()).unwrap_err().code(),
        "no-verdict"
    );

    let mut empty = Session::new(Backend::cpu());
    let error = |session: &mut Session, classifier| {
        let asked = session.begin_shifted(&request(classifier, &[0], 10));
        asked.unwrap_err().code()
    };
    assert_eq!(error(&mut empty, Classifier::Template), "no-dataset");
    assert_eq!(error(&mut empty, Classifier::Network), "no-run");
}

#[test]
fn a_measurement_of_a_network_ends_with_its_run() {
    let mut session = trained();
    for (classifier, goes_on) in [(Classifier::Network, false), (Classifier::Template, true)] {
        let asked = request(classifier, &[1], TEST_COUNT);
        session.begin_shifted(&asked).unwrap();
        block_on(session.measure()).unwrap();
        session.reset().unwrap();
        assert_eq!(block_on(session.measure()).is_ok(), goes_on);
    }
}

#[test]
fn a_measurement_is_of_its_step_and_changes_nothing() {
    let mut left_alone = session(config());
    let mut looked_at = session(config());
    let losses = |session: &mut Session| {
        let advance = block_on(session.apply(Command::Advance { max_steps: 3 })).unwrap();
        format!("{advance:?}")
    };
    let asked = request(Classifier::Network, &[0, 2], TEST_COUNT);
    for stretch in 0..4 {
        // A pause, then training between two stretches of the measurement.
        looked_at.begin_shifted(&asked).unwrap();
        block_on(looked_at.measure()).unwrap();
        assert_eq!(losses(&mut looked_at), losses(&mut left_alone));
        let shifted = loop {
            if let (_, Some(shifted)) = block_on(looked_at.measure()).unwrap() {
                break shifted;
            }
        };
        assert_eq!(shifted.step, Some(3 * stretch));
        let at = ShiftedRequest {
            at: Some(3 * stretch),
            ..asked.clone()
        };
        assert_eq!(
            measured(&mut looked_at, &at).0.step,
            Some(3 * stretch),
            "a snapshot"
        );
        measured(&mut looked_at, &request(Classifier::Template, &[1], 10));
        looked_at.batch(1, 2).unwrap();
    }
    let states = [&left_alone, &looked_at].map(|session| block_on(session.checkpoint()).unwrap());
    assert_eq!(states[0], states[1]);
}

/// The batches of an epoch, one after another, are the orders with which the run starts.
#[test]
fn batches_are_those_of_the_orders() {
    let session = session(ConfigRequest {
        validation: Some(0.1),
        batch_size: Some(64),
        seed: Some(7),
        ..config()
    });
    let start = session.run_start(10).unwrap();
    assert_eq!(start.orders.len(), 2);
    for (epoch, order) in start.orders.iter().enumerate() {
        let first = session.batch(epoch, 0).unwrap();
        assert_eq!(first.count_of_batches, order.len().div_ceil(64));
        let mut all = Vec::new();
        for number in 0..first.count_of_batches {
            all.extend(session.batch(epoch, number).unwrap().indices);
        }
        assert_eq!(&all, order);
    }
    for (epoch, number, setting) in [(2, 0, "epoch"), (0, 5, "number"), (0, usize::MAX, "number")] {
        let error = session.batch(epoch, number).unwrap_err();
        assert_eq!(
            (error.code(), error.params()["setting"].as_str()),
            ("config-invalid", setting)
        );
    }
    let empty = Session::new(Backend::cpu());
    assert_eq!(empty.batch(0, 0).unwrap_err().code(), "no-run");
}
