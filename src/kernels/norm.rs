//! Batch norm, with a ReLU behind it if asked for: forward and backward.
//!
//! Both go in two stages, so that several workers may each hold a part of the batch: what a part
//! has to say of each channel ([`moments`](super::moments()), [`norm_sums`]), then, with that of all
//! parts, the numbers themselves.

use super::activation::map;
use super::moments::{Moments, total};
use super::simd::F32x4;

/// `(x − mean) · weight / √(variance + epsilon) + bias`, channel by channel, then a ReLU if asked
/// for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormBlock {
    /// Images in the batch.
    pub images: usize,
    /// Channels of each.
    pub channels: usize,
    /// Numbers of each channel.
    pub area: usize,
    /// Keeps the division finite.
    pub epsilon: f64,
    /// Whether negative outputs become zero.
    pub relu: bool,
}

impl NormBlock {
    /// What each channel is normalised by, `[2, channels]`: mean and reciprocal deviation.
    pub fn statistics(&self, moments: &[Moments]) -> Vec<f32> {
        let means = moments.iter().map(|m| m.mean as f32);
        let deviations = moments.iter().map(|m| {
            let variance = m.squares / m.count.max(1.0);
            (variance + self.epsilon).sqrt().recip() as f32
        });
        means.chain(deviations).collect()
    }

    /// Statistics that leave everything as it is.
    pub fn identity(&self) -> Vec<f32> {
        let mut statistics = vec![0.0; 2 * self.channels];
        statistics[self.channels..].fill(1.0);
        statistics
    }

    /// What the running values move towards, `[2, channels]`: mean and variance, the latter
    /// unbiased as in PyTorch.
    pub fn measured(&self, moments: &[Moments]) -> Vec<f32> {
        let means = moments.iter().map(|m| m.mean as f32);
        let variances = moments
            .iter()
            .map(|m| (m.squares / (m.count - 1.0).max(1.0)) as f32);
        means.chain(variances).collect()
    }

    fn check(&self, x: &[f32], w: &[f32], b: &[f32], statistics: &[f32]) {
        let len = self.images * self.channels * self.area;
        assert_eq!(x.len(), len, "x is [images, channels, area]");
        assert!(w.len() == self.channels && b.len() == self.channels);
        assert_eq!(statistics.len(), 2 * self.channels, "two of each channel");
    }

    fn line(&self, w: &[f32], b: &[f32], statistics: &[f32], channel: usize) -> Line {
        let deviation = statistics[self.channels + channel];
        Line {
            mean: F32x4::splat(statistics[channel]),
            deviation,
            scale: F32x4::splat(w[channel] * deviation),
            bias: F32x4::splat(b[channel]),
        }
    }
}

/// What becomes of a channel's numbers.
#[derive(Clone, Copy)]
struct Line {
    mean: F32x4,
    /// The deviation's reciprocal.
    deviation: f32,
    scale: F32x4,
    bias: F32x4,
}

impl Line {
    #[inline(always)]
    fn at(&self, x: F32x4) -> F32x4 {
        self.bias.mul_add(x.sub(self.mean), self.scale)
    }

    /// The gradient in front of the ReLU, from that behind it; a NaN passes, as in PyTorch.
    #[inline(always)]
    fn before_relu(&self, relu: bool, x: F32x4, dy: F32x4) -> F32x4 {
        let zero = F32x4::splat(0.0);
        if relu {
            F32x4::where_at_most(self.at(x), zero, zero, dy)
        } else {
            dy
        }
    }
}

/// Stage two forward: normalises `x`, `[images, channels, area]`, by each channel's statistics.
#[inline(never)]
pub fn normalise(
    block: &NormBlock,
    x: &[f32],
    (w, b): (&[f32], &[f32]),
    statistics: &[f32],
    y: &mut [f32],
) {
    block.check(x, w, b, statistics);
    assert_eq!(y.len(), x.len(), "y is shaped like x");
    let floor = F32x4::splat(if block.relu { 0.0 } else { f32::NEG_INFINITY });
    let planes = x
        .chunks_exact(block.area)
        .zip(y.chunks_exact_mut(block.area));
    for (index, (x, y)) in planes.enumerate() {
        let line = block.line(w, b, statistics, index % block.channels);
        map([x], y, |[x]| line.at(x).larger(floor));
    }
}

/// What the gradient of one channel adds up to, over some of the batch.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GradientSums {
    /// Values.
    pub count: f64,
    /// The sum of the gradients in front of the ReLU.
    pub gradient: f64,
    /// The sum of their products with the normalised input.
    pub product: f64,
}

/// Stage one backward: each channel's sums.
#[inline(never)]
pub fn norm_sums(
    block: &NormBlock,
    (x, w, b): (&[f32], &[f32], &[f32]),
    statistics: &[f32],
    dy: &[f32],
) -> Vec<GradientSums> {
    block.check(x, w, b, statistics);
    let mut sums = vec![GradientSums::default(); block.channels];
    let planes = x.chunks_exact(block.area).zip(dy.chunks_exact(block.area));
    for (index, (x, dy)) in planes.enumerate() {
        let line = block.line(w, b, statistics, index % block.channels);
        let [gradient, product] = total([x, dy], [0.0, 0.0], |[x, dy]| {
            let dy = line.before_relu(block.relu, x, dy);
            [dy, dy.mul(x.sub(line.mean))]
        });
        let sum = &mut sums[index % block.channels];
        sum.count += block.area as f64;
        sum.gradient += f64::from(gradient);
        sum.product += f64::from(product * line.deviation);
    }
    sums
}

/// The sums of all parts of a batch.
#[inline(never)]
pub fn add_sums(parts: &[Vec<GradientSums>]) -> Vec<GradientSums> {
    let channels = parts.first().map_or(0, Vec::len);
    let of = |channel: usize| parts.iter().map(move |part| part[channel]);
    let add = |a: GradientSums, b: GradientSums| GradientSums {
        count: a.count + b.count,
        gradient: a.gradient + b.gradient,
        product: a.product + b.product,
    };
    (0..channels)
        .map(|channel| of(channel).fold(GradientSums::default(), add))
        .collect()
}

/// Stage two backward: the gradient of `x`, from what the whole batch's gradients add up to
/// (`through`), or as if the statistics were constants.
#[inline(never)]
pub fn norm_input_gradient(
    block: &NormBlock,
    (x, w, b): (&[f32], &[f32], &[f32]),
    statistics: &[f32],
    (dy, through): (&[f32], Option<&[GradientSums]>),
    dx: &mut [f32],
) {
    block.check(x, w, b, statistics);
    assert!(dy.len() == x.len() && dx.len() == x.len());
    let planes = x.chunks_exact(block.area).zip(dy.chunks_exact(block.area));
    let planes = planes.zip(dx.chunks_exact_mut(block.area));
    for (index, ((x, dy), dx)) in planes.enumerate() {
        let channel = index % block.channels;
        let line = block.line(w, b, statistics, channel);
        let sums = through.map_or(GradientSums::default(), |sums| sums[channel]);
        let count = sums.count.max(1.0);
        let mean = F32x4::splat((sums.gradient / count) as f32);
        // Times the distance from the mean: one deviation is the product's, one the input's.
        let slope = F32x4::splat((sums.product / count) as f32 * line.deviation);
        map([x, dy], dx, |[x, dy]| {
            let dy = line.before_relu(block.relu, x, dy);
            dy.sub(mean)
                .sub(x.sub(line.mean).mul(slope))
                .mul(line.scale)
        });
    }
}
