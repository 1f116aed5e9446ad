//! How well a classifier reads test images that are changed: moved, or corrupted. The images go through it in stretches,
//! once for each change.

use burn::tensor::Device;
use serde::Serialize;

use super::scores::{Choice, by_errors, by_outputs};
use super::template::Template;
use crate::data::{CLASSES, Corrupter, Corruption, HEIGHT, Input, Split, WIDTH};
use crate::error::Result;
use crate::model::{Network, batch};
use crate::ops::read::{self, Transaction};
use crate::recipe::config::EVALUATED_AT_ONCE;

const SIZE: usize = HEIGHT * WIDTH;

/// Accuracies on changed images.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Accuracies {
    /// Test images that every change was made to.
    pub count: usize,
    /// For each change that was asked for, 0..=1.
    pub accuracies: Vec<f64>,
    /// Optimiser updates that the network had seen; templates have no steps.
    pub step: Option<usize>,
}

/// The classifier of a [`Measurement`].
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

/// What is done to every image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// It is moved by whole pixels. The part that leaves is cut; paper comes in.
    Move {
        /// To the right.
        right: isize,
        /// Down.
        down: isize,
    },
    /// It is corrupted.
    Corrupt {
        /// How.
        kind: Corruption,
        /// 0..=5; 0 is no change.
        strength: usize,
    },
}

/// All images with one change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pass {
    /// The place among the accuracies. Passes with the same place are averaged.
    pub place: usize,
    /// The change.
    pub change: Change,
}

/// A measurement under way. Every pass takes some stretches.
pub struct Measurement {
    reader: Reader,
    corrupter: Corrupter,
    count: usize,
    passes: Vec<Pass>,
    /// Number of the current pass.
    pass: usize,
    /// Images of the current pass that are done.
    done: usize,
    /// Right answers, by the place.
    correct: Vec<usize>,
}

impl Measurement {
    /// Begins with the first `count` images. Places of `passes` are 0 and up, without a gap.
    pub fn new(reader: Reader, passes: Vec<Pass>, count: usize) -> Self {
        let places = passes.iter().map(|pass| pass.place + 1).max().unwrap_or(0);
        Self {
            reader,
            corrupter: Corrupter::default(),
            count,
            passes,
            pass: 0,
            done: 0,
            correct: vec![0; places],
        }
    }

    /// Goes on by one stretch of the test images; the result once all is done.
    ///
    /// # Errors
    /// [`Error::Device`](crate::error::Error::Device) if the device fails.
    pub async fn advance(&mut self, split: &Split) -> Result<Option<Accuracies>> {
        if let Some(&Pass { place, change }) = self.passes.get(self.pass) {
            let next = (self.done + EVALUATED_AT_ONCE).min(self.count);
            let mut changed = split.images[self.done * SIZE..next * SIZE].to_vec();
            for (index, image) in (self.done..).zip(changed.chunks_exact_mut(SIZE)) {
                let original = &split.images[index * SIZE..][..SIZE];
                match change {
                    Change::Move { right, down } => shift(original, right, down, image),
                    Change::Corrupt { kind, strength } => {
                        self.corrupter
                            .apply(kind, strength, index as u32, original, image);
                    }
                }
            }
            let labels = &split.labels[self.done..next];
            self.correct[place] += self.reader.correct(&changed, labels).await?;
            self.done = next;
            if self.done == self.count {
                self.pass += 1;
                self.done = 0;
            }
        }
        Ok((self.pass == self.passes.len()).then(|| self.result()))
    }

    fn result(&self) -> Accuracies {
        let images = |place| {
            let passes = self.passes.iter().filter(|pass| pass.place == place);
            passes.count() * self.count
        };
        let correct = self.correct.iter().enumerate();
        Accuracies {
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

    /// Images in all, each counted once a pass.
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

/// Moves an image, `[28, 28]`, to the right and down, into `moved`. The part that leaves is cut; paper comes in.
fn shift(image: &[u8], right: isize, down: isize, moved: &mut [u8]) {
    for (row, to) in moved.chunks_exact_mut(WIDTH).enumerate() {
        to.fill(0);
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
            let mut moved = [255; SIZE];
            shift(&image, right, down, &mut moved);
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
