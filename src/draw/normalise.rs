//! A drawing of any size → the 28×28 image that MNIST would have made of it.
//!
//! MNIST's page says how its images came about: the originals "were size normalized to fit in a
//! 20x20 pixel box while preserving their aspect ratio. The resulting images contain grey levels as
//! a result of the anti-aliasing technique used by the normalization algorithm. the images were
//! centered in a 28x28 image by computing the center of mass of the pixels, and translating the
//! image so as to position this point at the center of the 28x28 field." (LeCun, Cortes, Burges,
//! *The MNIST database of handwritten digits*.)
//!
//! Two things that the text leaves open can be read off its images. The translation was by whole
//! pixels: the ink's box keeps crisp edges, and the centres of mass are spread evenly over one
//! pixel. And "the center" is the middle of pixel 14 (counted from 0), not the corner between
//! pixels 13 and 14: the training images' centres of mass lie in 13.5..14.5 on both axes.

use super::{Bitmap, area};
use std::fmt;

/// The image's side in pixels.
pub const FRAME: usize = 28;
/// Bytes of an image, `FRAME * FRAME`.
pub const IMAGE_LEN: usize = FRAME * FRAME;
/// The ink's longer side in the image, in pixels.
pub const INK_BOX: usize = 20;
/// The largest width and height of a drawing, in pixels.
pub const MAX_SIDE: usize = 1024;
/// The pen's width that gives lines as thick as MNIST's, as a fraction of the drawing area's side,
/// for a digit that fills about `INK_BOX / FRAME` of it. Half of MNIST's lines are wider than 2.4
/// pixels of 28.
pub const PEN_FRACTION: f32 = 0.085;

/// The ink's centre of mass is put nearest to this pixel, on both axes.
const CENTRE: f32 = 14.0;
/// A drawing without a pixel as dark as this is blank: paper and sensors have some noise.
const FAINTEST_INK: u8 = 32;

/// Why a drawing cannot be made into an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawError {
    /// There is no ink on it.
    Empty,
    /// Its sides are out of range (1..=1024), or the pixels are not `width * height`.
    Size {
        /// Pixels in a row.
        width: usize,
        /// Rows.
        height: usize,
        /// Bytes given.
        len: usize,
    },
}

impl DrawError {
    /// A stable name of the kind of error: "draw-empty" or "draw-size".
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "draw-empty",
            Self::Size { .. } => "draw-size",
        }
    }
}

impl fmt::Display for DrawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "The drawing is blank. Draw a digit first."),
            Self::Size { width, height, len } => write!(
                f,
                "The drawing is said to be {width}×{height} pixels and has {len} bytes. Give 1 to {MAX_SIDE} pixels on \
                 a side, and one byte a pixel."
            ),
        }
    }
}

impl std::error::Error for DrawError {}

/// Makes a drawing into a 28×28 image as MNIST makes them: cropped to the ink, scaled so that its
/// longer side is 20 pixels (each pixel the mean over the area that it covers), centred by mass.
/// Rows from the top, 255 = ink.
///
/// Faint fringes, below a quarter of the darkest ink, do not count as part of the ink's box and are
/// cropped away. Small drawings are enlarged as well: a dot becomes a large blot, as it would have
/// in MNIST. Lines much thinner than [`PEN_FRACTION`] come out pale, since each pixel is a mean. No
/// ink ever leaves the frame; where a very lopsided drawing would, it is centred less.
///
/// # Errors
/// [`DrawError::Size`] if the sides are not in 1..=1024 or disagree with the number of pixels;
/// [`DrawError::Empty`] if no pixel is darker than paper noise (32 of 255).
pub fn normalise(bitmap: &Bitmap) -> Result<[u8; IMAGE_LEN], DrawError> {
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
    let scale = ink.width.max(ink.height) as f32 / INK_BOX as f32;
    let value = |row, column| f32::from(pixels[(ink.top + row) * width + ink.left + column]);
    let scaled = area::average(ink.height, ink.width, scale, value);
    Ok(centre(&scaled.values, scaled.width, scaled.height))
}

/// The smallest rectangle that holds all ink worth the name.
struct InkBox {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl InkBox {
    fn find(bitmap: &Bitmap) -> Option<Self> {
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

/// Puts the scaled ink into the frame, moved by whole pixels.
fn centre(scaled: &[f32], width: usize, height: usize) -> [u8; IMAGE_LEN] {
    let (mut mass, mut moment_x, mut moment_y) = (0.0, 0.0, 0.0);
    for (row, line) in scaled.chunks_exact(width).enumerate() {
        for (column, value) in line.iter().enumerate() {
            mass += value;
            moment_x += value * column as f32;
            moment_y += value * row as f32;
        }
    }
    let place = |moment: f32, size: usize| {
        // Casts saturate at 0; the mass is positive, since the box holds ink.
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
