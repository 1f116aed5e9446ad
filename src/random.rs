//! Where chance comes from: seeded streams that do not disturb each other.

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

/// A dropout: each element is kept with probability `1 − rate` and then grows so that the mean stays.
///
/// Whether one is kept is a hash of the key and its place, not the next of a stream, so that any
/// device can make its own part and all get the same mask.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dropout {
    /// Which mask.
    pub key: DropoutKey,
    /// In [0, 1).
    pub rate: f32,
    /// Elements of the batch that come before the first of these.
    pub first: usize,
}

impl Dropout {
    /// What a kept element is multiplied by.
    pub fn keep(&self) -> f32 {
        1.0 / (1.0 - self.rate)
    }

    /// An element whose hash, of 24 bits, is below it is dropped: as many bits as an f32 holds exactly.
    pub fn threshold(&self) -> u32 {
        (f64::from(self.rate) * f64::from(1 << 24)) as u32
    }

    /// What each of the first `len` elements is multiplied by.
    ///
    /// The hash is the finaliser `lowbias32` of <https://nullprogram.com/blog/2018/07/31/>.
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
    /// What an element's place is mixed with.
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

    fn mask_of(key: DropoutKey, rate: f32, first: usize, len: usize) -> Vec<f32> {
        Dropout { key, rate, first }.mask(len)
    }

    #[test]
    fn mask_keeps_the_mean_and_the_rate() {
        let mask = mask_of(KEY, 0.2, 0, 100_000);
        let dropped = mask.iter().filter(|&&m| m == 0.0).count();
        // Four standard deviations of a binomial.
        assert!((dropped as f64 - 20_000.0).abs() < 506.0, "{dropped}");
        assert!(mask.iter().all(|&m| m == 0.0 || m == 1.25));
    }

    #[test]
    fn a_mask_can_be_made_in_parts() {
        let whole = mask_of(KEY, 0.5, 0, 100);
        assert_eq!(mask_of(KEY, 0.5, 37, 63), whole[37..]);
    }

    #[test]
    fn masks_of_other_keys_are_unrelated() {
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
