//! What crosses about the inside of a network.

use std::fmt;

use serde::de::{self, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};
use tsify::Tsify;

use super::drawing::{Bitmap, Drawing, drawing};
use super::{Bytes, Floats, Integers, SplitName};
use crate::error::{Error, Result};
use crate::inspect::{self, Method, What};
use crate::session::{self, CapturedTensor, Embedding, LayerKey, Subject};
use crate::train::trainer;

/// Images of a split by their indices (`split`, `indices`), or a drawing (`bitmap` or `drawing`, and `label` if it is known).
#[derive(Debug, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(deny_unknown_fields)]
pub struct SubjectRequest {
    /// The split.
    #[serde(default)]
    split: Option<SplitName>,
    /// The images' indices, 64 at most.
    #[serde(default)]
    indices: Vec<usize>,
    /// A drawing's pixels.
    #[serde(default)]
    bitmap: Option<Bitmap>,
    /// A drawing's marks.
    #[serde(default)]
    drawing: Option<Drawing>,
    /// The class that it is meant to be; null: the class that the network takes it for.
    #[serde(default)]
    label: Option<usize>,
}

impl TryFrom<SubjectRequest> for Subject {
    type Error = Error;

    fn try_from(request: SubjectRequest) -> Result<Self> {
        let SubjectRequest {
            split,
            indices,
            bitmap,
            drawing: marks,
            label,
        } = request;
        match split {
            Some(split) if bitmap.is_none() && marks.is_none() => Ok(Self::Split {
                test: split.is_test(),
                indices,
            }),
            Some(_) => Err(Error::config(
                "images",
                "either a split or a drawing is needed.",
            )),
            None => Ok(Self::Drawing {
                drawing: drawing(bitmap, marks)?,
                label,
            }),
        }
    }
}

/// A layer: its number in the order of the network's layers (-1: the input), its name, or its place ("3.layers.0").
#[derive(Debug, Tsify)]
#[tsify(type = "string | number")]
pub struct LayerName(pub LayerKey);

/// "all", or some layers.
#[derive(Debug, Tsify)]
#[tsify(type = "\"all\" | LayerName[]")]
pub struct Layers(pub Option<Vec<LayerKey>>);

