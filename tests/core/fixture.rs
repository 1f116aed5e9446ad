//! What PyTorch answers, read from `tests/fixtures/*.json`, and the means to compare with it.
//!
//! The files hold no weight and no image: both sides make them from one formula on `u32` and
//! `f32` (see `make_fixtures.py` beside the files), so that they agree to the bit. Tensors are in
//! PyTorch's layout, row by row; mind that its linear weights are `[out, in]`.
//!
//! Knows nothing of burn; the same source runs natively and in the browser.
#![allow(dead_code, reason = "every test file uses its own part of this module")]

use digit_lab::model::LayerSpec;
use digit_lab::recipe::LossKind;
use serde::Deserialize;

// The formula

/// Entry `index` of the tensor `name`: 24 random-looking bits as a number in `[0, 1)`.
pub fn value(name: &str, index: usize) -> f32 {
    let hash = name.bytes().fold(0x811C_9DC5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let mut x = hash ^ (index as u32).wrapping_mul(0x9E37_79B9);
    x ^= x >> 16;
    x = x.wrapping_mul(0x7FEB_352D);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846C_A68B);
    x ^= x >> 16;
    (x >> 8) as f32 / 16_777_216.0
}

/// A parameter: uniform in `±1 / sqrt(fan_in)`, as PyTorch draws its own.
pub fn weights(name: &str, len: usize, fan_in: usize) -> Vec<f32> {
    let scale = (1.0 / (fan_in as f64).sqrt()) as f32;
    (0..len)
        .map(|i| Kind::Signed.shape(value(name, i), scale))
        .collect()
}

/// The batch of `simple.json`, `[8, 1, 28, 28]`: a fifth of the pixels inked.
pub fn input() -> Vec<f32> {
    (0..8 * 28 * 28)
        .map(|i| Kind::Sparse.shape(value("input", i), 1.0))
        .collect()
}

/// What is made of a value in `[0, 1)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Uniform in `±scale`.
    Signed,
    /// −½, −¼, 0 or ¼ times `scale`: full of ties and zeros.
    Quarters,
    /// Four fifths zeros, the rest in `[0, 1)`; has no scale.
    Sparse,
    /// In `[½, 1½)`; has no scale.
    Positive,
}

impl Kind {
    fn shape(self, u: f32, scale: f32) -> f32 {
        match self {
            Self::Signed => (2.0 * u - 1.0) * scale,
            Self::Quarters => ((4.0 * u).floor() / 4.0 - 0.5) * scale,
            Self::Sparse if u < 0.8 => 0.0,
            Self::Sparse => (u - 0.8) * 5.0,
            Self::Positive => u + 0.5,
        }
    }
}

/// A tensor that is made, not stored.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub name: String,
    pub shape: Vec<usize>,
    pub kind: Kind,
    pub scale: f32,
}

impl Source {
    pub fn values(&self) -> Vec<f32> {
        let len = self.shape.iter().product();
        (0..len)
            .map(|i| self.kind.shape(value(&self.name, i), self.scale))
            .collect()
    }

    /// The one of `sources` that makes a network's tensor: its name ends in "/fc1.weight".
    pub fn of<'a>(sources: &'a [Self], tensor: &str) -> &'a Self {
        let is_it = |source: &&Self| source.name.rsplit('/').next() == Some(tensor);
        let found = sources.iter().find(is_it);
        found.unwrap_or_else(|| panic!("the fixture makes no {tensor}"))
    }
}

// The files. An unknown field is an error, so that a misspelt optional one cannot pass for absent.

pub fn simple() -> Simple {
    serde_json::from_str(include_str!("../fixtures/simple.json")).expect("simple.json reads")
}

pub fn layers() -> Layers {
    serde_json::from_str(include_str!("../fixtures/layers.json")).expect("layers.json reads")
}

pub fn captures() -> Captures {
    serde_json::from_str(include_str!("../fixtures/capture.json")).expect("capture.json reads")
}

/// Every layer's output and gradient in the presets, for one batch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Captures {
    pub header: Header,
    /// `[2, 1, 28, 28]`
    pub input: Source,
    pub targets: Vec<usize>,
    pub cases: Vec<CaptureCase>,
}

