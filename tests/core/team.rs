//! Several members that train one network: threads here, workers in a browser.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use digit_lab::backend::Backend;
use digit_lab::data::Dataset;
use digit_lab::model::{LayerSpec, Spec};
use digit_lab::ops::read::{self, Transaction};
use digit_lab::recipe::{ConfigRequest, OptimizerKind, ScheduleKind};
use digit_lab::team::{Exchange, Team};
use digit_lab::train::{Advance, Run};

use crate::training::{dataset, run};

/// What the members of a team share.
#[derive(Default)]
struct Room {
    memory: Mutex<Vec<f32>>,
    meeting: Mutex<Meeting>,
    changed: Condvar,
}

#[derive(Default)]
struct Meeting {
    here: usize,
    held: usize,
    broken: bool,
}

struct Member {
    rank: usize,
    size: usize,
    room: Arc<Room>,
}

impl Exchange for Member {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn capacity(&self) -> usize {
        self.room.memory.lock().unwrap().len()
    }

    fn write(&self, at: usize, values: &[f32]) {
        self.room.memory.lock().unwrap()[at..at + values.len()].copy_from_slice(values);
    }

    fn read(&self, at: usize, values: &mut [f32]) {
        values.copy_from_slice(&self.room.memory.lock().unwrap()[at..at + values.len()]);
    }

    fn meet(&self) -> bool {
        let mut meeting = self.room.meeting.lock().unwrap();
        let held = meeting.held;
        meeting.here += 1;
        if meeting.here == self.size {
            meeting.here = 0;
            meeting.held += 1;
            self.room.changed.notify_all();
        }
        let wait = |meeting: &mut Meeting| meeting.held == held && !meeting.broken;
        let meeting = self.room.changed.wait_while(meeting, wait).unwrap();
        meeting.held > held
    }
}

impl Room {
    fn leave(&self) {
        self.meeting.lock().unwrap().broken = true;
        self.changed.notify_all();
    }
}

/// What each of `size` members makes of `work`, in the order of their ranks.
fn each<T: Send>(size: usize, capacity: usize, work: impl Fn(Member) -> T + Sync) -> Vec<T> {
    let room = Arc::new(Room::default());
    room.memory.lock().unwrap().resize(capacity, 0.0);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..size)
            .map(|rank| {
                let room = room.clone();
                let work = &work;
                scope.spawn(move || work(Member { rank, size, room }))
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    })
}

fn value(rank: usize, i: usize) -> f32 {
    ((i * 37 + rank * 101) % 997) as f32 * 1e-3 - 0.4
}

#[test]
fn sums_are_everybodys_in_the_order_of_the_ranks() {
    for (size, len) in [(1, 5), (2, 1), (2, 1001), (3, 2), (3, 40_000), (5, 17)] {
        let expected: Vec<f32> = (0..len)
            .map(|i| (1..size).fold(value(0, i), |sum, rank| sum + value(rank, i)))
            .collect();
        // So little memory that a long sum has to be made in several goes, too.
        for capacity in [
            Team::capacity_for(size, len),
            Team::least_capacity(size) + 50,
        ] {
            let sums = each(size, capacity, |member| {
                let rank = member.rank;
                let team = Team::new(member);
                let mut values: Vec<f32> = (0..len).map(|i| value(rank, i)).collect();
                team.sum(&mut values);
                assert!(!team.is_broken());
                values
            });
            assert!(
                sums.iter().all(|sum| *sum == expected),
                "{size} members, {len} values"
            );
        }
    }
}

#[test]
fn what_is_gathered_comes_in_the_order_of_the_ranks() {
    for (size, len) in [(1, 3), (2, 20_000), (3, 1)] {
        let expected: Vec<f32> = (0..size)
            .flat_map(|rank| (0..len).map(move |i| value(rank, i)))
            .collect();
        let gathered = each(size, Team::least_capacity(size), |member| {
            let rank = member.rank;
            let team = Team::new(member);
            let mine: Vec<f32> = (0..len).map(|i| value(rank, i)).collect();
            (0..3).map(|_| team.gather(&mine)).collect::<Vec<_>>()
        });
        assert!(gathered.iter().flatten().all(|all| *all == expected));
    }
}

/// What a run leaves behind: the losses of its steps, its last test, its weights.
#[derive(Debug, Clone, PartialEq)]
struct Outcome {
    losses: Vec<f32>,
    test: (f64, f64, usize),
    weights: Vec<Vec<f32>>,
}

async fn outcome(mut run: Run, dataset: &Dataset) -> Outcome {
    let mut losses = Vec::new();
    let mut test = (0.0, 0.0, 0);
    loop {
        match run.advance(dataset, 2).await.unwrap() {
            Advance::Steps(report) => losses.extend(report.losses),
            Advance::Epoch(summary) => {
                test = (summary.test.loss, summary.test.accuracy, summary.test.count);
            }
            Advance::Finished => {
                let mut reads = Transaction::default();
                for tensor in run.network().state() {
                    reads = reads.register(tensor.values);
                }
                return Outcome {
                    losses,
                    test,
                    weights: read::floats(reads).await.unwrap(),
                };
            }
            Advance::Evaluating { .. } => {}
        }
    }
}