// By hand: what serde derives for untagged enums would be a twentieth of the module.
impl<'de> Deserialize<'de> for LayerName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = LayerName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a layer's number, name or place")
            }

            fn visit_u64<E>(self, number: u64) -> Result<LayerName, E> {
                Ok(LayerName(LayerKey::Number(
                    number.min(i32::MAX as u64) as i32
                )))
            }

            fn visit_f64<E>(self, number: f64) -> Result<LayerName, E> {
                // Any other number is none of a layer.
                let number = if number == -1.0 { -1 } else { i32::MIN };
                Ok(LayerName(LayerKey::Number(number)))
            }

            fn visit_str<E>(self, name: &str) -> Result<LayerName, E> {
                Ok(LayerName(LayerKey::Name(name.into())))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl<'de> Deserialize<'de> for Layers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Layers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"all\" or a list of layers")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Layers, E> {
                match word {
                    "all" => Ok(Layers(None)),
                    other => Err(E::invalid_type(Unexpected::Str(other), &self)),
                }
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Layers, A::Error> {
                let mut keys = Vec::new();
                while let Some(LayerName(key)) = list.next_element()? {
                    keys.push(key);
                }
                Ok(Layers(Some(keys)))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// The mode of a pass.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum PassMode {
    /// Without dropout, with the running statistics of batch norms.
    #[default]
    Inference,
    /// With dropout, and with the batch's own statistics.
    Training,
}

/// Tensors of a pass are to be read.
#[derive(Debug, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(deny_unknown_fields)]
pub struct CaptureRequest {
    /// The images.
    pub images: SubjectRequest,
    /// The layers.
    pub layers: Layers,
    /// The kinds of tensors.
    pub what: Vec<What>,
    /// The mode of the pass.
    #[serde(default)]
    pub mode: PassMode,
    /// The class whose output gradients are of (the sum over the images); null: gradients are of the mean loss.
    #[serde(default)]
    pub class: Option<usize>,
    /// The step of a snapshot; null: the network as it is now.
    #[serde(default)]
    pub at: Option<usize>,
}

impl TryFrom<CaptureRequest> for session::CaptureRequest {
    type Error = Error;

    fn try_from(request: CaptureRequest) -> Result<Self> {
        Ok(Self {
            images: request.images.try_into()?,
            layers: request.layers.0,
            what: request.what,
            training: request.mode == PassMode::Training,
            class: request.class,
            at: request.at,
        })
    }
}

/// A tensor of a pass.
#[derive(Debug, Serialize, Tsify)]
pub struct Captured {
    /// The layer's name, or its place if it has none; "input" for the network's input.
    pub layer: String,
    /// Its number in the order of the network's layers, a residual block before the layers in it; -1 for the input.
    pub number: i32,
    /// "conv2d", "relu", …, or "input".
    pub kind: String,
    /// The kind of tensor.
    pub what: What,
    /// The name of a parameter, as in PyTorch's state dict; empty for activations and their gradients.
    pub tensor: String,
    /// Sizes of the dimensions. Those of activations and their gradients begin with the number of images; those of
    /// parameters are PyTorch's.
    pub shape: Vec<usize>,
    /// The values, row-major.
    pub data: Floats,
}

impl From<CapturedTensor> for Captured {
    fn from(captured: CapturedTensor) -> Self {
        let CapturedTensor {
            layer,
            kind,
            tensor,
        } = captured;
        Self {
            layer,
            kind,
            number: tensor.number,
            what: tensor.what,
            tensor: tensor.tensor,
            shape: tensor.shape,
            data: tensor.values.into(),
        }
    }
}

/// An answer is to be attributed to pixels.
#[derive(Debug, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(deny_unknown_fields)]
pub struct ExplainRequest {
    /// One image.
    pub image: SubjectRequest,
    /// The method.
    pub method: Method,
    /// The class; null: the predicted one.
    #[serde(default)]
    pub class: Option<usize>,
    /// The convolution of Grad-CAM.
    #[serde(default)]
    pub layer: Option<LayerName>,
    /// The step of a snapshot; null: the network as it is now.
    #[serde(default)]
    pub at: Option<usize>,
}

/// An answer attributed to places.
#[derive(Debug, Serialize, Tsify)]
pub struct Explanation {
    /// The class.
    pub class: usize,
    /// `[height, width]`.
    pub shape: [usize; 2],
    /// The values, row-major.
    pub data: Floats,
    /// The network's output for the class: a logit, or a log-probability.
    pub output: f32,
    /// The same for an empty image.
    pub empty_output: f32,
    /// The probabilities of all classes.
    pub probabilities: Floats,
}

impl From<inspect::Explanation> for Explanation {
    fn from(explanation: inspect::Explanation) -> Self {
        Self {
            class: explanation.class,
            shape: explanation.shape,
            data: explanation.values.into(),
            output: explanation.output,
            empty_output: explanation.empty_output,
            probabilities: explanation.probabilities.into(),
        }
    }
}

/// An image is to be found that a unit responds to.
#[derive(Debug, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(deny_unknown_fields)]
pub struct MaximiseRequest {
    /// The layer.
    pub layer: LayerName,
    /// The channel, or the feature of a vector.
    pub unit: usize,
    /// The class whose mean training image is the start; null: noise.
    #[serde(default)]
    pub mean: Option<usize>,
    /// The seed of the noise and of the jitter.
    #[serde(default)]
    pub seed: u64,
    /// The step of a snapshot; null: the network as it is now.
    #[serde(default)]
    pub at: Option<usize>,
}

/// An image that a unit responds to.
#[derive(Debug, Serialize, Tsify)]
pub struct Maximised {
    /// `[28, 28]`.
    pub image: Bytes,
    /// The unit's value for it; of a map, its mean.
    pub value: f32,
    /// The unit's value for the start.
    pub before: f32,
}

impl From<inspect::Maximised> for Maximised {
    fn from(found: inspect::Maximised) -> Self {
        Self {
            image: found.image.into(),
            value: found.value,
            before: found.before,
        }
    }
}

/// One update is to be tried on a copy.
#[derive(Debug, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(deny_unknown_fields)]
pub struct TrialRequest {
    /// The images of the batch.
    pub images: SubjectRequest,
    /// The mode of the pass.
    #[serde(default)]
    pub mode: PassMode,
}

/// An update of a copy of the network.
#[derive(Debug, Serialize, Tsify)]
pub struct Trial {
    /// Its learning rate.
    pub learning_rate: f64,
    /// The mean loss that the gradients are of.
    pub loss: f32,
    /// The outputs before the update, `[n, 10]`, in inference.
    pub before: Floats,
    /// The outputs after it, `[n, 10]`, in inference.
    pub after: Floats,
    /// The parameters, in the network's order.
    pub updates: Vec<ParameterUpdate>,
}

/// The update of a parameter. Sizes are root mean squares over its values.
#[derive(Debug, Serialize, Tsify)]
pub struct ParameterUpdate {
    /// "conv1.weight"
    pub name: String,
    /// Size of the values.
    pub value: f32,
    /// Size of the gradient.
    pub gradient: f32,
    /// Size of the change.
    pub change: f32,
}

impl From<trainer::Trial> for Trial {
    fn from(trial: trainer::Trial) -> Self {
        let updates = trial.updates.into_iter().map(|update| ParameterUpdate {
            name: update.name,
            value: update.value,
            gradient: update.gradient,
            change: update.change,
        });
        Self {
            learning_rate: trial.learning_rate,
            loss: trial.loss,
            before: trial.before.into(),
            after: trial.after.into(),
            updates: updates.collect(),
        }
    }
}

/// A layer's features of many images are to be computed.
#[derive(Debug, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(deny_unknown_fields)]
pub struct FeaturesRequest {
    /// The split.
    pub split: SplitName,
    /// The number of its images, from the first one, 10,000 at most.
    pub count: usize,
    /// The layer; null: the last hidden layer.
    #[serde(default)]
    pub layer: Option<LayerName>,
    /// The step of a snapshot; null: the network as it is now.
    #[serde(default)]
    pub at: Option<usize>,
}

/// Features of images.
#[derive(Debug, Serialize, Tsify)]
pub struct Features {
    /// Optimiser updates that the network had seen.
    pub step: usize,
    /// The layer's number.
    pub number: u32,
    /// The images' indices.
    pub indices: Integers,
    /// Their classes.
    pub labels: Bytes,
    /// Features of one image.
    pub width: usize,
    /// `[n, width]`.
    pub data: Floats,
    /// The two directions of the largest variance, `[2, width]`.
    pub axes: Floats,
    /// The mean of the features, `[width]`.
    pub mean: Floats,
    /// The share of the variance along each direction.
    pub explained: [f32; 2],
}

impl From<Embedding> for Features {
    fn from(embedding: Embedding) -> Self {
        let Embedding {
            features,
            projection,
            labels,
        } = embedding;
        Self {
            step: features.step,
            number: features.number,
            indices: features.indices.into(),
            labels: labels.into(),
            width: features.width,
            data: features.values.into(),
            axes: projection.axes.into(),
            mean: projection.mean.into(),
            explained: projection.explained,
        }
    }
}

/// The training images are to be found that are most like an image.
#[derive(Debug, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(deny_unknown_fields)]
pub struct NearestRequest {
    /// One image.
    pub image: SubjectRequest,
    /// How many.
    pub count: usize,
}

/// The training images that are most like an image.
#[derive(Debug, Serialize, Tsify)]
pub struct Nearest {
    /// Their indices, the nearest first.
    pub indices: Integers,
    /// Their distances, Euclidean, of the features.
    pub distances: Floats,
    /// The image's own features.
    pub features: Floats,
}

impl From<(Vec<(u32, f32)>, Vec<f32>)> for Nearest {
    fn from((found, features): (Vec<(u32, f32)>, Vec<f32>)) -> Self {
        let (indices, distances): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        Self {
            indices: indices.into(),
            distances: distances.into(),
            features: features.into(),
        }
    }
}

/// The snapshots of the run.
#[derive(Debug, Serialize, Tsify)]
pub struct Snapshots {
    /// Their steps, ascending.
    pub steps: Integers,
    /// Their memory.
    pub bytes: usize,
}
