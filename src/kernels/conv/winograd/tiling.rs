//! The division of images into tiles, and the sizes of all buffers.

use super::super::block::ConvBlock;
use super::super::plane::Plane;
use crate::simd::microkernel::TILE;
use crate::simd::round_up;

/// Rows and columns of outputs that a tile yields.
pub const STEP: usize = 4;

/// Rows and columns of a tile.
pub fn side(kernel: usize) -> usize {
    STEP + kernel - 1
}

/// The distance between element `i` of all tiles and element `i + 1`, for `len` floats of each. A
/// cache line is added, because at distances that are powers of two all elements of a tile would
/// compete for the same few places of the cache.
pub fn element_stride(len: usize) -> usize {
    len.next_multiple_of(16) + 16
}

/// The tiles of a block's images.
#[derive(Clone, Copy)]
pub struct Tiling {
    /// The layout of an image, extended to whole tiles.
    pub plane: Plane,
    /// Rows and columns of a tile.
    pub side: usize,
    /// Tiles per column of an image.
    pub rows: usize,
    /// Tiles per row of an image.
    pub columns: usize,
    /// Floats per output pixel.
    pub depth: usize,
}

impl Tiling {
    /// The tiles that cover all outputs that pooling keeps.
    pub fn new(block: &ConvBlock) -> Self {
        let [_, _, rows, columns] = block.output();
        let [rows, columns] = [rows, columns].map(|n| (n * block.pool).div_ceil(STEP));
        let plane = Plane {
            depth: round_up(block.channels_in),
            rows: (rows * STEP + block.kernel - 1).max(block.height + 2 * block.padding),
            columns: (columns * STEP + block.kernel - 1).max(block.width + 2 * block.padding),
            ..Plane::padded(block.channels_in, block.height, block.width, block.padding)
        };
        Self {
            plane,
            side: side(block.kernel),
            rows,
            columns,
            depth: round_up(block.channels_out),
        }
    }

    /// Elements of a tile.
    pub fn area(&self) -> usize {
        self.side * self.side
    }

    /// Outputs per row, in whole tiles.
    pub fn wide(&self) -> usize {
        self.columns * STEP
    }

    /// The number of rows of tiles that are processed together: one that gives whole tiles of the
    /// microkernel, unless that would be too many.
    pub fn group(&self) -> usize {
        let few = (4 * TILE).div_ceil(self.columns);
        (few..few + TILE)
            .find(|rows| (rows * self.columns).is_multiple_of(TILE))
            .unwrap_or(few)
    }

    /// Floats of a row of the image's tiles after the transform's first half.
    pub fn half_len(&self) -> usize {
        self.side * self.plane.row()
    }

    /// Floats of `rows` rows of transformed tiles of the image.
    pub fn tiles_len(&self, rows: usize) -> usize {
        self.area() * element_stride(rows * self.columns * self.plane.depth)
    }

    /// Floats of the products of `rows` rows of tiles.
    pub fn products_len(&self, rows: usize) -> usize {
        self.area() * element_stride(rows * self.columns * self.depth)
    }

    /// Floats of the transformed kernels.
    pub fn kernels_len(&self) -> usize {
        self.area() * self.plane.channels * self.depth
    }

    /// Floats of an image's outputs, in whole tiles.
    pub fn output_len(&self) -> usize {
        self.rows * STEP * self.wide() * self.depth
    }
}
