//! The inside of the run's network, now or as it was at a snapshot.

use super::Session;
use super::checkpoint::no_snapshot;
use super::explore::check_images;
use crate::draw::Drawing;
use crate::error::{Error, Reason, Result, reason};
use crate::inspect::capture::{self, INPUT, Pass};
use crate::inspect::{
    self, Captured, Explained, Explanation, Features, Gathering, Inspection, Maximised, Method,
    Objective, Projection, What,
};
use crate::model::report::LayerSummary;
use crate::model::{Batch, Mode, Network, Spec, Training};
use crate::train::loss::Loss;
use crate::train::trainer::Trial;

/// Images of one capture or trial.
pub const MOST_CAPTURED: usize = 64;

/// The most values of one capture: 128 MiB.
const MOST_VALUES: u64 = 1 << 25;

/// The images that are looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// Images of a split.
    Split {
        /// The test split, or the training split.
        test: bool,
        /// The images' indices.
        indices: Vec<usize>,
    },
    /// A drawing with the class that it is meant to be; `None`: the class that the network takes it for.
    Drawing {
        /// The drawing.
        drawing: Drawing,
        /// Its class, 0..=9.
        label: Option<usize>,
    },
}

/// A layer by its name, by its place in the network ("3", "3.layers.0"), or by its number in the order of
/// [`Spec::placed`]. The network's input is "input" or −1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayerKey {
    /// By its number.
    Number(i32),
    /// By its name or its place.
    Name(String),
}

/// The tensors that are wanted of a pass.
#[derive(Debug, Clone, PartialEq)]
pub struct CaptureRequest {
    /// The images, 64 at most.
    pub images: Subject,
    /// The layers; `None`: all of them, and the input.
    pub layers: Option<Vec<LayerKey>>,
    /// The kinds of tensors.
    pub what: Vec<What>,
    /// True for a pass as in training: dropout, and the batch's own statistics in batch norms.
    pub training: bool,
    /// The class whose output gradients are of; `None`: gradients are of the mean loss.
    pub class: Option<usize>,
    /// The step of a snapshot; `None`: the network as it is now.
    pub at: Option<usize>,
}

/// A captured tensor with its layer.
#[derive(Debug, Clone, PartialEq)]
pub struct CapturedTensor {
    /// The layer's name, or its place if it has none; "input" for the network's input.
    pub layer: String,
    /// The layer's kind, "conv2d", "relu", …; "input" for the network's input.
    pub kind: String,
    /// The tensor.
    pub tensor: Captured,
}

/// The features of images that were asked for, in two dimensions.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    /// The features.
    pub features: Features,
    /// The directions of the largest variance.
    pub projection: Projection,
    /// The images' classes.
    pub labels: Vec<u8>,
}

/// What was computed of the inside, kept for the next request.
#[derive(Default)]
pub(super) struct Inside {
    gathering: Option<(Gathering, bool)>,
    /// The features of training images, to find the nearest among.
    training: Option<Features>,
}

impl Session {
    /// The network now, or at the snapshot of a step, with the steps that it has seen.
    ///
    /// # Errors
    /// [`Error::NoRun`]; [`Error::Config`] if there is no snapshot of that step.
    pub(super) fn network_at(&self, at: Option<usize>) -> Result<(Network, usize)> {
        let run = self.run()?;
        let Some(step) = at.filter(|&step| step != run.steps()) else {
            return Ok((run.network().clone(), run.steps()));
        };
        let network = run.network_at(step)?.ok_or_else(|| no_snapshot(step))?;
        Ok((network, step))
    }

    /// The steps of the run that there are snapshots of, ascending, and their memory in bytes.
    ///
    /// # Errors
    /// [`Error::NoRun`].
    pub fn snapshots(&self) -> Result<(Vec<u32>, usize)> {
        let history = self.run()?.history();
        Ok((history.steps(), history.bytes()))
    }

