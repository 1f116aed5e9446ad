//! A drawing as the pad holds it, and the image that is made of it.

use super::area::{self, Scaled};
use super::normalise::{self, DrawError, FRAME, IMAGE_LEN, INK_BOX, InkBox, MOST_POINTS};
use super::{Bitmap, PenPoint, Stroke, path, rasterise, thickness};

/// The width of MNIST's lines in the image, in pixels: the median over its training images.
pub const LINE: f32 = 2.4;
/// The side of the bitmap of a drawing that is not strokes alone, and of the picture of it as it lies.
const PAPER: usize = 280;
/// Pixels of the fine grid in one pixel of the image.
const FINE: usize = 4;
/// Pixels of the image around the box of the ink, for lines that pressure makes wider.
const MARGIN: usize = 1;
/// The shortest extent of strokes that is enlarged to the whole box, as a fraction of the pad's side. A dot, whose extent
/// is the trembling of a hand, stays small.
const LEAST_EXTENT: f32 = 0.02;
/// How much wider or narrower pressure makes a line than the drawing's mean.
const PRESSURE: (f32, f32) = (0.6, 1.6);

/// A point of a stroke on the pad.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PadPoint {
    /// From the left edge, 0..=1 of the pad's side. Beyond the edges the path goes on unseen.
    pub x: f32,
    /// From the upper edge, 0..=1 of the pad's side.
    pub y: f32,
    /// 0..=1; 0.5 is the pressure of what does not measure it.
    pub pressure: f32,
}

/// Something put onto the pad. What comes later lies above.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A stroke of the pen.
    Ink {
        /// Its points.
        points: Vec<PadPoint>,
        /// The line's width at a pressure of 0.5, as a fraction of the pad's side.
        pen: f32,
    },
    /// A stroke of the eraser.
    Eraser {
        /// Its points.
        points: Vec<PadPoint>,
        /// The width that it clears, as a fraction of the pad's side.
        pen: f32,
    },
    /// An image of 28×28 that fills the pad.
    Picture(Vec<u8>),
}

/// A drawing to be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawing {
    /// Grey pixels, 255 = ink.
    Bitmap(Bitmap),
    /// The pad's marks.
    Marks {
        /// In the order in which they were made.
        marks: Vec<Mark>,
        /// Whether the pad is only scaled to 28×28, as it lies.
        raw: bool,
    },
}

impl From<Bitmap> for Drawing {
    fn from(bitmap: Bitmap) -> Self {
        Self::Bitmap(bitmap)
    }
}

/// The stations from a drawing to the image of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stages {
    /// As it lies on the pad.
    pub drawn: Bitmap,
    /// Without the paper around its ink.
    pub cropped: Bitmap,
    /// Its longer side scaled to 20 pixels, with lines as wide as MNIST's.
    pub boxed: Bitmap,
}

impl Drawing {
    /// Converts the drawing to an image in the way MNIST was made, `[28, 28]` with 255 = ink: see
    /// [`normalise()`](super::normalise()).
    ///
    /// Strokes are scaled before they are drawn, so their lines are as wide as MNIST's whatever the pen, and neither the
    /// place nor the size of the drawing matters, up to rounding. A drawing with an eraser or with a picture beside other
    /// marks is drawn first, and its lines are widened or narrowed afterwards. A single picture remains as it is.
    ///
    /// # Errors
    /// [`DrawError::Empty`] if there is no ink, [`DrawError::Size`] for a bitmap of a wrong size,
    /// [`DrawError::Marks`] for marks that cannot be drawn.
    pub fn image(&self) -> Result<[u8; IMAGE_LEN], DrawError> {
        let (marks, raw) = match self {
            Self::Bitmap(bitmap) => return normalise::normalise(bitmap),
            Self::Marks { marks, raw } => (check(marks)?, *raw),
        };
        if let Some(picture) = whole_picture(marks)? {
            return Ok(picture);
        }
        if raw {
            return as_it_lies(marks);
        }
        Ok(normalise::centred(&scaled(marks)?))
    }

    /// The stations of [`image`](Self::image).
    ///
    /// # Errors
    /// As of [`image`](Self::image).
    pub fn stages(&self) -> Result<Stages, DrawError> {
        let drawn = match self {
            Self::Bitmap(bitmap) => bitmap.clone(),
            Self::Marks { marks, .. } => on_paper(check(marks)?),
        };
        let cropped = InkBox::find(&drawn).ok_or(DrawError::Empty)?.cut(&drawn);
        let boxed = match self {
            Self::Bitmap(bitmap) => normalise::rounded(&normalise::boxed(bitmap)?),
            Self::Marks { marks, .. } if whole_picture(marks)?.is_some() => cropped.clone(),
            Self::Marks { marks, .. } => normalise::rounded(&scaled(marks)?),
        };
        Ok(Stages {
            drawn,
            cropped,
            boxed,
        })
    }
}

