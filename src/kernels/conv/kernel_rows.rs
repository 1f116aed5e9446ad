//! The layout of kernels in the backward pass: row by row, channels last, like the image that they
//! cover.

use super::block::ConvBlock;
use super::plane::Plane;
use crate::simd::{LANES, round_up};

/// The layouts of images and kernels while gradients are computed. A kernel is `[out, row, line]`;
/// a line is the row's `[column, channel]` floats, padded to whole vectors.
pub struct KernelRows<'a> {
    block: &'a ConvBlock,
    /// The image, with the block's padding as its border.
    pub plane: Plane,
    /// Floats of a line.
    pub line: usize,
}

impl<'a> KernelRows<'a> {
    /// The layouts for a block.
    pub fn new(block: &'a ConvBlock) -> Self {
        let plane = Plane::padded(block.channels_in, block.height, block.width, block.padding);
        // Pixels of whole vectors: a vector that straddles two stores of a moment ago loads slowly.
        // Inputs with fewer than four channels stay dense, because padding them would multiply the
        // work. (They are a network's first layer, whose input needs no gradient.)
        let depth = if block.channels_in < LANES {
            block.channels_in
        } else {
            round_up(block.channels_in)
        };
        let plane = Plane { depth, ..plane };
        Self {
            block,
            plane,
            line: round_up(block.kernel * depth),
        }
    }

    /// Floats of all kernels.
    pub fn len(&self) -> usize {
        self.block.channels_out * self.block.kernel * self.line
    }

    /// Calls `visit` with each weight's index in `w` and its index in this layout.
    pub fn for_each_weight(&self, mut visit: impl FnMut(usize, usize)) {
        let (k, channels) = (self.block.kernel, self.block.channels_in);
        let mut index = 0;
        for out in 0..self.block.channels_out {
            for channel in 0..channels {
                for row in out * k..(out + 1) * k {
                    for column in 0..k {
                        visit(index, row * self.line + column * self.plane.depth + channel);
                        index += 1;
                    }
                }
            }
        }
    }
}
