//! Converts a drawing of any size to an image of 28×28 in the way MNIST was made.
//!
//! MNIST's page describes how its images were made: the originals "were size normalized to fit in a
//! 20x20 pixel box while preserving their aspect ratio. The resulting images contain grey levels as
//! a result of the anti-aliasing technique used by the normalization algorithm. the images were
//! centered in a 28x28 image by computing the center of mass of the pixels, and translating the
//! image so as to position this point at the center of the 28x28 field." (LeCun, Cortes, Burges,
//! *The MNIST database of handwritten digits*.)
//!
//! Its images show two details that the text does not state. Images were translated by whole pixels: the
//! edges of the ink's box are sharp, and the centres of mass are uniformly distributed over one pixel.
//! And "the center" is the middle of pixel 14 (counted from 0), not the corner between pixels 13 and 14:
//! the training images' centres of mass are in 13.5..14.5 on both axes.

use super::Bitmap;
use super::area::{self, Scaled};
use std::fmt;

/// Rows and columns of the image.
pub const FRAME: usize = 28;
/// Bytes of the image, `FRAME * FRAME`.
pub const IMAGE_LEN: usize = FRAME * FRAME;
/// The longer side of the ink in the image, in pixels.
pub const INK_BOX: usize = 20;
/// The most points that the strokes of a drawing have.
pub const MOST_POINTS: usize = 100_000;
/// The maximum rows and columns of a drawing.
pub const MAX_SIDE: usize = 1024;
/// The pen width that gives lines as thick as MNIST's, as a fraction of the drawing area's side, for a
/// digit that fills about `INK_BOX / FRAME` of it. The median width of MNIST's lines is 2.4 of 28 pixels.
pub const PEN_FRACTION: f32 = 0.085;

/// The pixel, on both axes, that the ink's centre of mass is placed nearest to.
const CENTRE: f32 = 14.0;
/// A drawing whose pixels are all below this is blank, because scanned paper is noisy.
pub(super) const FAINTEST_INK: u8 = 32;

/// A reason why a drawing cannot be converted to an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawError {
    /// The drawing has no ink.
    Empty,
    /// A mark is no picture of 28×28, has points that are no numbers or far away, or there are too many points.
    Marks,
    /// A side is not in 1..=1024, or the number of pixels is not `width * height`.
    Size {
        /// Columns.
        width: usize,
        /// Rows.
        height: usize,
        /// Number of pixels.
        len: usize,
    },
}

impl DrawError {
    /// The error's stable code: "draw-empty", "draw-marks" or "draw-size".
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "draw-empty",
            Self::Marks => "draw-marks",
            Self::Size { .. } => "draw-size",
        }
    }
}

impl fmt::Display for DrawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "The drawing is blank. Draw a digit first."),
            Self::Marks => write!(
                f,
                "A mark of the drawing cannot be drawn. Give strokes of x, y and pressure as finite numbers, pens of 0 \
                 to 1 of the pad's side, pictures of 784 bytes, and at most {} points.",
                MOST_POINTS
            ),
            Self::Size { width, height, len } => write!(
                f,
                "The drawing is said to be {width}×{height} pixels and has {len} bytes. Give 1 to {MAX_SIDE} pixels on \
                 a side, and one byte a pixel."
            ),
        }
    }
}

impl std::error::Error for DrawError {}

/// Converts a drawing to an image, `[28, 28]` with 255 = ink: it is cropped to the ink, scaled so that the
/// longer side is 20 pixels (each pixel is the mean over the area that it covers), and centred by mass.
///
/// Pixels below a quarter of the darkest ink do not count as ink when the drawing is cropped. Small drawings
/// are enlarged, so a dot becomes a large blot, as in MNIST. Lines much thinner than [`PEN_FRACTION`]
/// become pale. A drawing that would leave the frame when centred by mass is moved back into it.
///
/// ```
/// use digit_lab::draw::{PenPoint, normalise, rasterise};
///
/// let pen = |x, y| PenPoint { x, y, width: 24.0 };
/// let drawing = rasterise(280, 280, &[vec![pen(90.0, 60.0), pen(190.0, 60.0), pen(120.0, 220.0)]]);
/// let seven = normalise(&drawing)?;
/// assert_eq!(seven.len(), 28 * 28);
/// # Ok::<_, digit_lab::draw::DrawError>(())
/// ```
///
/// # Errors
/// [`DrawError::Size`] if a side is not in 1..=1024 or `pixels` has another length than `width * height`;
/// [`DrawError::Empty`] if no pixel reaches 32.
pub fn normalise(bitmap: &Bitmap) -> Result<[u8; IMAGE_LEN], DrawError> {
    Ok(centred(&boxed(bitmap)?))
}