/// Refuses marks that cannot be drawn.
fn check(marks: &[Mark]) -> Result<&[Mark], DrawError> {
    let mut count = 0;
    for mark in marks {
        let sound = match mark {
            Mark::Picture(pixels) => pixels.len() == IMAGE_LEN,
            Mark::Ink { points, pen } | Mark::Eraser { points, pen } => {
                count += points.len();
                let near = |value: f32| (-100.0..=100.0).contains(&value);
                (0.0..=1.0).contains(pen)
                    && points.iter().all(|point| {
                        near(point.x) && near(point.y) && (0.0..=1.0).contains(&point.pressure)
                    })
            }
        };
        if !sound || count > MOST_POINTS {
            return Err(DrawError::Marks);
        }
    }
    Ok(marks)
}

/// The picture, where the drawing is nothing else.
///
/// # Errors
/// [`DrawError::Empty`] if it has no ink.
fn whole_picture(marks: &[Mark]) -> Result<Option<[u8; IMAGE_LEN]>, DrawError> {
    match marks {
        [Mark::Picture(pixels)] => inked(pixels).map(|()| pixels.as_slice().try_into().ok()),
        _ => Ok(None),
    }
}

/// Refuses pixels without ink.
fn inked(pixels: &[u8]) -> Result<(), DrawError> {
    match pixels.iter().any(|&pixel| pixel >= normalise::FAINTEST_INK) {
        true => Ok(()),
        false => Err(DrawError::Empty),
    }
}

/// The ink scaled to its box.
fn scaled(marks: &[Mark]) -> Result<Scaled, DrawError> {
    let mut strokes = Vec::new();
    for mark in marks {
        match mark {
            Mark::Ink { points, .. } if points.is_empty() => {}
            Mark::Ink { points, .. } => strokes.push(points.as_slice()),
            _ => {
                let drawn = thickness::bring(&on_paper(marks), LINE)?;
                return normalise::boxed(&drawn);
            }
        }
    }
    of_strokes(&strokes)
}

/// Draws strokes on a fine grid, scaled so that the longer side of their ink is 20 pixels of the image, and averages that.
fn of_strokes(strokes: &[&[PadPoint]]) -> Result<Scaled, DrawError> {
    let count = strokes.iter().map(|points| points.len()).sum::<usize>();
    if count == 0 {
        return Err(DrawError::Empty);
    }
    let points = || strokes.iter().copied().flatten();
    let mean = points().map(|point| point.pressure).sum::<f32>() / count as f32;
    let line = LINE * FINE as f32;
    let target = (INK_BOX * FINE) as f32 - line;
    let rough = Extent::of(points().map(|point| (point.x, point.y)));
    let scale = target / rough.longer().max(LEAST_EXTENT);
    // A curve stays within its points, and most often reaches less far.
    let mut strokes: Vec<Stroke> = strokes
        .iter()
        .map(|points| {
            let scaled: Vec<_> = points
                .iter()
                .map(|point| PenPoint {
                    x: (point.x - rough.left) * scale,
                    y: (point.y - rough.top) * scale,
                    width: line * relative(point.pressure, mean),
                })
                .collect();
            path::smooth(&scaled, 1.0)
        })
        .collect();
    let exact = Extent::of(strokes.iter().flatten().map(|point| (point.x, point.y)));
    let scale = target / exact.longer().max(LEAST_EXTENT * scale);
    let cells = |extent: f32| {
        let cells = ((extent * scale + line) / FINE as f32 - 0.01).ceil() as usize;
        cells.max(1) + 2 * MARGIN
    };
    let (columns, rows) = (cells(exact.width), cells(exact.height));
    let margin = |cells: usize, extent: f32| 0.5 * ((cells * FINE) as f32 - extent * scale);
    let (across, down) = (margin(columns, exact.width), margin(rows, exact.height));
    for point in strokes.iter_mut().flatten() {
        point.x = (point.x - exact.left) * scale + across;
        point.y = (point.y - exact.top) * scale + down;
    }
    let fine = rasterise(columns * FINE, rows * FINE, &strokes);
    let value = |row: usize, column: usize| f32::from(fine.pixels[row * fine.width + column]);
    Ok(trimmed(&area::average(
        fine.height,
        fine.width,
        FINE as f32,
        value,
    )))
}

/// The box of some points.
struct Extent {
    left: f32,
    top: f32,
    width: f32,
    height: f32,
}

