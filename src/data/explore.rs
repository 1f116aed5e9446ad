//! A split in numbers, without a network: the distribution of its pixels, its classes, and the mean
//! image of each class.

use super::{CLASSES, HEIGHT, Split, WIDTH};
use crate::error::{Error, Result};

const SIZE: usize = HEIGHT * WIDTH;

/// The distribution of a split's pixels and classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// Number of images.
    pub count: usize,
    /// The smallest pixel.
    pub min: u8,
    /// The largest pixel.
    pub max: u8,
    /// Number of different pixel values, 1..=256.
    pub unique_values: usize,
    /// Mean of all pixels, each divided by 255.
    pub mean: f64,
    /// Standard deviation of the same values (of the population, not of a sample).
    pub std: f64,
    /// Number of pixels with each value, `[256]`.
    pub histogram: Vec<u32>,
    /// Number of images of each class, `[10]`.
    pub class_counts: Vec<u32>,
}

impl Statistics {
    /// Computes the statistics of a split, which must have an image.
    pub fn of(split: &Split) -> Self {
        let histogram = histogram(&split.images);
        let pixels = split.images.len() as f64;
        let values = || {
            (0..=u8::MAX)
                .zip(&histogram)
                .filter(|(_, times)| **times > 0)
        };
        // A sum over the 256 values instead of millions of pixels, so that rounding errors do not
        // accumulate.
        let mean_of = |what: &dyn Fn(f64) -> f64| -> f64 {
            let sum: f64 = values()
                .map(|(value, &times)| what(f64::from(value) / 255.0) * f64::from(times))
                .sum();
            sum / pixels
        };
        let mean = mean_of(&|value| value);
        let variance = mean_of(&|value| (value - mean).powi(2));
        Self {
            count: split.len(),
            min: values().next().map_or(0, |(value, _)| value),
            max: values().next_back().map_or(0, |(value, _)| value),
            unique_values: values().count(),
            mean,
            std: variance.sqrt(),
            class_counts: split.class_counts().iter().map(|&n| n as u32).collect(),
            histogram,
        }
    }
}

/// Counts the values in four tables, which are added at the end: in a single table, each of many equal
/// values in a row would wait until the one before it is counted.
fn histogram(bytes: &[u8]) -> Vec<u32> {
    let mut tables = [[0_u32; 256]; 4];
    let (quads, rest) = bytes.as_chunks::<4>();
    for quad in quads {
        for (table, &byte) in tables.iter_mut().zip(quad) {
            table[usize::from(byte)] += 1;
        }
    }
    for &byte in rest {
        tables[0][usize::from(byte)] += 1;
    }
    (0..256)
        .map(|value| tables.iter().map(|table| table[value]).sum())
        .collect()
}

/// The indices of the images of a class, or of all images if `class` is `None`, in order.
pub fn of_class(split: &Split, class: Option<u8>) -> Vec<u32> {
    (0..)
        .zip(&split.labels)
        .filter(|(_, label)| class.is_none_or(|class| class == **label))
        .map(|(index, _)| index)
        .collect()
}

/// Checks a class id that a request names as its `setting`.
///
/// # Errors
/// [`Error::Config`] if it is not in 0..=9.
pub fn class(setting: &str, value: usize) -> Result<u8> {
    if value < CLASSES {
        return Ok(value as u8);
    }
    let message = format!("{value} is not a class: they are 0 to {}.", CLASSES - 1);
    Err(Error::config(setting, message))
}

/// The mean image of each class.
#[derive(Debug, Clone, PartialEq)]
pub struct Means {
    /// `[10, 28, 28]`, 0..=255; zeros for a class without images.
    pub values: Vec<f64>,
    /// Number of images of each class, `[10]`.
    pub counts: Vec<u32>,
}

impl Means {
    /// Computes the means of a split. The sums are integers, so only the division rounds.
    pub fn of(split: &Split) -> Self {
        let mut sums = vec![0_u32; CLASSES * SIZE];
        for (image, &label) in split.images.chunks_exact(SIZE).zip(&split.labels) {
            let of_class = &mut sums[usize::from(label) * SIZE..][..SIZE];
            for (sum, &pixel) in of_class.iter_mut().zip(image) {
                *sum += u32::from(pixel);
            }
        }
        let counts: Vec<u32> = split.class_counts().iter().map(|&n| n as u32).collect();
        let values = sums.chunks_exact(SIZE).zip(&counts).flat_map(|(sums, &n)| {
            let n = f64::from(n.max(1));
            sums.iter().map(move |&sum| f64::from(sum) / n)
        });
        Self {
            values: values.collect(),
            counts,
        }
    }

    /// The mean image of a class in whole numbers, `[28, 28]`; `None` if there is no such class.
    pub fn image(&self, class: usize) -> Option<Vec<u8>> {
        let image = self.values.chunks_exact(SIZE).nth(class)?;
        Some(image.iter().map(|value| value.round() as u8).collect())
    }
}
