//! Mean and spread of each channel, in parts that can be merged: images may be spread over several
//! workers.

use super::norm::NormBlock;
use super::simd::{F32x4, LANES};

/// What is known of one channel of some images.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    /// Values.
    pub count: f64,
    /// Their mean.
    pub mean: f64,
    /// The sum of their squared deviations from it.
    pub squares: f64,
}

impl Moments {
    /// Of both together, by Chan's formula (Chan, Golub, LeVeque, "Updating formulae and a pairwise
    /// algorithm for computing sample variances", 1979).
    pub fn and(self, other: Self) -> Self {
        let count = self.count + other.count;
        if count == 0.0 {
            return self;
        }
        let (distance, part) = (other.mean - self.mean, other.count / count);
        Self {
            count,
            mean: self.mean + distance * part,
            squares: self.squares + other.squares + distance * distance * self.count * part,
        }
    }
}

/// The moments of a batch from those of its parts, channel by channel, in the parts' order.
#[inline(never)]
pub fn combine(parts: &[Vec<Moments>]) -> Vec<Moments> {
    let channels = parts.first().map_or(0, Vec::len);
    let of = |channel: usize| parts.iter().map(move |part| part[channel]);
    (0..channels)
        .map(|channel| of(channel).fold(Moments::default(), Moments::and))
        .collect()
}

/// The moments of each channel of `x`, `[images, channels, area]`.
#[inline(never)]
pub fn moments(block: &NormBlock, x: &[f32]) -> Vec<Moments> {
    let NormBlock { channels, area, .. } = *block;
    let mut sums = vec![Moments::default(); channels];
    for image in x.chunks_exact(channels * area) {
        for (sum, plane) in sums.iter_mut().zip(image.chunks_exact(area)) {
            *sum = sum.and(of_plane(plane));
        }
    }
    sums
}

/// In two passes, the second of which finds the plane in the first cache.
fn of_plane(plane: &[f32]) -> Moments {
    let [sum] = total([plane], [0.0], |[v]| [v]);
    let mean = sum / plane.len() as f32;
    let center = F32x4::splat(mean);
    let [squares] = total([plane], [mean], |[v]| {
        let distance = v.sub(center);
        [distance.mul(distance)]
    });
    Moments {
        count: plane.len() as f64,
        mean: f64::from(mean),
        squares: f64::from(squares),
    }
}

/// The sums of a function's results, of four numbers of each slice at a time. Of `nothing`, which
/// fills up the last four, they must be zero.
#[inline(always)]
pub fn total<const N: usize, const M: usize>(
    slices: [&[f32]; N],
    nothing: [f32; N],
    function: impl Fn([F32x4; N]) -> [F32x4; M],
) -> [f32; M] {
    let len = slices[0].len();
    assert!(slices.iter().all(|slice| slice.len() == len));
    // Two of each, as an addition waits for the one before.
    let mut sums = [[F32x4::splat(0.0); M]; 2];
    let mut add = |i: usize, numbers: [F32x4; N]| {
        for (sum, value) in sums[i % 2].iter_mut().zip(function(numbers)) {
            *sum = sum.add(value);
        }
    };
    let whole = len / LANES;
    for i in 0..whole {
        // Sound: `4 i + 4 <= len`, the length of all.
        add(
            i,
            slices.map(|slice| unsafe { F32x4::load(slice, i * LANES) }),
        );
    }
    if whole * LANES < len {
        let mut rest = [F32x4::splat(0.0); N];
        for ((rest, slice), nothing) in rest.iter_mut().zip(slices).zip(nothing) {
            *rest = F32x4::load_some(&slice[whole * LANES..], nothing);
        }
        add(whole, rest);
    }
    let [even, odd] = sums;
    std::array::from_fn(|m| even[m].add(odd[m]).sum())
}
