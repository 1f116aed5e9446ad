//! Pages with digits, and photos of them.

use digit_lab::draw::{PenPoint, Stroke, rasterise};
use digit_lab_photo::{Picture, Shrinking};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;

/// Digits of one's own making, as strokes of points in 0..=1: a crossed 7, a 5 with its bar apart.
pub const STROKES: [&[&[(f32, f32)]]; 10] = [
    &[&[
        (0.5, 0.0),
        (0.15, 0.2),
        (0.1, 0.6),
        (0.35, 1.0),
        (0.7, 0.9),
        (0.85, 0.45),
        (0.7, 0.1),
        (0.5, 0.0),
    ]],
    &[&[(0.3, 0.25), (0.6, 0.0), (0.5, 1.0)]],
    &[&[
        (0.1, 0.2),
        (0.45, 0.0),
        (0.8, 0.25),
        (0.1, 1.0),
        (0.9, 0.95),
    ]],
    &[&[
        (0.1, 0.05),
        (0.8, 0.1),
        (0.4, 0.42),
        (0.85, 0.7),
        (0.5, 1.0),
        (0.1, 0.9),
    ]],
    &[
        &[(0.4, 0.0), (0.05, 0.6), (0.9, 0.6)],
        &[(0.65, 0.3), (0.6, 1.0)],
    ],
    &[
        &[
            (0.2, 0.1),
            (0.2, 0.45),
            (0.75, 0.5),
            (0.8, 0.8),
            (0.4, 1.0),
            (0.1, 0.9),
        ],
        &[(0.3, 0.0), (0.9, 0.0)],
    ],
    &[&[
        (0.7, 0.0),
        (0.2, 0.5),
        (0.2, 0.9),
        (0.6, 1.0),
        (0.8, 0.75),
        (0.5, 0.6),
        (0.2, 0.75),
    ]],
    &[
        &[(0.1, 0.0), (0.9, 0.05), (0.4, 1.0)],
        &[(0.3, 0.5), (0.8, 0.5)],
    ],
    &[&[
        (0.75, 0.15),
        (0.4, 0.0),
        (0.2, 0.25),
        (0.8, 0.7),
        (0.5, 1.0),
        (0.15, 0.8),
        (0.75, 0.15),
    ]],
    &[&[
        (0.8, 0.3),
        (0.5, 0.45),
        (0.2, 0.25),
        (0.5, 0.0),
        (0.8, 0.2),
        (0.7, 1.0),
    ]],
];

/// A page, and how it was photographed.
#[derive(Clone, Copy)]
pub struct Page {
    pub width: usize,
    pub height: usize,
    /// The part of the light that ink takes away.
    pub ink: f32,
    /// The same of ruled lines, 40 pixels apart; and whether they are squares.
    pub ruled: f32,
    pub squared: bool,
    /// The height of digits and the width of the pen, in pixels.
    pub digit: f32,
    pub pen: f32,
    /// By how much rows fall: pixels down for each pixel to the right.
    pub slant: f32,
    /// The light at the darkest corner, 1 at the lightest.
    pub shade: f32,
    /// Whether a shadow with a hard round edge lies on it.
    pub shadow: bool,
    pub noise: f32,
    /// A dark table at the left and at the bottom.
    pub table: bool,
    pub inverted: bool,
}

pub const PLAIN: Page = Page {
    width: 760,
    height: 560,
    ink: 0.7,
    ruled: 0.0,
    squared: false,
    digit: 60.0,
    pen: 5.0,
    slant: 0.0,
    shade: 1.0,
    shadow: false,
    noise: 3.0,
    table: false,
    inverted: false,
};

/// Where a digit was written: its class, and its ink's box.
pub struct Written {
    pub class: usize,
    pub x: [f32; 2],
    pub y: [f32; 2],
    pub strokes: Vec<Stroke>,
}

impl Page {
    /// Twenty digits in two rows.
    pub fn digits(&self) -> Vec<Written> {
        let norm = (1.0 + self.slant * self.slant).sqrt();
        let turned = |x: f32, y: f32| {
            let (x, y) = (x - 0.5 * self.width as f32, y - 0.5 * self.height as f32);
            (
                (x - self.slant * y) / norm + 0.5 * self.width as f32,
                (self.slant * x + y) / norm + 0.5 * self.height as f32,
            )
        };
        (0..20)
            .map(|i| {
                let class = i * 7 % 10;
                let (left, top) = ((100 + 57 * (i % 10)) as f32, (140 + i / 10 * 120) as f32);
                let pen = |&(x, y): &(f32, f32)| {
                    let (x, y) = turned(left + 0.62 * self.digit * x, top + self.digit * y);
                    PenPoint {
                        x,
                        y,
                        width: self.pen,
                    }
                };
                let strokes: Vec<Stroke> = STROKES[class]
                    .iter()
                    .map(|stroke| stroke.iter().map(pen).collect())
                    .collect();
                let points = || strokes.iter().flatten();
                let span = |value: fn(&PenPoint) -> f32| {
                    let low = points().map(value).fold(f32::MAX, f32::min);
                    [
                        low - 0.5 * self.pen,
                        points().map(value).fold(f32::MIN, f32::max) + 0.5 * self.pen,
                    ]
                };
                let (x, y) = (span(|point| point.x), span(|point| point.y));
                Written {
                    class,
                    x,
                    y,
                    strokes,
                }
            })
            .collect()
    }

