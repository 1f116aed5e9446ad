//! The channels-last layout of an image, with a border of zeros.

use crate::simd::{F32x4, LANES, round_down};

/// The layout `[row, column, channel]` of one image with a border around it. A pixel takes `depth`
/// floats, of which the first `channels` are used.
#[derive(Debug, Clone, Copy)]
pub struct Plane {
    /// Channels of the image.
    pub channels: usize,
    /// Floats per pixel, at least `channels`.
    pub depth: usize,
    /// Rows without the border.
    pub height: usize,
    /// Columns without the border.
    pub width: usize,
    /// Width of the border at the top and on the left.
    pub border: usize,
    /// Rows with the border.
    pub rows: usize,
    /// Columns with the border.
    pub columns: usize,
}

impl Plane {
    /// A layout with the same border on all sides and no unused floats in a pixel.
    pub fn padded(channels: usize, height: usize, width: usize, border: usize) -> Self {
        let [rows, columns] = [height, width].map(|n| n + 2 * border);
        Self {
            channels,
            depth: channels,
            height,
            width,
            border,
            rows,
            columns,
        }
    }

    /// Floats per row.
    pub fn row(&self) -> usize {
        self.columns * self.depth
    }

    /// Floats of the whole layout.
    pub fn len(&self) -> usize {
        self.rows * self.row()
    }

    /// The index of the first pixel inside the border.
    pub fn inside(&self) -> usize {
        self.pixel(0, 0)
    }

    /// The index of the pixel at a row and column, counted without the border.
    fn pixel(&self, row: usize, column: usize) -> usize {
        (row + self.border) * self.row() + (column + self.border) * self.depth
    }

    /// Copies `image`, `[channel, row, column]`, to its place in `to`. The border and the unused
    /// floats of the pixels keep their values: the caller fills them with zeros beforehand.
    pub fn write(&self, image: &[f32], to: &mut [f32]) {
        let area = self.height * self.width;
        assert!(image.len() == self.channels * area && to.len() >= self.len());
        if self.depth == 1 {
            for row in 0..self.height {
                let at = self.pixel(row, 0);
                to[at..at + self.width].copy_from_slice(&image[row * self.width..][..self.width]);
            }
            return;
        }
        let (whole_channels, whole_columns) = (round_down(self.channels), round_down(self.width));
        for row in 0..self.height {
            let from = row * self.width;
            let at = self.pixel(row, 0);
            for channel in (0..whole_channels).step_by(LANES) {
                for column in (0..whole_columns).step_by(LANES) {
                    let source = channel * area + from + column;
                    let target = at + column * self.depth + channel;
                    // Sound: four whole channels and columns of `image`, four whole pixels of `to`;
                    // the lengths are asserted above.
                    unsafe {
                        let lanes = [0, 1, 2, 3].map(|i| F32x4::load(image, source + i * area));
                        for (i, pixel) in F32x4::transpose(lanes).into_iter().enumerate() {
                            pixel.store(to, target + i * self.depth);
                        }
                    }
                }
            }
            for channel in 0..self.channels {
                let done = if channel < whole_channels {
                    whole_columns
                } else {
                    0
                };
                let line = &image[channel * area + from..][..self.width];
                for (column, &value) in line.iter().enumerate().skip(done) {
                    to[at + column * self.depth + channel] = value;
                }
            }
        }
    }

    /// Copies the image at its place in `from` to `image`, `[channel, row, column]`: the reverse of
    /// [`write`](Self::write).
    pub fn read(&self, from: &[f32], image: &mut [f32]) {
        let area = self.height * self.width;
        assert!(image.len() == self.channels * area && from.len() >= self.len());
        let (whole_channels, whole_columns) = (round_down(self.channels), round_down(self.width));
        for row in 0..self.height {
            let to = row * self.width;
            let at = self.pixel(row, 0);
            for channel in (0..whole_channels).step_by(LANES) {
                for column in (0..whole_columns).step_by(LANES) {
                    let target = channel * area + to + column;
                    let source = at + column * self.depth + channel;
                    // Sound: as in `write`.
                    unsafe {
                        let pixels =
                            [0, 1, 2, 3].map(|i| F32x4::load(from, source + i * self.depth));
                        for (i, lanes) in F32x4::transpose(pixels).into_iter().enumerate() {
                            lanes.store(image, target + i * area);
                        }
                    }
                }
            }
            for channel in 0..self.channels {
                let done = if channel < whole_channels {
                    whole_columns
                } else {
                    0
                };
                let line = &mut image[channel * area + to..][..self.width];
                for (column, value) in line.iter_mut().enumerate().skip(done) {
                    *value = from[at + column * self.depth + channel];
                }
            }
        }
    }
}
