//! Short streams of random numbers, one for each image in each epoch.

use crate::random::{SPLIT_MIX_STEP, split_mix, stream_key};

/// A stream of random numbers by SplitMix64, the same on every platform.
///
/// [`random::generator`](crate::random::generator) would not do: the first numbers of its neighbouring
/// streams are correlated. That does not matter for one long stream per epoch, but here only the first
/// few numbers of very many streams are used.
pub struct Stream(u64);

impl Stream {
    /// Stream number `stream` of `seed`.
    pub fn new(seed: u64, stream: u64) -> Self {
        Self(stream_key(seed, stream))
    }

    /// Two numbers, uniform over -1..1, in steps that an `f32` represents exactly.
    pub fn pair(&mut self) -> [f32; 2] {
        self.0 = self.0.wrapping_add(SPLIT_MIX_STEP);
        let bits = split_mix(self.0);
        [bits as u32, (bits >> 32) as u32].map(|bits| (bits >> 8) as f32 / (1 << 23) as f32 - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first ten numbers of a stream.
    fn first(seed: u64, stream: u64) -> Vec<f32> {
        let mut numbers = Stream::new(seed, stream);
        (0..5).flat_map(|_| numbers.pair()).collect()
    }

    #[test]
    fn numbers_of_neighbouring_streams_are_uniform_and_uncorrelated() {
        // Each number of a stream against each number of the next, in tenths of the range.
        let tenth = |value: f32| ((value + 1.0) * 5.0) as usize;
        let mut tables = vec![[[0_i32; 10]; 10]; 100];
        for stream in 0..100_000 {
            for (i, a) in first(stream % 2, stream).into_iter().enumerate() {
                for (j, b) in first(stream % 2, stream + 2).into_iter().enumerate() {
                    tables[10 * i + j][tenth(a)][tenth(b)] += 1;
                }
            }
        }
        // 10,000 cells with 1000 expected in each: six standard deviations.
        for count in tables.as_flattened().as_flattened() {
            assert!((count - 1000).abs() < 190, "{count}");
        }
    }

    #[test]
    fn streams_of_other_keys_differ() {
        let keys = [(0, 0), (0, 1), (1, 0), (1, 1), (0, 1 << 32), (1 << 32, 0)];
        let streams = keys.map(|(seed, stream)| first(seed, stream));
        for (i, numbers) in streams.iter().enumerate() {
            assert!(!streams[..i].contains(numbers), "{:?}", keys[i]);
        }
    }
}
