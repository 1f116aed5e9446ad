//! The real MNIST, where it is at hand: in the folder `MNIST_DIR`, or in `../shared/mnist`.

use digit_lab::data::Dataset;
use digit_lab::data::explore::Statistics;
use digit_lab::evaluate::template::Pairs;
use digit_lab::evaluate::{Choice, Template, Verdict};
use digit_lab::recipe::ConfigRequest;
use digit_lab::train::{Advance, Run};

pub use crate::mnist_files::mnist;

#[test]
fn mnist_has_its_known_figures() {
    let Some(dataset) = mnist() else { return };
    let summary = dataset.summary();
    assert_eq!((summary.train_count, summary.test_count), (60_000, 10_000));
    // The published counts of each digit.
    assert_eq!(
        summary.test_class_counts,
        [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    );
    let statistics = Statistics::of(&dataset.train);
    assert!((statistics.mean - 0.1307).abs() < 5e-5, "{statistics:?}");
    assert!((statistics.std - 0.3081).abs() < 5e-5, "{statistics:?}");
    assert_eq!((statistics.min, statistics.max), (0, 255));
    assert_eq!(statistics.unique_values, 256);
    assert_eq!(statistics.class_counts[1], 6742);
}

/// The accuracy on the test images after 3,000 training images, seen once.
fn accuracy_after_a_short_run(dataset: &Dataset) -> f64 {
    pollster::block_on(async {
        let request = ConfigRequest {
            epochs: Some(1),
            subset: Some(3000),
            ..Default::default()
        };
        let count = dataset.train.len();
        let preset = request.resolve(count).unwrap();
        let mut run = Run::new(preset, count, &crate::ndarray()).unwrap();
        loop {
            if let Advance::Epoch(epoch) = run.advance(dataset, 8).await.unwrap() {
                return epoch.test.accuracy;
            }
        }
    })
}

#[test]
fn a_short_run_reads_most_digits() {
    let Some(dataset) = mnist() else { return };
    let accuracy = accuracy_after_a_short_run(&dataset);
    assert!(accuracy > 0.85, "{accuracy}");
}

/// What is learnt from generated digits holds for real ones.
#[test]
fn generated_digits_teach_to_read_real_ones() {
    let Some(mut dataset) = mnist() else { return };
    dataset.train = crate::training::digits(1, 3000);
    let accuracy = accuracy_after_a_short_run(&dataset);
    assert!(accuracy > 0.75, "{accuracy}");
}

/// The share of test images whose nearest mean, of all 60,000 training images, is their own class's.
#[test]
fn the_nearest_mean_reads_as_many_as_is_known() {
    let Some(dataset) = mnist() else { return };
    let template = Template::of(&dataset.train);
    let scores = template.scores(&dataset.test);
    let labels = &dataset.test.labels;
    let verdict = |classes| {
        let choice = Choice::new(classes).unwrap();
        Verdict::of(&scores, labels, choice).unwrap()
    };
    let all = verdict(None);
    assert_eq!((all.correct, all.count), (8203, 10_000));
    let pair = verdict(Some([7, 3]));
    assert_eq!(pair.count, 1010 + 1028);
    assert_eq!(format!("{:.2}", pair.accuracy * 100.0), "96.61");

    let pairs = Pairs::of(&scores, labels);
    for place in [37, 73] {
        assert_eq!(pairs.correct[place] as usize, pair.correct);
        assert_eq!(pairs.count[place] as usize, pair.count);
    }
}
