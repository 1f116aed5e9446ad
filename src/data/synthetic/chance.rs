//! Random numbers for drawing: the same on every platform.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;

use crate::random::stream_key;

/// A stream of random numbers.
pub struct Chance(Pcg32);

impl Chance {
    /// Stream number `index` of `seed`.
    pub fn new(seed: u64, index: u64) -> Self {
        Self(Pcg32::seed_from_u64(stream_key(seed, index)))
    }

    /// Any of 0..`limit`. The bias, `limit` / 2³², does not matter here.
    pub fn below(&mut self, limit: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(limit)) >> 32) as u32
    }

    /// Even over 0..1, in steps that an `f32` holds exactly.
    pub fn unit(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 / (1 << 24) as f32
    }

    /// Even over `low..high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// Bell-shaped around 0 with a standard deviation of 1, never beyond ±3.5: a sum of four even
    /// numbers, since the usual ways need logarithms.
    pub fn bell(&mut self) -> f32 {
        let sum = self.unit() + self.unit() + self.unit() + self.unit();
        (sum - 2.0) * 1.732_050_8
    }

    /// Two independent [`bell`](Self::bell) numbers of the given spread.
    pub fn bells(&mut self, spread: f32) -> [f32; 2] {
        [spread * self.bell(), spread * self.bell()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_spread_as_they_say() {
        let mut chance = Chance::new(3, 5);
        let (mut sum, mut squares, mut counts) = (0.0, 0.0, [0_i32; 10]);
        for _ in 0..100_000 {
            let bell = chance.bell();
            sum += f64::from(bell);
            squares += f64::from(bell * bell);
            counts[chance.below(10) as usize] += 1;
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
        let first = |seed, index| Chance::new(seed, index).0.next_u64();
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
