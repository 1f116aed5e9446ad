//! A log of commands, replayed on another session.

use digit_lab::backend::Backend;
use digit_lab::recipe::{ConfigRequest, OptimizerKind};
use digit_lab::session::{Answer, Command, Images, Session};
use digit_lab::train::Advance;

use crate::training::dataset;

fn session() -> Session {
    let mut session = Session::new(Backend::cpu());
    session.mirror(dataset(40, 10)).unwrap();
    session
}

fn advance(max_steps: usize) -> Command {
    Command::Advance { max_steps }
}

fn configure(optimizer: OptimizerKind) -> Command {
    Command::Configure {
        config: Box::new(ConfigRequest {
            optimizer: Some(optimizer),
            momentum: Some(0.5),
            epochs: Some(3),
            batch_size: Some(16),
            rotation: Some(5.0),
            ..ConfigRequest::default()
        }),
    }
}

/// Other images than those of [`session`].
fn mirror() -> Command {
    let dataset = dataset(48, 12);
    let images = Images {
        train_images: dataset.train.images,
        train_labels: dataset.train.labels,
        test_images: dataset.test.images,
        test_labels: dataset.test.labels,
    };
    let about = Some((dataset.source, dataset.about));
    Command::Mirror {
        images: Box::new(images),
        about,
    }
}

/// Every kind of command but `restore`, in an order in which each makes a difference.
fn commands() -> Vec<Command> {
    let rate = |learning_rate| Command::SetLearningRate { learning_rate };
    vec![
        mirror(),
        Command::NameClasses {
            class_names: vec!["zero".into(), "one".into()],
        },
        configure(OptimizerKind::Adam),
        advance(2),
        configure(OptimizerKind::Sgd),
        advance(2),
        Command::Reset,
        Command::Rehearse { steps: 2 },
        advance(1),
        rate(0.02),
        advance(9),
        advance(9),
        advance(2),
        Command::Leave,
        rate(0.005),
        advance(1),
        Command::Stop,
        advance(9),
        advance(9),
    ]
}

async fn apply(session: &mut Session, commands: &[Command]) -> Vec<Answer> {
    let mut answers = Vec::new();
    for command in commands {
        answers.push(session.apply(command.clone()).await.unwrap());
    }
    answers
}

#[test]
fn a_replayed_log_gives_the_same_answers_to_the_bit() {
    let commands = commands();
    // As it is saved and as it is sent.
    let log = serde_json::to_string(&commands).unwrap();
    let log: Vec<Command> = serde_json::from_str(&log).unwrap();
    assert_eq!(log, commands);
    pollster::block_on(async {
        let first = apply(&mut session(), &commands).await;
        assert_eq!(apply(&mut session(), &log).await, first);
        let losses = first.iter().filter_map(|answer| match answer {
            Answer::Advance(Advance::Steps(report)) => Some(report.losses.len()),
            _ => None,
        });
        assert_eq!(losses.sum::<usize>(), 2 + 2 + 3 + 3);
        assert_eq!(first.last(), Some(&Answer::Advance(Advance::Finished)));
    });
}

#[test]
fn a_checkpoint_supersedes_the_commands_before_it() {
    pollster::block_on(async {
        let commands = commands();
        // In the middle of the second epoch of the run that was reset.
        let (before, after) = commands.split_at(13);
        let mut first = session();
        apply(&mut first, before).await;
        let checkpoint = first.checkpoint().await.unwrap();
        let expected = apply(&mut first, after).await;

        let mut second = session();
        let log = [
            mirror(),
            configure(OptimizerKind::Sgd),
            Command::Restore { checkpoint },
        ];
        apply(&mut second, &log).await;
        assert_eq!(apply(&mut second, after).await, expected);
    });
}

#[test]
fn a_refused_command_changes_nothing() {
    pollster::block_on(async {
        let mut session = session();
        let early = session.apply(Command::Reset).await.unwrap_err();
        assert_eq!(early.code(), "no-run");
        apply(&mut session, &[configure(OptimizerKind::Adam)]).await;
        for (json, code) in [
            (
                r#"{"type": "configure", "config": {"epochs": 0}}"#,
                "config-invalid",
            ),
            (
                r#"{"type": "set_learning_rate", "learning_rate": 0}"#,
                "config-invalid",
            ),
        ] {
            let command: Command = serde_json::from_str(json).unwrap();
            assert_eq!(
                session.apply(command).await.unwrap_err().code(),
                code,
                "{json}"
            );
        }
        let unknown = r#"{"type": "configure", "config": {"epoch": 1}}"#;
        assert!(serde_json::from_str::<Command>(unknown).is_err());
        let answers = apply(&mut session, &[advance(1)]).await;
        assert!(
            matches!(&answers[..], [Answer::Advance(Advance::Steps(report))] if report.step == 1)
        );
    });
}
