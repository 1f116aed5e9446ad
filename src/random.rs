//! Random numbers: seeded streams, independent of each other, and the masks of dropout. They are the same on
//! every platform and device.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::SeedableRng;

/// The use of a stream. Streams of different purposes are independent, also with the same seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Initial weights.
    Weights = 1,
    /// The order of an epoch's images.
    Order = 2,
    /// The choice of training images that are held out for validation.
    HeldOut = 4,
    /// The choice of images of a collection that are held out for testing; `index` is their class.
    HoldOutTest = 5,
    /// The choice of training images that generated digits replace; `index` is their class.
    Replaced = 6,
    /// Noise to look into a network with.
    Inspection = 7,
}

/// The stream for a purpose, by seed and index: the same on every platform.
pub fn generator(seed: u64, purpose: Purpose, index: u64) -> Pcg64 {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&index.to_le_bytes());
    key[16] = purpose as u8;
    Pcg64::from_seed(key)
}

/// A dropout: each element becomes zero with probability `rate`; the others are scaled by `1 / (1 − rate)`,
/// so that the mean stays the same.
///
/// The mask is a hash of the key and an element's index instead of a stream, so that each device and
/// worker can compute its part of the same mask.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dropout {
    /// The mask's key.
    pub key: DropoutKey,
    /// Probability that an element becomes zero, in [0, 1).
    pub rate: f32,
    /// Index in the batch of the first element of this part.
    pub first: usize,
}

impl Dropout {
    /// The factor of an element that is kept.
    pub fn keep(&self) -> f32 {
        1.0 / (1.0 - self.rate)
    }

    /// An element becomes zero if its hash, of 24 bits, is below this. An `f32` represents 24 bits exactly.
    pub fn threshold(&self) -> u32 {
        (f64::from(self.rate) * f64::from(1 << 24)) as u32
    }

    /// The factors of the first `len` elements of this part: 0 or [`keep`](Self::keep).
    ///
    /// The hash is `lowbias32` of <https://nullprogram.com/blog/2018/07/31/>.
    pub fn mask(&self, len: usize) -> Vec<f32> {
        let (keep, threshold, base) = (self.keep(), self.threshold(), self.key.base());
        (self.first..self.first + len)
            .map(|i| {
                let drawn = mix(i as u32 ^ base) >> 8;
                if drawn < threshold { 0.0 } else { keep }
            })
            .collect()
    }
}

/// The key of a mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DropoutKey {
    /// The run's seed.
    pub seed: u64,
    /// Optimiser updates made before this forward pass.
    pub step: u32,
    /// The layer's number in the network.
    pub layer: u32,
}

impl DropoutKey {
    /// The value that an element's index is mixed with by exclusive or.
    pub fn base(self) -> u32 {
        [
            self.seed as u32,
            (self.seed >> 32) as u32,
            self.step,
            self.layer,
        ]
        .into_iter()
        .fold(0, |hash, word| {
            mix(hash ^ mix(word.wrapping_add(0x9e37_79b9)))
        })
    }
}

/// The increment of SplitMix64's state.
pub(crate) const SPLIT_MIX_STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The initial state of stream `index` of `seed`. Neighbouring seeds and indices give uncorrelated states.
pub(crate) fn stream_key(seed: u64, index: u64) -> u64 {
    split_mix(split_mix(seed).wrapping_add(index.wrapping_mul(SPLIT_MIX_STEP)))
}

/// SplitMix64's output function (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014),
/// in which every bit of `z` affects all bits.
pub(crate) fn split_mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// `lowbias32`, a hash in which every bit of `x` affects all bits.
fn mix(mut x: u32) -> u32 {
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: DropoutKey = DropoutKey {
        seed: 7,
        step: 3,
        layer: 2,
    };

    fn mask_of(key: DropoutKey, rate: f32, first: usize, len: usize) -> Vec<f32> {
        Dropout { key, rate, first }.mask(len)
    }

    #[test]
    fn a_mask_has_the_rate_and_keeps_the_mean() {
        let mask = mask_of(KEY, 0.2, 0, 100_000);
        let dropped = mask.iter().filter(|&&m| m == 0.0).count();
        // Four standard deviations of the binomial distribution.
        assert!((dropped as f64 - 20_000.0).abs() < 506.0, "{dropped}");
        assert!(mask.iter().all(|&m| m == 0.0 || m == 1.25));
    }

    #[test]
    fn a_mask_can_be_computed_in_parts() {
        let whole = mask_of(KEY, 0.5, 0, 100);
        assert_eq!(mask_of(KEY, 0.5, 37, 63), whole[37..]);
    }

    #[test]
    fn masks_of_different_keys_are_independent() {
        let mask = mask_of(KEY, 0.5, 0, 10_000);
        for other in [
            DropoutKey { step: 4, ..KEY },
            DropoutKey { layer: 3, ..KEY },
            DropoutKey { seed: 8, ..KEY },
            DropoutKey {
                seed: 7 | 1 << 32,
                ..KEY
            },
        ] {
            let agree = mask_of(other, 0.5, 0, 10_000)
                .iter()
                .zip(&mask)
                .filter(|(a, b)| a == b)
                .count();
            assert!((agree as f64 - 5_000.0).abs() < 200.0, "{other:?}: {agree}");
        }
    }
}