/// One preset in one mode. The gradients are those of the mean cross-entropy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaptureCase {
    pub preset: String,
    pub training: bool,
    pub tensors: Vec<Source>,
    pub loss: f32,
    /// By the layers' numbers.
    pub activations: Vec<Summary>,
    /// By the layers' numbers.
    pub gradients: Vec<Summary>,
    pub input_gradient: Summary,
    /// The parameters' gradients, in the order of the layers.
    pub parameters: Vec<Summary>,
}

/// How a file was made, and how far float32 itself is from float64: the floor of any tolerance.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub what: String,
    pub made_by: String,
    pub command: String,
    pub versions: String,
    pub formula: Vec<String>,
    pub float64_difference: serde_json::Value,
}

/// The network `simple` on one batch of 8, without dropout.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Simple {
    pub header: Header,
    pub formula_check: FormulaCheck,
    pub input: Source,
    pub targets: Vec<usize>,
    pub parameters: Vec<Parameter>,
    pub logits: Whole,
    /// Mean cross entropy.
    pub loss: f32,
    pub sample_losses: Vec<f32>,
    /// The first convolution's, after ReLU and before pooling.
    pub feature_maps: FeatureMaps,
    /// Of the mean loss, in the order of `parameters`.
    pub gradients: Vec<Summary>,
    pub adam: Steps,
    pub sgd: Steps,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    pub name: String,
    pub shape: Vec<usize>,
    pub fan_in: usize,
}

impl Parameter {
    pub fn values(&self) -> Vec<f32> {
        weights(&self.name, self.shape.iter().product(), self.fan_in)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureMaps {
    pub shape: Vec<usize>,
    pub mean: f32,
    pub samples: Samples,
}

/// Five steps on the same batch from the same start, and where they led.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    pub learning_rate: f64,
    pub beta_1: Option<f64>,
    pub beta_2: Option<f64>,
    pub epsilon: Option<f64>,
    /// Before each step.
    pub losses: Vec<f32>,
    pub loss_after: f32,
    /// After the last step; the scales are those of the change since the start.
    pub parameters: Vec<Summary>,
}

/// Single layers and blocks in awkward shapes, with every number stored.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layers {
    pub header: Header,
    pub cases: Vec<Case>,
}

/// A few layers that end in features. The gradients are those of `sum(output · upstream)`, or of
/// the mean loss where there is a loss.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub name: String,
    /// Batch norms go by the batch, and move their running values.
    pub training: bool,
    pub layers: Vec<LayerSpec>,
    /// `[N, C, H, W]`
    pub input: Source,
    /// The layers' tensors; see [`Source::of`].
    pub tensors: Vec<Source>,
    pub upstream: Option<Source>,
    pub loss: Option<CaseLoss>,
    /// `[N, F]`
    pub output: Whole,
    pub input_gradient: Whole,
    /// Of what is learned, in the order of the layers.
    pub gradients: Vec<NamedWhole>,
    /// Running means and variances after one pass in training.
    pub running: Vec<NamedWhole>,
    pub mean_loss: Option<f32>,
    /// Cross entropy of each image, without smoothing.
    pub sample_losses: Option<Vec<f32>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseLoss {
    pub kind: LossKind,
    pub label_smoothing: f64,
    pub targets: Vec<usize>,
}

/// A tensor stored in full, with its name in a state dict.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedWhole {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// A tensor stored in full.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whole {
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// Some entries of a tensor, by their row-major index.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Samples {
    pub indices: Vec<usize>,
    pub values: Vec<f32>,
}

impl Samples {
    /// The same entries of another tensor.
    pub fn of(&self, tensor: &[f32]) -> Vec<f32> {
        self.indices.iter().map(|&i| tensor[i]).collect()
    }
}

/// A large tensor's fingerprint.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    pub name: String,
    pub shape: Vec<usize>,
    pub l2: f64,
    pub sum: f64,
    /// The largest entry and the norm of what is under test: a gradient itself, or a parameter's
    /// change. Deviations are measured against these, since gradients and changes are far below 1.
    pub scale_max: f32,
    pub scale_l2: f64,
    pub samples: Samples,
}

