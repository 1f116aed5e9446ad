//! ReLU and max pooling of finished rows of a convolution, and back to `[channel, row, column]`.

use std::ops::Range;

use super::block::{CUT, ConvBlock};
use super::simd::{F32x4, LANES, from, round_up};

/// Where a block's outputs go.
pub struct Output<'a> {
    /// `[image, channel, row, column]`.
    pub y: &'a mut [f32],
    /// Alike, if anyone needs it.
    pub choice: Option<&'a mut [u8]>,
    /// Numbers an image.
    pub len: usize,
}

impl Output<'_> {
    /// Pools rows of the convolution, `wide` pixels each, into some rows of image `n`.
    pub fn pool(
        &mut self,
        block: &ConvBlock,
        n: usize,
        rows: Range<usize>,
        (from, wide): (&[f32], usize),
    ) {
        let part = n * self.len..(n + 1) * self.len;
        let choice = self
            .choice
            .as_deref_mut()
            .map(|choice| &mut choice[part.clone()]);
        pool_rows(block, (from, wide), rows, &mut self.y[part], choice);
    }
}

/// Pools rows of `wide` pixels, channels last, into `part` of the rows of one image's output `y`,
/// `[channel, row, column]`, and says in `choice` which place of each square won: the first of
/// equals, counted row by row, or [`CUT`].
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
    let squares = Squares {
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
        (2, Some(choice)) => shape.rows::<2, true>(&squares, y, choice),
        (1, Some(choice)) => shape.rows::<1, true>(&squares, y, choice),
        (_, Some(choice)) => shape.rows::<0, true>(&squares, y, choice),
        (2, None) => shape.rows::<2, false>(&squares, y, &mut []),
        (1, None) => shape.rows::<1, false>(&squares, y, &mut []),
        (_, None) => shape.rows::<0, false>(&squares, y, &mut []),
    }
}

/// Where the rows of the output lie.
struct Shape {
    channels: usize,
    area: usize,
    part: Range<usize>,
    columns: usize,
}

impl Shape {
    /// `P` is the squares' side, or 0 if it is none of the usual; `CHOOSE` says whether `choice` is
    /// wanted.
    #[inline(always)]
    fn rows<const P: usize, const CHOOSE: bool>(
        &self,
        squares: &Squares,
        y: &mut [f32],
        choice: &mut [u8],
    ) {
        assert!(
            y.len() >= self.channels * self.area
                && (!CHOOSE || choice.len() >= self.channels * self.area)
        );
        // Channels first: their rows lie closer to each other than one row's channels.
        for channel in (0..self.channels).step_by(LANES) {
            for (i, row) in self.part.clone().enumerate() {
                let at = channel * self.area + row * self.columns;
                for column in (0..self.columns).step_by(LANES) {
                    // A last few columns are done along with some that have been done already, if
                    // there are any.
                    let column = column.min(self.columns.saturating_sub(LANES));
                    // Sound: the squares lie inside `from`.
                    let (best, places) =
                        unsafe { squares.four::<P>(i, column, self.columns, channel) };
                    self.write::<CHOOSE>(channel, at + column, (best, places), y, choice);
                }
            }
        }
    }

    /// Writes four columns, or all if there are fewer, of four channels, or of those there are.
    #[inline(always)]
    fn write<const CHOOSE: bool>(
        &self,
        channel: usize,
        at: usize,
        (best, places): ([F32x4; LANES], F32x4),
        y: &mut [f32],
        choice: &mut [u8],
    ) {
        let some = LANES.min(self.columns);
        let rows = F32x4::transpose(best);
        let places = places.to_array().map(|place| place.to_bits().to_le_bytes());
        for lane in 0..LANES.min(self.channels - channel) {
            let to = at + lane * self.area;
            if some == LANES {
                // Sound: four columns of the output's row, and `y` holds all rows.
                unsafe { rows[lane].store(y, to) };
            } else {
                y[to..to + some].copy_from_slice(&rows[lane].to_array()[..some]);
            }
            if CHOOSE {
                choice[to..to + some].copy_from_slice(&places[lane][..some]);
            }
        }
    }
}

/// The squares that are pooled.
struct Squares<'a> {
    from: &'a [f32],
    pool: usize,
    line: usize,
    depth: usize,
    relu: bool,
}

impl Squares<'_> {
    /// What [`best`](Self::best) says of four columns of squares, or of as many as there are;
    /// places beside each other.
    ///
    /// # Safety
    /// The squares must lie inside `from`.
    #[inline(always)]
    unsafe fn four<const P: usize>(
        &self,
        row: usize,
        column: usize,
        columns: usize,
        channel: usize,
    ) -> ([F32x4; LANES], F32x4) {
        let mut best = [F32x4::splat(0.0); LANES];
        let mut places = F32x4::splat(0.0);
        for (i, best) in best[..LANES.min(columns)].iter_mut().enumerate() {
            // Sound: the caller's promise.
            let (value, place) = unsafe { self.best::<P>(row, column + i, channel, 8 * i as u32) };
            *best = value;
            places = places.or(place);
        }
        (best, places)
    }

    /// The largest number of a square, channel by channel, and which it is, as bits moved up by
    /// `shift`. A NaN among them is what comes out, as in PyTorch, so that it is seen.
    ///
    /// # Safety
    /// The square must lie inside `from`.
    #[inline(always)]
    unsafe fn best<const P: usize>(
        &self,
        row: usize,
        column: usize,
        channel: usize,
        shift: u32,
    ) -> (F32x4, F32x4) {
        let pool = if P == 0 { self.pool } else { P };
        let number = |n: usize| F32x4::splat(f32::from_bits((n as u32) << shift));
        // Sound, both: the caller's promise.
        let square = unsafe {
            from(
                self.from,
                row * pool * self.line + column * pool * self.depth + channel,
            )
        };
        let load =
            |i: usize| unsafe { F32x4::load(square, i / pool * self.line + i % pool * self.depth) };
        let (mut best, mut place) = (load(0), number(0));
        let mut sum = best;
        for i in 1..pool * pool {
            let next = load(i);
            place = F32x4::where_greater(next, best, number(i), place);
            best = best.larger(next);
            sum = sum.add(next);
        }
        // Comparisons overlook a NaN; a sum does not.
        best = best.unless_nan(sum);
        if self.relu {
            let zero = F32x4::splat(0.0);
            place = F32x4::where_at_most(best, zero, number(CUT.into()), place);
            best = best.larger(zero);
        }
        (best, place)
    }
}
