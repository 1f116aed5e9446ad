//! The gradient of a convolution's output as a list of what is not zero.

use super::block::{CUT, ConvBlock};
use super::layout::Plane;
use super::simd::LANES;
use super::workspace::Entry;

/// Where each output of a block came from, in images laid out in some way.
pub struct Places {
    /// From a row of pooled outputs to the next.
    row: usize,
    /// From a column of pooled outputs to the next.
    column: usize,
    /// From a pooled square's first place to each other.
    inside: [u32; 256],
}

impl Places {
    /// The first pixel under the kernel, in the block's padded image.
    pub fn under_kernel(block: &ConvBlock, image: &Plane) -> Self {
        Self::new(
            block.pool,
            image.row() * block.stride,
            image.depth * block.stride,
        )
    }

    /// The convolution's output.
    pub fn before_pooling(block: &ConvBlock, output: &Plane) -> Self {
        Self::new(block.pool, output.row(), output.depth)
    }

    fn new(pool: usize, row: usize, column: usize) -> Self {
        let mut inside = [0; 256];
        for (place, at) in inside.iter_mut().enumerate().take(pool * pool) {
            *at = (place / pool * row + place % pool * column) as u32;
        }
        Self {
            row: row * pool,
            column: column * pool,
            inside,
        }
    }

    /// Calls `see` with each number of one channel's gradient, rows of `columns`: whether it
    /// passes, and where its place is if the first is at `from`.
    #[inline(always)]
    pub fn each(
        &self,
        (dy, choice): (&[f32], &[u8]),
        columns: usize,
        from: usize,
        mut see: impl FnMut(f32, bool, usize),
    ) {
        for (row, (dy, choice)) in dy
            .chunks_exact(columns)
            .zip(choice.chunks_exact(columns))
            .enumerate()
        {
            let mut at = (from + row * self.row) as u32;
            for (&value, &place) in dy.iter().zip(choice) {
                see(
                    value,
                    (place != CUT) & (value != 0.0),
                    (at + self.inside[usize::from(place)]) as usize,
                );
                at += self.column as u32;
            }
        }
    }

    /// Lists what passes. Returns how many there are.
    pub fn list(
        &self,
        gradient: (&[f32], &[u8]),
        columns: usize,
        from: usize,
        to: &mut [Entry],
    ) -> usize {
        assert!(to.len() >= gradient.0.len());
        let mut count = 0;
        self.each(gradient, columns, from, |value, passes, at| {
            // Written in any case and kept if it passes: that is cheaper than a branch that cannot
            // be foreseen. Sound: `count` is at most the numbers seen before this one, and `to` has
            // room for all.
            unsafe {
                *to.get_unchecked_mut(count) = Entry {
                    value,
                    at: at as u32,
                }
            };
            count += usize::from(passes);
        });
        count
    }
}

/// The sum of a list's gradients.
#[inline(never)]
pub fn total(entries: &[Entry]) -> f32 {
    // Four sums, as each addition waits for the one before.
    let mut sums = [0.0; LANES];
    let (fours, rest) = entries.as_chunks::<LANES>();
    for four in fours {
        for (sum, entry) in sums.iter_mut().zip(four) {
            *sum += entry.value;
        }
    }
    rest.iter()
        .fold((sums[0] + sums[1]) + (sums[2] + sums[3]), |sum, entry| {
            sum + entry.value
        })
}
