//! Drawings: pen strokes → [`Bitmap`] → an image of 28×28 like MNIST's.
//!
//! - [`drawing`] has what the pad holds: strokes of pen and eraser, and pictures.
//! - [`path`] bends a stroke between the points that were heard of it.
//! - [`raster`] converts [`Stroke`]s to a grey [`Bitmap`].
//! - [`thickness`] brings the lines of a [`Bitmap`] to MNIST's width.
//! - [`normalise`](mod@normalise) crops, scales and centres a [`Bitmap`] of any size in the way MNIST was
//!   made.
//!
//! Generated digits pass through [`normalise()`] too, so that drawn digits look like the training images.
//!
//! Ink is 255 and paper 0. The code uses only `+ - * / sqrt`: the same input gives the same bytes on
//! every platform.

pub(crate) mod area;
pub mod drawing;
pub mod normalise;
pub mod path;
pub mod raster;
pub mod thickness;

pub use drawing::{Drawing, Mark, PadPoint, Stages};
pub use normalise::{DrawError, FRAME, IMAGE_LEN, INK_BOX, MAX_SIDE, PEN_FRACTION, normalise};
pub use raster::{Bitmap, PenPoint, Stroke, rasterise};