impl Extent {
    fn of(points: impl Iterator<Item = (f32, f32)>) -> Self {
        let (mut left, mut right, mut top, mut bottom) = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
        for (x, y) in points {
            (left, right) = (left.min(x), right.max(x));
            (top, bottom) = (top.min(y), bottom.max(y));
        }
        Self {
            left,
            top,
            width: right - left,
            height: bottom - top,
        }
    }

    fn longer(&self) -> f32 {
        self.width.max(self.height)
    }
}

/// Without the rows and columns at the edges that have no ink.
fn trimmed(ink: &Scaled) -> Scaled {
    let inked = |value: &f32| *value >= 0.5;
    let rows: Vec<_> = ink.values.chunks_exact(ink.width).collect();
    let column = |at: usize| rows.iter().any(|line| inked(&line[at]));
    let ends = |len: usize, has: &dyn Fn(usize) -> bool| {
        let first = (0..len).find(|&at| has(at)).unwrap_or(0);
        let last = (0..len).rfind(|&at| has(at)).unwrap_or(len - 1);
        first..last + 1
    };
    let across = ends(ink.width, &column);
    let down = ends(ink.height, &|at| rows[at].iter().any(inked));
    Scaled {
        values: rows[down.clone()]
            .iter()
            .flat_map(|line| &line[across.clone()])
            .copied()
            .collect(),
        height: down.len(),
        width: across.len(),
    }
}

/// The width of a line at some pressure, where it is 1 at `mean`.
fn relative(pressure: f32, mean: f32) -> f32 {
    if mean <= 0.0 {
        return 1.0;
    }
    // Half of what the pen says: a line twice as wide is a blot in an image of 28 pixels.
    (0.5 + 0.5 * pressure / mean).clamp(PRESSURE.0, PRESSURE.1)
}

/// The pad as it lies, with each pen as wide as it is.
fn on_paper(marks: &[Mark]) -> Bitmap {
    let side = PAPER as f32;
    let drawn = |points: &[PadPoint], pen: f32| {
        let scaled: Vec<_> = points
            .iter()
            .map(|point| PenPoint {
                x: point.x * side,
                y: point.y * side,
                width: pen * side * relative(point.pressure, 0.5),
            })
            .collect();
        rasterise(PAPER, PAPER, &[path::smooth(&scaled, 1.0)]).pixels
    };
    let mut paper = vec![0; PAPER * PAPER];
    for mark in marks {
        match mark {
            Mark::Ink { points, pen } => {
                merge(&mut paper, &drawn(points, *pen), |paper, ink| {
                    paper.max(ink)
                });
            }
            Mark::Eraser { points, pen } => {
                merge(&mut paper, &drawn(points, *pen), |paper, gone| {
                    paper.min(255 - gone)
                });
            }
            Mark::Picture(pixels) => {
                merge(&mut paper, &enlarged(pixels), |paper, ink| paper.max(ink))
            }
        }
    }
    Bitmap {
        width: PAPER,
        height: PAPER,
        pixels: paper,
    }
}

fn merge(paper: &mut [u8], other: &[u8], both: impl Fn(u8, u8) -> u8) {
    for (paper, &other) in paper.iter_mut().zip(other) {
        *paper = both(*paper, other);
    }
}

/// An image of 28×28 on the paper, interpolated between the pixels' centres (bilinear).
fn enlarged(pixels: &[u8]) -> Vec<u8> {
    let at = |row: usize, column: usize| f32::from(pixels[row * FRAME + column]);
    let places: Vec<(usize, usize, f32)> = (0..PAPER)
        .map(|at| {
            let place = (at as f32 + 0.5) * FRAME as f32 / PAPER as f32 - 0.5;
            let place = place.clamp(0.0, (FRAME - 1) as f32);
            let first = place as usize;
            (first, (first + 1).min(FRAME - 1), place - first as f32)
        })
        .collect();
    let mut paper = Vec::with_capacity(PAPER * PAPER);
    for &(above, below, down) in &places {
        for &(left, right, across) in &places {
            let mix = |row| at(row, left) + across * (at(row, right) - at(row, left));
            paper.push((mix(above) + down * (mix(below) - mix(above)) + 0.5) as u8);
        }
    }
    paper
}

/// The pad scaled to 28×28, nothing else.
fn as_it_lies(marks: &[Mark]) -> Result<[u8; IMAGE_LEN], DrawError> {
    let paper = on_paper(marks);
    inked(&paper.pixels)?;
    let value = |row: usize, column: usize| f32::from(paper.pixels[row * PAPER + column]);
    let scaled = area::average(PAPER, PAPER, (PAPER / FRAME) as f32, value);
    let mut image = [0; IMAGE_LEN];
    for (pixel, value) in image.iter_mut().zip(scaled.values) {
        *pixel = (value + 0.5) as u8;
    }
    Ok(image)
}

#[cfg(test)]
mod tests;
