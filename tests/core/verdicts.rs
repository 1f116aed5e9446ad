//! Verdicts and the images behind them, against plain recomputation.

use digit_lab::evaluate::cases::{CaseOrder, Only};
use digit_lab::evaluate::{CasesRequest, Classifier, Evaluation, Verdict};
use digit_lab::recipe::ConfigRequest;
use digit_lab::session::Session;
use pollster::block_on;

use crate::exploring::{TEST_COUNT, session};

/// One whose network has learnt a little, and errs a lot.
fn trained() -> Session {
    let mut session = session(ConfigRequest {
        batch_size: Some(20),
        ..Default::default()
    });
    block_on(session.advance(6)).unwrap();
    session
}

fn evaluation(session: &mut Session) -> Evaluation {
    session.begin_evaluation().unwrap();
    loop {
        if let (_, Some(evaluation)) = block_on(session.evaluate()).unwrap() {
            return evaluation;
        }
    }
}

/// The verdict, and in how many stretches it came.
fn assessed(
    session: &mut Session,
    classifier: Classifier,
    classes: Option<[usize; 2]>,
) -> (Verdict, usize) {
    assert_eq!(
        session.begin_assessment(classifier, None).unwrap(),
        TEST_COUNT
    );
    let mut stretches = 0;
    loop {
        stretches += 1;
        let (done, verdict) = block_on(session.assess(classifier, classes)).unwrap();
        if let Some(verdict) = verdict {
            assert_eq!(done, TEST_COUNT);
            return (verdict, stretches);
        }
        assert!(done < TEST_COUNT);
    }
}

fn everything(classifier: Classifier) -> CasesRequest {
    CasesRequest {
        classifier,
        classes: None,
        truth: None,
        prediction: None,
        only: Only::All,
        order: CaseOrder::Index,
        descending: false,
        seed: 0,
        first: 0,
        count: TEST_COUNT,
    }
}

/// What must hold of every verdict, whoever assessed.
fn assert_adds_up(verdict: &Verdict) {
    assert_eq!(
        verdict.confusion.iter().sum::<u32>() as usize,
        verdict.count
    );
    let diagonal: u32 = (0..10).map(|class| verdict.confusion[class * 11]).sum();
    assert_eq!(diagonal as usize, verdict.correct);
    assert_eq!(verdict.accuracy, f64::from(diagonal) / verdict.count as f64);
    assert_eq!(
        verdict
            .per_class
            .iter()
            .map(|class| class.count as usize)
            .sum::<usize>(),
        verdict.count
    );
    for class in &verdict.per_class {
        assert_eq!(
            class.correct,
            verdict.confusion[usize::from(class.class) * 11]
        );
    }
    if let Some(calibration) = &verdict.calibration {
        let mut error = 0.0;
        let mut correct = 0.0;
        for bin in calibration.bins.iter().filter(|bin| bin.count > 0) {
            let (confidence, accuracy) = (bin.confidence.unwrap(), bin.accuracy.unwrap());
            assert!(bin.from <= confidence && confidence <= bin.to, "{bin:?}");
            error += bin.count as f64 * (confidence - accuracy).abs();
            correct += bin.count as f64 * accuracy;
        }
        let count: usize = calibration.bins.iter().map(|bin| bin.count).sum();
        assert_eq!((count, calibration.bins.len()), (verdict.count, 10));
        assert!((error / count as f64 - calibration.error).abs() < 1e-12);
        assert!((correct - verdict.correct as f64).abs() < 1e-9);
    }
}

#[test]
fn the_networks_verdict_adds_up_to_its_headline() {
    let mut session = trained();
    let headline = evaluation(&mut session);
    let (verdict, stretches) = assessed(&mut session, Classifier::Network, None);
    assert!(stretches > 1);
    assert_eq!((verdict.count, verdict.step), (TEST_COUNT, Some(6)));
    assert_eq!(verdict.accuracy, headline.accuracy);
    assert_eq!(verdict.loss, Some(headline.loss));
    assert!(verdict.calibration.is_some());
    assert_adds_up(&verdict);

    // Two classes alone are assessed by what is there already.
    let (pair, stretches) = assessed(&mut session, Classifier::Network, Some([7, 1]));
    assert_eq!((stretches, pair.classes), (1, Some([1, 7])));
    let row = |class: usize| verdict.confusion[class * 10..][..10].iter().sum::<u32>();
    assert_eq!(pair.count as u32, row(1) + row(7));
    assert_adds_up(&pair);
    // Between fewer classes no image that was read is lost.
    assert!(pair.correct as u32 >= verdict.confusion[11] + verdict.confusion[77]);
}

#[test]
fn a_verdict_is_of_the_step_at_which_it_was_begun() {
    let mut session = trained();
    let at_step_6 = assessed(&mut session, Classifier::Network, None).0;
    block_on(session.advance(2)).unwrap();
    assert_eq!(
        session
            .cases(&everything(Classifier::Network))
            .unwrap()
            .step,
        Some(6)
    );

    session.begin_assessment(Classifier::Network, None).unwrap();
    block_on(session.assess(Classifier::Network, None)).unwrap();
    block_on(session.advance(3)).unwrap();
    let verdict = loop {
        if let (_, Some(verdict)) = block_on(session.assess(Classifier::Network, None)).unwrap() {
            break verdict;
        }
    };
    assert_eq!(verdict.step, Some(8));
    assert_ne!(verdict.loss, at_step_6.loss);
    assert_eq!(
        assessed(&mut session, Classifier::Network, None).0.step,
        Some(11)
    );
}

