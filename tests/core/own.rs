//! Data that a visitor brings, and generated digits among MNIST's: what a session makes of them.

use digit_lab::backend::Backend;
use digit_lab::data::synthetic::{Generator, Variation};
use digit_lab::data::{HoldOut, Paper, Source, Split};
use digit_lab::session::{
    Files, GenerationRequest, MixRequest, Naming, Pair, Session, SketchRequest,
};

use crate::idx::file;
use crate::training::digits;

fn session() -> Session {
    Session::new(Backend::cpu())
}

/// `count` images of 28×28 with their number in the first two pixels, of `classes` in turn.
fn numbered(count: usize, classes: u8) -> Split {
    let mut split = Split {
        images: vec![0; count * 784],
        labels: (0..count)
            .map(|i| (i % usize::from(classes)) as u8)
            .collect(),
    };
    for (i, image) in split.images.chunks_exact_mut(784).enumerate() {
        image[..2].copy_from_slice(&(i as u16).to_be_bytes());
    }
    split
}

fn number(image: &[u8]) -> u16 {
    u16::from_be_bytes([image[0], image[1]])
}

/// A split as a pair of IDX files.
fn idx(split: &Split) -> [Vec<u8>; 2] {
    let count = split.len() as u32;
    [
        file(2051, &[count, 28, 28], &split.images),
        file(2049, &[count], &split.labels),
    ]
}

fn pair(files: &[Vec<u8>; 2]) -> Pair<'_> {
    Pair {
        images: (&files[0], "my-images"),
        labels: (&files[1], "my-labels"),
    }
}

fn names(names: &[&str]) -> Naming {
    Naming {
        name: Some("Mine".into()),
        class_names: Some(names.iter().map(|&name| name.into()).collect()),
    }
}

#[test]
fn a_pair_is_divided_by_class_and_nothing_is_lost() {
    // Of class 0, 34 images; of 1 and 2, 33.
    let files = idx(&numbered(100, 3));
    let mut session = session();
    let divided = |session: &mut Session, test_share, seed| {
        let hold_out = HoldOut { test_share, seed };
        session.load_pair(pair(&files), hold_out, Naming::default())
    };
    for (share, each) in [
        (0.2, [7, 7, 7]),
        (0.5, [17, 17, 17]),
        (0.01, [1, 1, 1]),
        (0.9, [31, 30, 30]),
    ] {
        let summary = divided(&mut session, share, 1).unwrap();
        assert_eq!(summary.source, Source::Pair);
        assert_eq!(summary.train_count + summary.test_count, 100);
        assert_eq!(&summary.test_class_counts[..3], each, "{share}");
        let dataset = session.dataset().unwrap();
        let mut all: Vec<u16> = Vec::new();
        for split in [&dataset.train, &dataset.test] {
            let numbers: Vec<u16> = split.images.chunks_exact(784).map(number).collect();
            assert!(numbers.is_sorted());
            for (&number, &label) in numbers.iter().zip(&split.labels) {
                assert_eq!(number % 3, u16::from(label));
            }
            all.extend(numbers);
        }
        all.sort_unstable();
        assert_eq!(all, (0..100).collect::<Vec<_>>());
    }

    let test = |session: &Session| session.dataset().unwrap().test.clone();
    divided(&mut session, 0.3, 5).unwrap();
    let first = test(&session);
    divided(&mut session, 0.3, 5).unwrap();
    assert_eq!(first, test(&session));
    divided(&mut session, 0.3, 6).unwrap();
    assert_ne!(first, test(&session));

    for share in [0.0, 1.0, f64::NAN] {
        let error = divided(&mut session, share, 0).unwrap_err();
        assert_eq!(error.code(), "config-invalid");
    }
}

