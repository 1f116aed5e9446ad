//! From ink to the image that a network reads: pen strokes → [`Bitmap`] → 28×28, as MNIST makes
//! them.
//!
//! - [`raster`] turns [`Stroke`]s into a grey coverage [`Bitmap`].
//! - [`normalise`](mod@normalise) crops, scales and centres a [`Bitmap`] of any size as MNIST's
//!   makers did theirs.
//!
//! A visitor's drawing enters as a bitmap; the generated digits enter as strokes. Both leave
//! through [`normalise()`], so that what is drawn and what is learnt from look alike.
//!
//! Ink is 255, paper 0. Pure arithmetic (`+ - * / sqrt`): the same input gives the same bytes on
//! every platform.

pub(crate) mod area;
pub mod normalise;
pub mod raster;

pub use normalise::{DrawError, FRAME, IMAGE_LEN, INK_BOX, MAX_SIDE, PEN_FRACTION, normalise};
pub use raster::{Bitmap, PenPoint, Stroke, rasterise};
