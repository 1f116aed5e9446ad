//! The threshold between paper and ink.

/// How strong the ink is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Pixels of at least this are ink.
    pub threshold: u8,
}

/// Ink weaker than this, of 255, is taken for stains.
const FAINTEST: f32 = 10.0;
/// Ink is stronger than the paper's grain by this factor, which random grain reaches nowhere in a million pixels.
const ABOVE_NOISE: f32 = 6.0;
/// Pixels up to this many deviations of the grain count as paper.
const GRAIN: f32 = 3.0;
/// A stroke's edge is where half of it is ink. A little less keeps lines of one pixel together.
const EDGE: f32 = 0.42;

/// Finds the level of ink by Otsu's method (*A threshold selection method from gray-level histograms*, 1979): the
/// threshold for which the means of both sides differ most. `None` if there is no ink.
pub fn find(ink: &[u8], noise: f32) -> Option<Level> {
    let mut histogram = [0_usize; 256];
    for &value in ink {
        histogram[if f32::from(value) <= GRAIN * noise {
            0
        } else {
            usize::from(value)
        }] += 1;
    }
    let count = ink.len() as f64;
    let total: f64 = histogram
        .iter()
        .enumerate()
        .map(|(value, &n)| (value * n) as f64)
        .sum();
    let (mut below, mut sum) = (0.0, 0.0);
    let (mut best, mut strength) = (0.0, 0.0);
    for (value, &n) in histogram.iter().enumerate() {
        below += n as f64;
        sum += (value * n) as f64;
        let above = count - below;
        if below == 0.0 || above == 0.0 {
            continue;
        }
        let mean = (total - sum) / above;
        let difference = mean - sum / below;
        let between = below * above * difference * difference;
        if between > best {
            best = between;
            strength = mean as f32;
        }
    }
    if strength < FAINTEST.max(ABOVE_NOISE * noise) {
        return None;
    }
    let threshold = (EDGE * strength).max(4.0 * noise).max(2.0);
    Some(Level {
        threshold: threshold as u8,
    })
}
