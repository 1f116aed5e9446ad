//! Scratch memory that is kept from call to call.

/// Owns all scratch memory of the kernels. Each buffer grows to the size that the largest call needs
/// and keeps it.
#[derive(Debug, Default)]
pub struct Workspace {
    /// Padded images, channels last.
    pub(super) image: Buffer,
    /// Rows of a convolution's output, or its input's gradient, channels last.
    pub(super) rows: Buffer,
    /// Weights, or the right side of a matrix product, in the order in which they are read.
    pub(super) packed: Buffer,
    /// The left side of a matrix product in the order in which it is read, or Winograd tiles.
    pub(super) tiles: Buffer,
    /// Sums and intermediate gradients.
    pub(super) sums: Buffer,
    /// The bias, padded with zeros to whole vectors.
    pub(super) bias: Buffer,
    /// Convolution kernels, rotated by 180°.
    pub(super) rotated: Buffer,
    /// Zeros, which stand for the choices of a block that makes none.
    pub(super) zero_choice: Vec<u8>,
    /// The non-zero values of a gradient.
    pub(super) non_zeros: Vec<NonZero>,
}

#[cfg(test)]
impl Workspace {
    /// A workspace that holds no memory yet.
    pub fn new() -> Self {
        Self::default()
    }
}

/// A non-zero value of a gradient.
#[derive(Debug, Clone, Copy, Default)]
pub struct NonZero {
    /// The value.
    pub value: f32,
    /// The index, in another buffer, of the first value that this one is multiplied with.
    pub at: u32,
}

/// A growing array of floats that begins at a cache line, because vectors that straddle two lines
/// load slowly. WebAssembly's allocator aligns to eight bytes unless a type asks for more.
#[derive(Debug, Default)]
pub struct Buffer(Vec<CacheLine>);

#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(64))]
struct CacheLine([f32; LINE_LEN]);

/// Floats in a cache line.
const LINE_LEN: usize = 16;

impl Buffer {
    /// The first `len` values, after growing if necessary. They hold whatever an earlier call left.
    pub fn room(&mut self, len: usize) -> &mut [f32] {
        let lines = len.div_ceil(LINE_LEN);
        if self.0.len() < lines {
            self.0.resize(lines, CacheLine::default());
        }
        &mut self.all_mut()[..len]
    }

    /// Like [`room`](Self::room), filled with zeros.
    pub fn zeros(&mut self, len: usize) -> &mut [f32] {
        let slice = self.room(len);
        slice.fill(0.0);
        slice
    }

    /// All values.
    pub fn all(&self) -> &[f32] {
        // Sound: a `CacheLine` is 16 floats without padding, and a Vec's elements are contiguous.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr().cast(), self.0.len() * LINE_LEN) }
    }

    /// All values, mutable.
    pub fn all_mut(&mut self) -> &mut [f32] {
        // Sound: as in `all`.
        unsafe {
            std::slice::from_raw_parts_mut(self.0.as_mut_ptr().cast(), self.0.len() * LINE_LEN)
        }
    }
}
