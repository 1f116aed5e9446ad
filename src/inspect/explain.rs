//! Which pixels an answer depends on. Every method returns a map over the image or over a layer's positions for one
//! class; none of them says why in the sense of a reason, and the page says so.

use burn::tensor::Device;
use rand::RngExt;
use serde::{Deserialize, Serialize};

use super::capture::{Captured, INPUT, Pass, What, capture};
use super::objective::Objective;
use crate::data::{HEIGHT, Input, WIDTH};
use crate::error::{Error, Reason, Result, reason};
use crate::model::{Batch, Mode, Network, Spec, batch};
use crate::ops::read::{self, Transaction};
use crate::random;

/// Pixels of an image.
const SIZE: usize = HEIGHT * WIDTH;
/// Noisy copies of SmoothGrad; the paper uses 50.
const NOISY: usize = 50;
/// SmoothGrad's noise as a share of the pixels' range; the paper recommends 10 to 20 %.
const NOISE: f32 = 0.15;
/// Points on the way from an empty image, at the middle of equal steps; the paper uses 20 to 300.
const POINTS: usize = 64;
/// Side of the square that occlusion covers, and the distance of two squares, in pixels.
const SQUARE: usize = 5;
const STRIDE: usize = 2;

/// A method that attributes an answer to pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// The gradient of the class's output with respect to each pixel. Simonyan, Vedaldi, Zisserman, "Deep Inside
    /// Convolutional Networks", 2013. `[28, 28]`, signed.
    Saliency,
    /// The mean of that gradient over 50 noisy copies of the image. Smilkov et al., "SmoothGrad", 2017. `[28, 28]`,
    /// signed.
    SmoothGrad,
    /// The mean gradient on the straight way from an empty image, times the pixel. The values add up to the output's
    /// difference between the two images, but for the error of 64 steps. Sundararajan, Taly, Yan, "Axiomatic
    /// Attribution for Deep Networks", 2017. `[28, 28]`, signed.
    IntegratedGradients,
    /// By how much the class's probability falls if a square of 5×5 pixels is empty. Zeiler, Fergus, "Visualizing and
    /// Understanding Convolutional Networks", 2013. `[14, 14]`, one value for each square.
    Occlusion,
    /// A convolution's maps, weighted by the mean gradient of the class's output with respect to each of them; negative
    /// sums become 0. Selvaraju et al., "Grad-CAM", 2017. `[height, width]` of the layer's maps.
    GradCam,
}

/// An answer attributed to places.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The class.
    pub class: usize,
    /// `[height, width]`.
    pub shape: [usize; 2],
    /// The values, row-major.
    pub values: Vec<f32>,
    /// The network's output for the class: a logit, or a log-probability.
    pub output: f32,
    /// The same for an empty image.
    pub empty_output: f32,
    /// The probabilities of all classes.
    pub probabilities: Vec<f32>,
}

/// A network with the device that it is on, and the scaling of its pixels.
pub struct Explained<'a> {
    /// Its layers.
    pub spec: &'a Spec,
    /// Its tensors.
    pub network: &'a Network,
    /// The scaling of its pixels.
    pub input: Input,
    /// The device of its tensors.
    pub device: &'a Device,
}

