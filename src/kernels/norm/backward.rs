//! The backward pass of a batch normalisation. The gradient of the weight is a channel's
//! [`GradientSums::product`], that of the bias its [`GradientSums::gradient`].

use super::block::NormBlock;
use crate::simd::F32x4;
use crate::simd::slices::{map, sums as slice_sums};

/// Sums over one channel of the output's gradient, for a part of the batch.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GradientSums {
    /// Number of values.
    pub count: f64,
    /// The sum of the gradients in front of the ReLU.
    pub gradient: f64,
    /// The sum of their products with the normalised input.
    pub product: f64,
}

/// Stage one, backward: the sums of each channel, `[channels]`.
///
/// # Shapes
/// As in [`normalise`](super::normalise); `dy` is shaped like `x`.
///
/// # Panics
/// If a slice has another length.
#[inline(never)]
pub fn norm_sums(
    block: &NormBlock,
    (x, w, b): (&[f32], &[f32], &[f32]),
    statistics: &[f32],
    dy: &[f32],
) -> Vec<GradientSums> {
    block.check(x, w, b, statistics);
    assert_eq!(dy.len(), x.len(), "dy is shaped like x");
    let mut sums = vec![GradientSums::default(); block.channels];
    let planes = x.chunks_exact(block.area).zip(dy.chunks_exact(block.area));
    for (index, (x, dy)) in planes.enumerate() {
        let channel = block.channel(w, b, statistics, index % block.channels);
        let [gradient, product] = slice_sums([x, dy], [0.0, 0.0], |[x, dy]| {
            let dy = channel.before_relu(block.relu, x, dy);
            [dy, dy.mul(x.sub(channel.mean))]
        });
        let sum = &mut sums[index % block.channels];
        sum.count += block.area as f64;
        sum.gradient += f64::from(gradient);
        sum.product += f64::from(product * channel.deviation);
    }
    sums
}

/// Adds up the sums of a batch's parts, in their order, channel by channel.
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

/// Stage two, backward: the input's gradient `dx`. `through` is the sums of the whole batch, through
/// which the statistics depend on `x`; with `None` the statistics are constants, as in evaluation.
///
/// # Shapes
/// As in [`normalise`](super::normalise); `dy` and `dx` are shaped like `x`.
///
/// # Panics
/// If a slice has another length.
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
        let index = index % block.channels;
        let channel = block.channel(w, b, statistics, index);
        let sums = through.map_or(GradientSums::default(), |sums| sums[index]);
        let count = sums.count.max(1.0);
        let mean = F32x4::splat((sums.gradient / count) as f32);
        // Multiplied by `x − mean`. One factor `deviation` is in `product`, this is the other.
        let slope = F32x4::splat((sums.product / count) as f32 * channel.deviation);
        map([x, dy], dx, |[x, dy]| {
            let dy = channel.before_relu(block.relu, x, dy);
            dy.sub(mean)
                .sub(x.sub(channel.mean).mul(slope))
                .mul(channel.scale)
        });
    }
}
