//! The sizes of a pooling.

use crate::simd::LANES;

/// The function that pools a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PoolKind {
    /// The largest value, the first of equals.
    Max,
    /// The mean.
    Mean,
}

/// A pooling of each channel with windows that do not overlap. Rows and columns that fill no window
/// are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PoolBlock {
    /// The function that pools a window.
    pub kind: PoolKind,
    /// Images in the batch.
    pub images: usize,
    /// Channels of each image.
    pub channels: usize,
    /// Rows of the input.
    pub height: usize,
    /// Columns of the input.
    pub width: usize,
    /// Rows of a window, at least 1.
    pub rows: usize,
    /// Columns of a window, at least 1. For [`PoolKind::Max`] a window has at most 255 values.
    pub columns: usize,
}

impl PoolBlock {
    /// The output's shape, `[images, channels, rows, columns]`.
    pub fn output(&self) -> Vec<usize> {
        let [rows, columns] = self.windows();
        vec![self.images, self.channels, rows, columns]
    }

    /// Windows per column and per row of a channel.
    pub(super) fn windows(&self) -> [usize; 2] {
        [self.height / self.rows, self.width / self.columns]
    }

    /// Whether the backward pass needs the forward pass's choices.
    pub fn chooses(&self) -> bool {
        self.kind == PoolKind::Max
    }

    /// Whether four windows can be pooled at a time.
    pub(super) fn is_vectorised(&self) -> bool {
        self.rows == 2 && self.columns == 2 && self.windows()[1] >= LANES
    }

    /// The first output of each vector of a row. The last vector overlaps the one before if the number
    /// of columns is no multiple of four.
    pub(super) fn vectors(&self) -> impl Iterator<Item = usize> {
        let columns = self.windows()[1];
        let starts = (0..columns).step_by(LANES);
        starts.map(move |column| column.min(columns - LANES))
    }

    /// The indices in a channel of the values of one output's window.
    pub(super) fn window(&self, row: usize, column: usize) -> impl Iterator<Item = usize> {
        let (width, columns) = (self.width, self.columns);
        let first = row * self.rows * width + column * columns;
        (0..self.rows * columns).map(move |i| first + i / columns * width + i % columns)
    }

    /// Calls `visit(start, row, output)` for each row of outputs: the index of its channel in the
    /// input, the row's number and the index of its first output.
    pub(super) fn for_each_row(&self, mut visit: impl FnMut(usize, usize, usize)) {
        let [rows, columns] = self.windows();
        for plane in 0..self.images * self.channels {
            for row in 0..rows {
                visit(
                    plane * self.height * self.width,
                    row,
                    (plane * rows + row) * columns,
                );
            }
        }
    }

    pub(super) fn check(&self, x: &[f32], y: &[f32]) {
        let planes = self.images * self.channels;
        assert!(self.rows > 0 && self.columns > 0, "windows have a size");
        assert!(!self.chooses() || self.rows * self.columns <= 255);
        assert_eq!(x.len(), planes * self.height * self.width);
        assert_eq!(y.len(), self.output().iter().product::<usize>());
    }
}
