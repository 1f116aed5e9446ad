//! Count, mean and squared deviations of a channel, in a form that can be merged.

use crate::simd::{F32x4, slices};

/// The moments of some values of one channel.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    /// Number of values.
    pub count: f64,
    /// Their mean.
    pub mean: f64,
    /// The sum of their squared deviations from the mean.
    pub squares: f64,
}

impl Moments {
    /// The moments of both sets of values together, by Chan's formula (Chan, Golub, LeVeque,
    /// "Updating formulae and a pairwise algorithm for computing sample variances", 1979).
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

    /// The moments of some values, in two passes: the mean first. The second pass finds the values in
    /// the first-level cache.
    pub(super) fn of(values: &[f32]) -> Self {
        let mean = slices::sum(values) / values.len() as f32;
        let center = F32x4::splat(mean);
        let [squares] = slices::sums([values], [mean], |[v]| {
            let distance = v.sub(center);
            [distance.mul(distance)]
        });
        Self {
            count: values.len() as f64,
            mean: f64::from(mean),
            squares: f64::from(squares),
        }
    }
}

/// Combines the moments of a batch's parts, in their order, channel by channel.
#[inline(never)]
pub fn combine(parts: &[Vec<Moments>]) -> Vec<Moments> {
    let channels = parts.first().map_or(0, Vec::len);
    let of = |channel: usize| parts.iter().map(move |part| part[channel]);
    (0..channels)
        .map(|channel| of(channel).fold(Moments::default(), Moments::and))
        .collect()
}
