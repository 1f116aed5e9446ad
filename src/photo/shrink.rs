//! A picture of any size → one that is small enough to be read. Each pixel of the result is the mean over a square of the
//! picture's pixels, so that thin lines become paler and are not lost. The pixels come a strip of rows at a time, because a
//! photo of a telephone takes 50 to 250 MB.

use std::fmt;

/// The most pixels on a side of the picture that is read. A digit of a page that fills it is still some 30 pixels high.
pub const MOST_SIDE: usize = 1280;
/// The most pixels on a side of a picture.
pub const MOST_SOURCE_SIDE: usize = 16_384;

/// A size that no picture may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SizeError {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl fmt::Display for SizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("A picture has 1 to 16384 pixels on a side.")
    }
}

impl std::error::Error for SizeError {}

/// A picture as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Columns, 1..=1280.
    pub width: usize,
    /// Rows, 1..=1280.
    pub height: usize,
    /// `[height, width]`: brightness, 0 = black. The luma of ITU-R BT.601, of what is opaque.
    pub luma: Vec<u8>,
    /// `[height, width]`: opacity, 255 = opaque.
    pub opacity: Vec<u8>,
}

/// A picture on its way.
pub struct Shrinking {
    source_width: usize,
    source_rows: usize,
    /// Pixels of a side of the square that becomes one pixel.
    factor: usize,
    /// Rows of the square that have come.
    rows: usize,
    /// For each pixel of the row in hand: brightness times opacity, and opacity.
    sums: Vec<[u32; 2]>,
    picture: Picture,
}

impl Shrinking {
    /// Begins a picture of `height` rows and `width` columns.
    ///
    /// # Errors
    /// [`SizeError`] if a side is not in 1..=16384.
    pub fn new(width: usize, height: usize) -> Result<Self, SizeError> {
        let sides = 1..=MOST_SOURCE_SIDE;
        if !sides.contains(&width) || !sides.contains(&height) {
            return Err(SizeError { width, height });
        }
        let factor = width.max(height).div_ceil(MOST_SIDE);
        // What does not fill a square, at the right and at the bottom, is left out; a side has a pixel at least.
        let cells = |side: usize| (side / factor).max(1);
        Ok(Self {
            source_width: width,
            source_rows: height,
            factor,
            rows: 0,
            sums: vec![[0; 2]; cells(width)],
            picture: Picture {
                width: cells(width),
                height: cells(height),
                luma: Vec::new(),
                opacity: Vec::new(),
            },
        })
    }

    /// Takes the next rows: `[rows, width, 4]` bytes of red, green, blue and opacity, not multiplied by it. Rows beyond
    /// the height are left out, and so is a row that is cut short.
    pub fn rows(&mut self, rgba: &[u8]) {
        for row in rgba.chunks_exact(4 * self.source_width) {
            if self.source_rows == 0
                || self.picture.luma.len() == self.picture.width * self.picture.height
            {
                return;
            }
            self.source_rows -= 1;
            for (square, sums) in row.chunks(4 * self.factor).zip(&mut self.sums) {
                for pixel in square.chunks_exact(4) {
                    let [red, green, blue, opacity] = [0, 1, 2, 3].map(|i| u32::from(pixel[i]));
                    // Luma in 256ths: at most 255.
                    sums[0] += (77 * red + 150 * green + 29 * blue + 128) / 256 * opacity;
                    sums[1] += opacity;
                }
            }
            self.rows += 1;
            if self.rows == self.factor || self.source_rows == 0 {
                self.finish_row();
            }
        }
    }

    fn finish_row(&mut self) {
        let columns = self.factor.min(self.source_width);
        let area = (self.rows * columns) as u32;
        for sums in &mut self.sums {
            let [luma, opacity] = *sums;
            let mean = (luma + opacity / 2).checked_div(opacity).unwrap_or(0);
            self.picture.luma.push(mean as u8);
            self.picture.opacity.push((opacity / area) as u8);
            *sums = [0; 2];
        }
        self.rows = 0;
    }

    /// The picture, once all rows have come; rows that have not come are transparent.
    pub fn finish(mut self) -> Picture {
        let pixels = self.picture.width * self.picture.height;
        self.picture.luma.resize(pixels, 0);
        self.picture.opacity.resize(pixels, 0);
        self.picture
    }
}
