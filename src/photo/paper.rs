//! Removes paper and light.
//!
//! The paper's brightness at a place is a morphological closing of the picture by a square: a minimum filter after a
//! maximum filter. It fills everything dark that is narrower than the square, which are strokes, and keeps gradients
//! of the light and straight edges of shadows. The difference to the picture is the black-hat transform (Serra, *Image
//! Analysis and Mathematical Morphology*, 1982). A first closing by a large square finds the strokes, and a second one
//! by a square a few strokes wide follows shadows of any shape.
//!
//! Ink reflects a share of the light that falls on it. So the difference is divided by the paper's brightness, as in
//! Gatos, Pratikakis and Perantonis, *Adaptive degraded document image binarization* (2006), and ink in a shadow is as
//! strong as ink in the light.

use crate::Size;
use crate::grey::percentile;
use crate::level;

/// A picture without its paper.
pub struct Sheet {
    /// `[height, width]`: 0 = paper, 255 = ink that reflects nothing.
    pub ink: Vec<u8>,
    /// The standard deviation of the paper's grain, in the units of `ink`.
    pub noise: f32,
    /// Whether the ink was lighter than the paper.
    pub light: bool,
}

/// Pictures with a longer side than this are smoothed: smaller ones were drawn, or scaled down.
const SMALL: usize = 200;
/// The paper's brightness is taken for at least this: what is darker has no contrast to be told from grain.
const DARKEST_PAPER: i32 = 40;

/// Removes the paper from a grey picture, `[height, width]`, 0 = black. `dark`: the ink is known to be dark.
pub fn remove(grey: &[u8], size: Size, dark: bool) -> Sheet {
    let light = !dark && ink_is_light(grey, size);
    let mut grey = grey.to_vec();
    if light {
        grey.iter_mut().for_each(|pixel| *pixel = 255 - *pixel);
    }
    if size.long() > SMALL {
        grey = smooth(&grey, size);
    }
    let wide = (size.short() / 4).max(9) / 2;
    let first = subtract(&grey, &closing(&grey, size, wide));
    let narrow = match level::find(&first.0, first.1) {
        // Three strokes wide, so that a crossing is filled, too.
        Some(level) => (3.0 * stroke_width(&first.0, size, level.threshold)) as usize / 2 + 3,
        None => wide,
    };
    let (ink, noise) = match narrow < wide {
        true => subtract(&grey, &closing(&grey, size, narrow)),
        false => first,
    };
    Sheet { ink, noise, light }
}

/// Whether the ink is lighter than the paper around it: strong deviations from the local mean are rarer on the ink's
/// side, because less than half of a page is ink, so the sign of their skewness tells.
fn ink_is_light(grey: &[u8], size: Size) -> bool {
    let Size { width, height } = size;
    let reach = (size.long() / 8).max(3);
    // Sums over all rows above and all columns to the left: the sum over any rectangle is four of them.
    let stride = width + 1;
    let mut sums = vec![0_u32; stride * (height + 1)];
    for row in 0..height {
        let mut sum = 0;
        for column in 0..width {
            sum += u32::from(grey[row * width + column]);
            sums[(row + 1) * stride + column + 1] = sums[row * stride + column + 1] + sum;
        }
    }
    let mut skewness = 0.0_f64;
    for row in 0..height {
        let (top, bottom) = (row.saturating_sub(reach), (row + reach + 1).min(height));
        for column in 0..width {
            let (left, right) = (
                column.saturating_sub(reach),
                (column + reach + 1).min(width),
            );
            let sum = (sums[bottom * stride + right] + sums[top * stride + left])
                - (sums[top * stride + right] + sums[bottom * stride + left]);
            let mean = sum as f32 / ((bottom - top) * (right - left)) as f32;
            let deviation = f32::from(grey[row * width + column]) - mean;
            skewness += f64::from(deviation * deviation * deviation);
        }
    }
    skewness > 0.0
}

/// The binomial filter of 3×3 pixels: it removes most of a camera's noise, and keeps half of a line one pixel wide.
fn smooth(grey: &[u8], size: Size) -> Vec<u8> {
    let Size { width, height } = size;
    let mut result = vec![0; grey.len()];
    let mut columns = vec![0_u32; width];
    for row in 0..height {
        let [above, at, below] = [row.saturating_sub(1), row, (row + 1).min(height - 1)]
            .map(|row| &grey[row * width..][..width]);
        for (column, sum) in columns.iter_mut().enumerate() {
            *sum = u32::from(above[column]) + 2 * u32::from(at[column]) + u32::from(below[column]);
        }
        for (column, pixel) in result[row * width..][..width].iter_mut().enumerate() {
            let (left, right) = (column.saturating_sub(1), (column + 1).min(width - 1));
            *pixel = ((columns[left] + 2 * columns[column] + columns[right] + 8) / 16) as u8;
        }
    }
    result
}

