//! Finds handwritten digits in a picture: a photo of a page, a scan, a drawing. It knows nothing of networks: a digit
//! leaves it as a grey bitmap with strokes as wide as MNIST's, which `digit_lab::draw::normalise` makes an image of.
//! A WebAssembly module of its own, so that it is fetched only by those who bring a picture.
//!
//! | step | file |
//! | --- | --- |
//! | pixels, a strip at a time → a picture of at most 1280 pixels on a side | [`shrink`] |
//! | transparency removed, or taken for ink | [`grey`] |
//! | paper and light removed: how much darker than the paper each pixel is | [`paper`] |
//! | the threshold between paper and ink | [`level`] |
//! | ruled lines and grids removed | [`lines`] |
//! | connected parts | [`parts`] |
//! | specks and frames dropped, parts of one digit put together | [`digits`] |
//! | rows, reading order, the page's slant | [`rows`] |
//! | each digit cut out, turned upright, its strokes brought to one width | [`cut`], [`distance`] |
//!
//! The code uses only `+ - * / sqrt`: the same picture gives the same digits on every platform.

pub mod cut;
pub mod digits;
pub mod distance;
pub mod grey;
pub mod level;
pub mod lines;
pub mod paper;
pub mod parts;
pub mod rows;
pub mod shrink;
#[cfg(target_family = "wasm")]
pub mod web;

pub use cut::SIDE;
pub use shrink::{Picture, Shrinking, SizeError};

/// The most digits of one picture that are cut out.
pub const MOST_DIGITS: usize = 64;

/// How the ink was told from the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Dark ink on light paper.
    Dark,
    /// Light ink on dark paper.
    Light,
    /// Ink of one colour on nothing: the opacity is the ink.
    Opacity,
}

/// A digit that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digit {
    /// Columns from the left edge of the picture that was read, to the ink.
    pub left: usize,
    /// Rows from its top edge.
    pub top: usize,
    /// Columns of the ink.
    pub width: usize,
    /// Rows of the ink.
    pub height: usize,
    /// `[SIDE, SIDE]`, 255 = ink: cut out, turned upright, with strokes of MNIST's width.
    pub image: Vec<u8>,
}

/// All that was found in a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// In reading order: rows from top to bottom, each from left to right. At most [`MOST_DIGITS`].
    pub digits: Vec<Digit>,
    /// The number of digits in the picture, also of those beyond [`MOST_DIGITS`].
    pub found: usize,
    /// The kind of ink.
    pub ink: Ink,
    /// Ruled lines that were removed.
    pub lines: usize,
    /// By how much the rows fall to the right: pixels down for each pixel to the right. The digits are turned back by it.
    pub slant: f32,
}

/// Finds the digits in a picture.
pub fn read(picture: &Picture) -> Reading {
    let (grey, opacity) = grey::flatten(picture);
    let size = Size {
        width: picture.width,
        height: picture.height,
    };
    let mut sheet = paper::remove(&grey, size, opacity);
    let ink = match (opacity, sheet.light) {
        (true, _) => Ink::Opacity,
        (false, true) => Ink::Light,
        (false, false) => Ink::Dark,
    };
    let mut reading = Reading {
        digits: Vec::new(),
        found: 0,
        ink,
        lines: 0,
        slant: 0.0,
    };
    let Some(level) = level::find(&sheet.ink, sheet.noise) else {
        return reading;
    };
    let ruled = lines::remove(&mut sheet.ink, size, level.threshold);
    reading.lines = ruled.count;
    // A strong line can have hidden the level of the ink.
    let level = match ruled.count {
        0 => Some(level),
        _ => level::find(&sheet.ink, sheet.noise),
    };
    let Some(level) = level else {
        return reading;
    };
    let map = parts::label(&sheet.ink, size, level.threshold);
    let groups = digits::group(&map);
    let slant = ruled.slant.or_else(|| rows::slant(&groups));
    reading.slant = slant.unwrap_or(0.0);
    let groups = rows::order(groups, reading.slant);
    reading.found = groups.len();
    let cut = |group: &digits::Group| cut::out(&sheet.ink, &map, group, reading.slant);
    reading.digits = groups.iter().take(MOST_DIGITS).map(cut).collect();
    reading
}

/// The size of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Size {
    /// The longer side.
    pub fn long(self) -> usize {
        self.width.max(self.height)
    }

    /// The shorter side.
    pub fn short(self) -> usize {
        self.width.min(self.height)
    }
}
