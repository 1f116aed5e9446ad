//! A session: one backend, one data set, one run; every use case as a method.

mod assess;
mod checkpoint;
mod command;
mod explore;
mod generate;
mod inspect;
mod load;
mod measure;
mod team;

pub use command::{Answer, Command, Images};
pub use explore::{Browsed, MOST_IMAGES, NetworkInput};
pub use generate::{GenerationRequest, MixRequest, SketchRequest};
pub use inspect::{CaptureRequest, CapturedTensor, Embedding, LayerKey, MOST_CAPTURED, Subject};
pub use load::{Files, Naming, Pair};
pub use team::MOST_MEMBERS;

use crate::backend::Backend;
use crate::data::{Dataset, DatasetSummary};
use crate::draw::{Drawing, Stages};
use crate::error::{Error, Reason, Result};
use crate::evaluate::{Evaluation, Evaluator, Holdout};
use crate::recipe::ConfigRequest;
use crate::train::{Advance, RateSweep, Run, RunSummary, SweepRequest};
use generate::Generation;

/// Steps at a time: more than any run has.
const MOST_STEPS: usize = 1 << 30;

/// Everything that a visitor's tab holds.
pub struct Session {
    backend: Backend,
    dataset: Option<Dataset>,
    run: Option<Run>,
    generation: Option<Generation>,
    evaluation: Option<Evaluator>,
    explored: explore::Explored,
    inside: inspect::Inside,
}

/// What the network makes of a drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Optimiser updates made so far.
    pub step: usize,
    /// `[10]`, summing to 1.
    pub probabilities: Vec<f32>,
    /// The drawing as the network sees it: `[28, 28]`.
    pub input: Vec<u8>,
    /// The stations from the drawing to the input, where they were asked for.
    pub stages: Option<Stages>,
}

impl Session {
    /// A session without data.
    pub fn new(backend: Backend) -> Self {
        Self {
            backend,
            dataset: None,
            run: None,
            generation: None,
            evaluation: None,
            explored: explore::Explored::default(),
            inside: inspect::Inside::default(),
        }
    }

    /// What it computes on.
    pub fn backend(&self) -> &Backend {
        &self.backend
    }

    fn adopt(&mut self, dataset: Dataset) -> DatasetSummary {
        let summary = dataset.summary();
        self.dataset = Some(dataset);
        self.run = None;
        self.evaluation = None;
        self.explored = explore::Explored::default();
        self.inside = inspect::Inside::default();
        summary
    }

    /// The data set in use.
    ///
    /// # Errors
    /// [`Error::NoDataset`].
    pub fn dataset(&self) -> Result<&Dataset> {
        self.dataset.as_ref().ok_or(Error::NoDataset)
    }

    fn run(&self) -> Result<&Run> {
        self.run.as_ref().ok_or(Error::NoRun)
    }

    /// Sets up a run with fresh weights. If the settings are refused, the run there was stays.
    ///
    /// # Errors
    /// [`Error::Config`], [`Error::NoDataset`].
    pub fn configure(&mut self, request: ConfigRequest) -> Result<RunSummary> {
        let train_count = self.dataset()?.train.len();
        let preset = request.resolve(train_count)?;
        Ok(self.start(Run::new(preset, train_count, &self.backend.device)?))
    }

    /// Back to the run's first step, with the same settings.
    ///
    /// # Errors
    /// [`Error::NoRun`].
    pub fn reset(&mut self) -> Result<RunSummary> {
        let run = self.run()?.restarted()?;
        Ok(self.start(run))
    }

    fn start(&mut self, run: Run) -> RunSummary {
        let summary = run.summary();
        self.run = Some(run);
        self.evaluation = None;
        self.explored.forget_network();
        self.inside = inspect::Inside::default();
        summary
    }

    /// The run with its data set, to change.
    fn running(&mut self) -> Result<(&mut Run, &Dataset)> {
        let dataset = self.dataset.as_ref().ok_or(Error::NoDataset)?;
        Ok((self.run.as_mut().ok_or(Error::NoRun)?, dataset))
    }

