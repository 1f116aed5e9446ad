//! The distortion of a whole digit: a smooth warp, then width, slant and rotation.

use super::Variation;
use super::stream::Stream;

/// `[x, y]`.
pub type Point = [f32; 2];

/// The distortion of one digit.
pub struct Distortion {
    field: Field,
    /// Coefficients of x², xy and y², for the displacement of x and of y.
    warp: [[f32; 3]; 2],
    width: f32,
    slant: f32,
    cosine: f32,
    sine: f32,
}

impl Distortion {
    /// The smallest factor of a digit's width.
    const NARROWEST: f32 = 0.3;

    /// Draws a distortion. `slant` is the digit's usual slant.
    pub fn new(stream: &mut Stream, slant: f32, variation: &Variation) -> Self {
        // A rotation by the angle whose half has this tangent, without the functions sine and cosine.
        let half = 0.05 * stream.bell() * variation.rotation;
        let square = half * half;
        Self {
            field: Field::new(stream, variation.warp),
            warp: [0; 2].map(|_| [0; 3].map(|_| 0.3 * stream.bell() * variation.warp)),
            width: (1.0 + 0.19 * stream.bell() * variation.width).max(Self::NARROWEST),
            slant: (slant + 0.25 * stream.bell() * variation.slant).clamp(-0.6, 1.0),
            cosine: (1.0 - square) / (1.0 + square),
            sine: 2.0 * half / (1.0 + square),
        }
    }

    /// Distorts a point of a digit, which covers about 0..1 on both axes, and centres it at 0.
    pub fn apply(&self, point: Point) -> Point {
        let off = self.field.at(point);
        let (x, y) = (point[0] + off[0] - 0.5, point[1] + off[1] - 0.5);
        let [by_x, by_y] = self
            .warp
            .map(|[xx, xy, yy]| xx * x * x + xy * x * y + yy * y * y);
        let (x, y) = (x + by_x, y + by_y);
        let x = x * self.width - y * self.slant;
        [
            x * self.cosine - y * self.sine,
            x * self.sine + y * self.cosine,
        ]
    }
}

/// A smooth field of displacements: random vectors on a coarse grid, interpolated by cubic B-splines.
struct Field([[Point; Field::KNOTS]; Field::KNOTS]);

impl Field {
    /// Knots per side.
    const KNOTS: usize = 6;

    fn new(stream: &mut Stream, warp: f32) -> Self {
        let strength = stream.between(0.03, 0.14) * warp;
        Self([0; Self::KNOTS].map(|_| [0; Self::KNOTS].map(|_| stream.bells(strength))))
    }

    fn at(&self, [x, y]: Point) -> Point {
        let ((left, across), (top, down)) = (Self::weights(x), Self::weights(y));
        let mut sum = [0.0; 2];
        for (line, weight_y) in self.0[top..].iter().zip(down) {
            for (off, weight_x) in line[left..].iter().zip(across) {
                sum[0] += weight_y * weight_x * off[0];
                sum[1] += weight_y * weight_x * off[1];
            }
        }
        sum
    }

    /// The first of the four knots around a coordinate, and their weights.
    fn weights(value: f32) -> (usize, [f32; 4]) {
        // The grid covers -0.1..1.1, a little more than the digit. Beyond it the edge's value applies.
        let spans = (Self::KNOTS - 3) as f32;
        let place = ((value + 0.1) / 1.2 * spans).clamp(0.0, spans - 0.001);
        let first = place as usize;
        let t = place - first as f32;
        let u = 1.0 - t;
        let inner = |t: f32| (4.0 - 6.0 * t * t + 3.0 * t * t * t) / 6.0;
        (
            first,
            [u * u * u / 6.0, inner(t), inner(u), t * t * t / 6.0],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_one_displacement_moves_everything_by_it() {
        let field = Field([[[0.25, -0.5]; Field::KNOTS]; Field::KNOTS]);
        for point in [[0.0, 0.0], [0.3, 0.9], [1.0, 0.55], [-2.0, 7.0]] {
            let [x, y] = field.at(point);
            assert!(
                (x - 0.25).abs() < 1e-6 && (y + 0.5).abs() < 1e-6,
                "{point:?}: {x}, {y}"
            );
        }
    }

    #[test]
    fn a_distortion_is_continuous() {
        // Neighbouring points stay close, also across the lines of the grid.
        for index in 0..100 {
            let distortion =
                Distortion::new(&mut Stream::new(1, index), 0.1, &Variation::default());
            let at = |i: usize| distortion.apply([0.0012 * i as f32 - 0.1, 0.0011 * i as f32]);
            for step in 0..1000 {
                let (a, b) = (at(step), at(step + 1));
                let apart = (a[0] - b[0]).abs() + (a[1] - b[1]).abs();
                assert!(apart < 0.02, "distortion {index}: {a:?}, {b:?}");
            }
        }
    }
}