    pub fn photo(&self, digits: &[Written]) -> Picture {
        let Self { width, height, .. } = *self;
        let strokes: Vec<Stroke> = digits
            .iter()
            .flat_map(|digit| digit.strokes.clone())
            .collect();
        let ink = rasterise(width, height, &strokes).pixels;
        let mut lines = Vec::new();
        let mut rule = |from: (f32, f32), to: (f32, f32)| {
            lines.push(vec![
                PenPoint {
                    x: from.0,
                    y: from.1,
                    width: 2.0,
                },
                PenPoint {
                    x: to.0,
                    y: to.1,
                    width: 2.0,
                },
            ]);
        };
        for i in 0..60 {
            let at = 40.0 * i as f32 - 600.0;
            rule(
                (-1000.0, at - 1000.0 * self.slant),
                (2000.0, at + 2000.0 * self.slant),
            );
            if self.squared {
                rule(
                    (at + 1000.0 * self.slant, -1000.0),
                    (at - 2000.0 * self.slant, 2000.0),
                );
            }
        }
        let lines = rasterise(width, height, &lines).pixels;
        let mut random = Pcg32::seed_from_u64(17);
        let mut shrinking = Shrinking::new(width, height).unwrap();
        for row in 0..height {
            let mut rgba = Vec::new();
            for column in 0..width {
                let (x, y) = (column as f32 / width as f32, row as f32 / height as f32);
                let i = row * width + column;
                let part = |bytes: &[u8]| f32::from(bytes[i]) / 255.0;
                let mut light = 0.85 - 0.85 * (1.0 - self.shade) * (0.7 * x + 0.3 * y);
                if self.shadow && (x - 0.7) * (x - 0.7) + (y - 1.0) * (y - 1.0) < 0.3 {
                    light *= 0.55;
                }
                if self.table && (x < 0.06 || y > 0.95) {
                    light = 0.2;
                }
                let paper = (1.0 - self.ruled * part(&lines)) * (1.0 - self.ink * part(&ink));
                let mut value = 255.0 * light * paper;
                if self.inverted {
                    value = 255.0 - value;
                }
                // The sum of four uniform numbers is nearly normal; its deviation is 0.58.
                let grain = (0..4)
                    .map(|_| random.next_u32() as f32 / u32::MAX as f32 - 0.5)
                    .sum::<f32>();
                let value = (value + self.noise * grain / 0.58).clamp(0.0, 255.0) as u8;
                rgba.extend([value, value, value, 255]);
            }
            shrinking.rows(&rgba);
        }
        shrinking.finish()
    }
}

/// A picture of MNIST's test images on uneven, ruled paper, eight in a row.
pub fn photographed(images: &[&[u8]]) -> Picture {
    const SCALE: usize = 3;
    const PITCH: usize = 28 * SCALE + 8;
    let (width, height) = (8 * PITCH + 80, images.len().div_ceil(8) * PITCH + 80);
    let mut random = Pcg32::seed_from_u64(5);
    let mut shrinking = Shrinking::new(width, height).unwrap();
    for row in 0..height {
        let mut rgba = Vec::new();
        for column in 0..width {
            let ink = || {
                let (x, y) = (column.checked_sub(40)?, row.checked_sub(40)?);
                let image = images
                    .get(y / PITCH * 8 + x / PITCH)
                    .filter(|_| x < 8 * PITCH)?;
                let (x, y) = (x % PITCH / SCALE, y % PITCH / SCALE);
                (x < 28 && y < 28).then(|| f32::from(image[y * 28 + x]) / 255.0)
            };
            let light = 0.9 - 0.5 * column as f32 / width as f32;
            let line = if row % 34 < 2 { 0.88 } else { 1.0 };
            let grain = random.next_u32() as f32 / u32::MAX as f32 - 0.5;
            let value = 255.0 * light * line * (1.0 - 0.7 * ink().unwrap_or(0.0)) + 14.0 * grain;
            let value = value as u8;
            rgba.extend([value, value, value, 255]);
        }
        shrinking.rows(&rgba);
    }
    shrinking.finish()
}
