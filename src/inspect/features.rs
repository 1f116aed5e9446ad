//! A layer's features of many images: what they look like in two dimensions, and which are alike.

use burn::tensor::{Device, Tensor};

use super::objective;
use crate::data::{Input, Order, Split};
use crate::error::Result;
use crate::model::{Batch, Network};
use crate::ops::read::{self, Transaction};
use crate::recipe::config::EVALUATED_AT_ONCE;

/// Rounds of the subspace iteration. After 60 the axes of features of MNIST change by less than 1e-4.
const ROUNDS: usize = 60;

/// The features of images that are computed part by part. It holds the network as it was at the beginning.
pub struct Gathering {
    network: Network,
    device: Device,
    input: Input,
    number: u32,
    step: usize,
    order: Order,
    next: usize,
    features: Features,
}

/// The features of images: for each image the output of a layer, for maps the mean of each.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Features {
    /// Optimiser updates that the network had seen.
    pub step: usize,
    /// The layer, as in [`Spec::placed`](crate::model::Spec::placed).
    pub number: u32,
    /// Indices of the images in their split.
    pub indices: Vec<u32>,
    /// Features of one image.
    pub width: usize,
    /// `[images, width]`.
    pub values: Vec<f32>,
}

/// Features in two dimensions.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// The directions of the largest variance, `[2, width]`, each of length 1.
    pub axes: Vec<f32>,
    /// The mean of the features, `[width]`.
    pub mean: Vec<f32>,
    /// The share of the variance along each axis, 0..=1.
    pub explained: [f32; 2],
}

/// The features that a layer gives one image, `[1, 1, 28, 28]`: `[width]`.
///
/// # Errors
/// [`Error::Device`](crate::error::Error::Device) if the device fails.
pub async fn of(network: &Network, number: u32, image: Tensor<4>) -> Result<Vec<f32>> {
    let features = objective::features(network.output_of(number, image));
    read::scalars(Transaction::default().register(features)).await
}

impl Gathering {
    /// Begins to compute the features of the images at `indices`. `network` has seen `step` updates.
    pub fn new(
        network: Network,
        step: usize,
        number: u32,
        indices: Vec<u32>,
        (input, device): (Input, &Device),
    ) -> Self {
        Self {
            network,
            device: device.clone().without_autodiff(),
            input,
            number,
            step,
            order: Order::sequential(indices.clone(), EVALUATED_AT_ONCE),
            next: 0,
            features: Features {
                step,
                number,
                indices,
                ..Features::default()
            },
        }
    }

    /// Goes on by a part of the images. Returns true once all are done.
    ///
    /// # Errors
    /// [`Error::Device`](crate::error::Error::Device) if the device fails.
    pub async fn advance(&mut self, split: &Split) -> Result<bool> {
        if let Some(indices) = self.order.batch(self.next) {
            let images = Batch::gather(split, indices, self.input, &self.device).images;
            let output = self.network.output_of(self.number, images);
            let output = objective::features(output);
            let [_, width] = output.dims();
            self.features.width = width;
            let values = read::scalars(Transaction::default().register(output)).await?;
            self.features.values.extend(values);
            self.next += 1;
        }
        Ok(self.next == self.order.batches())
    }

    /// Images done so far.
    pub fn done(&self) -> usize {
        (self.next * EVALUATED_AT_ONCE).min(self.order.images())
    }

    /// Optimiser updates that the network had seen.
    pub fn step(&self) -> usize {
        self.step
    }

    /// The features of all images, once they are done.
    pub fn finish(self) -> Features {
        self.features
    }
}

