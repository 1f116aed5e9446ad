//! What a convolution block is, as numbers.

/// In [`conv_forward`](super::conv_forward)'s choices: ReLU cut this output off, no gradient
/// passes.
pub const CUT: u8 = 255;

/// A convolution with bias, then a ReLU if asked for, then a max pooling of squares that do not
/// overlap. Kernels, strides and paddings are square.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConvBlock {
    /// Images in the batch.
    pub images: usize,
    /// Channels of the input.
    pub channels_in: usize,
    /// Rows of the input.
    pub height: usize,
    /// Columns of the input.
    pub width: usize,
    /// Channels of the output.
    pub channels_out: usize,
    /// The kernel's rows and columns.
    pub kernel: usize,
    /// The step from one output to the next.
    pub stride: usize,
    /// Zeros around the input, on each side.
    pub padding: usize,
    /// Whether negative outputs become zero.
    pub relu: bool,
    /// The side of the pooled squares; 1 is no pooling. At most 15.
    pub pool: usize,
}

impl ConvBlock {
    /// `[images, channels_out, rows, columns]` of the output. Pooling drops rows and columns that
    /// fill no square.
    pub fn output(&self) -> [usize; 4] {
        let [rows, columns] = self.convolved();
        [
            self.images,
            self.channels_out,
            rows / self.pool,
            columns / self.pool,
        ]
    }

    /// Whether some outputs are cut off or chosen, so that the backward pass needs to know which.
    pub fn chooses(&self) -> bool {
        self.relu || self.pool > 1
    }

    /// Rows and columns between convolution and pooling.
    pub(super) fn convolved(&self) -> [usize; 2] {
        [self.height, self.width].map(|n| (n + 2 * self.padding - self.kernel) / self.stride + 1)
    }

    /// Numbers in the input.
    pub(super) fn input_len(&self) -> usize {
        self.images * self.image_len()
    }

    /// Numbers in one image of the input.
    pub(super) fn image_len(&self) -> usize {
        self.channels_in * self.height * self.width
    }

    /// Numbers in the output.
    pub(super) fn output_len(&self) -> usize {
        self.output().iter().product()
    }

    /// Numbers in the kernels.
    pub(super) fn weight_len(&self) -> usize {
        self.channels_out * self.channels_in * self.kernel * self.kernel
    }

    /// # Panics
    /// On a shape that means nothing: the functions below index without checks and rely on this.
    pub(super) fn check(&self) {
        assert!(
            self.kernel > 0 && self.stride > 0,
            "kernel and stride start at 1"
        );
        assert!((1..=15).contains(&self.pool), "pools are 1 to 15 wide");
        assert!(
            self.channels_in > 0 && self.channels_out > 0,
            "there are channels"
        );
        let side = self.height.min(self.width) + 2 * self.padding;
        assert!(side >= self.kernel, "the kernel fits into the padded image");
    }
}
