//! The gradient of a convolution's output as a list of what is not zero, and what is summed over such lists.

use super::block::{CUT, ConvBlock};
use super::layout::Plane;
use super::simd::{F32x4, LANES, from, from_mut};
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

    /// Calls `see` with each number of one channel's gradient, rows of `columns`: whether it passes, and where its
    /// place is if the first is at `from`.
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
            // Written in any case and kept if it passes: that is cheaper than a branch that cannot be foreseen.
            // Sound: `count` is at most the numbers seen before this one, and `to` has room for all.
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

/// A stretch of vectors in each of some rows.
#[derive(Clone, Copy)]
pub struct Stretch {
    /// Rows.
    pub rows: usize,
    /// Vectors in each.
    pub vectors: usize,
    /// Where it begins, from the place that an entry points at.
    pub offset: usize,
    /// Numbers from a row to the next.
    pub row: usize,
}

impl Stretch {
    /// The stretches that make up the `kernel` rows of `vectors` vectors under a kernel, and where each one's vectors
    /// lie among them: not more than `most` vectors at a time, and several rows only where they are as short as that.
    pub fn cover(
        kernel: usize,
        vectors: usize,
        row: usize,
        most: usize,
    ) -> impl Iterator<Item = (Self, usize)> {
        let all = matches!((kernel, vectors), (3, 1..=3) | (5, 1 | 2)) && kernel * vectors <= most;
        let rows = if all { kernel } else { 1 };
        let width = vectors.div_ceil(vectors.div_ceil(most));
        (0..kernel).step_by(rows).flat_map(move |line| {
            (0..vectors).step_by(width).map(move |first| {
                let stretch = Self {
                    rows,
                    vectors: width.min(vectors - first),
                    offset: line * row + first * LANES,
                    row,
                };
                (stretch, (line * vectors + first) * LANES)
            })
        })
    }
}

/// Calls a function with a stretch's rows and vectors as constants.
macro_rules! with_shape {
    ($stretch:expr, $function:ident $arguments:tt) => {
        with_shape!(@ $stretch, $function $arguments, (1 1) (1 2) (1 3) (1 4) (1 5) (1 6) (1 7) (1 8) (1 9) (1 10) (1 11)
            (1 12) (3 1) (3 2) (3 3) (5 1) (5 2))
    };
    (@ $stretch:expr, $function:ident $arguments:tt, $(($rows:literal $vectors:literal))*) => {
        match ($stretch.rows, $stretch.vectors) {
            $(($rows, $vectors) => $function::<$rows, $vectors> $arguments,)*
            _ => unreachable!("`cover` makes no others"),
        }
    };
}

/// `sums[at..] += Σ value · data[stretch from where the entry points]`.
///
/// # Safety
/// The entries' stretches must lie inside `data`, and as many numbers at `at` inside `sums`.
pub unsafe fn gather(
    stretch: Stretch,
    entries: &[Entry],
    data: &[f32],
    sums: &mut [f32],
    at: usize,
) {
    // Sound: the caller's promise.
    unsafe { with_shape!(stretch, gather_of(stretch, entries, data, sums, at)) }
}

#[inline(always)]
unsafe fn gather_of<const R: usize, const N: usize>(
    stretch: Stretch,
    entries: &[Entry],
    data: &[f32],
    sums: &mut [f32],
    at: usize,
) {
    // Sound: the caller's promise.
    unsafe {
        let mut own = load::<R, N>(sums, at);
        for entry in entries {
            let value = F32x4::splat_of(&entry.value);
            for r in 0..R {
                let data = from(data, entry.at as usize + stretch.offset + r * stretch.row);
                for n in 0..N {
                    own[r][n] = own[r][n].mul_add(value, F32x4::load(data, n * LANES));
                }
            }
        }
        for r in 0..R {
            for n in 0..N {
                own[r][n].store(sums, at + (r * N + n) * LANES);
            }
        }
    }
}

/// `sums[stretch from where the entry points] += value · data[at..]` for each entry.
///
/// # Safety
/// The entries' stretches must lie inside `sums`, and as many numbers at `at` inside `data`.
pub unsafe fn scatter(
    stretch: Stretch,
    entries: &[Entry],
    data: &[f32],
    at: usize,
    sums: &mut [f32],
) {
    // Sound: the caller's promise.
    unsafe { with_shape!(stretch, scatter_of(stretch, entries, data, at, sums)) }
}

#[inline(always)]
unsafe fn scatter_of<const R: usize, const N: usize>(
    stretch: Stretch,
    entries: &[Entry],
    data: &[f32],
    at: usize,
    sums: &mut [f32],
) {
    // Sound: the caller's promise.
    unsafe {
        let own = load::<R, N>(data, at);
        for entry in entries {
            let value = F32x4::splat_of(&entry.value);
            for r in 0..R {
                let sums = from_mut(sums, entry.at as usize + stretch.offset + r * stretch.row);
                for n in 0..N {
                    F32x4::load(sums, n * LANES)
                        .mul_add(value, own[r][n])
                        .store(sums, n * LANES);
                }
            }
        }
    }
}

/// # Safety
/// `R · N` vectors from `at` on must lie inside `data`.
#[inline(always)]
unsafe fn load<const R: usize, const N: usize>(data: &[f32], at: usize) -> [[F32x4; N]; R] {
    // Sound: the caller's promise.
    std::array::from_fn(|r| {
        std::array::from_fn(|n| unsafe { F32x4::load(data, at + (r * N + n) * LANES) })
    })
}