impl Explained<'_> {
    /// Attributes the output for `class` (`None`: the predicted class) to places of `image`, `[28, 28]` bytes. `layer`
    /// is needed by Grad-CAM only, as in [`Spec::placed`].
    ///
    /// # Errors
    /// [`Error::Config`] if the class is none of the network's or the layer has no maps, [`Error::Device`] if the device
    /// fails.
    pub async fn explain(
        &self,
        image: &[u8],
        method: Method,
        class: Option<usize>,
        layer: Option<u32>,
    ) -> Result<Explanation> {
        let scaled: Vec<f32> = image.iter().map(|&p| self.input.of(f32::from(p))).collect();
        let empty = vec![self.input.of(0.0); SIZE];
        let outputs = self.outputs([&scaled[..], &empty].concat()).await?;
        let classes = outputs.len() / 2;
        let class = match class {
            None => largest(&outputs[..classes]),
            Some(class) if class < classes => class,
            Some(class) => {
                let reason = Reason::between(class, 0, classes - 1);
                return Err(Error::config("class", reason));
            }
        };
        let (shape, values) = match method {
            Method::Saliency => ([HEIGHT, WIDTH], self.gradients(scaled, class).await?),
            Method::SmoothGrad => {
                let gradients = self.gradients(noisy(&scaled, self.input), class).await?;
                ([HEIGHT, WIDTH], mean(&gradients))
            }
            Method::IntegratedGradients => {
                let gradients = self.gradients(between(&empty, &scaled), class).await?;
                let pixels = scaled.iter().zip(&empty).zip(mean(&gradients));
                let values = pixels.map(|((x, x0), gradient)| (x - x0) * gradient);
                ([HEIGHT, WIDTH], values.collect())
            }
            Method::Occlusion => self.occlusion(&scaled, &outputs[..classes], class).await?,
            Method::GradCam => self.grad_cam(scaled, class, layer).await?,
        };
        Ok(Explanation {
            class,
            shape,
            values,
            output: outputs[class],
            empty_output: outputs[classes + class],
            probabilities: softmax(&outputs[..classes]),
        })
    }

    /// `[N, 28, 28]` → `[N, classes]`.
    async fn outputs(&self, images: Vec<f32>) -> Result<Vec<f32>> {
        let outputs = self.network.forward(self.batch(images).images);
        read::scalars(Transaction::default().register(outputs)).await
    }

    fn batch(&self, images: Vec<f32>) -> Batch {
        let count = images.len() / SIZE;
        Batch {
            images: batch::planes(images, self.device),
            targets: vec![0; count].into(),
        }
    }

    async fn capture(
        &self,
        images: Vec<f32>,
        class: usize,
        number: i32,
        what: &[What],
    ) -> Result<Vec<Captured>> {
        let pass = Pass {
            numbers: &[number],
            what,
            mode: Mode::Inference,
            objective: Objective::Output(class),
        };
        capture(self.spec, self.network, self.batch(images), &pass).await
    }

    /// The gradient of the class's output with respect to each pixel of each image.
    async fn gradients(&self, images: Vec<f32>, class: usize) -> Result<Vec<f32>> {
        let len = images.len();
        let captured = self
            .capture(images, class, INPUT, &[What::Gradient])
            .await?;
        let gradients = captured.into_iter().next().map(|found| found.values);
        Ok(gradients.unwrap_or_else(|| vec![0.0; len]))
    }

    async fn occlusion(
        &self,
        image: &[f32],
        outputs: &[f32],
        class: usize,
    ) -> Result<([usize; 2], Vec<f32>)> {
        let shape = [HEIGHT.div_ceil(STRIDE), WIDTH.div_ceil(STRIDE)];
        let empty = self.input.of(0.0);
        let mut covered = Vec::with_capacity(shape[0] * shape[1] * SIZE);
        for row in 0..shape[0] {
            for column in 0..shape[1] {
                let start = covered.len();
                covered.extend_from_slice(image);
                for y in square(row, HEIGHT) {
                    covered[start + y * WIDTH..][square(column, WIDTH)].fill(empty);
                }
            }
        }
        let before = softmax(outputs)[class];
        let after = self.outputs(covered).await?;
        let falls = after.chunks_exact(outputs.len());
        let falls = falls.map(|outputs| before - softmax(outputs)[class]);
        Ok((shape, falls.collect()))
    }

    async fn grad_cam(
        &self,
        image: Vec<f32>,
        class: usize,
        layer: Option<u32>,
    ) -> Result<([usize; 2], Vec<f32>)> {
        let no_maps = || {
            Error::config(
                "layer",
                reason!("no-maps", "it has no feature maps; choose a convolution."),
            )
        };
        let number = layer.ok_or_else(no_maps)? as i32;
        let what = [What::Activation, What::Gradient];
        let captured = self.capture(image, class, number, &what).await?;
        let [activation, gradient] = &captured[..] else {
            return Err(no_maps());
        };
        let &[_, channels, height, width] = &activation.shape[..] else {
            return Err(no_maps());
        };
        let area = height * width;
        let mut map = vec![0.0; area];
        for channel in 0..channels {
            let plane = channel * area..(channel + 1) * area;
            let weight = gradient.values[plane.clone()].iter().sum::<f32>() / area as f32;
            for (sum, value) in map.iter_mut().zip(&activation.values[plane]) {
                *sum += weight * value;
            }
        }
        map.iter_mut().for_each(|value| *value = value.max(0.0));
        Ok(([height, width], map))
    }
}

/// The pixels that the square number `place` covers along one side.
fn square(place: usize, size: usize) -> std::ops::Range<usize> {
    let middle = place * STRIDE + STRIDE / 2;
    middle.saturating_sub(SQUARE / 2 + 1)..(middle + SQUARE / 2).min(size)
}

/// Copies of an image with normal noise, always the same.
fn noisy(image: &[f32], input: Input) -> Vec<f32> {
    let deviation = NOISE * (input.of(255.0) - input.of(0.0));
    let mut generator = random::generator(0, random::Purpose::Inspection, 0);
    let mut normal = move || {
        // Box and Muller's transform; the logarithm's argument is never 0.
        let (u, v): (f32, f32) = (
            generator.random_range(0.0..1.0),
            generator.random_range(0.0..1.0),
        );
        (-2.0 * (1.0 - u).ln()).sqrt() * (std::f32::consts::TAU * v).cos()
    };
    (0..NOISY)
        .flat_map(|_| image)
        .map(|&value| value + deviation * normal())
        .collect()
}

/// The middles of equal steps on the straight way between two images.
fn between(from: &[f32], to: &[f32]) -> Vec<f32> {
    let points = (0..POINTS).map(|point| (point as f32 + 0.5) / POINTS as f32);
    points
        .flat_map(|share| from.iter().zip(to).map(move |(a, b)| a + share * (b - a)))
        .collect()
}

/// The mean image of `[N, 28, 28]`.
fn mean(images: &[f32]) -> Vec<f32> {
    let count = (images.len() / SIZE) as f32;
    let mut sum = vec![0.0; SIZE];
    for image in images.chunks_exact(SIZE) {
        for (sum, value) in sum.iter_mut().zip(image) {
            *sum += value / count;
        }
    }
    sum
}

/// The index of the largest value; of equal ones the first.
fn largest(values: &[f32]) -> usize {
    let better = |best: usize, i: usize| if values[i] > values[best] { i } else { best };
    (0..values.len()).reduce(better).unwrap_or(0)
}

/// The probabilities of logits or of log-probabilities.
pub(super) fn softmax(outputs: &[f32]) -> Vec<f32> {
    let greatest = outputs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = outputs
        .iter()
        .map(|output| (output - greatest).exp())
        .collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}
