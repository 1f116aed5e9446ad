//! Random numbers for handwriting, the same on every platform.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;

use crate::random::stream_key;

/// A stream of random numbers.
pub struct Stream(Pcg32);

impl Stream {
    /// Stream number `index` of `seed`.
    pub fn new(seed: u64, index: u64) -> Self {
        Self(Pcg32::seed_from_u64(stream_key(seed, index)))
    }

    /// An integer in 0..`limit`. Its bias, `limit` / 2³², is negligible here.
    pub fn below(&mut self, limit: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(limit)) >> 32) as u32
    }

    /// A number uniform over 0..1, in steps that an `f32` represents exactly.
    pub fn unit(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 / (1 << 24) as f32
    }

    /// A number uniform over `low..high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// A number with a bell-shaped distribution around 0, a standard deviation of 1 and a range of ±3.5:
    /// the sum of four uniform numbers, because a normal distribution would need logarithms.
    pub fn bell(&mut self) -> f32 {
        let sum = self.unit() + self.unit() + self.unit() + self.unit();
        (sum - 2.0) * 1.732_050_8
    }

    /// Two independent [`bell`](Self::bell) numbers times `spread`.
    pub fn bells(&mut self, spread: f32) -> [f32; 2] {
        [spread * self.bell(), spread * self.bell()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_stated_distribution() {
        let mut stream = Stream::new(3, 5);
        let (mut sum, mut squares, mut counts) = (0.0, 0.0, [0_i32; 10]);
        for _ in 0..100_000 {
            let bell = stream.bell();
            sum += f64::from(bell);
            squares += f64::from(bell * bell);
            counts[stream.below(10) as usize] += 1;
        }
        // Five standard deviations.
        assert!(sum.abs() < 1600.0, "{sum}");
        assert!((squares - 100_000.0).abs() < 2500.0, "{squares}");
        assert!(
            counts.iter().all(|n| (n - 10_000).abs() < 475),
            "{counts:?}"
        );
    }

    #[test]
    fn neighbouring_streams_differ() {
        let first = |seed, index| Stream::new(seed, index).0.next_u64();
        let numbers = [
            first(0, 0),
            first(0, 1),
            first(1, 0),
            first(1, 1),
            first(0, 2),
        ];
        for (i, number) in numbers.iter().enumerate() {
            assert!(!numbers[i + 1..].contains(number), "{numbers:?}");
        }
    }
}
