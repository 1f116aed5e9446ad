//! What is shown of the data, against plain recomputation.

use digit_lab::backend::Backend;
use digit_lab::data::explore::Statistics;
use digit_lab::data::{Augmentation, Augmenter, Input, Split};
use digit_lab::evaluate::template::Pairs;
use digit_lab::evaluate::{Choice, Template};
use digit_lab::model::Batch;
use digit_lab::ops::read::{self, Transaction};
use digit_lab::recipe::ConfigRequest;
use digit_lab::session::{GenerationRequest, Session};
use pollster::block_on;

use crate::training::digits;

pub const TEST_COUNT: usize = 600;

/// A session with generated digits and a run of its own.
pub fn session(request: ConfigRequest) -> Session {
    let mut session = Session::new(Backend::cpu());
    let images = GenerationRequest {
        seed: 4,
        train_count: 300,
        test_count: TEST_COUNT,
        ..GenerationRequest::default()
    };
    session.begin_generation(images).unwrap();
    session.generate(usize::MAX / 2).unwrap();
    session.configure(request).unwrap();
    session
}

#[test]
fn statistics_are_those_of_the_pixels() {
    let split = digits(3, 101);
    let statistics = Statistics::of(&split);
    let values: Vec<f64> = split.images.iter().map(|&p| f64::from(p) / 255.0).collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let std = (squares / values.len() as f64).sqrt();
    assert!((statistics.mean - mean).abs() < 1e-12);
    assert!((statistics.std - std).abs() < 1e-12);
    for value in 0..=u8::MAX {
        let times = split.images.iter().filter(|&&pixel| pixel == value).count();
        assert_eq!(statistics.histogram[usize::from(value)] as usize, times);
    }
    assert_eq!(statistics.min, *split.images.iter().min().unwrap());
    assert_eq!(statistics.max, *split.images.iter().max().unwrap());
    let unique: std::collections::BTreeSet<_> = split.images.iter().collect();
    assert_eq!(statistics.unique_values, unique.len());
    assert_eq!(statistics.class_counts.iter().sum::<u32>(), 101);
}

#[test]
fn browsing_pages_through_a_class_in_the_order_of_the_file() {
    let session = session(ConfigRequest::default());
    let labels = &session.split(true).unwrap().labels;
    let sevens: Vec<u32> = (0..)
        .zip(labels)
        .filter(|(_, l)| **l == 7)
        .map(|(i, _)| i)
        .collect();
    let page = |first, count| session.browse(true, Some(7), first, count).unwrap();
    assert_eq!(page(0, 1000).indices, sevens);
    assert_eq!(page(3, 4).indices, sevens[3..7]);
    assert_eq!((page(3, 4).total, page(3, 4).first), (sevens.len(), 3));
    assert!(page(sevens.len() + 5, 4).indices.is_empty());
    let all = session.browse(false, None, 298, 50).unwrap();
    assert_eq!((all.total, all.indices), (300, vec![298, 299]));
    let absurd = session.browse(true, Some(10), 0, 1).unwrap_err();
    assert_eq!(absurd.code(), "config-invalid");
}

/// To the bit what a training batch of the epoch holds.
#[test]
fn the_network_input_is_what_a_batch_holds() {
    let session = session(ConfigRequest {
        seed: Some(9),
        rotation: Some(15.0),
        shift: Some(2.0),
        ..Default::default()
    });
    let dataset = session.dataset().unwrap();
    let shown = session.network_input(false, 17, 2).unwrap();
    let settings = Augmentation {
        rotation: 15.0,
        shift: 2.0,
        ..Default::default()
    };
    let mut augmenter = Augmenter::new(settings, 9);
    let draw = (&mut augmenter, 2);
    let kind = shown.input_kind;
    let batch = Batch::gather_augmented(&dataset.train, &[17], kind, draw, &crate::ndarray());
    let reads = Transaction::default().register(batch.images);
    assert_eq!(shown.input, block_on(read::scalars(reads)).unwrap());
    assert_eq!(shown.image, dataset.train.image(17).unwrap());
    let augmented = shown.augmented.unwrap();
    assert_ne!(augmented, shown.image);
    for (&pixel, value) in augmented.iter().zip(&shown.input) {
        assert!((kind.of(f32::from(pixel)) - value).abs() <= kind.of(0.51) - kind.of(0.0));
    }
    for kind in [Input::Unit, Input::Normalised] {
        let (mean, deviation) = kind.constants();
        assert!(((200.0 / 255.0 - mean) / deviation - kind.of(200.0)).abs() < 1e-6);
    }
    assert_eq!(session.network_input(true, 17, 2).unwrap().augmented, None);
    let beyond = session.network_input(true, TEST_COUNT, 0).unwrap_err();
    assert_eq!(beyond.code(), "index-out-of-range");
}

