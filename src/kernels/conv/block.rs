//! The sizes of a convolution block.

/// In the choices of [`conv_forward`](super::conv_forward): ReLU made this output zero, so no
/// gradient passes.
pub const INACTIVE: u8 = 255;

/// A convolution with bias, followed by an optional ReLU and an optional max pooling with windows
/// that do not overlap. Kernels, strides, paddings and windows are square.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConvBlock {
    /// Images in the batch.
    pub images: usize,
    /// Channels of the input, at least 1.
    pub channels_in: usize,
    /// Rows of the input.
    pub height: usize,
    /// Columns of the input.
    pub width: usize,
    /// Channels of the output, at least 1.
    pub channels_out: usize,
    /// Rows and columns of the kernel, at least 1 and at most those of the padded input.
    pub kernel: usize,
    /// Pixels between neighbouring outputs, at least 1.
    pub stride: usize,
    /// Rows and columns of zeros around the input, on each side.
    pub padding: usize,
    /// Whether a ReLU follows.
    pub relu: bool,
    /// Side of the pooling window, 1 to 15; 1 means no pooling.
    pub pool: usize,
}

impl ConvBlock {
    /// The output's shape, `[images, channels_out, rows, columns]`. Rows and columns that fill no
    /// pooling window are dropped.
    pub fn output(&self) -> [usize; 4] {
        let [rows, columns] = self.convolved();
        [
            self.images,
            self.channels_out,
            rows / self.pool,
            columns / self.pool,
        ]
    }

    /// Whether ReLU or pooling discards outputs, so that the backward pass needs the forward pass's
    /// choices.
    pub fn chooses(&self) -> bool {
        self.relu || self.pool > 1
    }

    /// Rows and columns between convolution and pooling.
    pub(super) fn convolved(&self) -> [usize; 2] {
        [self.height, self.width].map(|n| (n + 2 * self.padding - self.kernel) / self.stride + 1)
    }

    /// Values of the input.
    pub(crate) fn input_len(&self) -> usize {
        self.images * self.image_len()
    }

    /// Values of one input image.
    pub(super) fn image_len(&self) -> usize {
        self.channels_in * self.height * self.width
    }

    /// Values of the output.
    pub(crate) fn output_len(&self) -> usize {
        self.output().iter().product()
    }

    /// Values of the weight.
    pub(crate) fn weight_len(&self) -> usize {
        self.channels_out * self.channels_in * self.kernel * self.kernel
    }

    /// Checks the ranges that the unchecked indexing of this module relies on.
    ///
    /// # Panics
    /// If a size is out of range.
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
