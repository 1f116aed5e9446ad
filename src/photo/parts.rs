//! Connected parts of the ink.

use crate::Size;

/// Ink whose pixels touch each other, also at their corners.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// The first column.
    pub left: usize,
    /// The first row.
    pub top: usize,
    /// The column after the last.
    pub right: usize,
    /// The row after the last.
    pub bottom: usize,
    /// Its pixels.
    pub area: usize,
    /// The ink in the middle of its strokes, 1..=255: the mean of those of its pixels that are above its mean.
    pub strength: f32,
    /// The mean width of its strokes, in pixels.
    pub stroke: f32,
    /// How steep its edge is: the mean change of ink over four pixels across it, as a part of its strength. About 1 for
    /// strokes, much less for what the light does.
    pub sharpness: f32,
    /// Its pixels on the picture's edge.
    pub contact: usize,
}

impl Part {
    /// Columns.
    pub fn width(&self) -> usize {
        self.right - self.left
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.bottom - self.top
    }

    /// The longer side.
    pub fn side(&self) -> usize {
        self.width().max(self.height())
    }
}

/// A picture's parts.
pub struct Map {
    /// The picture's size.
    pub size: Size,
    /// `[height, width]`: 0 = paper, else the number of the part, from 1.
    pub labels: Vec<u32>,
    /// The parts, from number 1 on.
    pub parts: Vec<Part>,
}

/// Finds the parts of ink, `[height, width]`, whose pixels are at least `threshold`.
pub fn label(ink: &[u8], size: Size, threshold: u8) -> Map {
    let Size { width, height } = size;
    let mut labels = vec![0; ink.len()];
    let mut parts = Vec::new();
    let mut pixels = Vec::new();
    for start in 0..ink.len() {
        if ink[start] < threshold || labels[start] != 0 {
            continue;
        }
        let number = parts.len() as u32 + 1;
        labels[start] = number;
        pixels.clear();
        pixels.push(start);
        let mut edge = Edge::default();
        let mut next = 0;
        while next < pixels.len() {
            let i = pixels[next];
            next += 1;
            let (row, column) = (i / width, i % width);
            let mut inside = 0;
            for y in row.saturating_sub(1)..(row + 2).min(height) {
                for x in column.saturating_sub(1)..(column + 2).min(width) {
                    let neighbour = y * width + x;
                    if ink[neighbour] < threshold {
                        continue;
                    }
                    inside += usize::from(x == column || y == row);
                    if labels[neighbour] == 0 {
                        labels[neighbour] = number;
                        pixels.push(neighbour);
                    }
                }
            }
            // With itself and its four neighbours.
            if inside < 5 {
                edge.add(ink, size, row, column);
            }
        }
        parts.push(measure(ink, size, &pixels, &edge));
    }
    Map {
        size,
        labels,
        parts,
    }
}

/// The pixels of a part that have paper beside them.
#[derive(Default)]
struct Edge {
    pixels: usize,
    steps: usize,
}

impl Edge {
    fn add(&mut self, ink: &[u8], size: Size, row: usize, column: usize) {
        let at = |row: usize, column: usize| ink[row * size.width + column];
        let (left, right) = (column.saturating_sub(2), (column + 2).min(size.width - 1));
        let (top, bottom) = (row.saturating_sub(2), (row + 2).min(size.height - 1));
        // From the pixel itself, too: a line that is thinner than four pixels has paper on both sides.
        let steps = [
            at(row, left).abs_diff(at(row, right)),
            at(top, column).abs_diff(at(bottom, column)),
            at(row, column).saturating_sub(at(row, left).min(at(row, right))),
            at(row, column).saturating_sub(at(top, column).min(at(bottom, column))),
        ];
        self.pixels += 1;
        self.steps += usize::from(steps.into_iter().max().unwrap_or(0));
    }
}

fn measure(ink: &[u8], size: Size, pixels: &[usize], edge: &Edge) -> Part {
    let value = |&i: &usize| f32::from(ink[i]);
    let area = pixels.len();
    let mean = pixels.iter().map(value).sum::<f32>() / area as f32;
    let (mut sum, mut count) = (0.0, 0.0_f32);
    let mut part = Part {
        left: usize::MAX,
        top: usize::MAX,
        right: 0,
        bottom: 0,
        area,
        strength: mean,
        stroke: 2.0 * area as f32 / edge.pixels.max(1) as f32,
        sharpness: edge.steps as f32 / edge.pixels.max(1) as f32,
        contact: 0,
    };
    for i in pixels {
        let (row, column) = (i / size.width, i % size.width);
        part.left = part.left.min(column);
        part.right = part.right.max(column + 1);
        part.top = part.top.min(row);
        part.bottom = part.bottom.max(row + 1);
        part.contact += usize::from(
            row == 0 || column == 0 || row + 1 == size.height || column + 1 == size.width,
        );
        if value(i) >= mean {
            sum += value(i);
            count += 1.0;
        }
    }
    part.strength = sum / count.max(1.0);
    part.sharpness /= part.strength;
    part
}