    /// Goes on with the run by at most `max_steps` steps: see [`Run::advance`]. 0 counts as 1.
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::NoDataset`], and those of [`Run::advance`].
    pub async fn advance(&mut self, max_steps: usize) -> Result<Advance> {
        let (run, dataset) = self.running()?;
        let advance = run.advance(dataset, max_steps.min(MOST_STEPS)).await;
        if advance.is_err() {
            // It may have gone back: the same step can come again with other weights.
            self.explored.forget_network();
        }
        advance
    }

    /// Ends the run where it is: see [`Run::stop`].
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::NoDataset`].
    pub fn stop(&mut self) -> Result<()> {
        let (run, dataset) = self.running()?;
        run.stop(dataset);
        Ok(())
    }

    /// Goes on with another learning rate: see [`Run::set_learning_rate`].
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::Config`].
    pub fn set_learning_rate(&mut self, learning_rate: f64) -> Result<()> {
        self.running()?.0.set_learning_rate(learning_rate)
    }

    /// Begins to sweep the learning rate: see [`Run::begin_sweep`].
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::Config`].
    pub fn begin_sweep(&mut self, request: SweepRequest) -> Result<()> {
        self.running()?.0.begin_sweep(request)
    }

    /// Goes on with the sweep: see [`Run::sweep`].
    ///
    /// # Errors
    /// [`Error::NoRun`], and those of [`Run::sweep`].
    pub async fn sweep(&mut self, max_steps: usize) -> Result<RateSweep> {
        let (run, dataset) = self.running()?;
        run.sweep(dataset, max_steps.min(MOST_STEPS)).await
    }

    /// Begins to evaluate the network as it is now on all test images;
    /// [`evaluate`](Self::evaluate) goes on with it.
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::NoDataset`].
    pub fn begin_evaluation(&mut self) -> Result<()> {
        self.evaluation = Some(self.run()?.evaluator(Holdout::Test, self.dataset()?));
        Ok(())
    }

    /// Goes on with the evaluation by a stretch: images done, and the result at the end.
    ///
    /// # Errors
    /// [`Error::NoRun`] if none was begun, [`Error::Device`] if the device fails.
    pub async fn evaluate(&mut self) -> Result<(usize, Option<Evaluation>)> {
        let dataset = self.dataset.as_ref().ok_or(Error::NoDataset)?;
        let evaluator = self.evaluation.as_mut().ok_or(Error::NoRun)?;
        let result = evaluator.advance(&dataset.test).await?;
        Ok((evaluator.done(), result))
    }

    /// Reads a drawing, with the network now or at the snapshot of the step `at`; with the stations from the drawing to the
    /// network's input if they are wanted.
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::Draw`] if there is no ink, [`Error::Device`]; [`Error::Config`] without that snapshot.
    pub async fn predict(
        &self,
        drawing: &Drawing,
        at: Option<usize>,
        stages: bool,
    ) -> Result<Prediction> {
        let (network, step) = self.network_at(at)?;
        let input = drawing.image()?.to_vec();
        let stages = stages.then(|| drawing.stages()).transpose()?;
        let device = &self.backend.device;
        let scaling = self.run()?.input();
        let probabilities = crate::inspect::predict(&network, &input, scaling, device).await?;
        Ok(Prediction {
            step,
            probabilities,
            input,
            stages,
        })
    }

    /// Optimiser updates made by the run.
    ///
    /// # Errors
    /// [`Error::NoRun`].
    pub fn steps(&self) -> Result<usize> {
        Ok(self.run()?.steps())
    }
}

/// Refuses a count that is not in 1..=`most`.
fn within(setting: &str, count: usize, most: usize) -> Result<()> {
    if (1..=most).contains(&count) {
        return Ok(());
    }
    Err(Error::config(setting, Reason::between(count, 1, most)))
}