/// Mean squared errors and curves against the plain sum of squares.
#[test]
fn templates_measure_the_mean_squared_error() {
    let (train, test) = (digits(1, 200), digits(2, 50));
    let template = Template::of(&train);
    let mut means = vec![0.0; 7840];
    for (image, &label) in train.images.chunks_exact(784).zip(&train.labels) {
        let share = train.class_counts()[usize::from(label)] as f64;
        for (pixel, &value) in image.iter().enumerate() {
            means[usize::from(label) * 784 + pixel] += f64::from(value) / share;
        }
    }
    let plain = |image: &[u8], class: usize| -> f64 {
        let apart = image.iter().zip(&means[class * 784..]);
        let squares = apart.map(|(&pixel, mean)| ((f64::from(pixel) - mean) / 255.0).powi(2));
        squares.sum::<f64>() / 784.0
    };
    for image in test.images.chunks_exact(784) {
        for (class, error) in template.errors(image).into_iter().enumerate() {
            assert!((error - plain(image, class)).abs() < 1e-12);
        }
    }
    let [of_3, of_8] = template.curves(&test, [3, 8]).unwrap();
    for (class, curve) in [(3, &of_3), (8, &of_8)] {
        assert_eq!(curve.indices.len(), test.class_counts()[class]);
        for (place, &index) in curve.indices.iter().enumerate() {
            assert_eq!(usize::from(test.labels[index as usize]), class);
            let image = test.image(index as usize).unwrap();
            assert_eq!(curve.to_a[place], plain(image, 3) as f32);
            assert_eq!(curve.to_b[place], plain(image, 8) as f32);
        }
    }
    for absurd in [[3, 3], [10, 3], [3, 11]] {
        assert_eq!(
            template.curves(&test, absurd).unwrap_err().code(),
            "config-invalid"
        );
    }
}

/// Files of one's own may show fewer digits in training than in the test.
#[test]
fn a_class_without_a_mean_is_never_the_nearest() {
    let keep = |split: &Split, without: u8| {
        let mut kept = Split {
            images: Vec::new(),
            labels: Vec::new(),
        };
        for (image, &label) in split.images.chunks_exact(784).zip(&split.labels) {
            if label != without {
                kept.images.extend_from_slice(image);
                kept.labels.push(label);
            }
        }
        kept
    };
    let test = digits(2, 80);
    let template = Template::of(&keep(&digits(1, 200), 4));
    let scores = template.scores(&test);
    for case in scores.readings(&test.labels, Choice::All) {
        assert_ne!(case.prediction, 4);
        assert!(case.loss >= 0.0);
        assert_eq!(case.loss.is_infinite(), case.label == 4);
    }
    let pairs = Pairs::of(&scores, &test.labels);
    assert!((0..10).all(|other| pairs.count[40 + other] == 0 && pairs.count[other * 10 + 4] == 0));
    let expected = test.class_counts()[2] + test.class_counts()[9];
    assert_eq!(
        (pairs.count[29], pairs.count[92]),
        (expected as u32, expected as u32)
    );
    assert_eq!(
        template.curves(&test, [2, 4]).unwrap_err().code(),
        "config-invalid"
    );
}