/// A drawing cropped to its ink, and scaled so that the longer side is 20 pixels.
pub(super) fn boxed(bitmap: &Bitmap) -> Result<Scaled, DrawError> {
    let Bitmap {
        width,
        height,
        ref pixels,
    } = *bitmap;
    let sides = 1..=MAX_SIDE;
    if !sides.contains(&width) || !sides.contains(&height) || pixels.len() != width * height {
        return Err(DrawError::Size {
            width,
            height,
            len: pixels.len(),
        });
    }
    let ink = InkBox::find(bitmap).ok_or(DrawError::Empty)?;
    let scale = ink.longer() as f32 / INK_BOX as f32;
    let value = |row, column| f32::from(pixels[(ink.top + row) * width + ink.left + column]);
    Ok(area::average(ink.height, ink.width, scale, value))
}

/// Scaled ink as bytes.
pub(super) fn rounded(ink: &Scaled) -> Bitmap {
    Bitmap {
        width: ink.width,
        height: ink.height,
        pixels: ink.values.iter().map(|value| (value + 0.5) as u8).collect(),
    }
}

/// The smallest rectangle that contains all ink.
pub(super) struct InkBox {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl InkBox {
    /// The longer side, in pixels.
    pub(super) fn longer(&self) -> usize {
        self.width.max(self.height)
    }

    /// What lies in the rectangle.
    pub(super) fn cut(&self, bitmap: &Bitmap) -> Bitmap {
        let rows = bitmap.pixels.chunks_exact(bitmap.width);
        let rows = rows.skip(self.top).take(self.height);
        Bitmap {
            width: self.width,
            height: self.height,
            pixels: rows
                .flat_map(|line| &line[self.left..][..self.width])
                .copied()
                .collect(),
        }
    }

    /// `None` for a blank drawing.
    pub(super) fn find(bitmap: &Bitmap) -> Option<Self> {
        let darkest = *bitmap.pixels.iter().max()?;
        if darkest < FAINTEST_INK {
            return None;
        }
        let is_ink = |pixel: &u8| *pixel >= darkest / 4;
        let (mut left, mut right) = (bitmap.width, 0);
        let (mut top, mut bottom) = (bitmap.height, 0);
        for (row, line) in bitmap.pixels.chunks_exact(bitmap.width).enumerate() {
            if let Some(first) = line.iter().position(is_ink) {
                left = left.min(first);
                right = right.max(line.iter().rposition(is_ink).unwrap_or(first) + 1);
                top = top.min(row);
                bottom = row + 1;
            }
        }
        Some(Self {
            left,
            top,
            width: right - left,
            height: bottom - top,
        })
    }
}

/// Places the scaled ink, at most 28×28 pixels, in the frame at whole pixels, by its centre of mass.
pub(super) fn centred(ink: &Scaled) -> [u8; IMAGE_LEN] {
    let (scaled, width, height) = (&ink.values, ink.width, ink.height);
    let (mut mass, mut moment_x, mut moment_y) = (0.0, 0.0, 0.0);
    for (row, line) in scaled.chunks_exact(width).enumerate() {
        for (column, value) in line.iter().enumerate() {
            mass += value;
            moment_x += value * column as f32;
            moment_y += value * row as f32;
        }
    }
    let place = |moment: f32, size: usize| {
        // A cast of a negative number gives 0. The mass is positive, because the box contains ink.
        ((CENTRE - moment / mass + 0.5) as usize).min(FRAME - size)
    };
    let (left, top) = (place(moment_x, width), place(moment_y, height));
    let mut image = [0; IMAGE_LEN];
    for (row, line) in scaled.chunks_exact(width).enumerate() {
        let target = &mut image[(top + row) * FRAME + left..][..width];
        for (pixel, value) in target.iter_mut().zip(line) {
            *pixel = (value + 0.5) as u8;
        }
    }
    image
}

#[cfg(test)]
mod tests;
