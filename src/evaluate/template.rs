//! The baseline without learning: an image shows the digit whose mean image is nearest.

use super::scores::{Classifier, Scores};
use crate::data::explore::{self, Means};
use crate::data::{CLASSES, HEIGHT, Split, WIDTH};
use crate::error::{Error, Result};

const SIZE: usize = HEIGHT * WIDTH;

/// The mean images of a training split, ready to be compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// The means themselves.
    pub means: Means,
    /// The same a pixel at a time, all classes beside each other: `[784][10]`.
    by_pixel: Vec<[f64; CLASSES]>,
    /// Sums of each mean's squares; infinite for a class without images, which is never near.
    squares: [f64; CLASSES],
}

/// Mean squared errors of one class's images to two means.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The images' places in their split, rising.
    pub indices: Vec<u32>,
    /// To the mean of the first class, on values of 0..=1.
    pub to_a: Vec<f32>,
    /// To the mean of the second.
    pub to_b: Vec<f32>,
}

/// How well the nearest of two means tells each two classes apart. All are `[10, 10]`, symmetric,
/// and 0 on the diagonal and for a class without a mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs {
    /// Images of either class.
    pub count: Vec<u32>,
    /// Those that are read.
    pub correct: Vec<u32>,
    /// Their share, 0..=1.
    pub accuracy: Vec<f32>,
}

impl Template {
    /// That of a training split.
    pub fn of(split: &Split) -> Self {
        let means = Means::of(split);
        let of_class = |class: usize| &means.values[class * SIZE..][..SIZE];
        let by_pixel = (0..SIZE).map(|pixel| std::array::from_fn(|class| of_class(class)[pixel]));
        let squares = std::array::from_fn(|class| match means.counts[class] {
            0 => f64::INFINITY,
            _ => of_class(class).iter().map(|value| value * value).sum(),
        });
        Self {
            by_pixel: by_pixel.collect(),
            squares,
            means,
        }
    }

    /// Mean squared error of an image, `[28, 28]` bytes, to each mean, on values of 0..=1.
    ///
    /// As |x|² − 2x·m + |m|²: most pixels are paper and add nothing to x·m. The numbers are below
    /// 10⁸ and are told apart to 10⁻⁸, which 53 bits hold.
    pub fn errors(&self, image: &[u8]) -> [f64; CLASSES] {
        let mut products = [0.0; CLASSES];
        let mut square = 0;
        for (&pixel, means) in image.iter().zip(&self.by_pixel) {
            if pixel != 0 {
                square += u32::from(pixel).pow(2);
                for (product, mean) in products.iter_mut().zip(means) {
                    *product += f64::from(pixel) * mean;
                }
            }
        }
        let scale = 1.0 / (255.0 * 255.0 * SIZE as f64);
        std::array::from_fn(|class| {
            let apart = f64::from(square) - 2.0 * products[class] + self.squares[class];
            apart.max(0.0) * scale
        })
    }

    /// What it gives every image of a split.
    pub fn scores(&self, split: &Split) -> Scores {
        let images = split.images.chunks_exact(SIZE);
        Scores {
            classifier: Classifier::Template,
            step: None,
            values: images.flat_map(|image| self.errors(image)).collect(),
        }
    }

    /// The images of class `a` and of class `b`, each compared with both means.
    ///
    /// # Errors
    /// [`Error::Config`] if `a` or `b` is no class, has no mean, or both are the same.
    pub fn curves(&self, split: &Split, [a, b]: [usize; 2]) -> Result<[Curve; 2]> {
        let [a, b] = [("a", a), ("b", b)].map(|(name, value)| {
            let class = explore::class(name, value)?;
            if self.means.counts[value] == 0 {
                let message = format!("{value} has no mean: no training image shows it.");
                return Err(Error::config(name, message));
            }
            Ok(class)
        });
        let (a, b) = (a?, b?);
        if a == b {
            return Err(Error::config(
                "b",
                format!("{b} is a already: take another."),
            ));
        }
        Ok([a, b].map(|class| {
            let indices = explore::of_class(split, Some(class));
            let errors = indices.iter().map(|&index| {
                let start = index as usize * SIZE;
                let errors = self.errors(&split.images[start..start + SIZE]);
                [a, b].map(|class| errors[usize::from(class)] as f32)
            });
            let (to_a, to_b) = errors.map(|[to_a, to_b]| (to_a, to_b)).unzip();
            Curve {
                indices,
                to_a,
                to_b,
            }
        }))
    }
}

impl Pairs {
    /// Every two classes told apart, from what [`Template::scores`] gives images with these
    /// `labels`.
    pub fn of(scores: &Scores, labels: &[u8]) -> Self {
        let mut pairs = Self {
            count: vec![0; CLASSES * CLASSES],
            correct: vec![0; CLASSES * CLASSES],
            accuracy: Vec::new(),
        };
        for (errors, &label) in scores.values.chunks_exact(CLASSES).zip(labels) {
            let truth = usize::from(label);
            for other in (0..CLASSES).filter(|&other| other != truth) {
                if errors[truth].is_infinite() || errors[other].is_infinite() {
                    continue;
                }
                // Of two that are equally near, the first.
                let read = errors[truth] < errors[other]
                    || (errors[truth] == errors[other] && truth < other);
                for place in [truth * CLASSES + other, other * CLASSES + truth] {
                    pairs.count[place] += 1;
                    pairs.correct[place] += u32::from(read);
                }
            }
        }
        let counts = pairs.correct.iter().zip(&pairs.count);
        pairs.accuracy = counts
            .map(|(&correct, &count)| correct as f32 / count.max(1) as f32)
            .collect();
        pairs
    }
}