/// Everything that minds where in a batch an image is: dropout, batch norm, augmentation, a batch
/// that cannot be dealt out evenly and a last one that is not worth dealing out.
fn request() -> ConfigRequest {
    let conv = |name: &str, channels| LayerSpec::Conv2d {
        name: name.into(),
        channels,
        kernel: 3,
        stride: 1,
        padding: 1,
    };
    let layers = vec![
        conv("conv1", 4),
        LayerSpec::BatchNorm { name: "bn1".into() },
        LayerSpec::Relu,
        LayerSpec::MaxPool2d { size: 2 },
        conv("conv2", 4),
        LayerSpec::Tanh,
        LayerSpec::AvgPool2d { size: 2 },
        LayerSpec::Flatten,
        LayerSpec::Dropout { rate: 0.3 },
        LayerSpec::Linear {
            name: "fc".into(),
            units: 10,
        },
    ];
    ConfigRequest {
        network: Some(Spec::new(layers)),
        batch_size: Some(33),
        epochs: Some(1),
        rotation: Some(10.0),
        // Adam would make much of the sign of a gradient that is nearly zero.
        optimizer: Some(OptimizerKind::Sgd),
        momentum: Some(0.9),
        learning_rate: Some(0.02),
        clip_norm: Some(1.0),
        ..ConfigRequest::default()
    }
}

/// Two cycles, before the second of which every member resets its optimiser; only weights decay.
fn fine_tuned() -> ConfigRequest {
    ConfigRequest {
        epochs: Some(2),
        schedule: Some(ScheduleKind::FineTune),
        weight_decay: Some(0.01),
        decay_biases: Some(false),
        ..request()
    }
}

fn together(request: &ConfigRequest, size: usize, dataset: &Dataset) -> Vec<Outcome> {
    each(size, Team::capacity_for(size, 10_000), |member| {
        let device = Backend::cpu().device;
        let mut run = run(request.clone(), dataset, &device);
        run.join(Team::new(member));
        run.rehearse(dataset, 2);
        pollster::block_on(outcome(run, dataset))
    })
}

#[test]
fn members_learn_what_one_alone_learns() {
    let dataset = dataset(33 * 6 + 3, 101);
    for (request, size) in [(request(), 2), (request(), 3), (fine_tuned(), 2)] {
        let device = Backend::cpu().device;
        let alone = run(request.clone(), &dataset, &device);
        let alone = pollster::block_on(outcome(alone, &dataset));
        let members = together(&request, size, &dataset);
        // To the bit the same for all, and the next time.
        assert!(members.iter().all(|member| *member == members[0]));
        assert_eq!(together(&request, size, &dataset)[0], members[0]);
        assert_eq!(members[0].losses.len(), alone.losses.len());
        let member = &members[0];
        assert_eq!(member.test.2, alone.test.2);
        assert!((member.test.0 - alone.test.0).abs() < 1e-4);
        for (a, b) in member.losses.iter().zip(&alone.losses) {
            assert!(
                (a - b).abs() < 1e-4,
                "{:?} {:?}",
                member.losses,
                alone.losses
            );
        }
        for (a, b) in member
            .weights
            .iter()
            .flatten()
            .zip(alone.weights.iter().flatten())
        {
            assert!((a - b).abs() < 1e-4 * b.abs().max(1.0), "{a} {b}");
        }
    }
}

#[test]
fn when_a_member_is_gone_the_others_go_on_alone_and_lose_nothing() {
    let dataset = dataset(33 * 6, 101);
    let device = Backend::cpu().device;
    let alone = pollster::block_on(outcome(run(request(), &dataset, &device), &dataset));
    let outcomes = each(2, Team::capacity_for(2, 10_000), |member| {
        let (rank, room) = (member.rank, member.room.clone());
        let device = Backend::cpu().device;
        let mut run = run(request(), &dataset, &device);
        run.join(Team::new(member));
        if rank == 1 {
            pollster::block_on(run.advance(&dataset, 2)).unwrap();
            room.leave();
            return None;
        }
        let outcome = pollster::block_on(outcome(run, &dataset));
        Some(outcome)
    });
    let left = outcomes[0].as_ref().unwrap();
    assert_eq!(left.losses.len(), alone.losses.len());
    for (a, b) in left.losses.iter().zip(&alone.losses) {
        assert!((a - b).abs() < 1e-4);
    }
    assert_eq!(left.test.2, 101);
}

/// As a GPU's run goes on in the workers of the CPU: every member restores the same checkpoint, and
/// repeats what was done to the run since.
#[test]
fn a_team_goes_on_from_a_checkpoint_as_one_alone_does() {
    let dataset = dataset(33 * 6 + 3, 101);
    // In the middle of the epoch, and in its evaluation.
    for steps in [3, 7] {
        let device = Backend::cpu().device;
        let mut first = run(request(), &dataset, &device);
        pollster::block_on(first.advance(&dataset, steps)).unwrap();
        let checkpoint = pollster::block_on(first.checkpoint()).unwrap();
        let restored = || {
            let device = Backend::cpu().device;
            let mut run = run(request(), &dataset, &device);
            run.restore(checkpoint.clone(), &dataset).unwrap();
            run.set_learning_rate(0.01).unwrap();
            run
        };
        let alone = pollster::block_on(outcome(restored(), &dataset));
        let members = each(2, Team::capacity_for(2, 10_000), |member| {
            let mut run = restored();
            run.join(Team::new(member));
            run.rehearse(&dataset, 2);
            pollster::block_on(outcome(run, &dataset))
        });
        assert_eq!(members[0], members[1]);
        assert_eq!(members[0].losses.len(), 7 - steps);
        for (a, b) in members[0].losses.iter().zip(&alone.losses) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
        assert_eq!(members[0].test.2, alone.test.2);
        assert!((members[0].test.0 - alone.test.0).abs() < 1e-4);
    }
}
