//! Every type that crosses between Rust and JavaScript and is no type of the crate's own: requests,
//! and answers with typed arrays. TypeScript's declarations are derived from them.
//!
//! Pixels are bytes, 0 = paper, 255 = ink, row by row. Classes are 0..=9. Probabilities and
//! accuracies are 0..=1.

pub mod corruptions;
pub mod drawing;
pub mod inside;

use js_sys::{Float32Array, Uint32Array};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tsify::Tsify;

use self::drawing::Stages;
use crate::data::explore::{self, Means};
use crate::data::{Augmentation, Dataset, HoldOut, Input, Paper, Split};
use crate::error::Result;
use crate::evaluate::template::{Curve, Pairs};
use crate::evaluate::{self, Classifier, Reading, Scores};
use crate::inspect;
use crate::model::Spec;
use crate::recipe::ConfigRequest;
use crate::session::{self, Files, Images, MixRequest, Naming, SketchRequest};
use crate::store::{self, Place};

/// Bytes.
#[derive(Debug, Clone, Default, Tsify)]
pub struct Bytes(#[tsify(type = "Uint8Array")] pub Vec<u8>);

/// 32-bit floating-point numbers.
#[derive(Debug, Clone, Tsify)]
pub struct Floats(#[tsify(type = "Float32Array")] pub Vec<f32>);

/// Integers of 32 bits, from 0.
#[derive(Debug, Clone, Tsify)]
pub struct Integers(#[tsify(type = "Uint32Array")] pub Vec<u32>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl Serialize for Floats {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_wasm_bindgen::preserve::serialize(&Float32Array::from(&self.0[..]), serializer)
    }
}

impl Serialize for Integers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_wasm_bindgen::preserve::serialize(&Uint32Array::from(&self.0[..]), serializer)
    }
}

impl<'de> Deserialize<'de> for Floats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Number by number: the array as a whole gets lost on its way through what tells where a request is wrong.
        Vec::deserialize(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a Uint8Array")
            }

            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
                Ok(Bytes(bytes))
            }
        }

        deserializer.deserialize_byte_buf(Visitor)
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<Vec<f32>> for Floats {
    fn from(floats: Vec<f32>) -> Self {
        Self(floats)
    }
}

impl From<Vec<u32>> for Integers {
    fn from(integers: Vec<u32>) -> Self {
        Self(integers)
    }
}

impl FromIterator<f64> for Floats {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Self(values.into_iter().map(|value| value as f32).collect())
    }
}

/// One of the two splits of a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum SplitName {
    /// The images to learn from.
    Train,
    /// The images to evaluate on.
    Test,
}

impl SplitName {
    /// Whether it is the test split.
    pub fn is_test(self) -> bool {
        self == Self::Test
    }
}

/// Work that is done a part at a time.
#[derive(Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Partly<T> {
    /// Images done so far.
    pub done: usize,
    /// The result, once all are done.
    pub value: Option<T>,
}

impl<T> From<(usize, Option<T>)> for Partly<T> {
    fn from((done, value): (usize, Option<T>)) -> Self {
        Self { done, value }
    }
}

// Images.

/// Images with their labels.
#[derive(Debug, Default, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct Samples {
    /// `[n, 28, 28]`.
    pub images: Bytes,
    /// `[n]` classes.
    pub labels: Bytes,
}

impl From<Split> for Samples {
    fn from(Split { images, labels }: Split) -> Self {
        Self {
            images: Bytes(images),
            labels: Bytes(labels),
        }
    }
}

impl From<Samples> for Split {
    fn from(Samples { images, labels }: Samples) -> Self {
        Self {
            images: images.0,
            labels: labels.0,
        }
    }
}

/// The images of both splits. Of a request: four IDX files, unpacked. Of an engine: `[n, 28, 28]`
/// bytes and `[n]` classes a split.
#[derive(Debug, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct DatasetFiles {
    /// Training images.
    pub train_images: Bytes,
    /// Training labels.
    pub train_labels: Bytes,
    /// Test images.
    pub test_images: Bytes,
    /// Test labels.
    pub test_labels: Bytes,
}

impl DatasetFiles {
    /// As a session takes them.
    pub fn files(&self) -> Files<'_> {
        Files {
            train_images: &self.train_images.0,
            train_labels: &self.train_labels.0,
            test_images: &self.test_images.0,
            test_labels: &self.test_labels.0,
        }
    }
}

