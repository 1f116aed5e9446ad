//! ReLU and max pooling of the finished rows of a convolution, and the way back from channels-last
//! to `[channel, row, column]`.

use std::ops::Range;

use super::block::{ConvBlock, INACTIVE};
use crate::simd::{F32x4, LANES, round_up, tail};

/// The output of a block.
pub struct Output<'a> {
    /// `[image, channel, row, column]`.
    pub y: &'a mut [f32],
    /// The choices, shaped like `y`, if they are needed.
    pub choice: Option<&'a mut [u8]>,
    /// Values per image.
    pub len: usize,
}

impl Output<'_> {
    /// Pools convolved rows of `wide` pixels each, channels last, into `rows` of image `n`.
    pub fn pool(
        &mut self,
        block: &ConvBlock,
        n: usize,
        rows: Range<usize>,
        (convolved, wide): (&[f32], usize),
    ) {
        let part = n * self.len..(n + 1) * self.len;
        let choice = self
            .choice
            .as_deref_mut()
            .map(|choice| &mut choice[part.clone()]);
        pool_rows(block, (convolved, wide), rows, &mut self.y[part], choice);
    }
}

/// Pools convolved rows of `wide` pixels each into the rows `part` of one image's output `y`. Each
/// choice is the position of the largest value in its window, the first of equals, counted row by
/// row, or [`INACTIVE`].
fn pool_rows(
    block: &ConvBlock,
    (from, wide): (&[f32], usize),
    part: Range<usize>,
    y: &mut [f32],
    choice: Option<&mut [u8]>,
) {
    let [_, channels, rows, columns] = block.output();
    let depth = round_up(channels);
    assert!(wide >= columns * block.pool && part.end <= rows);
    assert!(from.len() >= part.len() * block.pool * wide * depth);
    let windows = Windows {
        from,
        pool: block.pool,
        line: wide * depth,
        depth,
        relu: block.relu,
    };
    let shape = Shape {
        channels,
        area: rows * columns,
        part,
        columns,
    };
    match (block.pool, choice) {
        (2, Some(choice)) => shape.rows::<2, true>(&windows, y, choice),
        (1, Some(choice)) => shape.rows::<1, true>(&windows, y, choice),
        (_, Some(choice)) => shape.rows::<0, true>(&windows, y, choice),
        (2, None) => shape.rows::<2, false>(&windows, y, &mut []),
        (1, None) => shape.rows::<1, false>(&windows, y, &mut []),
        (_, None) => shape.rows::<0, false>(&windows, y, &mut []),
    }
}

/// The part of one image's output that is written.
struct Shape {
    channels: usize,
    /// Values per channel.
    area: usize,
    /// Rows to write.
    part: Range<usize>,
    columns: usize,
}

impl Shape {
    /// Pools the windows of all rows. The constant `P` is the window's side, or 0 for any; `CHOOSE`
    /// is whether `choice` is written.
    #[inline(always)]
    fn rows<const P: usize, const CHOOSE: bool>(
        &self,
        windows: &Windows,
        y: &mut [f32],
        choice: &mut [u8],
    ) {
        assert!(
            y.len() >= self.channels * self.area
                && (!CHOOSE || choice.len() >= self.channels * self.area)
        );
        // Channels in the outer loop: the rows of one channel are closer together in `y` than the
        // channels of one row.
        for channel in (0..self.channels).step_by(LANES) {
            for (i, row) in self.part.clone().enumerate() {
                let at = channel * self.area + row * self.columns;
                for column in (0..self.columns).step_by(LANES) {
                    // The last four columns may overlap the four before.
                    let column = column.min(self.columns.saturating_sub(LANES));
                    // Sound: the windows lie inside `from`, as asserted in `pool_rows`.
                    let (best, choices) =
                        unsafe { windows.four::<P>(i, column, self.columns, channel) };
                    self.write::<CHOOSE>(channel, at + column, (best, choices), y, choice);
                }
            }
        }
    }

    /// Writes up to four columns of up to four channels.
    #[inline(always)]
    fn write<const CHOOSE: bool>(
        &self,
        channel: usize,
        at: usize,
        (best, choices): ([F32x4; LANES], F32x4),
        y: &mut [f32],
        choice: &mut [u8],
    ) {
        let columns = LANES.min(self.columns);
        let rows = F32x4::transpose(best);
        let choices = choices.to_array().map(|lane| lane.to_bits().to_le_bytes());
        for lane in 0..LANES.min(self.channels - channel) {
            let to = at + lane * self.area;
            if columns == LANES {
                // Sound: four columns of an output row, and `y` holds all rows.
                unsafe { rows[lane].store(y, to) };
            } else {
                y[to..to + columns].copy_from_slice(&rows[lane].to_array()[..columns]);
            }
            if CHOOSE {
                choice[to..to + columns].copy_from_slice(&choices[lane][..columns]);
            }
        }
    }
}

/// The pooling windows of convolved rows.
struct Windows<'a> {
    from: &'a [f32],
    /// Side of a window.
    pool: usize,
    /// Floats per convolved row.
    line: usize,
    /// Floats per pixel.
    depth: usize,
    relu: bool,
}

impl Windows<'_> {
    /// The [largest value](Self::largest) of up to four neighbouring windows, each a vector of
    /// channels, and their choices: byte `i` of a lane is window `i`'s.
    ///
    /// # Safety
    /// The windows must lie inside `from`.
    #[inline(always)]
    unsafe fn four<const P: usize>(
        &self,
        row: usize,
        column: usize,
        columns: usize,
        channel: usize,
    ) -> ([F32x4; LANES], F32x4) {
        let mut best = [F32x4::splat(0.0); LANES];
        let mut choices = F32x4::splat(0.0);
        for (i, best) in best[..LANES.min(columns)].iter_mut().enumerate() {
            // Sound: the caller's promise.
            let (value, choice) =
                unsafe { self.largest::<P>(row, column + i, channel, 8 * i as u32) };
            *best = value;
            choices = choices.or(choice);
        }
        (best, choices)
    }

    /// The largest value of a window in each of four channels, after ReLU, and its position as an
    /// integer shifted left by `shift`. A NaN in the window is the result, as in PyTorch.
    ///
    /// # Safety
    /// The window must lie inside `from`.
    #[inline(always)]
    unsafe fn largest<const P: usize>(
        &self,
        row: usize,
        column: usize,
        channel: usize,
        shift: u32,
    ) -> (F32x4, F32x4) {
        let pool = if P == 0 { self.pool } else { P };
        let integer = |n: usize| F32x4::splat(f32::from_bits((n as u32) << shift));
        // Sound, both: the caller's promise.
        let window = unsafe {
            tail(
                self.from,
                row * pool * self.line + column * pool * self.depth + channel,
            )
        };
        let load =
            |i: usize| unsafe { F32x4::load(window, i / pool * self.line + i % pool * self.depth) };
        let (mut best, mut choice) = (load(0), integer(0));
        let mut sum = best;
        for i in 1..pool * pool {
            let next = load(i);
            choice = F32x4::where_greater(next, best, integer(i), choice);
            best = best.max(next);
            sum = sum.add(next);
        }
        // Comparisons ignore a NaN, a sum does not.
        best = best.propagate_nan(sum);
        if self.relu {
            let zero = F32x4::splat(0.0);
            choice = F32x4::where_less_equal(best, zero, integer(INACTIVE.into()), choice);
            best = best.max(zero);
        }
        (best, choice)
    }
}
