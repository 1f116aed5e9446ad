//! Drawings: pen strokes → [`Bitmap`] → an image of 28×28 like MNIST's.
//!
//! - [`raster`] converts [`Stroke`]s to a grey [`Bitmap`].
//! - [`normalise`](mod@normalise) crops, scales and centres a [`Bitmap`] of any size in the way MNIST was
//!   made.
//!
//! A user's drawing arrives as a bitmap, a generated digit as strokes. Both pass through
//! [`normalise()`], so that drawn digits look like the training images.
//!
//! Ink is 255 and paper 0. The code uses only `+ - * / sqrt`: the same input gives the same bytes on
//! every platform.

pub(crate) mod area;
pub mod normalise;
pub mod raster;

pub use normalise::{DrawError, FRAME, IMAGE_LEN, INK_BOX, MAX_SIDE, PEN_FRACTION, normalise};
pub use raster::{Bitmap, PenPoint, Stroke, rasterise};
