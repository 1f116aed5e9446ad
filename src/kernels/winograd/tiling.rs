//! How images fall into tiles, and how much room everything takes.

use super::super::block::ConvBlock;
use super::super::inner::TILE;
use super::super::layout::Plane;
use super::super::simd::round_up;
use super::STEP;

/// From one number of all tiles to the next, if one takes so much: a cache line more, as distances
/// that are powers of two would put all numbers of a tile into the same few places of the cache.
pub fn apart(len: usize) -> usize {
    len.next_multiple_of(16) + 16
}

/// How a block's images fall into tiles.
#[derive(Clone, Copy)]
pub struct Tiling {
    /// The image with its border, wide enough for whole tiles.
    pub plane: Plane,
    /// Pixels of a tile's side.
    pub side: usize,
    /// Tiles from top to bottom.
    pub rows: usize,
    /// Tiles from left to right.
    pub columns: usize,
    /// Numbers an output pixel takes.
    pub depth: usize,
}

impl Tiling {
    /// For the outputs that the pooling keeps.
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
            side: STEP + block.kernel - 1,
            rows,
            columns,
            depth: round_up(block.channels_out),
        }
    }

    /// Numbers of a tile.
    pub fn area(&self) -> usize {
        self.side * self.side
    }

    /// Pixels in a row of outputs, in whole tiles.
    pub fn wide(&self) -> usize {
        self.columns * STEP
    }

    /// Rows of tiles to be worked on together: whole tiles of the inner kernel, if they are not too
    /// many.
    pub fn together(&self) -> usize {
        let few = (4 * TILE).div_ceil(self.columns);
        (few..few + TILE)
            .find(|rows| (rows * self.columns).is_multiple_of(TILE))
            .unwrap_or(few)
    }

    /// Numbers in a row of the image's tiles, half transformed.
    pub fn half_len(&self) -> usize {
        self.side * self.plane.row()
    }

    /// Numbers in so many rows of transformed tiles of the image.
    pub fn tiles_len(&self, rows: usize) -> usize {
        self.area() * apart(rows * self.columns * self.plane.depth)
    }

    /// Numbers in so many rows of tiles of products.
    pub fn products_len(&self, rows: usize) -> usize {
        self.area() * apart(rows * self.columns * self.depth)
    }

    /// Numbers of the transformed kernels.
    pub fn kernels_len(&self) -> usize {
        self.area() * self.plane.channels * self.depth
    }

    /// Numbers of an image's outputs, in whole tiles.
    pub fn output_len(&self) -> usize {
        self.rows * STEP * self.wide() * self.depth
    }
}
