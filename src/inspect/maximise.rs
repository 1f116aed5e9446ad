//! The image that a unit responds to most, by gradient ascent. Erhan et al., "Visualizing higher-layer features of a deep
//! network", 2009; the regularisation by jitter, blurring and decay follows Olah et al., "Feature Visualization", 2017, and
//! Yosinski et al., "Understanding Neural Networks Through Deep Visualization", 2015.

use rand::RngExt;

use super::capture::{Captured, INPUT, Pass, What, capture};
use super::explain::Explained;
use super::objective::Objective;
use crate::data::{HEIGHT, WIDTH};
use crate::error::Result;
use crate::model::{Batch, Mode, batch};
use crate::random;

/// Steps of the ascent.
pub const STEPS: usize = 64;
/// The change of a step, as the root of the mean square over all pixels, of a range of 1. It falls to a tenth.
const RATE: f32 = 0.1;
/// The most pixels that the image is shifted by before a step, so that the result does not depend on its exact place.
const JITTER: i32 = 2;
/// The share by which every pixel moves towards paper in a step.
const DECAY: f32 = 0.01;
/// Every so many steps the image is blurred, but not in the last quarter.
const BLUR_EVERY: usize = 4;

/// An image that a unit responds to.
#[derive(Debug, Clone, PartialEq)]
pub struct Maximised {
    /// The image, `[28, 28]` bytes: 0 = paper, 255 = ink.
    pub image: Vec<u8>,
    /// The unit's value for the image.
    pub value: f32,
    /// The unit's value for the image that the ascent began with.
    pub before: f32,
}

impl Explained<'_> {
    /// Changes an image until `objective` is large. `start` is the image to begin with, `[28, 28]` bytes; `None` begins
    /// with noise around a dark grey. The same seed gives the same image.
    ///
    /// # Errors
    /// [`Error::Device`](crate::error::Error::Device) if the device fails.
    pub async fn maximise(
        &self,
        objective: Objective,
        start: Option<&[u8]>,
        seed: u64,
    ) -> Result<Maximised> {
        let mut generator = random::generator(seed, random::Purpose::Inspection, 1);
        let mut pixels: Vec<f32> = match start {
            Some(image) => image
                .iter()
                .map(|&pixel| f32::from(pixel) / 255.0)
                .collect(),
            None => (0..HEIGHT * WIDTH)
                .map(|_| generator.random_range(0.1..0.4))
                .collect(),
        };
        let (before, _) = self.ascent(&pixels, objective).await?;
        for step in 0..STEPS {
            let left = 1.0 - step as f32 / STEPS as f32;
            let [rows, columns] = [0; 2].map(|_| generator.random_range(-JITTER..=JITTER));
            let (_, gradient) = self
                .ascent(&shifted(&pixels, rows, columns), objective)
                .await?;
            let gradient = shifted(&gradient, -rows, -columns);
            let square = gradient.iter().map(|g| g * g).sum::<f32>() / gradient.len() as f32;
            let rate = RATE * left.max(0.1) / square.sqrt().max(1e-12);
            for (pixel, gradient) in pixels.iter_mut().zip(&gradient) {
                *pixel = ((*pixel + rate * gradient) * (1.0 - DECAY)).clamp(0.0, 1.0);
            }
            if step % BLUR_EVERY == 0 && left > 0.25 {
                pixels = blurred(&pixels);
            }
        }
        let (value, _) = self.ascent(&pixels, objective).await?;
        Ok(Maximised {
            image: pixels.iter().map(|p| (p * 255.0).round() as u8).collect(),
            value,
            before,
        })
    }

    /// The objective's value for an image of pixels in [0, 1], and its gradient with respect to them.
    async fn ascent(&self, pixels: &[f32], objective: Objective) -> Result<(f32, Vec<f32>)> {
        let scaled = pixels.iter().map(|pixel| self.input.of(pixel * 255.0));
        let batch = Batch {
            images: batch::planes(scaled.collect(), self.device),
            targets: vec![0].into(),
        };
        let number = match objective {
            Objective::Unit { number, .. } => number as i32,
            _ => self.spec.last_number() as i32,
        };
        let pass = Pass {
            numbers: &[INPUT, number],
            what: &[What::Activation, What::Gradient],
            mode: Mode::Inference,
            objective,
        };
        let captured = capture(self.spec, self.network, batch, &pass).await?;
        let find = |number: i32, what: What| {
            let is_it = |found: &&Captured| found.number == number && found.what == what;
            captured.iter().find(is_it)
        };
        let unit = match objective {
            Objective::Unit { unit, .. } | Objective::Output(unit) => unit,
            Objective::Loss(_) => 0,
        };
        let value = find(number, What::Activation).map_or(0.0, |found| {
            let area: usize = found.shape[2..].iter().product();
            let plane = &found.values[unit * area..(unit + 1) * area];
            plane.iter().sum::<f32>() / area as f32
        });
        let zeros = || vec![0.0; pixels.len()];
        let gradient = find(INPUT, What::Gradient).map_or_else(zeros, |found| found.values.clone());
        Ok((value, gradient))
    }
}

/// An image moved by whole pixels; what leaves on one side enters on the other.
fn shifted(pixels: &[f32], rows: i32, columns: i32) -> Vec<f32> {
    let from =
        |place: usize, by: i32, size: usize| (place as i32 - by).rem_euclid(size as i32) as usize;
    let places = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (y, x)));
    places
        .map(|(y, x)| pixels[from(y, rows, HEIGHT) * WIDTH + from(x, columns, WIDTH)])
        .collect()
}

/// The mean of each pixel with its neighbours, weighted 1 : 2 : 1 in both directions; paper around the image.
fn blurred(pixels: &[f32]) -> Vec<f32> {
    let at = |y: i32, x: i32| {
        let inside = (0..HEIGHT as i32).contains(&y) && (0..WIDTH as i32).contains(&x);
        if inside {
            pixels[y as usize * WIDTH + x as usize]
        } else {
            0.0
        }
    };
    let places = (0..HEIGHT as i32).flat_map(|y| (0..WIDTH as i32).map(move |x| (y, x)));
    places
        .map(|(y, x)| {
            let neighbours = (-1..=1).flat_map(|dy: i32| (-1..=1).map(move |dx: i32| (dy, dx)));
            let weighted = neighbours.map(|(dy, dx)| {
                let weight = (2 - dy.abs()) * (2 - dx.abs());
                weight as f32 * at(y + dy, x + dx)
            });
            weighted.sum::<f32>() / 16.0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_and_its_opposite_leave_an_image_as_it_was() {
        let image: Vec<f32> = (0..HEIGHT * WIDTH).map(|i| i as f32).collect();
        let moved = shifted(&image, 2, -1);
        assert_eq!(moved[2 * WIDTH], image[1]);
        assert_eq!(shifted(&moved, -2, 1), image);
    }

    #[test]
    fn blurring_keeps_the_ink_that_is_not_at_the_border() {
        let mut image = vec![0.0; HEIGHT * WIDTH];
        image[10 * WIDTH + 10] = 1.0;
        let blurred = blurred(&image);
        assert_eq!(blurred[10 * WIDTH + 10], 0.25);
        assert_eq!(blurred[9 * WIDTH + 9], 1.0 / 16.0);
        assert_eq!(blurred.iter().sum::<f32>(), 1.0);
    }
}
