//! Where chance comes from: seeded streams that do not disturb each other.

use std::ops::Range;

use rand_pcg::Pcg64;
use rand_pcg::rand_core::SeedableRng;

/// What a stream is for. Two purposes never share numbers, whatever the seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Initial weights.
    Weights = 1,
    /// The order of an epoch's images.
    Order = 2,
    /// Which training images are held out.
    HeldOut = 4,
    /// Which images of a collection are held out to test with; `index` is their class.
    HoldOutTest = 5,
    /// Which training images are replaced by generated ones; `index` is their class.
    Replaced = 6,
}

/// The stream of `purpose` number `index` under `seed`: the same on every platform.
pub fn generator(seed: u64, purpose: Purpose, index: u64) -> Pcg64 {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&index.to_le_bytes());
    key[16] = purpose as u8;
    Pcg64::from_seed(key)
}

/// A mask that keeps an element with probability `1 − rate`, scaled so that the mean stays:
/// values that are 0 or `1 / (1 − rate)`, of the elements at `places`.
///
/// Each value is a hash of its key and its place, not the next of a stream, so that any device
/// can make its own part and all get the same mask. `rate` is in [0, 1).
///
/// The hash is the finaliser `lowbias32` of <https://nullprogram.com/blog/2018/07/31/>.
pub fn dropout_mask(key: DropoutKey, rate: f32, places: Range<usize>) -> Vec<f32> {
    let keep = 1.0 / (1.0 - rate);
    // 24 bits, as many as an f32 holds exactly.
    let threshold = (f64::from(rate) * f64::from(1 << 24)) as u32;
    let base = key.base();
    places
        .map(|i| {
            let drawn = mix(i as u32 ^ base) >> 8;
            if drawn < threshold { 0.0 } else { keep }
        })
        .collect()
}

/// Says which mask of a run is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DropoutKey {
    /// The run's seed.
    pub seed: u64,
    /// Optimiser updates made before this forward pass.
    pub step: u32,
    /// The layer's place in the network.
    pub layer: u32,
}

impl DropoutKey {
    fn base(self) -> u32 {
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

/// From one number of SplitMix64 to the next, before they are spread.
pub(crate) const SPLIT_MIX_STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The key of stream number `index` of `seed`: neighbouring seeds and indices have nothing in
/// common.
pub(crate) fn stream_key(seed: u64, index: u64) -> u64 {
    split_mix(split_mix(seed).wrapping_add(index.wrapping_mul(SPLIT_MIX_STEP)))
}

/// SplitMix64's finaliser: spreads every bit of `z` over all the others.
pub(crate) fn split_mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Spreads every bit of `x` over all the others.
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

    #[test]
    fn mask_keeps_the_mean_and_the_rate() {
        let mask = dropout_mask(KEY, 0.2, 0..100_000);
        let dropped = mask.iter().filter(|&&m| m == 0.0).count();
        // Four standard deviations of a binomial.
        assert!((dropped as f64 - 20_000.0).abs() < 506.0, "{dropped}");
        assert!(mask.iter().all(|&m| m == 0.0 || m == 1.25));
    }

    #[test]
    fn a_mask_can_be_made_in_parts() {
        let whole = dropout_mask(KEY, 0.5, 0..100);
        assert_eq!(dropout_mask(KEY, 0.5, 37..100), whole[37..]);
    }

    #[test]
    fn masks_of_other_keys_are_unrelated() {
        let mask = dropout_mask(KEY, 0.5, 0..10_000);
        for other in [
            DropoutKey { step: 4, ..KEY },
            DropoutKey { layer: 3, ..KEY },
            DropoutKey { seed: 8, ..KEY },
            DropoutKey {
                seed: 7 | 1 << 32,
                ..KEY
            },
        ] {
            let agree = dropout_mask(other, 0.5, 0..10_000)
                .iter()
                .zip(&mask)
                .filter(|(a, b)| a == b)
                .count();
            assert!((agree as f64 - 5_000.0).abs() < 200.0, "{other:?}: {agree}");
        }
    }
}
