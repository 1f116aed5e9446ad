//! Cuts a digit out: turned back by the page's slant, scaled, its ink brought to full strength, and its strokes to the
//! width of MNIST's.

use crate::digits::Group;
use crate::parts::Map;
use crate::{Digit, Size, distance, paper};

/// Rows and columns of a digit that is cut out.
pub const SIDE: usize = 96;
/// The longer side of the ink in it: four pixels for each of those that MNIST has.
const INNER: f32 = 80.0;
/// Hair-thin strokes are made so many pixels wide before they are scaled, which they would not survive.
const LEAST_STROKE: f32 = 1.6;
/// The width of strokes as a part of the digit's longer side: the median of MNIST's lines is 2.4 pixels, of 20.
const STROKE: f32 = 0.12;
/// The largest part of a stroke's width that is taken away: where it is narrower than elsewhere it must not vanish.
const MOST_TAKEN: f32 = 0.6;
/// The edge of a stroke, 128 of the full ink's 255.
const EDGE: u8 = 128;

/// The digit that `group` is, of a page that falls by `slant` pixels for each pixel to the right.
pub fn out(ink: &[u8], map: &Map, group: &Group, slant: f32) -> Digit {
    let longer = group.width().max(group.height()) as f32;
    // Pixels of the picture in one of the digit.
    let scale = longer / INNER;
    let missing = LEAST_STROKE * scale - group.stroke;
    // A square reaches one pixel at least to each side.
    let wider = match missing > 0.0 {
        true => (0.5 * missing + 0.9) as usize,
        false => 0,
    };
    let patch = Patch::of(ink, map, group, wider);
    Digit {
        left: group.left,
        top: group.top,
        width: group.width(),
        height: group.height(),
        image: even(&patch.scaled(slant)),
    }
}

/// The digit with its strokes brought to the width of MNIST's: every edge moves by the same distance.
fn even(image: &[u8]) -> Vec<u8> {
    let is_ink = |i: usize| image[i] >= EDGE;
    let inside = distance::to_nearest(SIDE, |i| !is_ink(i));
    let outside = distance::to_nearest(SIDE, is_ink);
    let within = inside.iter().filter(|&&depth| depth > 0.0);
    let (sum, count) = within.fold((0.0, 0.0_f32), |(sum, count), depth| {
        (sum + depth - 0.5, count + 1.0)
    });
    // Across a line of width w, the distances to its edge are w/4 in the mean.
    let width = 4.0 * sum / count.max(1.0);
    // Wider strokes make the digit longer, too: (width + more) = STROKE · (INNER + more).
    let more = ((STROKE * INNER - width) / (1.0 - STROKE)).max(-MOST_TAKEN * width);
    let pixel = |i: usize| {
        let depth = match is_ink(i) {
            true => inside[i] - 0.5,
            false => 0.5 - outside[i],
        };
        ((depth + 0.5 * more + 0.5).clamp(0.0, 1.0) * 255.0 + 0.5) as u8
    };
    (0..SIDE * SIDE).map(pixel).collect()
}

/// A group's own ink, with a margin for the pale edge of its strokes.
struct Patch {
    size: Size,
    /// `[height, width]`, 255 = full ink.
    values: Vec<u8>,
}

impl Patch {
    /// Its strokes widened by `wider` pixels to each side.
    fn of(ink: &[u8], map: &Map, group: &Group, wider: usize) -> Self {
        let margin = wider + 2;
        let size = Size {
            width: group.width() + 2 * margin,
            height: group.height() + 2 * margin,
        };
        let mut values = vec![0; size.width * size.height];
        let is_mine = |label: u32| label != 0 && group.parts.contains(&label);
        for row in group.top..group.bottom {
            for column in group.left..group.right {
                if !is_mine(map.labels[row * map.size.width + column]) {
                    continue;
                }
                // With what is paler around it, but for the ink of other digits.
                for y in row.saturating_sub(1)..(row + 2).min(map.size.height) {
                    for x in column.saturating_sub(1)..(column + 2).min(map.size.width) {
                        let i = y * map.size.width + x;
                        if map.labels[i] == 0 || is_mine(map.labels[i]) {
                            let place =
                                (y + margin - group.top) * size.width + x + margin - group.left;
                            values[place] = (255.0 * f32::from(ink[i]) / group.strength) as u8;
                        }
                    }
                }
            }
        }
        if wider > 0 {
            paper::widen(&mut values, size, wider);
        }
        Self { size, values }
    }

    fn value(&self, column: usize, row: usize) -> f32 {
        match column < self.size.width && row < self.size.height {
            true => f32::from(self.values[row * self.size.width + column]),
            false => 0.0,
        }
    }

    /// The ink at a place between pixels, whose centres are at halves.
    fn at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        if x < 0.0 || y < 0.0 {
            return 0.0;
        }
        let (column, row) = (x as usize, y as usize);
        let (u, v) = (x - column as f32, y - row as f32);
        let above = self.value(column, row) * (1.0 - u) + self.value(column + 1, row) * u;
        let below = self.value(column, row + 1) * (1.0 - u) + self.value(column + 1, row + 1) * u;
        above * (1.0 - v) + below * v
    }

    /// The ink in the middle of a square, `[SIDE, SIDE]`, of a page that falls by `slant`.
    fn scaled(&self, slant: f32) -> Vec<u8> {
        let norm = (1.0 + slant * slant).sqrt();
        let (dx, dy) = (1.0 / norm, slant / norm);
        // The box of the ink once it is turned.
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        for (i, _) in self
            .values
            .iter()
            .enumerate()
            .filter(|(_, value)| **value >= EDGE)
        {
            let x = (i % self.size.width) as f32 + 0.5;
            let y = (i / self.size.width) as f32 + 0.5;
            for (axis, place) in [x * dx + y * dy, y * dx - x * dy].into_iter().enumerate() {
                low[axis] = low[axis].min(place - 0.5);
                high[axis] = high[axis].max(place + 0.5);
            }
        }
        let scale = (high[0] - low[0]).max(high[1] - low[1]).max(1.0) / INNER;
        let middle = [0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1])];
        // As many samples a pixel as the picture has pixels there.
        let samples = ((scale + 0.999) as usize).clamp(1, 16);
        let part = |k: usize| (k as f32 + 0.5) / samples as f32 - 0.5 * SIDE as f32;
        let pixel = |i: usize| {
            let (row, column) = ((i / SIDE) as f32, (i % SIDE) as f32);
            let mut sum = 0.0;
            for sample in 0..samples * samples {
                let across = middle[0] + (column + part(sample % samples)) * scale;
                let down = middle[1] + (row + part(sample / samples)) * scale;
                sum += self.at(across * dx - down * dy, across * dy + down * dx);
            }
            (sum / (samples * samples) as f32 + 0.5) as u8
        };
        (0..SIDE * SIDE).map(pixel).collect()
    }
}
