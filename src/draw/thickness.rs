//! The width of a drawing's lines: measured, and changed.

use super::Bitmap;
use super::normalise::{DrawError, INK_BOX, InkBox};

/// The largest part of a line's width that is taken away. Where the line is thinner than elsewhere it must not vanish.
const MOST_TAKEN: f32 = 0.6;

/// Widens or narrows the lines of a drawing so that they will be `line` pixels wide in the image, where the longer side of
/// the ink is 20 pixels.
///
/// Every edge moves by half of the difference. The paper grows by as much as the lines need.
///
/// # Errors
/// [`DrawError::Empty`] if there is no ink.
pub fn bring(bitmap: &Bitmap, line: f32) -> Result<Bitmap, DrawError> {
    let ink = InkBox::find(bitmap).ok_or(DrawError::Empty)?;
    let is_ink = mask(bitmap);
    let inside = distances(&is_ink, bitmap.width, bitmap.height, false);
    let width = mean_width(&inside);
    // Widened by d, the ink is longer by d as well: (width + d) / (longer + d) = line / 20.
    let part = line / INK_BOX as f32;
    let more = (part * ink.longer() as f32 - width) / (1.0 - part);
    let radius = 0.5 * more.max(-MOST_TAKEN * width);
    if radius <= 0.0 {
        let pixels = inside.iter().map(|depth| shade(depth - 0.5 + radius));
        return Ok(Bitmap {
            width: bitmap.width,
            height: bitmap.height,
            pixels: pixels.collect(),
        });
    }
    let margin = radius as usize + 2;
    let (columns, rows) = (bitmap.width + 2 * margin, bitmap.height + 2 * margin);
    let mut larger = vec![false; columns * rows];
    for (row, from) in is_ink.chunks_exact(bitmap.width).enumerate() {
        larger[(row + margin) * columns + margin..][..bitmap.width].copy_from_slice(from);
    }
    let outside = distances(&larger, columns, rows, true);
    let pixels = outside.iter().map(|away| shade(radius + 0.5 - away));
    Ok(Bitmap {
        width: columns,
        height: rows,
        pixels: pixels.collect(),
    })
}

/// Pixels at least half as dark as the darkest.
fn mask(bitmap: &Bitmap) -> Vec<bool> {
    let darkest = bitmap.pixels.iter().max().copied().unwrap_or(0);
    let least = (darkest / 2).max(1);
    bitmap.pixels.iter().map(|&pixel| pixel >= least).collect()
}

/// The mean width of lines, from the distances of the pixels within to the paper: across a line of width w they are w/4 in
/// the mean. 0 without ink.
fn mean_width(inside: &[f32]) -> f32 {
    let (sum, count) = inside
        .iter()
        .filter(|&&depth| depth > 0.0)
        .fold((0.0, 0), |(sum, count), depth| {
            (sum + depth - 0.5, count + 1)
        });
    match count {
        0 => 0.0,
        count => 4.0 * sum / count as f32,
    }
}

/// A pixel whose centre lies so deep in the ink, in pixels.
fn shade(depth: f32) -> u8 {
    ((depth + 0.5).clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

/// The distance of every pixel's centre to the nearest centre that is `to` in the mask; 0 for those that are themselves.
/// Beyond the edges there is paper.
fn distances(mask: &[bool], width: usize, height: usize, to: bool) -> Vec<f32> {
    let far = (width + height) as u32;
    // Along the columns.
    let mut column = vec![far; width * height];
    for x in 0..width {
        let mut last = if to { far } else { 0 };
        for y in 0..height {
            last = if mask[y * width + x] == to {
                0
            } else {
                (last + 1).min(far)
            };
            column[y * width + x] = last;
        }
        last = if to { far } else { 0 };
        for y in (0..height).rev() {
            last = if mask[y * width + x] == to {
                0
            } else {
                (last + 1).min(far)
            };
            let here = &mut column[y * width + x];
            *here = (*here).min(last);
        }
    }
    // Then along the rows, as far as something nearer can be.
    let mut result = Vec::with_capacity(width * height);
    for line in column.chunks_exact(width) {
        for x in 0..width {
            let mut best = line[x] * line[x];
            let mut away = 1;
            while away * away < best {
                let step = away as usize;
                let beyond = if to { far } else { 0 };
                let left = x.checked_sub(step).map_or(beyond, |x| line[x]);
                let right = line.get(x + step).copied().unwrap_or(beyond);
                let near = left.min(right);
                best = best.min(away * away + near * near);
                away += 1;
            }
            result.push((best as f32).sqrt());
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{PenPoint, rasterise};

    fn bar(width: f32) -> Bitmap {
        let point = |x, y| PenPoint { x, y, width };
        rasterise(280, 280, &[vec![point(80.0, 60.0), point(180.0, 200.0)]])
    }

    fn width_of(bitmap: &Bitmap) -> f32 {
        let (width, height) = (bitmap.width, bitmap.height);
        mean_width(&distances(&mask(bitmap), width, height, false))
    }

    #[test]
    fn lines_are_measured() {
        for width in [4.0, 8.0, 16.0, 24.0, 40.0] {
            let measured = width_of(&bar(width));
            assert!(
                (measured - width).abs() < 0.1 * width,
                "{measured} instead of {width}"
            );
        }
    }

    #[test]
    fn lines_are_brought_to_one_width() {
        for width in [3.0, 10.0, 24.0, 40.0] {
            let changed = bring(&bar(width), 2.4).unwrap();
            let ink = InkBox::find(&changed).unwrap();
            let line = width_of(&changed) * INK_BOX as f32 / ink.longer() as f32;
            assert!((line - 2.4).abs() < 0.3, "{width} became {line}");
        }
    }

    #[test]
    fn distances_are_those_of_a_plain_search() {
        let (width, height) = (13, 9);
        let mask: Vec<bool> = (0..width * height).map(|i| i * i % 7 == 2).collect();
        for to in [true, false] {
            let fast = distances(&mask, width, height, to);
            for (i, &fast) in fast.iter().enumerate() {
                let (x, y) = ((i % width) as i32, (i / width) as i32);
                let mut best = f32::MAX;
                for row in -1..=height as i32 {
                    for column in -1..=width as i32 {
                        let within = (0..width as i32).contains(&column)
                            && (0..height as i32).contains(&row);
                        let here = within && mask[(row * width as i32 + column) as usize];
                        if here == to {
                            let square = (column - x) * (column - x) + (row - y) * (row - y);
                            best = best.min((square as f32).sqrt());
                        }
                    }
                }
                assert_eq!(fast, best, "pixel {x}, {y}");
            }
        }
    }

    #[test]
    fn blank_paper_is_refused() {
        let blank = Bitmap {
            width: 9,
            height: 9,
            pixels: vec![0; 81],
        };
        assert_eq!(bring(&blank, 2.4).err(), Some(DrawError::Empty));
    }
}
