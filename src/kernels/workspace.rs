//! Scratch memory, kept from call to call.

/// One number of a gradient that is not zero, and where its partner begins.
#[derive(Debug, Clone, Copy, Default)]
pub struct Entry {
    /// The gradient.
    pub value: f32,
    /// The index of that partner.
    pub at: u32,
}

/// Owns all scratch memory of the kernels. It grows to what the largest call needs and stays there.
#[derive(Debug, Default)]
pub struct Workspace {
    /// Images, channels last, with their border of zeros.
    pub(super) image: Buffer,
    /// Outputs of a convolution, or its input's gradient, channels last.
    pub(super) rows: Buffer,
    /// Weights, or a product's right side, in the order in which they are read.
    pub(super) packed: Buffer,
    /// A product's left side in that order.
    pub(super) tiles: Buffer,
    /// Sums and intermediate gradients.
    pub(super) sums: Buffer,
    /// Bias, padded to whole vectors.
    pub(super) bias: Buffer,
    /// Kernels, turned around.
    pub(super) turned: Buffer,
    /// Choices where there was none: the first place of each square.
    pub(super) no_choice: Vec<u8>,
    /// Gradients that are not zero.
    pub(super) entries: Vec<Entry>,
}

#[cfg(test)]
impl Workspace {
    /// Without any memory yet.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Numbers that begin where a cache line does, as vectors that lie across two of them are slow. An
/// allocator of WebAssembly's aligns to no more than eight bytes unless it is asked to.
#[derive(Debug, Default)]
pub struct Buffer(Vec<Line>);

/// A cache line.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(64))]
struct Line([f32; LINE]);

const LINE: usize = 16;

impl Buffer {
    /// The first `len` numbers, for which there now is room. They hold what an earlier call left
    /// there.
    pub fn room(&mut self, len: usize) -> &mut [f32] {
        let lines = len.div_ceil(LINE);
        if self.0.len() < lines {
            self.0.resize(lines, Line::default());
        }
        &mut self.all_mut()[..len]
    }

    /// As [`room`](Self::room), all zeros.
    pub fn zeros(&mut self, len: usize) -> &mut [f32] {
        let slice = self.room(len);
        slice.fill(0.0);
        slice
    }

    /// All there is room for.
    pub fn all(&self) -> &[f32] {
        // Sound: a line is 16 floats and nothing else, and lines lie side by side.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr().cast(), self.0.len() * LINE) }
    }

    /// As [`all`](Self::all).
    pub fn all_mut(&mut self) -> &mut [f32] {
        // Sound: as above.
        unsafe { std::slice::from_raw_parts_mut(self.0.as_mut_ptr().cast(), self.0.len() * LINE) }
    }
}