impl From<DatasetFiles> for Images {
    fn from(files: DatasetFiles) -> Self {
        Self {
            train_images: files.train_images.0,
            train_labels: files.train_labels.0,
            test_images: files.test_images.0,
            test_labels: files.test_labels.0,
        }
    }
}

/// [`DatasetFiles`] of an engine, which are not copied in the module's memory.
#[derive(Debug, Serialize)]
pub struct DatasetView<'a> {
    train_images: Slice<'a>,
    train_labels: Slice<'a>,
    test_images: Slice<'a>,
    test_labels: Slice<'a>,
}

#[derive(Debug)]
struct Slice<'a>(&'a [u8]);

impl Serialize for Slice<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'a> From<&'a Dataset> for DatasetView<'a> {
    fn from(Dataset { train, test, .. }: &'a Dataset) -> Self {
        Self {
            train_images: Slice(&train.images),
            train_labels: Slice(&train.labels),
            test_images: Slice(&test.images),
            test_labels: Slice(&test.labels),
        }
    }
}

/// Four IDX files of a visitor's.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct FilesRequest {
    /// Of images of any size.
    pub files: DatasetFiles,
    /// What to call them.
    #[serde(default)]
    pub naming: Naming,
}

/// One pair of IDX files, of which a share is held out to test with.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct PairRequest {
    /// The file of images.
    pub images: Bytes,
    /// Its name, for errors.
    pub image_file: String,
    /// The file of labels.
    pub labels: Bytes,
    /// Its name, for errors.
    pub label_file: String,
    /// Which share to hold out.
    #[serde(default)]
    pub hold_out: HoldOut,
    /// What to call the images.
    #[serde(default)]
    pub naming: Naming,
}

/// A picture in colour.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// Red, green, blue and opacity: `[height, width, 4]`.
    #[tsify(type = "Uint8Array | Uint8ClampedArray")]
    pub rgba: Bytes,
    /// Rows, 1..=4096.
    pub height: usize,
    /// Columns, 1..=4096.
    pub width: usize,
}

/// Pictures to learn from. Without any to test with, a share is held out.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct PicturesRequest {
    /// To learn from.
    pub train: Samples,
    /// To test with.
    #[serde(default)]
    pub test: Samples,
    /// What they are drawn on.
    #[serde(default)]
    pub paper: Paper,
    /// Height and width that they had, if all had the same and another than 28×28.
    #[serde(default)]
    #[tsify(type = "[number, number] | null")]
    pub resized_from: Option<[usize; 2]>,
    /// Which share to hold out.
    #[serde(default)]
    pub hold_out: HoldOut,
    /// What to call them.
    #[serde(default)]
    pub naming: Naming,
}

/// Generated digits among MNIST's.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct MixingRequest {
    /// MNIST.
    pub files: DatasetFiles,
    /// How much to replace.
    #[serde(default)]
    #[tsify(type = "Partial<MixRequest>")]
    pub mix: MixRequest,
}

/// A few generated digits.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct Sketch {
    /// Which.
    #[serde(default)]
    #[tsify(type = "Partial<SketchRequest>")]
    pub sketch: SketchRequest,
}

// What is shown of the data.

/// A split in numbers is asked for.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct StatisticsRequest {
    /// Of which split.
    pub split: SplitName,
}

/// A split in numbers.
#[derive(Debug, Serialize, Tsify)]
pub struct Statistics {
    /// Which split.
    pub split: SplitName,
    /// Images.
    pub count: usize,
    /// The smallest byte.
    pub min: u8,
    /// The greatest.
    pub max: u8,
    /// How many of the 256 values occur.
    pub unique_values: usize,
    /// Over all pixels, each divided by 255.
    pub mean: f64,
    /// Of the same, of the whole population.
    pub std: f64,
    /// `[256]`, how often each byte occurs.
    pub histogram: Integers,
    /// `[10]`.
    pub class_counts: Integers,
}

impl Statistics {
    /// Those of the split.
    pub fn of(split: SplitName, found: explore::Statistics) -> Self {
        Self {
            split,
            count: found.count,
            min: found.min,
            max: found.max,
            unique_values: found.unique_values,
            mean: found.mean,
            std: found.std,
            histogram: found.histogram.into(),
            class_counts: found.class_counts.into(),
        }
    }
}