impl Summary {
    /// Compares a whole tensor, in PyTorch's layout: its samples, norm and sum.
    #[track_caller]
    pub fn assert_matches(&self, actual: &[f32], tolerance: f32) {
        let Self { name, shape, .. } = self;
        let len: usize = shape.iter().product();
        assert_eq!(actual.len(), len, "{name}: as many entries as {shape:?}");
        let sampled = self.samples.of(actual);
        assert_close_scaled(
            &sampled,
            &self.samples.values,
            tolerance,
            self.scale_max,
            name,
        );
        let entries = || actual.iter().map(|&entry| f64::from(entry));
        let l2 = entries().map(|entry| entry * entry).sum::<f64>().sqrt();
        let sum = entries().sum::<f64>();
        // A deviation of norm d changes the norm by at most d, and the sum by at most d·√len.
        let reach = f64::from(tolerance) * self.scale_l2;
        for (what, actual, expected, reach) in [
            ("norm", l2, self.l2, reach),
            ("sum", sum, self.sum, reach * (len as f64).sqrt()),
        ] {
            assert!(
                (actual - expected).abs() <= reach,
                "{name}: the {what} is {actual}, not {expected} ± {reach}"
            );
        }
    }
}

/// Values that the Python side made, so that a slip in the formula is called by its name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormulaCheck {
    /// Name, index, value.
    pub values: Vec<(String, usize, f32)>,
    /// Name, fan-in, index, weight.
    pub weights: Vec<(String, usize, usize, f32)>,
    /// Index, pixel.
    pub input: Vec<(usize, f32)>,
    /// Pixels of the batch that are not zero.
    pub input_ink: usize,
}

impl FormulaCheck {
    /// Equality to the bit: both sides made the same inputs, or no other comparison means much.
    #[track_caller]
    pub fn assert_holds(&self) {
        for (name, index, expected) in &self.values {
            assert_eq!(value(name, *index), *expected, "value {index} of {name}");
        }
        for (name, fan_in, index, expected) in &self.weights {
            let actual = weights(name, index + 1, *fan_in)[*index];
            assert_eq!(actual, *expected, "weight {index} of {name}");
        }
        let pixels = input();
        for (index, expected) in &self.input {
            assert_eq!(pixels[*index], *expected, "pixel {index}");
        }
        let ink = pixels.iter().filter(|&&pixel| pixel != 0.0).count();
        assert_eq!(ink, self.input_ink, "pixels with ink");
    }
}

// Comparing

/// Each entry within `tolerance * (1 + |expected|)`: for values around 1, such as logits.
#[track_caller]
pub fn assert_close(actual: &[f32], expected: &[f32], tolerance: f32, what: &str) {
    compare(actual, expected, tolerance, |entry| 1.0 + entry.abs(), what);
}

/// Each entry within `tolerance * scale`: for what is small all over, such as gradients.
#[track_caller]
pub fn assert_close_scaled(
    actual: &[f32],
    expected: &[f32],
    tolerance: f32,
    scale: f32,
    what: &str,
) {
    compare(actual, expected, tolerance, |_| f64::from(scale), what);
}

#[track_caller]
fn compare(
    actual: &[f32],
    expected: &[f32],
    tolerance: f32,
    scale: impl Fn(f64) -> f64,
    what: &str,
) {
    assert_eq!(actual.len(), expected.len(), "{what}: number of entries");
    assert!(!expected.is_empty(), "{what}: nothing to compare");
    let mut beyond = 0;
    let (mut worst, mut excess) = (0, -1.0);
    for (i, (&a, &b)) in actual.iter().zip(expected).enumerate() {
        assert!(
            a.is_finite() && b.is_finite(),
            "{what}: entry {i} is {a}, expected {b}"
        );
        let (a, b) = (f64::from(a), f64::from(b));
        let (distance, allowed) = ((a - b).abs(), f64::from(tolerance) * scale(b));
        beyond += usize::from(distance > allowed);
        if distance - allowed > excess || i == 0 {
            (worst, excess) = (i, distance - allowed);
        }
    }
    let (a, b) = (actual[worst], expected[worst]);
    assert!(
        beyond == 0,
        "{what}: {beyond} of {} entries differ; the worst, {worst}, is {a}, expected {b} (off by {:e}, allowed {:e})",
        actual.len(),
        (f64::from(a) - f64::from(b)).abs(),
        f64::from(tolerance) * scale(f64::from(b)),
    );
}
