//! The positions that the values of an output's gradient belong to, in front of ReLU and pooling.

use super::super::block::{ConvBlock, INACTIVE};
use super::super::plane::Plane;
use crate::simd::LANES;
use crate::workspace::NonZero;

/// Maps each pooled output and its choice to an index in a channels-last layout.
pub struct Positions {
    /// Floats between two rows of pooled outputs.
    row: usize,
    /// Floats between two columns of pooled outputs.
    column: usize,
    /// For each choice, the floats from the window's first position; 0 for invalid choices.
    inside: [u32; 256],
}

impl Positions {
    /// Indices of the first pixel that the chosen output's kernel covers, in the padded image.
    pub fn under_kernel(block: &ConvBlock, image: &Plane) -> Self {
        Self::new(
            block.pool,
            image.row() * block.stride,
            image.depth * block.stride,
        )
    }

    /// Indices in the convolution's output, before pooling.
    pub fn before_pooling(block: &ConvBlock, output: &Plane) -> Self {
        Self::new(block.pool, output.row(), output.depth)
    }

    fn new(pool: usize, row: usize, column: usize) -> Self {
        let mut inside = [0; 256];
        for (choice, at) in inside.iter_mut().enumerate().take(pool * pool) {
            *at = (choice / pool * row + choice % pool * column) as u32;
        }
        Self {
            row: row * pool,
            column: column * pool,
            inside,
        }
    }

    /// Calls `visit(value, passes, index)` for each value of one channel's gradient, which has
    /// `columns` values a row. `first` is the index of the first position.
    #[inline(always)]
    pub fn for_each(
        &self,
        (dy, choice): (&[f32], &[u8]),
        columns: usize,
        first: usize,
        mut visit: impl FnMut(f32, bool, usize),
    ) {
        for (row, (dy, choice)) in dy
            .chunks_exact(columns)
            .zip(choice.chunks_exact(columns))
            .enumerate()
        {
            let mut at = (first + row * self.row) as u32;
            for (&value, &choice) in dy.iter().zip(choice) {
                visit(
                    value,
                    (choice != INACTIVE) & (value != 0.0),
                    (at + self.inside[usize::from(choice)]) as usize,
                );
                at += self.column as u32;
            }
        }
    }

    /// Writes the values that pass to the beginning of `to` and returns their number.
    pub fn list(
        &self,
        gradient: (&[f32], &[u8]),
        columns: usize,
        first: usize,
        to: &mut [NonZero],
    ) -> usize {
        assert!(to.len() >= gradient.0.len());
        let mut count = 0;
        self.for_each(gradient, columns, first, |value, passes, at| {
            // Written always and counted if it passes: that is faster than a branch that cannot be
            // predicted. Sound: `count` is at most the number of values seen before this one, and
            // `to` has room for all.
            unsafe {
                *to.get_unchecked_mut(count) = NonZero {
                    value,
                    at: at as u32,
                }
            };
            count += usize::from(passes);
        });
        count
    }
}

/// The sum of a list's values.
#[inline(never)]
pub fn total(list: &[NonZero]) -> f32 {
    // Four accumulators, because each addition waits for the one before it.
    let mut sums = [0.0; LANES];
    let (fours, rest) = list.as_chunks::<LANES>();
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