#[test]
fn bad_pairs_are_answered_and_the_data_in_use_stay() {
    let mut session = session();
    let good = idx(&numbered(40, 4));
    let before = session
        .load_pair(pair(&good), HoldOut::default(), Naming::default())
        .unwrap();

    let mut eleven = numbered(40, 4);
    eleven.labels[17] = 10;
    let mut single = numbered(41, 4);
    single.labels[40] = 7;
    let mut short = good.clone();
    short[0].truncate(1000);
    let cases = [
        (
            idx(&eleven),
            "idx-label",
            "my-labels: the label at offset 25 is 10",
        ),
        (idx(&numbered(40, 1)), "classes-few", "at least two classes"),
        (idx(&single), "class-small", "The class “7” has one image"),
        (short, "idx-truncated", "my-images: ends at offset 1000"),
        (
            [good[1].clone(), good[0].clone()],
            "idx-magic",
            "my-images: at offset 0",
        ),
        (
            [good[0].clone(), idx(&numbered(39, 4))[1].clone()],
            "idx-counts",
            "40 images but my-labels 39",
        ),
    ];
    for (files, code, words) in cases {
        let error = session
            .load_pair(pair(&files), HoldOut::default(), Naming::default())
            .unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(session.dataset().unwrap().summary(), before);
    }
}

#[test]
fn classes_have_names_that_can_be_changed() {
    let mut session = session();
    let files = idx(&numbered(20, 3));
    let load =
        |session: &mut Session, naming| session.load_pair(pair(&files), HoldOut::default(), naming);
    let digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let summary = load(&mut session, Naming::default()).unwrap();
    assert_eq!(
        (summary.name, &summary.class_names[..]),
        (None, &digits.map(String::from)[..])
    );
    let summary = load(&mut session, names(&[" cat ", "", "emu"])).unwrap();
    assert_eq!(summary.name.as_deref(), Some("Mine"));
    assert_eq!(summary.class_names[..4], ["cat", "1", "emu", "–"]);
    assert_eq!(summary.class_names.len(), 10);

    let summary = session
        .name_classes(vec!["お".into(), "き".into()])
        .unwrap();
    assert_eq!(summary.class_names[..2], ["お", "き"]);
    assert_eq!(session.dataset().unwrap().summary(), summary);
    let eleven = vec!["x".to_string(); 11];
    assert_eq!(
        session.name_classes(eleven).unwrap_err().code(),
        "classes-many"
    );
    let long = vec!["x".repeat(41)];
    assert_eq!(
        session.name_classes(long).unwrap_err().code(),
        "config-invalid"
    );
    assert_eq!(session.dataset().unwrap().summary(), summary);
}

#[test]
fn pictures_on_white_paper_are_inverted() {
    let mut session = session();
    let black = numbered(30, 3);
    let mut white = black.clone();
    white
        .images
        .iter_mut()
        .for_each(|pixel| *pixel = 255 - *pixel);
    let none = || Split {
        images: vec![],
        labels: vec![],
    };
    let mut load = |train: &Split, test: Split, paper| {
        let splits = [train.clone(), test];
        let summary = session.load_pictures(
            splits,
            paper,
            Some([64, 64]),
            HoldOut::default(),
            names(&["a", "b", "c"]),
        )?;
        Ok::<_, digit_lab::error::Error>((summary, session.dataset()?.clone()))
    };
    let (summary, dataset) = load(&white, none(), Paper::Auto).unwrap();
    assert_eq!(
        (summary.inverted, summary.resized_from),
        (true, Some([64, 64]))
    );
    assert_eq!((summary.train_count, summary.test_count), (24, 6));
    let (summary, same) = load(&black, none(), Paper::Auto).unwrap();
    assert!(!summary.inverted);
    assert_eq!((dataset.train, dataset.test), (same.train, same.test));
    assert!(load(&black, none(), Paper::White).unwrap().0.inverted);
    assert!(!load(&white, none(), Paper::Black).unwrap().0.inverted);

    // With test images of their own none is held out.
    let (summary, dataset) = load(&black, white.clone(), Paper::Auto).unwrap();
    assert_eq!((summary.train_count, summary.test_count), (30, 30));
    assert_eq!((dataset.train, dataset.test), (black.clone(), white));

    let mut crooked = black.clone();
    crooked.images.pop();
    assert_eq!(
        load(&crooked, none(), Paper::Auto).unwrap_err().code(),
        "config-invalid"
    );
    crooked = black;
    crooked.labels[3] = 10;
    assert_eq!(
        load(&crooked, none(), Paper::Auto).unwrap_err().code(),
        "config-invalid"
    );
}