#[test]
fn a_verdict_ends_with_its_run() {
    let mut session = trained();
    let refused =
        |session: &Session, classifier| session.cases(&everything(classifier)).unwrap_err().code();
    assert_eq!(refused(&session, Classifier::Network), "no-verdict");
    assert_eq!(refused(&session, Classifier::Template), "no-verdict");
    assessed(&mut session, Classifier::Network, None);
    assessed(&mut session, Classifier::Template, None);
    session.reset().unwrap();
    assert_eq!(refused(&session, Classifier::Network), "no-verdict");
    assert!(session.cases(&everything(Classifier::Template)).is_ok());
    // Under way when the run goes: it cannot come to its end.
    session.begin_assessment(Classifier::Network, None).unwrap();
    block_on(session.assess(Classifier::Network, None)).unwrap();
    session.reset().unwrap();
    let gone = block_on(session.assess(Classifier::Network, None)).unwrap_err();
    assert_eq!(gone.code(), "no-verdict");
    for classes in [[3, 3], [3, 10]] {
        let absurd = block_on(session.assess(Classifier::Template, Some(classes))).unwrap_err();
        assert_eq!(absurd.code(), "config-invalid");
    }
}

#[test]
fn top_losses_are_those_of_the_exported_probabilities() {
    let mut session = trained();
    assessed(&mut session, Classifier::Network, None);
    let exported = session.scores(Classifier::Network).unwrap().export();
    let labels = session.split(true).unwrap().labels.clone();
    let losses: Vec<f32> = (exported.chunks_exact(10).zip(&labels))
        .map(|(row, &label)| -row[usize::from(label)].ln())
        .collect();
    for row in exported.chunks_exact(10) {
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
    let mut order: Vec<u32> = (0..TEST_COUNT as u32).collect();
    order.sort_by(|&a, &b| losses[b as usize].total_cmp(&losses[a as usize]));

    let request = CasesRequest {
        order: CaseOrder::Loss,
        descending: true,
        count: 50,
        ..everything(Classifier::Network)
    };
    let top = session.cases(&request).unwrap();
    let indices: Vec<u32> = top.readings.iter().map(|case| case.index).collect();
    assert_eq!(indices, order[..50]);
    for case in &top.readings {
        let index = case.index as usize;
        let row = &exported[index * 10..][..10];
        assert!((case.loss as f32 - losses[index]).abs() < 1e-5);
        assert_eq!(case.of_truth as f32, row[usize::from(labels[index])]);
        assert_eq!(
            case.of_prediction as f32,
            row.iter().copied().fold(0.0, f32::max)
        );
    }
}

#[test]
fn cases_are_filtered_ordered_and_paged() {
    let mut session = trained();
    for classifier in [Classifier::Network, Classifier::Template] {
        let verdict = assessed(&mut session, classifier, None).0;
        let all = session.cases(&everything(classifier)).unwrap();
        assert_eq!(all.readings.len(), TEST_COUNT);
        // Every cell of the confusion matrix opens as many images as it says.
        for (place, &count) in verdict.confusion.iter().enumerate() {
            let (truth, prediction) = (place / 10, place % 10);
            let cell = CasesRequest {
                truth: Some(truth),
                prediction: Some(prediction),
                ..everything(classifier)
            };
            let cell = session.cases(&cell).unwrap();
            assert_eq!(
                (cell.total, cell.readings.len()),
                (count as usize, count as usize)
            );
            let belongs =
                |label: u8, guess: u8| (label as usize, guess as usize) == (truth, prediction);
            assert!(
                cell.readings
                    .iter()
                    .all(|case| belongs(case.label, case.prediction))
            );
        }
        for (only, count) in [
            (Only::Right, verdict.correct),
            (Only::Wrong, verdict.count - verdict.correct),
        ] {
            let some = CasesRequest {
                only,
                first: 2,
                count: 3,
                ..everything(classifier)
            };
            let some = session.cases(&some).unwrap();
            assert_eq!((some.total, some.first), (count, 2));
            assert_eq!(some.readings.len(), 3.min(count.saturating_sub(2)));
            assert!(
                some.readings
                    .iter()
                    .all(|case| case.is_right() == (only == Only::Right))
            );
        }
        let sure = CasesRequest {
            order: CaseOrder::Confidence,
            descending: true,
            ..everything(classifier)
        };
        let sure = session.cases(&sure).unwrap().readings;
        assert!(sure.windows(2).all(|two| match classifier {
            Classifier::Network => two[0].of_prediction >= two[1].of_prediction,
            Classifier::Template => two[0].of_prediction <= two[1].of_prediction,
        }));
        let restricted = CasesRequest {
            classes: Some([3, 5]),
            ..everything(classifier)
        };
        let restricted = session.cases(&restricted).unwrap().readings;
        assert!(
            restricted
                .iter()
                .all(|case| [3, 5].contains(&case.label) && [3, 5].contains(&case.prediction))
        );
    }
}

/// The seed decides the order, and a filter leaves it as it is.
#[test]
fn a_random_order_is_one_that_stays() {
    let mut session = trained();
    assessed(&mut session, Classifier::Template, None);
    let indices = |seed, only| -> Vec<u32> {
        let request = CasesRequest {
            seed,
            only,
            order: CaseOrder::Random,
            ..everything(Classifier::Template)
        };
        session
            .cases(&request)
            .unwrap()
            .readings
            .iter()
            .map(|case| case.index)
            .collect()
    };
    let all = indices(1, Only::All);
    assert_ne!(all, indices(2, Only::All));
    let wrong = indices(1, Only::Wrong);
    assert!(!wrong.is_empty() && wrong.len() < all.len());
    let those: Vec<u32> = all
        .iter()
        .copied()
        .filter(|index| wrong.contains(index))
        .collect();
    assert_eq!(those, wrong);
    let mut sorted = all;
    sorted.sort_unstable();
    assert_eq!(sorted, (0..TEST_COUNT as u32).collect::<Vec<_>>());
}
