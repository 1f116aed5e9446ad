//! [`Command`]: every change to the images in use and to the run, as plain data that can be sent,
//! logged and replayed.

#[cfg(not(target_family = "wasm"))]
use serde::Deserialize;
use serde::Serialize;

use super::Session;
use crate::data::{About, Dataset, DatasetSummary, Source, Split};
use crate::error::Result;
use crate::recipe::ConfigRequest;
use crate::store::Checkpoint;
use crate::train::{Advance, RunSummary};

/// One change to the images or to the run, or one thing that all members of a team must do in the
/// same order.
///
/// [`Session::apply`] is the only implementation. Three callers share it: a visitor's request, a
/// member of a team that is sent the command of the first member, and recovery, which replays a log
/// on a new session. The same commands give the same losses to the bit, on the same backend.
///
/// | command | answer | what a log does with it |
/// | --- | --- | --- |
/// | `mirror` | [`Answer::Done`] | begins a new log: the run there was belongs to other images |
/// | `name_classes` | [`Answer::Data`] | replaces the names before |
/// | `configure`, `reset` | [`Answer::Run`] | begins a new run with its whole settings |
/// | `restore` | [`Answer::Done`] | drops everything after `configure` |
/// | `advance` | [`Answer::Advance`] | kept until the next checkpoint, or left out: training then goes on from the checkpoint |
/// | `set_learning_rate`, `stop` | [`Answer::Done`] | kept until the next checkpoint |
/// | `leave`, `rehearse` | [`Answer::Done`], [`Answer::Images`] | left out: they change no weight |
///
/// A checkpoint supersedes every command of its run before it but `configure`. Joining a team is no command,
/// because it hands over memory that is shared with other members: see [`Session::join`].
///
/// In JSON, `{"type": "set_learning_rate", "learning_rate": 0.001}`; `src/web/command.rs` reads the
/// same from JavaScript.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[cfg_attr(not(target_family = "wasm"), derive(Deserialize))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// See [`Session::mirror`]. What a session has loaded by itself is sent to others like this.
    Mirror {
        /// All of them.
        images: Box<Images>,
        /// Where they come from and what else is known of them; null: nothing.
        #[cfg_attr(target_family = "wasm", tsify(type = "[Source, About] | null"))]
        about: Option<(Source, About)>,
    },
    /// See [`Session::name_classes`].
    NameClasses {
        /// By the classes, ten at most, of 40 characters at most.
        class_names: Vec<String>,
    },
    /// See [`Session::configure`].
    Configure {
        /// What is left out takes the preset's value.
        #[cfg_attr(target_family = "wasm", tsify(type = "Partial<RunConfig>"))]
        config: Box<ConfigRequest>,
    },
    /// See [`Session::reset`].
    Reset,
    /// See [`Session::restore`].
    Restore {
        /// Of a run with the same settings and images.
        checkpoint: Checkpoint,
    },
    /// See [`Session::advance`].
    Advance {
        /// Training steps at most, from 1.
        max_steps: usize,
    },
    /// See [`Session::set_learning_rate`].
    SetLearningRate {
        /// Above 0 and at most 10.
        learning_rate: f64,
    },
    /// See [`Session::stop`].
    Stop,
    /// See [`Session::leave`].
    Leave,
    /// See [`Session::rehearse`].
    Rehearse {
        /// Steps whose results are thrown away.
        steps: usize,
    },
}

/// The images of a session for another one: `[n, 28, 28]` bytes and `[n]` classes a split.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[cfg_attr(not(target_family = "wasm"), derive(Deserialize))]
pub struct Images {
    /// Training images.
    #[cfg_attr(target_family = "wasm", tsify(type = "Uint8Array"))]
    pub train_images: Vec<u8>,
    /// Training labels.
    #[cfg_attr(target_family = "wasm", tsify(type = "Uint8Array"))]
    pub train_labels: Vec<u8>,
    /// Test images.
    #[cfg_attr(target_family = "wasm", tsify(type = "Uint8Array"))]
    pub test_images: Vec<u8>,
    /// Test labels.
    #[cfg_attr(target_family = "wasm", tsify(type = "Uint8Array"))]
    pub test_labels: Vec<u8>,
}

impl Images {
    fn dataset(self, about: Option<(Source, About)>) -> Dataset {
        let split = |images, labels| Split { images, labels };
        let (source, about) = about.unwrap_or((Source::Files, About::default()));
        Dataset {
            source,
            train: split(self.train_images, self.train_labels),
            test: split(self.test_images, self.test_labels),
            about,
        }
    }
}

/// What a [`Command`] answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// The images in use, under their new names.
    Data(Box<DatasetSummary>),
    /// The run that was set up.
    Run(Box<RunSummary>),
    /// What a stretch of the run brought.
    Advance(Advance),
    /// Images of each rehearsed step.
    Images(usize),
    /// Nothing is to be said.
    Done,
}

impl Session {
    /// Does what the command says.
    ///
    /// # Errors
    /// Those of the method that the command names. A command that is refused changes nothing, with
    /// one exception: see [`Error::NotFinite`](crate::error::Error::NotFinite).
    pub async fn apply(&mut self, command: Command) -> Result<Answer> {
        Ok(match command {
            Command::Mirror { images, about } => done(self.mirror(images.dataset(about))?),
            Command::NameClasses { class_names } => {
                Answer::Data(Box::new(self.name_classes(class_names)?))
            }
            Command::Configure { config } => Answer::Run(self.configure(*config)?.into()),
            Command::Reset => Answer::Run(self.reset()?.into()),
            Command::Restore { checkpoint } => done(self.restore(checkpoint)?),
            Command::Advance { max_steps } => Answer::Advance(self.advance(max_steps).await?),
            Command::SetLearningRate { learning_rate } => {
                done(self.set_learning_rate(learning_rate)?)
            }
            Command::Stop => done(self.stop()?),
            Command::Leave => done(self.leave()?),
            Command::Rehearse { steps } => Answer::Images(self.rehearse(steps)?),
        })
    }
}

fn done((): ()) -> Answer {
    Answer::Done
}
