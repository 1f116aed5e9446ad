//! Drawings on their way to the network.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::{Bytes, Floats};
use crate::draw::{self, PadPoint};
use crate::error::{Error, Result};

/// A drawing is to be read: a bitmap, or the marks of a pad.
#[derive(Debug, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(deny_unknown_fields)]
pub struct PredictRequest {
    /// Grey pixels.
    #[serde(default)]
    pub bitmap: Option<Bitmap>,
    /// The marks of a pad.
    #[serde(default)]
    pub drawing: Option<Drawing>,
    /// The step of a snapshot; null: the network as it is now.
    #[serde(default)]
    pub at: Option<usize>,
    /// Whether the stations from the drawing to the network's input are wanted.
    #[serde(default)]
    pub stages: bool,
}

/// A drawn digit: grey values, 0 = paper, 255 = full ink.
#[derive(Debug, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct Bitmap {
    /// Pixels in a row, 1..=1024.
    pub width: usize,
    /// Rows, 1..=1024.
    pub height: usize,
    /// `[height, width]`.
    pub pixels: Bytes,
}

/// The marks of a pad in the order in which they were made.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct Drawing {
    /// What lies on the pad; what comes later lies above.
    pub marks: Vec<Mark>,
    /// Whether the pad is only scaled to 28×28, as it lies, instead of cropped, scaled and centred.
    #[serde(default)]
    pub raw: bool,
}

/// A stroke (`points`), or a picture that fills the pad (`pixels`).
#[derive(Debug, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// `[n, 3]`: x and y in 0..=1 of the pad's side, from the upper left, and pressure, 0..=1 (0.5 where it is not
    /// measured). At most 100,000 points in a drawing.
    #[serde(default)]
    pub points: Option<Floats>,
    /// The line's width at a pressure of 0.5, 0..=1 of the pad's side.
    #[serde(default)]
    pub pen: f32,
    /// Whether it takes ink away.
    #[serde(default)]
    pub eraser: bool,
    /// `[28, 28]`, 255 = ink.
    #[serde(default)]
    pub pixels: Option<Bytes>,
}

/// The stations from a drawing to the image of it.
#[derive(Debug, Serialize, Tsify)]
pub struct Stages {
    /// As it lies on the pad.
    pub drawn: Bitmap,
    /// Without the paper around its ink.
    pub cropped: Bitmap,
    /// Its longer side scaled to 20 pixels, with lines as wide as MNIST's. Centred by mass, it is the network's input.
    pub boxed: Bitmap,
}

/// The drawing that a request has.
pub fn drawing(bitmap: Option<Bitmap>, drawing: Option<Drawing>) -> Result<draw::Drawing> {
    match (bitmap, drawing) {
        (Some(bitmap), None) => Ok(draw::Drawing::Bitmap(bitmap.into())),
        (None, Some(Drawing { marks, raw })) => {
            let marks = marks.into_iter().map(draw::Mark::try_from);
            Ok(draw::Drawing::Marks {
                marks: marks.collect::<Result<_>>()?,
                raw,
            })
        }
        _ => Err(Error::config(
            "drawing",
            "either a bitmap or a drawing is needed.",
        )),
    }
}

impl TryFrom<Mark> for draw::Mark {
    type Error = Error;

    fn try_from(mark: Mark) -> Result<Self> {
        let Mark {
            points,
            pen,
            eraser,
            pixels,
        } = mark;
        match (points, pixels) {
            (Some(Floats(values)), None) if values.len().is_multiple_of(3) => {
                let points = values
                    .chunks_exact(3)
                    .map(|point| PadPoint {
                        x: point[0],
                        y: point[1],
                        pressure: point[2],
                    })
                    .collect();
                Ok(match eraser {
                    false => Self::Ink { points, pen },
                    true => Self::Eraser { points, pen },
                })
            }
            (None, Some(Bytes(pixels))) => Ok(Self::Picture(pixels)),
            _ => Err(draw::DrawError::Marks.into()),
        }
    }
}

impl From<Bitmap> for draw::Bitmap {
    fn from(bitmap: Bitmap) -> Self {
        Self {
            width: bitmap.width,
            height: bitmap.height,
            pixels: bitmap.pixels.0,
        }
    }
}

impl From<draw::Bitmap> for Bitmap {
    fn from(bitmap: draw::Bitmap) -> Self {
        Self {
            width: bitmap.width,
            height: bitmap.height,
            pixels: bitmap.pixels.into(),
        }
    }
}

impl From<draw::Stages> for Stages {
    fn from(stages: draw::Stages) -> Self {
        Self {
            drawn: stages.drawn.into(),
            cropped: stages.cropped.into(),
            boxed: stages.boxed.into(),
        }
    }
}