    /// Shows the first convolution at work on a test image.
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::NoDataset`], [`Error::Index`], [`Error::Device`]; [`Error::Config`] without a snapshot
    /// of the step `at`.
    pub async fn inspect(&self, index: usize, at: Option<usize>) -> Result<Inspection> {
        let image = self.dataset()?.test.image(index)?;
        let (network, _) = self.network_at(at)?;
        inspect::inspect(&network, image, self.run()?.input(), &self.backend.device).await
    }

    /// Tensors of a pass, by layer. The run does not change.
    ///
    /// # Errors
    /// [`Error::NoRun`], [`Error::NoDataset`], [`Error::Index`], [`Error::Draw`], [`Error::Device`]; [`Error::Config`]
    /// if a layer, the class or the snapshot does not exist, or if too much is asked for.
    pub async fn capture(&self, request: &CaptureRequest) -> Result<Vec<CapturedTensor>> {
        let (network, step) = self.network_at(request.at)?;
        let run = self.run()?;
        let layers = run.summary().layers;
        let numbers = match &request.layers {
            None => (INPUT..layers.len() as i32).collect(),
            Some(keys) => numbers(keys, &layers)?,
        };
        let batch = self.subject(&request.images, &network).await?;
        self.check_values(&batch, &numbers, &layers, &request.what)?;
        let objective = match request.class {
            None => Objective::Loss(Loss::of(run.config())),
            Some(class) => Objective::Output(check_class(class, run.spec())?),
        };
        let mode = match request.training {
            false => Mode::Inference,
            true => Mode::Training(Training {
                seed: run.config().seed,
                step: step as u32,
                ..Training::default()
            }),
        };
        let pass = Pass {
            numbers: &numbers,
            what: &request.what,
            mode,
            objective,
        };
        let captured = capture::capture(run.spec(), &network, batch, &pass).await?;
        let named = captured.into_iter().map(|tensor| {
            let layer = layers.get(tensor.number as usize);
            let input = || "input".to_owned();
            CapturedTensor {
                layer: layer.map_or_else(input, label),
                kind: layer.map_or_else(input, |layer| layer.kind.clone()),
                tensor,
            }
        });
        Ok(named.collect())
    }

    /// Attributes the answer for one image to its pixels, or with Grad-CAM to the places of `layer`: see [`Method`].
    /// `class`: `None` for the predicted class.
    ///
    /// # Errors
    /// As of [`capture`](Self::capture).
    pub async fn explain(
        &self,
        image: &Subject,
        (method, class, layer): (Method, Option<usize>, Option<&LayerKey>),
        at: Option<usize>,
    ) -> Result<Explanation> {
        let (network, _) = self.network_at(at)?;
        let run = self.run()?;
        let layer = match layer {
            None => None,
            Some(key) => u32::try_from(number(key, &run.summary().layers)?).ok(),
        };
        let image = self.one(image)?;
        self.explained(&network)?
            .explain(&image, method, class, layer)
            .await
    }

    /// An image that a unit of a layer responds to: see [`Maximised`]. The start is noise, or the mean training image of
    /// the class `mean`.
    ///
    /// # Errors
    /// As of [`capture`](Self::capture).
    pub async fn maximise(
        &mut self,
        (layer, unit): (&LayerKey, usize),
        mean: Option<usize>,
        seed: u64,
        at: Option<usize>,
    ) -> Result<Maximised> {
        let (network, _) = self.network_at(at)?;
        let start = match mean {
            None => None,
            Some(class) => Some(self.mean_image(class)?),
        };
        let run = self.run()?;
        let layers = run.summary().layers;
        let number = number(layer, &layers)?;
        let units = match number {
            INPUT => &1,
            number => layers[number as usize].output_shape.first().unwrap_or(&0),
        };
        if number == INPUT || unit >= *units {
            let most = units.saturating_sub(1);
            return Err(Error::config("unit", Reason::between(unit, 0, most)));
        }
        let number = number as u32;
        self.explained(&network)?
            .maximise(Objective::Unit { number, unit }, start.as_deref(), seed)
            .await
    }

    fn mean_image(&mut self, class: usize) -> Result<Vec<u8>> {
        let mean = self.means()?.image(class);
        mean.ok_or_else(|| Error::config("mean", Reason::between(class, 0, 9)))
    }

    /// One update by a few images on a copy of the network: see [`Trial`].
    ///
    /// # Errors
    /// As of [`capture`](Self::capture).
    pub async fn trial(&self, images: &Subject, training: bool) -> Result<Trial> {
        let run = self.run()?;
        let batch = self.subject(images, run.network()).await?;
        run.trainer().trial(batch, training).await
    }

    /// Begins to compute the features that a layer (`None`: the last hidden layer) gives the first `count` images of a
    /// split; [`features`](Self::features) goes on with it. Returns the number of images.
    ///
    /// # Errors
    /// As of [`capture`](Self::capture).
    pub fn begin_features(
        &mut self,
        test: bool,
        count: usize,
        layer: Option<&LayerKey>,
        at: Option<usize>,
    ) -> Result<usize> {
        let (network, step) = self.network_at(at)?;
        let images = self.split(test)?.len();
        let run = self.run()?;
        let number = match layer {
            Some(key) => number(key, &run.summary().layers)?,
            None => run
                .spec()
                .last_hidden()
                .map_or(INPUT, |number| number as i32),
        };
        let Ok(number) = u32::try_from(number) else {
            return Err(Error::config(
                "layer",
                reason!(
                    "no-vector",
                    "the input has no features of its own; choose a layer."
                ),
            ));
        };
        check_images("count", count)?;
        let indices: Vec<u32> = (0..images.min(count.max(1)) as u32).collect();
        let total = indices.len();
        let places = (run.input(), &self.backend.device);
        let gathering = Gathering::new(network, step, number, indices, places);
        self.inside.gathering = Some((gathering, test));
        Ok(total)
    }

    /// Goes on with the features: images done, and the result at the end. Features of training images are kept for
    /// [`nearest`](Self::nearest).
    ///
    /// # Errors
    /// [`Error::NoVerdict`] if none were begun, [`Error::NoDataset`], [`Error::Device`].
    pub async fn features(&mut self) -> Result<(usize, Option<Embedding>)> {
        let dataset = self.dataset.as_ref().ok_or(Error::NoDataset)?;
        let (mut gathering, test) = self.inside.gathering.take().ok_or(Error::NoVerdict)?;
        let split = dataset.split(test);
        let ended = gathering.advance(split).await?;
        let done = gathering.done();
        if !ended {
            self.inside.gathering = Some((gathering, test));
            return Ok((done, None));
        }
        let features = gathering.finish();
        let labels = features.indices.iter();
        let labels = labels.map(|&index| split.labels[index as usize]).collect();
        if !test {
            self.inside.training = Some(features.clone());
        }
        Ok((
            done,
            Some(Embedding {
                projection: features.principal_axes(),
                features,
                labels,
            }),
        ))
    }

    /// The training images whose [`features`](Self::features) are nearest to those of an image, by the network and the
    /// layer that the features are of: indices and distances, the nearest first; and the image's own features.
    ///
    /// # Errors
    /// [`Error::NoVerdict`] if there are no features of training images, and as of [`capture`](Self::capture).
    pub async fn nearest(
        &self,
        image: &Subject,
        count: usize,
    ) -> Result<(Vec<(u32, f32)>, Vec<f32>)> {
        check_images("count", count)?;
        let features = self.inside.training.as_ref().ok_or(Error::NoVerdict)?;
        let own = self
            .features_of(image, features.number, features.step)
            .await?;
        let found = features.nearest(&own, count).into_iter();
        let found = found.map(|(i, distance)| (features.indices[i], distance));
        Ok((found.collect(), own))
    }

    /// The features that a layer gives one image.
    async fn features_of(&self, image: &Subject, number: u32, step: usize) -> Result<Vec<f32>> {
        let (network, _) = self.network_at(Some(step))?;
        let image = self.one(image)?;
        let images = crate::model::batch::images(&image, self.run()?.input(), &self.backend.device);
        inspect::features::of(&network, number, images).await
    }

    /// A network with all that is needed to explain it.
    fn explained<'a>(&'a self, network: &'a Network) -> Result<Explained<'a>> {
        let run = self.run()?;
        Ok(Explained {
            spec: run.spec(),
            network,
            input: run.input(),
            device: &self.backend.device,
        })
    }

    /// The images as a batch with their classes.
    async fn subject(&self, subject: &Subject, network: &Network) -> Result<Batch> {
        let run = self.run()?;
        let device = &self.backend.device;
        let pixels = self.pixels(subject)?;
        let targets = match subject {
            Subject::Split { test, indices } => {
                let labels = &self.split(*test)?.labels;
                indices.iter().map(|&index| labels[index]).collect()
            }
            Subject::Drawing {
                label: Some(label), ..
            } => {
                vec![check_class(*label, run.spec())? as u8]
            }
            Subject::Drawing { label: None, .. } => {
                let probabilities = inspect::predict(network, &pixels, run.input(), device).await?;
                let better = |best: usize, class: usize| {
                    if probabilities[class] > probabilities[best] {
                        class
                    } else {
                        best
                    }
                };
                vec![(0..probabilities.len()).reduce(better).unwrap_or(0) as u8]
            }
        };
        Ok(Batch {
            images: crate::model::batch::images(&pixels, run.input(), device),
            targets: targets.into(),
        })
    }

    /// The pixels of one image: `[28, 28]`.
    fn one(&self, subject: &Subject) -> Result<Vec<u8>> {
        match subject {
            Subject::Split { indices, .. } if indices.len() != 1 => {
                Err(Error::config("image", Reason::between(indices.len(), 1, 1)))
            }
            subject => self.pixels(subject),
        }
    }

    /// The images' pixels: `[n, 28, 28]`.
    fn pixels(&self, subject: &Subject) -> Result<Vec<u8>> {
        match subject {
            Subject::Drawing { drawing, .. } => Ok(drawing.image()?.to_vec()),
            Subject::Split { test, indices } => {
                if !(1..=MOST_CAPTURED).contains(&indices.len()) {
                    let reason = Reason::between(indices.len(), 1, MOST_CAPTURED);
                    return Err(Error::config("images", reason));
                }
                Ok(self.samples(*test, indices.iter().copied())?.images)
            }
        }
    }

    /// Refuses a capture that needs too much memory.
    fn check_values(
        &self,
        batch: &Batch,
        numbers: &[i32],
        layers: &[LayerSummary],
        what: &[What],
    ) -> Result<()> {
        let [images, ..] = batch.images.dims();
        let sizes = numbers
            .iter()
            .filter_map(|&number| layers.get(number as usize));
        let values: u64 = sizes
            .map(|layer| {
                layer
                    .output_shape
                    .iter()
                    .map(|&size| size as u64)
                    .product::<u64>()
            })
            .sum();
        let times = what.len() as u64 * images as u64;
        if values * times <= MOST_VALUES {
            return Ok(());
        }
        let reason = reason!(
            "capture-large",
            "the tensors have more than {most} values; ask for fewer layers or images.",
            most = MOST_VALUES,
        );
        Err(Error::config("layers", reason))
    }
}

/// The layer's name, or its place if it has none.
fn label(layer: &LayerSummary) -> String {
    let named = !layer.name.is_empty();
    if named {
        layer.name.clone()
    } else {
        layer.path.clone()
    }
}

fn numbers(keys: &[LayerKey], layers: &[LayerSummary]) -> Result<Vec<i32>> {
    keys.iter().map(|key| number(key, layers)).collect()
}

/// The number of a layer; [`INPUT`] for the input.
fn number(key: &LayerKey, layers: &[LayerSummary]) -> Result<i32> {
    let found = match key {
        LayerKey::Number(number) => (INPUT..layers.len() as i32)
            .contains(number)
            .then_some(*number),
        LayerKey::Name(name) => layers
            .iter()
            .position(|layer| layer.name == *name || layer.path == *name)
            .map(|place| place as i32)
            .or((name == "input").then_some(INPUT)),
    };
    found.ok_or_else(|| {
        let name = match key {
            LayerKey::Number(number) => number.to_string(),
            LayerKey::Name(name) => name.chars().take(40).collect(),
        };
        Error::config(
            "layer",
            reason!("no-layer-named", "the network has no layer {name}.", name),
        )
    })
}

fn check_class(class: usize, spec: &Spec) -> Result<usize> {
    let classes = spec.output_shape()?.first().copied().unwrap_or(0);
    if class < classes {
        return Ok(class);
    }
    Err(Error::config(
        "class",
        Reason::between(class, 0, classes.saturating_sub(1)),
    ))
}
