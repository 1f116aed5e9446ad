//! Cuts a digit out: turned back by the page's slant, scaled, its ink brought to full strength, and its strokes to the
//! width of MNIST's.

use crate::Digit;
use crate::digits::Group;
use crate::distance;
use crate::parts::Map;

/// Rows and columns of a digit that is cut out.
pub const SIDE: usize = 160;
/// The longer side of the ink in it, before its strokes are widened.
const INNER: f32 = 128.0;
/// The width of strokes as a part of the digit's longer side: the median of MNIST's lines is 2.4 pixels, of 20.
const STROKE: f32 = 0.12;
/// Strokes are thinned by at most this part of their width on each side: where they are narrower than elsewhere they would
/// break.
const MOST_THINNED: f32 = 0.2;
/// The edge of a stroke, as a part of its ink's strength.
const EDGE: f32 = 0.45;

/// The digit that `group` is, of a page that falls by `slant` pixels for each pixel to the right.
pub fn out(ink: &[u8], map: &Map, group: &Group, slant: f32) -> Digit {
    let full = scaled(ink, map, group, slant);
    let is_ink = |i: usize| full[i] >= EDGE;
    let inside = distance::to_nearest(SIDE, |i| !is_ink(i));
    let outside = distance::to_nearest(SIDE, is_ink);
    let (sum, count) = inside
        .iter()
        .filter(|&&d| d > 0.0)
        .fold((0.0, 0.0), |(sum, count), d| (sum + d, count + 1.0_f32));
    // Across a line of width w, the distances to its edge are 1, 2, … w/2 pixels from both sides.
    let width = 4.0 * (sum / count.max(1.0) - 0.5);
    // Wider strokes make the digit larger, too: (w + 2d) = STROKE · (INNER + 2d).
    let wider = ((STROKE * INNER - width) / (2.0 - 2.0 * STROKE)).max(-MOST_THINNED * width);
    let pixel = |i: usize| {
        let depth = match is_ink(i) {
            true => inside[i] - 0.5,
            false => 0.5 - outside[i],
        };
        ((depth + wider + 0.5).clamp(0.0, 1.0) * 255.0 + 0.5) as u8
    };
    Digit {
        left: group.left,
        top: group.top,
        width: group.right - group.left,
        height: group.bottom - group.top,
        image: (0..SIDE * SIDE).map(pixel).collect(),
    }
}

/// A group's own ink, 1 = full, with a margin for the pale edge of its strokes.
struct Patch {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    values: Vec<f32>,
}

/// Rows and columns around a group's box. They lie partly outside of the picture, if the group is at its edge.
const MARGIN: usize = 2;

impl Patch {
    fn of(ink: &[u8], map: &Map, group: &Group) -> Self {
        let (width, height) = (group.width() + 2 * MARGIN, group.height() + 2 * MARGIN);
        let mut values = vec![0.0; width * height];
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
                            let place = (y + MARGIN - group.top) * width + x + MARGIN - group.left;
                            values[place] = (f32::from(ink[i]) / group.strength).min(1.0);
                        }
                    }
                }
            }
        }
        Self {
            left: group.left,
            top: group.top,
            width,
            height,
            values,
        }
    }

    fn value(&self, column: usize, row: usize) -> f32 {
        match column < self.width && row < self.height {
            true => self.values[row * self.width + column],
            false => 0.0,
        }
    }

    /// The ink at a place of the picture between pixels, whose centres are at halves.
    fn at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (
            x - self.left as f32 + MARGIN as f32 - 0.5,
            y - self.top as f32 + MARGIN as f32 - 0.5,
        );
        if x < 0.0 || y < 0.0 {
            return 0.0;
        }
        let (column, row) = (x as usize, y as usize);
        let (u, v) = (x - column as f32, y - row as f32);
        let above = self.value(column, row) * (1.0 - u) + self.value(column + 1, row) * u;
        let below = self.value(column, row + 1) * (1.0 - u) + self.value(column + 1, row + 1) * u;
        above * (1.0 - v) + below * v
    }
}

/// The group's ink in the middle of a square, 1 = full.
fn scaled(ink: &[u8], map: &Map, group: &Group, slant: f32) -> Vec<f32> {
    let patch = Patch::of(ink, map, group);
    let norm = (1.0 + slant * slant).sqrt();
    let (dx, dy) = (1.0 / norm, slant / norm);
    // The box of the ink once it is turned.
    let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
    for (i, _) in patch
        .values
        .iter()
        .enumerate()
        .filter(|(_, value)| **value >= EDGE)
    {
        let x = (patch.left + i % patch.width) as f32 - MARGIN as f32 + 0.5;
        let y = (patch.top + i / patch.width) as f32 - MARGIN as f32 + 0.5;
        for (axis, place) in [x * dx + y * dy, y * dx - x * dy].into_iter().enumerate() {
            low[axis] = low[axis].min(place - 0.5);
            high[axis] = high[axis].max(place + 0.5);
        }
    }
    let scale = (high[0] - low[0]).max(high[1] - low[1]).max(1.0) / INNER;
    let middle = [0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1])];
    // As many samples a pixel as the picture has pixels there.
    let samples = ((scale + 0.999) as usize).clamp(1, 10);
    let part = |k: usize| (k as f32 + 0.5) / samples as f32 - 0.5 * SIDE as f32;
    let mut square = vec![0.0; SIDE * SIDE];
    for (i, pixel) in square.iter_mut().enumerate() {
        let (row, column) = ((i / SIDE) as f32, (i % SIDE) as f32);
        let mut sum = 0.0;
        for sample in 0..samples * samples {
            let across = middle[0] + (column + part(sample % samples)) * scale;
            let down = middle[1] + (row + part(sample / samples)) * scale;
            sum += patch.at(across * dx - down * dy, across * dy + down * dx);
        }
        *pixel = sum / (samples * samples) as f32;
    }
    square
}