#[test]
fn a_share_of_every_class_is_replaced_and_the_test_stays() {
    let (train, test) = (numbered(200, 10), numbered(30, 10));
    let [train_images, train_labels] = idx(&train);
    let [test_images, test_labels] = idx(&test);
    let files = Files {
        train_images: &train_images,
        train_labels: &train_labels,
        test_images: &test_images,
        test_labels: &test_labels,
    };
    let mut session = session();
    let mut mix = |share, seed| {
        let request = MixRequest {
            share,
            seed,
            ..MixRequest::default()
        };
        session.begin_mixing(files, request)?;
        loop {
            let (done, summary) = session.generate(7)?;
            if let Some(summary) = summary {
                assert_eq!(done, summary.generated_count);
                return Ok((summary, session.dataset()?.clone()));
            }
        }
    };
    for (share, of_each) in [(0.0, 0), (0.1, 2), (0.5, 10), (1.0, 20)] {
        let (summary, mixed): (digit_lab::data::DatasetSummary, _) = mix(share, 3).unwrap();
        assert_eq!(summary.source, Source::Mixed);
        assert_eq!(summary.generated_count, 10 * of_each);
        assert_eq!((&mixed.test, &mixed.train.labels), (&test, &train.labels));
        let generator = Generator::new(3, Variation::default());
        let mut replaced = [0; 10];
        for (i, (new, old)) in mixed
            .train
            .images
            .chunks_exact(784)
            .zip(train.images.chunks_exact(784))
            .enumerate()
        {
            if new != old {
                let label = train.labels[i];
                assert_eq!(new, generator.draw(i as u64, label));
                replaced[usize::from(label)] += 1;
            }
        }
        assert_eq!(replaced, [of_each; 10], "{share}");
    }
    assert_ne!(mix(0.5, 3).unwrap().1.train, mix(0.5, 4).unwrap().1.train);
    let refused: digit_lab::error::Result<_> = mix(1.5, 0);
    assert_eq!(refused.unwrap_err().code(), "config-invalid");
}

#[test]
fn a_sketch_shows_what_a_data_set_would_begin_with() {
    let variation = Variation {
        slant: 0.5,
        ..Variation::default()
    };
    let sketch = Session::sketch(SketchRequest {
        seed: 8,
        count: 20,
        variation,
    })
    .unwrap();
    let mut session = session();
    let request = GenerationRequest {
        seed: 8,
        train_count: 30,
        test_count: 10,
        variation,
    };
    session.begin_generation(request).unwrap();
    let mut done = 0;
    let summary = loop {
        let (now, summary) = session.generate(9).unwrap();
        assert!(now > done || summary.is_some());
        done = now;
        if let Some(summary) = summary {
            break summary;
        }
    };
    assert_eq!(
        (
            summary.generated_count,
            summary.train_count,
            summary.test_count
        ),
        (30, 30, 10)
    );
    let train = &session.dataset().unwrap().train;
    assert_eq!(train.images[..20 * 784], sketch.images);
    assert_eq!(train.labels[..20], sketch.labels);
    assert_ne!(digits(8, 20).images, sketch.images);
    assert_eq!(digits(8, 20).labels, sketch.labels);

    let too_many = SketchRequest {
        count: 1001,
        ..SketchRequest::default()
    };
    assert_eq!(
        Session::sketch(too_many).unwrap_err().code(),
        "config-invalid"
    );
}