/// Some images of a split.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct SamplesRequest {
    /// Of which split.
    pub split: SplitName,
    /// Their places in it, 10,000 at most.
    #[tsify(type = "number[] | Uint32Array")]
    pub indices: Vec<usize>,
}

/// Training images, augmented.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct AugmentedRequest {
    /// Their places in the training split, 10,000 at most.
    #[tsify(type = "number[] | Uint32Array")]
    pub indices: Vec<usize>,
    /// What is left out is 0.
    #[tsify(type = "Partial<Augmentation>")]
    pub settings: Augmentation,
    /// Another number gives other variants.
    pub draw: u32,
}

/// A page of a split.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct BrowseRequest {
    /// Of which split.
    pub split: SplitName,
    /// Of which class; null: of all.
    #[serde(default)]
    #[tsify(type = "number | null")]
    pub class: Option<usize>,
    /// How many images of the class to pass over.
    pub first: usize,
    /// Images at most, up to 10,000.
    pub count: usize,
}

/// A page of a split.
#[derive(Debug, Serialize, Tsify)]
pub struct Browsed {
    /// Images there are of the class.
    pub total: usize,
    /// How many of them were passed over.
    pub first: usize,
    /// `[n]`, places in the split, rising.
    pub indices: Integers,
    /// `[n]`.
    pub labels: Bytes,
    /// `[n, 28, 28]`.
    pub images: Bytes,
}

impl From<session::Browsed> for Browsed {
    fn from(page: session::Browsed) -> Self {
        Self {
            total: page.total,
            first: page.first,
            indices: page.indices.into(),
            labels: page.samples.labels.into(),
            images: page.samples.images.into(),
        }
    }
}

/// An image on its way into the run's network is asked for.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct NetworkInputRequest {
    /// Of which split.
    pub split: SplitName,
    /// Its place in it.
    pub index: usize,
    /// Of a training image, as in the epoch of this number, counted from 0.
    pub draw: u32,
}

/// An image on its way into the run's network.
#[derive(Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct NetworkInput {
    /// `[28, 28]`, as it is in the file.
    pub image: Bytes,
    /// `[28, 28]`; null if the run augments nothing, and for a test image.
    pub augmented: Option<Bytes>,
    /// `[28, 28]`, as the network takes it, augmentation included.
    pub input: Floats,
    /// How it comes from bytes.
    pub input_kind: Input,
    /// Subtracted from a byte divided by 255; 0 unless the input is normalised.
    pub mean: f32,
    /// What the rest is divided by; 1 unless the input is normalised.
    pub std: f32,
}

impl From<session::NetworkInput> for NetworkInput {
    fn from(seen: session::NetworkInput) -> Self {
        let (mean, std) = seen.input_kind.constants();
        Self {
            image: seen.image.into(),
            augmented: seen.augmented.map(Bytes),
            input: seen.input.into(),
            input_kind: seen.input_kind,
            mean,
            std,
        }
    }
}

/// A batch of the run is asked for.
#[derive(Debug, Clone, Copy, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct BatchRequest {
    /// Of which epoch, counted from 0.
    pub epoch: usize,
    /// Which of its batches, counted from 0.
    pub number: usize,
}

/// The training images of one batch.
#[derive(Debug, Serialize, Tsify)]
pub struct BatchIndices {
    /// `[n]`, places in the training split, in the order in which the run takes them.
    pub indices: Integers,
    /// Batches of an epoch.
    pub count_of_batches: usize,
}

impl From<crate::train::run::BatchIndices> for BatchIndices {
    fn from(batch: crate::train::run::BatchIndices) -> Self {
        Self {
            indices: batch.indices.into(),
            count_of_batches: batch.count_of_batches,
        }
    }
}

/// The mean image of each class of the training split.
#[derive(Debug, Serialize, Tsify)]
pub struct Templates {
    /// `[10, 28, 28]`, 0..=255; 0 for a class without images.
    pub means: Floats,
    /// `[10]`.
    pub counts: Integers,
}

impl From<&Means> for Templates {
    fn from(means: &Means) -> Self {
        Self {
            means: means.values.iter().copied().collect(),
            counts: means.counts.clone().into(),
        }
    }
}

/// The images of two classes are compared with the means of both.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct TemplateCurvesRequest {
    /// A class.
    pub a: usize,
    /// Another.
    pub b: usize,
    /// Images of which split.
    pub split: SplitName,
}

