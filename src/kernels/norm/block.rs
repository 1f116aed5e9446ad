//! The sizes of a batch normalisation, and the per-channel values derived from its statistics.

use super::moments::Moments;
use crate::simd::F32x4;

/// The sizes of a batch normalisation: `(x − mean) · w / √(variance + epsilon) + b` per channel,
/// followed by an optional ReLU.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormBlock {
    /// Images in the batch, or in this worker's part of it.
    pub images: usize,
    /// Channels of each image.
    pub channels: usize,
    /// Values of each channel: rows times columns.
    pub area: usize,
    /// Added to the variance so that the division is finite; positive.
    pub epsilon: f64,
    /// Whether a ReLU follows.
    pub relu: bool,
}

impl NormBlock {
    /// The statistics that [`normalise`](super::normalise) takes, `[2, channels]`: each channel's mean
    /// and the reciprocal of its standard deviation, with `epsilon` added to the (biased) variance.
    pub fn statistics(&self, moments: &[Moments]) -> Vec<f32> {
        let means = moments.iter().map(|m| m.mean as f32);
        let deviations = moments.iter().map(|m| {
            let variance = m.squares / m.count.max(1.0);
            (variance + self.epsilon).sqrt().recip() as f32
        });
        means.chain(deviations).collect()
    }

    /// The values that update the running statistics, `[2, channels]`: each channel's mean and its
    /// unbiased variance, as in PyTorch.
    pub fn measured(&self, moments: &[Moments]) -> Vec<f32> {
        let means = moments.iter().map(|m| m.mean as f32);
        let variances = moments
            .iter()
            .map(|m| (m.squares / (m.count - 1.0).max(1.0)) as f32);
        means.chain(variances).collect()
    }

    pub(super) fn check(&self, x: &[f32], w: &[f32], b: &[f32], statistics: &[f32]) {
        let len = self.images * self.channels * self.area;
        assert_eq!(x.len(), len, "x is [images, channels, area]");
        assert!(w.len() == self.channels && b.len() == self.channels);
        assert_eq!(statistics.len(), 2 * self.channels, "two of each channel");
    }

    /// The transform of one channel.
    pub(super) fn channel(
        &self,
        w: &[f32],
        b: &[f32],
        statistics: &[f32],
        channel: usize,
    ) -> Channel {
        let deviation = statistics[self.channels + channel];
        Channel {
            mean: F32x4::splat(statistics[channel]),
            deviation,
            scale: F32x4::splat(w[channel] * deviation),
            bias: F32x4::splat(b[channel]),
        }
    }
}

/// The transform of one channel's values.
#[derive(Clone, Copy)]
pub struct Channel {
    /// Their mean.
    pub mean: F32x4,
    /// The reciprocal of their standard deviation.
    pub deviation: f32,
    /// The weight divided by the standard deviation.
    pub scale: F32x4,
    bias: F32x4,
}

impl Channel {
    /// The normalised value, before ReLU.
    #[inline(always)]
    pub fn apply(&self, x: F32x4) -> F32x4 {
        self.bias.mul_add(x.sub(self.mean), self.scale)
    }

    /// The gradient in front of the ReLU from the gradient behind it. The gradient passes where the
    /// normalised value is NaN, as in PyTorch.
    #[inline(always)]
    pub fn before_relu(&self, relu: bool, x: F32x4, dy: F32x4) -> F32x4 {
        let zero = F32x4::splat(0.0);
        if relu {
            F32x4::where_less_equal(self.apply(x), zero, zero, dy)
        } else {
            dy
        }
    }
}
