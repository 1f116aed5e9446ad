//! How well a classifier reads test images that are moved by some pixels.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::scores::{Choice, Classifier, by_errors, by_outputs};
use super::template::Template;
use crate::data::{CLASSES, HEIGHT, Input, Split, WIDTH};
use crate::error::{Error, Reason, Result};
use crate::model::{Network, batch};
use crate::ops::read::{self, Transaction};
use crate::recipe::config::EVALUATED_AT_ONCE;

/// Pixels that images are moved by at most: half an image.
pub const MOST_DISTANCE: usize = 14;

/// Distances of one request at most.
pub const MOST_DISTANCES: usize = 15;

const SIZE: usize = HEIGHT * WIDTH;

/// Accuracies against distances are asked for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ShiftedRequest {
    /// Whose accuracies.
    pub classifier: Classifier,
    /// Distances in pixels, 15 at most, each 0..=14.
    #[cfg_attr(target_family = "wasm", tsify(type = "number[] | Uint32Array"))]
    pub distances: Vec<usize>,
    /// So many of the first test images, 1..=10000.
    pub count: usize,
    /// The step of a snapshot; null: the network as it is now.
    #[serde(default)]
    #[cfg_attr(target_family = "wasm", tsify(type = "number | null"))]
    pub at: Option<usize>,
}

/// Accuracies on images that were moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Shifted {
    /// Test images that were moved in each direction.
    pub count: usize,
    /// For each distance the mean accuracy over the four directions, 0..=1.
    pub accuracies: Vec<f64>,
    /// Optimiser updates that the network had seen; templates have no steps.
    pub step: Option<usize>,
}

/// The classifier of a [`Shifts`].
pub enum Reader {
    /// A network without autodiff.
    Network {
        /// The network as it was at the beginning.
        network: Network,
        /// Optimiser updates that it had seen.
        step: usize,
        /// The scaling of the pixels.
        input: Input,
        /// The device that computes.
        device: Device,
    },
    /// Mean images.
    Template(Template),
}

/// A measurement under way. Every distance takes one pass over the images for each direction, and every pass some
/// stretches.
pub struct Shifts {
    reader: Reader,
    count: usize,
    passes: Vec<Pass>,
    /// Number of the current pass.
    pass: usize,
    /// Images of the current pass that are done.
    done: usize,
    /// Right answers, by the distance.
    correct: Vec<usize>,
}

/// All images, moved in one direction.
struct Pass {
    /// The distance's place in the request.
    place: usize,
    right: isize,
    down: isize,
}

impl ShiftedRequest {
    /// Refuses distances that are out of range, too many or none.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub fn check(&self) -> Result<()> {
        let refused = |reason| Err(Error::config("distances", reason));
        if let Some(&distance) = self.distances.iter().find(|&&one| one > MOST_DISTANCE) {
            return refused(Reason::between(distance, 0, MOST_DISTANCE));
        }
        match self.distances.len() {
            1..=MOST_DISTANCES => Ok(()),
            number => refused(Reason::from(format!(
                "{number} distances are given; 1 to {MOST_DISTANCES} can be measured at a time."
            ))),
        }
    }
}

impl Shifts {
    /// Begins with the first `count` of `available` images. The request was checked.
    pub fn new(reader: Reader, request: &ShiftedRequest, available: usize) -> Self {
        let distances = request.distances.iter().enumerate();
        let passes = distances.flat_map(|(place, &distance)| {
            let by = distance as isize;
            let directions = [(-by, 0), (by, 0), (0, -by), (0, by)];
            // Without a shift all four are the same.
            let number = if distance == 0 { 1 } else { directions.len() };
            directions
                .into_iter()
                .take(number)
                .map(move |(right, down)| Pass { place, right, down })
        });
        Self {
            reader,
            count: request.count.min(available),
            passes: passes.collect(),
            pass: 0,
            done: 0,
            correct: vec![0; request.distances.len()],
        }
    }