impl Features {
    /// The features of one image.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.values[i * self.width..(i + 1) * self.width]
    }

    /// The two directions of the largest variance, by subspace iteration (Golub, Van Loan, "Matrix Computations",
    /// 8.2.4) from a fixed start, so that the same features give the same axes. Each axis is turned so that its largest
    /// component is positive.
    pub fn principal_axes(&self) -> Projection {
        let (count, width) = (self.indices.len(), self.width);
        let mut mean = vec![0.0_f64; width];
        for i in 0..count {
            for (sum, &value) in mean.iter_mut().zip(self.row(i)) {
                *sum += f64::from(value) / count as f64;
            }
        }
        let centred: Vec<f32> = (0..count)
            .flat_map(|i| self.row(i).iter().zip(&mean))
            .map(|(&value, mean)| (f64::from(value) - mean) as f32)
            .collect();
        let total: f64 = centred.iter().map(|&value| f64::from(value).powi(2)).sum();
        // Any start that is not orthogonal to the axes.
        let start = |axis: usize| move |i: usize| ((i * (2 * axis + 1)) as f64 * 0.7 + 1.0).sin();
        let mut axes = [0, 1].map(|axis| (0..width).map(start(axis)).collect::<Vec<f64>>());
        let mut variances = [0.0; 2];
        for _ in 0..ROUNDS {
            let mut next = [vec![0.0; width], vec![0.0; width]];
            for row in centred.chunks_exact(width.max(1)) {
                for (axis, next) in axes.iter().zip(&mut next) {
                    let along: f64 = row.iter().zip(axis).map(|(&x, a)| f64::from(x) * a).sum();
                    for (sum, &value) in next.iter_mut().zip(row) {
                        *sum += along * f64::from(value);
                    }
                }
            }
            let [first, second] = &mut next;
            variances[0] = normalise(first);
            let shared: f64 = first.iter().zip(second.iter()).map(|(a, b)| a * b).sum();
            for (value, first) in second.iter_mut().zip(first.iter()) {
                *value -= shared * first;
            }
            variances[1] = normalise(second);
            axes = next;
        }
        let axes = axes.into_iter().flat_map(|axis| {
            let largest = axis
                .iter()
                .copied()
                .fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a });
            let sign = if largest < 0.0 { -1.0 } else { 1.0 };
            axis.into_iter().map(move |value| (value * sign) as f32)
        });
        Projection {
            axes: axes.collect(),
            mean: mean.into_iter().map(|value| value as f32).collect(),
            explained: variances.map(|variance| {
                if total > 0.0 {
                    (variance / total) as f32
                } else {
                    0.0
                }
            }),
        }
    }

    /// The features along the axes of `projection`, which may be those of another step: `[images, 2]`.
    ///
    /// # Panics
    /// If the projection is of features of another width.
    pub fn project(&self, projection: &Projection) -> Vec<f32> {
        let mut points = Vec::with_capacity(2 * self.indices.len());
        for i in 0..self.indices.len() {
            for axis in projection.axes.chunks_exact(self.width) {
                let along = self.row(i).iter().zip(&projection.mean).zip(axis);
                points.push(along.map(|((x, mean), a)| (x - mean) * a).sum());
            }
        }
        points
    }

    /// The `count` images whose features are nearest to `features`, the nearest first: each image's place in `indices`
    /// and its Euclidean distance.
    pub fn nearest(&self, features: &[f32], count: usize) -> Vec<(usize, f32)> {
        let distance = |row: &[f32]| {
            let squares = row.iter().zip(features).map(|(a, b)| (a - b).powi(2));
            squares.sum::<f32>().sqrt()
        };
        let mut all: Vec<(usize, f32)> = (0..self.indices.len())
            .map(|i| (i, distance(self.row(i))))
            .collect();
        all.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        all.truncate(count);
        all
    }
}

/// Scales a vector to length 1 and returns the length it had.
fn normalise(vector: &mut [f64]) -> f64 {
    let length = vector.iter().map(|value| value * value).sum::<f64>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|value| *value /= length);
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points spread 3 : 1 along two known directions in five dimensions.
    fn features() -> (Features, [f32; 5], [f32; 5]) {
        let long = [0.6, 0.8, 0.0, 0.0, 0.0];
        let short = [0.0, 0.0, 0.0, 0.8, -0.6];
        let values = (0..400).flat_map(|i| {
            let (a, b) = (3.0 * (i as f32).sin(), (1.7 * i as f32).cos());
            (0..5).map(move |k| 2.0 + a * long[k] + b * short[k])
        });
        let features = Features {
            indices: (0..400).collect(),
            width: 5,
            values: values.collect(),
            ..Features::default()
        };
        (features, long, short)
    }

    #[test]
    fn the_axes_are_those_of_the_largest_variance() {
        let (features, long, short) = features();
        let found = features.principal_axes();
        for (found, expected) in found.axes.iter().zip(long.iter().chain(&short)) {
            assert!((found - expected).abs() < 0.01, "{found} {expected}");
        }
        let [first, second] = found.explained;
        assert!((first - 0.9).abs() < 0.01 && (first + second - 1.0).abs() < 1e-4);
        assert_eq!(
            features.principal_axes(),
            found,
            "the same features give the same axes"
        );
        let points = features.project(&found);
        let a: Vec<f32> = points.iter().copied().step_by(2).collect();
        let variance = a.iter().map(|a| a * a).sum::<f32>() / 400.0;
        assert!((variance - 4.5).abs() < 0.1, "{variance}");
    }

    #[test]
    fn the_nearest_come_first() {
        let (features, ..) = features();
        let row = features.row(17).to_vec();
        let found = features.nearest(&row, 3);
        assert_eq!(found[0], (17, 0.0));
        assert!(found[1].1 <= found[2].1);
    }
}
