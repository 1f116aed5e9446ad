//! The forward pass of a batch normalisation.

use super::block::NormBlock;
use super::moments::Moments;
use crate::simd::F32x4;
use crate::simd::slices::map;

/// Stage one, forward: the moments of each channel of `x`, `[images, channels, area]`.
#[inline(never)]
pub fn moments(block: &NormBlock, x: &[f32]) -> Vec<Moments> {
    let NormBlock { channels, area, .. } = *block;
    let mut sums = vec![Moments::default(); channels];
    for image in x.chunks_exact(channels * area) {
        for (sum, plane) in sums.iter_mut().zip(image.chunks_exact(area)) {
            *sum = sum.and(Moments::of(plane));
        }
    }
    sums
}

/// Stage two, forward: normalises `x` by the [statistics](NormBlock::statistics) of the whole batch.
///
/// # Shapes
/// - `x`, `y`: `[images, channels, area]`
/// - `w`, `b`: `[channels]`
/// - `statistics`: `[2, channels]`
///
/// # Panics
/// If a slice has another length.
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
        let channel = block.channel(w, b, statistics, index % block.channels);
        map([x], y, |[x]| channel.apply(x).max(floor));
    }
}
