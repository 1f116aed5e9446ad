//! Kernels as they meet the image: row by row, channels last.

use super::block::ConvBlock;
use super::layout::Plane;
use super::simd::{LANES, round_up};

/// How images and kernels lie while gradients are computed. An output channel's kernel lies row
/// by row, each `kernel · depth` numbers, channels last, as the image does under it.
pub struct KernelRows<'a> {
    block: &'a ConvBlock,
    /// The image with its padding.
    pub plane: Plane,
    /// Numbers of a kernel's row, in whole vectors.
    pub line: usize,
}

impl<'a> KernelRows<'a> {
    /// For a block's kernels.
    pub fn new(block: &'a ConvBlock) -> Self {
        let plane = Plane::padded(block.channels_in, block.height, block.width, block.padding);
        // Whole vectors, as a processor is slow to load a part of each of two that it has just
        // stored. With one channel they would be mostly empty, and the first layer needs no
        // gradient of its input.
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

    /// Numbers of all kernels.
    pub fn len(&self) -> usize {
        self.block.channels_out * self.block.kernel * self.line
    }

    /// Calls `see` with each weight's index in `w` and where it lies here.
    pub fn each_weight(&self, mut see: impl FnMut(usize, usize)) {
        let (k, channels) = (self.block.kernel, self.block.channels_in);
        let mut index = 0;
        for out in 0..self.block.channels_out {
            for channel in 0..channels {
                for row in out * k..(out + 1) * k {
                    for column in 0..k {
                        see(index, row * self.line + column * self.plane.depth + channel);
                        index += 1;
                    }
                }
            }
        }
    }
}