/// The closing by a square that reaches `reach` pixels to each side.
fn closing(grey: &[u8], size: Size, reach: usize) -> Vec<u8> {
    let mut paper = grey.to_vec();
    widen(&mut paper, size, reach);
    // A minimum is the maximum of the negative.
    paper.iter_mut().for_each(|pixel| *pixel = 255 - *pixel);
    widen(&mut paper, size, reach);
    paper.iter_mut().for_each(|pixel| *pixel = 255 - *pixel);
    paper
}

/// The maximum over a square, along the rows and then along the columns.
pub(crate) fn widen(pixels: &mut [u8], size: Size, reach: usize) {
    let Size { width, height } = size;
    let mut line = Scratch::default();
    for row in 0..height {
        line.maximum(pixels, row * width, 1, width, reach);
    }
    for column in 0..width {
        line.maximum(pixels, column, width, height, reach);
    }
}

/// Memory for one line of pixels.
#[derive(Default)]
struct Scratch {
    forth: Vec<u8>,
    back: Vec<u8>,
}

impl Scratch {
    /// Replaces each of `count` pixels, `step` apart from `first` on, by the maximum over those within `reach`: in three
    /// comparisons a pixel (van Herk, *A fast algorithm for local minimum and maximum filters*, 1992). Beyond the ends
    /// there is nothing.
    fn maximum(
        &mut self,
        pixels: &mut [u8],
        first: usize,
        step: usize,
        count: usize,
        reach: usize,
    ) {
        let block = 2 * reach + 1;
        let padded = count + 2 * reach;
        let at = |i: usize| match i.checked_sub(reach) {
            Some(i) if i < count => pixels[first + i * step],
            _ => 0,
        };
        self.forth.clear();
        self.back.resize(padded, 0);
        // The maxima from the beginning of a block on, and from its end back.
        for i in 0..padded {
            let before = if i % block == 0 { 0 } else { self.forth[i - 1] };
            self.forth.push(before.max(at(i)));
        }
        for i in (0..padded).rev() {
            let after = if i % block == block - 1 || i == padded - 1 {
                0
            } else {
                self.back[i + 1]
            };
            self.back[i] = after.max(at(i));
        }
        for i in 0..count {
            pixels[first + i * step] = self.back[i].max(self.forth[i + block - 1]);
        }
    }
}

/// The ink, as a share of the paper's light, and its noise. The paper's grain lies on both sides of 0 once the median of
/// the difference is taken off: a closing follows the lightest grains.
fn subtract(grey: &[u8], paper: &[u8]) -> (Vec<u8>, f32) {
    let share = |grey: u8, paper: u8| {
        // A closing is nowhere darker than the picture.
        let difference = i32::from(paper) - i32::from(grey);
        (255 * difference / i32::from(paper).max(DARKEST_PAPER)).min(255) as u8
    };
    let mut ink: Vec<u8> = grey
        .iter()
        .zip(paper)
        .map(|(&grey, &paper)| share(grey, paper))
        .collect();
    let mut histogram = [0; 256];
    for &value in &ink {
        histogram[usize::from(value)] += 1;
    }
    let median = percentile(&histogram, ink.len(), 50);
    let quartile = percentile(&histogram, ink.len(), 25);
    for value in &mut ink {
        *value = value.saturating_sub(median as u8);
    }
    // The half below the median is free of ink. A quarter of a normal distribution is below −0.674 deviations.
    (ink, (median - quartile) as f32 / 0.674)
}

/// The mean width of strokes: twice their area by the length of their edges.
fn stroke_width(ink: &[u8], size: Size, threshold: u8) -> f32 {
    let is_ink = |i: usize| ink[i] >= threshold;
    let (mut area, mut edge) = (0, 0);
    for row in 1..size.height.max(2) - 1 {
        for column in 1..size.width.max(2) - 1 {
            let i = row * size.width + column;
            if is_ink(i) {
                area += 1;
                let inside = is_ink(i - 1)
                    && is_ink(i + 1)
                    && is_ink(i - size.width)
                    && is_ink(i + size.width);
                edge += usize::from(!inside);
            }
        }
    }
    // A line one or two pixels wide is all edge.
    2.0 * area as f32 / edge.max(1) as f32
}