/// Mean squared errors, on values of 0..=1, of the images of one class to the means of two.
#[derive(Debug, Serialize, Tsify)]
pub struct TemplateCurve {
    /// `[n]`, places in the split, rising.
    pub indices: Integers,
    /// `[n]`, to the mean of the class `a`.
    pub to_a: Floats,
    /// `[n]`, to the mean of the class `b`.
    pub to_b: Floats,
}

impl From<Curve> for TemplateCurve {
    fn from(curve: Curve) -> Self {
        Self {
            indices: curve.indices.into(),
            to_a: curve.to_a.into(),
            to_b: curve.to_b.into(),
        }
    }
}

/// The images of two classes, compared with the means of both.
#[derive(Debug, Serialize, Tsify)]
pub struct TemplateCurves {
    /// A class.
    pub a: usize,
    /// Another.
    pub b: usize,
    /// The images of the first.
    pub of_a: TemplateCurve,
    /// The images of the second.
    pub of_b: TemplateCurve,
}

/// How well the nearest of two means tells the test images of two classes apart: all `[10, 10]`,
/// symmetric, 0 on the diagonal.
#[derive(Debug, Serialize, Tsify)]
pub struct TemplatePairs {
    /// Share of the images that are read.
    pub accuracy: Floats,
    /// Images that are read.
    pub correct: Integers,
    /// Images of either class.
    pub count: Integers,
}

impl From<Pairs> for TemplatePairs {
    fn from(pairs: Pairs) -> Self {
        Self {
            accuracy: pairs.accuracy.into(),
            correct: pairs.correct.into(),
            count: pairs.count.into(),
        }
    }
}

// What is shown of the results.

/// Test images are read by a classifier.
#[derive(Debug, Clone, Copy, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct AssessRequest {
    /// By which.
    pub classifier: Classifier,
    /// Between two classes only; null: between all.
    #[serde(default)]
    #[tsify(type = "[number, number] | null")]
    pub classes: Option<[usize; 2]>,
    /// The step of a snapshot of the network; null: the network as it is now.
    #[serde(default)]
    #[tsify(type = "number | null")]
    pub at: Option<usize>,
}

/// A page of test images behind a verdict. For templates the three numbers are the mean squared
/// error to the predicted class's mean, to the true class's, and by how much the second is greater.
#[derive(Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Cases {
    /// Images there are of the kind asked for.
    pub total: usize,
    /// How many of them were passed over.
    pub first: usize,
    /// Updates that the network had seen; null for templates.
    pub step: Option<usize>,
    /// `[n]`, places in the test split.
    pub indices: Integers,
    /// `[n]`.
    pub labels: Bytes,
    /// `[n]`.
    pub predictions: Bytes,
    /// `[n]`, of the prediction.
    pub probabilities: Floats,
    /// `[n]`, of the true class.
    pub truth_probabilities: Floats,
    /// `[n]`, cross entropy.
    pub losses: Floats,
    /// `[n, 28, 28]`.
    pub images: Bytes,
}

impl Cases {
    /// Those found, with their images.
    pub fn of(found: &evaluate::Cases, samples: Split) -> Self {
        let of_each = |value: fn(&Reading) -> f64| found.readings.iter().map(value).collect();
        let indices = found.readings.iter().map(|case| case.index);
        let predictions = found.readings.iter().map(|case| case.prediction);
        Self {
            total: found.total,
            first: found.first,
            step: found.step,
            indices: Integers(indices.collect()),
            labels: samples.labels.into(),
            predictions: Bytes(predictions.collect()),
            probabilities: of_each(|case| case.of_prediction),
            truth_probabilities: of_each(|case| case.of_truth),
            losses: of_each(|case| case.loss),
            images: samples.images.into(),
        }
    }
}

/// All that is behind a classifier's last verdict is asked for.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct ProbabilitiesRequest {
    /// Of which classifier.
    pub classifier: Classifier,
}

/// All that is behind a verdict.
#[derive(Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Probabilities {
    /// Updates that the network had seen; null for templates.
    pub step: Option<usize>,
    /// `[n]`, of all test images.
    pub labels: Bytes,
    /// `[n, 10]`; for templates, mean squared errors.
    pub values: Floats,
}

impl Probabilities {
    /// Those of the scores, on images with these labels.
    pub fn of(scores: &Scores, labels: &[u8]) -> Self {
        Self {
            step: scores.step,
            labels: labels.to_vec().into(),
            values: scores.export().into(),
        }
    }
}

// Networks.