    /// Goes on by one stretch of the test images; the result once all is done.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn advance(&mut self, split: &Split) -> Result<Option<Shifted>> {
        if let Some(pass) = self.passes.get(self.pass) {
            let next = (self.done + EVALUATED_AT_ONCE).min(self.count);
            let pixels = &split.images[self.done * SIZE..next * SIZE];
            let moved: Vec<u8> = pixels
                .chunks_exact(SIZE)
                .flat_map(|image| moved(image, pass.right, pass.down))
                .collect();
            let labels = &split.labels[self.done..next];
            self.correct[pass.place] += self.reader.correct(&moved, labels).await?;
            self.done = next;
            if self.done == self.count {
                self.pass += 1;
                self.done = 0;
            }
        }
        Ok((self.pass == self.passes.len()).then(|| self.result()))
    }

    fn result(&self) -> Shifted {
        let images = |place| {
            let passes = self.passes.iter().filter(|pass| pass.place == place);
            passes.count() * self.count
        };
        let correct = self.correct.iter().enumerate();
        Shifted {
            count: self.count,
            accuracies: correct
                .map(|(place, &correct)| correct as f64 / images(place).max(1) as f64)
                .collect(),
            step: self.reader.step(),
        }
    }

    /// True if it is of a network.
    pub fn is_of_network(&self) -> bool {
        matches!(self.reader, Reader::Network { .. })
    }

    /// Images in all, each counted once a direction.
    pub fn total(&self) -> usize {
        self.passes.len() * self.count
    }

    /// Images done so far, counted in the same way.
    pub fn done(&self) -> usize {
        self.pass * self.count + self.done
    }
}

impl Reader {
    /// How many of the images, `[n, 28, 28]`, are taken for what they are.
    async fn correct(&self, pixels: &[u8], labels: &[u8]) -> Result<usize> {
        let choice = Choice::All;
        let right = match self {
            Self::Template(template) => (pixels.chunks_exact(SIZE).zip(labels))
                .filter(|(image, label)| {
                    by_errors(&template.errors(image), 0, **label, choice).is_right()
                })
                .count(),
            Self::Network {
                network,
                input,
                device,
                ..
            } => {
                let outputs = network.forward(batch::images(pixels, *input, device));
                let outputs = read::scalars(Transaction::default().register(outputs)).await?;
                let outputs: Vec<f64> = outputs.into_iter().map(f64::from).collect();
                (outputs.chunks_exact(CLASSES).zip(labels))
                    .filter(|(row, label)| by_outputs(row, 0, **label, choice).is_right())
                    .count()
            }
        };
        Ok(right)
    }

    fn step(&self) -> Option<usize> {
        match self {
            Self::Network { step, .. } => Some(*step),
            Self::Template(_) => None,
        }
    }
}

/// An image, `[28, 28]`, moved to the right and down. The part that leaves is cut; paper comes in.
fn moved(image: &[u8], right: isize, down: isize) -> [u8; SIZE] {
    let mut moved = [0; SIZE];
    for (row, to) in moved.chunks_exact_mut(WIDTH).enumerate() {
        let Some(row) = row.checked_add_signed(-down).filter(|&row| row < HEIGHT) else {
            continue;
        };
        let from = &image[row * WIDTH..][..WIDTH];
        let kept = WIDTH.saturating_sub(right.unsigned_abs());
        match right >= 0 {
            true => to[WIDTH - kept..].copy_from_slice(&from[..kept]),
            false => to[..kept].copy_from_slice(&from[WIDTH - kept..]),
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_image_loses_one_side_and_gets_paper_at_the_other() {
        let image: Vec<u8> = (0..SIZE).map(|place| (place % 251 + 1) as u8).collect();
        let pixel = |row: isize, column: isize| {
            let inside =
                (0..HEIGHT as isize).contains(&row) && (0..WIDTH as isize).contains(&column);
            match inside {
                true => image[(row * WIDTH as isize + column) as usize],
                false => 0,
            }
        };
        for (right, down) in [
            (0, 0),
            (3, 0),
            (-3, 0),
            (0, 5),
            (0, -5),
            (14, 0),
            (0, -14),
            (2, -1),
        ] {
            let moved = moved(&image, right, down);
            for (place, &found) in moved.iter().enumerate() {
                let (row, column) = ((place / WIDTH) as isize, (place % WIDTH) as isize);
                assert_eq!(
                    found,
                    pixel(row - down, column - right),
                    "{right} {down} {place}"
                );
            }
        }
    }
}
