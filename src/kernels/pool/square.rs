//! Windows of 2×2, four at a time.

use crate::simd::{F32x4, LANES};

/// Four neighbouring windows of 2×2. Vector `i` holds the value at position `i` of each window.
pub struct Square(pub [F32x4; 4]);

impl Square {
    /// Loads the windows whose first value has index `at` in a channel with rows of `width` values.
    ///
    /// # Safety
    /// `channel` must hold eight values from `at` and from `at + width` on.
    #[inline(always)]
    pub unsafe fn load(channel: &[f32], at: usize, width: usize) -> Self {
        // Sound: the caller's promise.
        let [(a, b), (c, d)] = [at, at + width].map(|at| unsafe {
            F32x4::unzip(F32x4::load(channel, at), F32x4::load(channel, at + LANES))
        });
        Self([a, b, c, d])
    }

    /// The sum of each window.
    #[inline(always)]
    pub fn sum(&self) -> F32x4 {
        let [a, b, c, d] = self.0;
        a.add(b).add(c.add(d))
    }

    /// The largest value of each window, the first of equals, and its position as an integer. A NaN in
    /// the window is the result, as in PyTorch.
    #[inline(always)]
    pub fn largest(&self) -> (F32x4, F32x4) {
        let [mut best, ..] = self.0;
        let integer = |n: u32| F32x4::splat(f32::from_bits(n));
        let mut position = integer(0);
        for (i, next) in (1..).zip(self.0.into_iter().skip(1)) {
            position = F32x4::where_greater(next, best, integer(i), position);
            best = best.max(next);
        }
        (best.propagate_nan(self.sum()), position)
    }
}