/// A network is to be described.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct DescribeRequest {
    /// Its layers.
    pub network: Spec,
}

/// A device is to compile what a run takes.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct PrepareRequest {
    /// The run's settings.
    #[tsify(type = "Partial<RunConfig>")]
    pub config: ConfigRequest,
}

/// A test image is to be followed through the network.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct InspectRequest {
    /// Its place in the test split.
    pub index: usize,
    /// The step of a snapshot; null: the network as it is now.
    #[serde(default)]
    #[tsify(type = "number | null")]
    pub at: Option<usize>,
}

/// An array with its shape, row-major.
#[derive(Debug, Serialize, Tsify)]
pub struct Plane {
    /// Sizes of the dimensions.
    pub shape: Vec<usize>,
    /// As many as the shape has places.
    pub data: Floats,
}

impl From<inspect::Plane> for Plane {
    fn from(inspect::Plane { shape, values }: inspect::Plane) -> Self {
        let data = Floats(values);
        Self { shape, data }
    }
}

/// What the network makes of one test image right now.
#[derive(Debug, Serialize, Tsify)]
pub struct Inspection {
    /// Optimiser updates made so far.
    pub step: usize,
    /// The test image.
    pub index: usize,
    /// Its true class.
    pub label: u8,
    /// `[28, 28]`.
    pub image: Bytes,
    /// Name of the layer shown ("conv1"); empty if no convolution is there to show.
    pub layer: String,
    /// `[out, in, height, width]`, weights of either sign.
    pub kernels: Plane,
    /// `[out, height, width]`, what the layer passes on, its batch norm and activation included.
    pub feature_maps: Plane,
    /// `[10]`.
    pub probabilities: Floats,
}

impl Inspection {
    /// Of the image at `index` of the test split.
    ///
    /// # Errors
    /// [`Error::Index`](crate::error::Error::Index).
    pub fn of(step: usize, index: usize, test: &Split, seen: inspect::Inspection) -> Result<Self> {
        Ok(Self {
            step,
            index,
            image: test.image(index)?.to_vec().into(),
            label: test.labels[index],
            layer: seen.layer,
            kernels: seen.kernels.into(),
            feature_maps: seen.feature_maps.into(),
            probabilities: seen.probabilities.into(),
        })
    }
}

/// What the network makes of a drawing.
#[derive(Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Prediction {
    /// Optimiser updates made so far.
    pub step: usize,
    /// `[10]`, summing to 1.
    pub probabilities: Floats,
    /// `[28, 28]`, the drawing as the network sees it.
    pub input: Bytes,
    /// The stations from the drawing to the input; null if they were not asked for.
    pub stages: Option<Stages>,
}

impl From<session::Prediction> for Prediction {
    fn from(prediction: session::Prediction) -> Self {
        Self {
            step: prediction.step,
            probabilities: prediction.probabilities.into(),
            input: prediction.input.into(),
            stages: prediction.stages.map(Stages::from),
        }
    }
}

/// A run in plain numbers, to go on from with another engine.
#[derive(Debug, Serialize, Tsify)]
pub struct Checkpoint {
    /// How far the run is.
    pub place: Place,
    /// Every tensor of the network, row by row, in PyTorch's layout.
    pub tensors: Vec<Floats>,
    /// What the optimiser remembers of each learned tensor.
    pub memory: Vec<Vec<Floats>>,
}

impl From<store::Checkpoint> for Checkpoint {
    fn from(checkpoint: store::Checkpoint) -> Self {
        let floats = |lists: Vec<Vec<f32>>| lists.into_iter().map(Floats).collect();
        Self {
            place: checkpoint.place,
            tensors: floats(checkpoint.tensors),
            memory: checkpoint.memory.into_iter().map(floats).collect(),
        }
    }
}

/// What a run begins with, for a program that is to repeat it.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct RunStart {
    /// Every tensor of the network before the first update, row by row, in PyTorch's layout.
    pub tensors: Vec<Floats>,
    /// Indices of the training images, in the order of each epoch.
    pub orders: Vec<Integers>,
    /// Indices of the training images that are held out for validation.
    pub validation: Integers,
}

impl From<crate::train::run::Start> for RunStart {
    fn from(start: crate::train::run::Start) -> Self {
        Self {
            tensors: start.tensors.into_iter().map(Floats).collect(),
            orders: start.orders.into_iter().map(Integers).collect(),
            validation: Integers(start.validation),
        }
    }
}
