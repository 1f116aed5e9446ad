//! Shift, rotation, scaling, shear and elastic distortion in a single bilinear resampling.

use super::{Canvas, Change, HEIGHT, MARGIN, STRIDE, WIDTH};

/// An affine map from a pixel of the changed image, `[x, y]`, to its position in the original.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Affine {
    /// Rows.
    matrix: [[f32; 2]; 2],
    offset: [f32; 2],
}

impl Default for Affine {
    /// The identity.
    fn default() -> Self {
        Self {
            matrix: [[1.0, 0.0], [0.0, 1.0]],
            offset: [0.0; 2],
        }
    }
}

impl Affine {
    /// The inverse of `change`, which scales, shears and rotates an image about its centre and then shifts
    /// it. Positive values enlarge, lean to the right, turn clockwise, and move right and down.
    pub fn undoing(change: &Change) -> Self {
        // Cosine and sine of an angle from the tangent of its half.
        let half = tangent(change.rotation.to_radians() / 2.0);
        let square = half * half;
        let (cosine, sine) = ((1.0 - square) / (1.0 + square), 2.0 * half / (1.0 + square));
        // The y axis points down, so leaning to the right is a negative slope.
        let slant = -tangent(change.shear.to_radians());
        let shrink = 1.0 / change.scale;
        let matrix = [
            [cosine + slant * sine, sine - slant * cosine],
            [-sine, cosine],
        ]
        .map(|row| row.map(|entry| shrink * entry));
        let centre = [(WIDTH - 1) as f32 / 2.0, (HEIGHT - 1) as f32 / 2.0];
        let target = [centre[0] + change.shift[0], centre[1] + change.shift[1]];
        let offset =
            [0, 1].map(|i| centre[i] - matrix[i][0] * target[0] - matrix[i][1] * target[1]);
        Self { matrix, offset }
    }
}

/// The tangent of an angle in -π/4..=π/4, by Lambert's continued fraction. It is the same on every
/// platform to the bit; the standard library's is not.
fn tangent(angle: f32) -> f32 {
    let square = angle * angle;
    angle / (1.0 - square / (3.0 - square / (5.0 - square / (7.0 - square / 9.0))))
}

/// A smooth field of displacements: random vectors on a coarse grid, interpolated by cubic B-splines. Four
/// spans of seven pixels per side are as smooth as a Gaussian with σ = 7 / √3 ≈ 4 pixels. That is the
/// elastic distortion of Simard, Steinkraus and Platt, "Best practices for convolutional neural networks",
/// 2003.
#[derive(Default)]
pub struct Field {
    /// Displacements to the right, then down. Each row of the grid is already interpolated along the
    /// image's columns; `add` interpolates between the rows.
    rows: [[[f32; WIDTH]; Field::KNOTS]; 2],
}

impl Field {
    /// Pixels between two knots.
    const SPAN: usize = 7;
    /// Knots per side.
    const KNOTS: usize = WIDTH / Self::SPAN + 3;
    /// For each pixel of a span, the weights of the four knots around it.
    const WEIGHTS: [[f32; 4]; Self::SPAN] = weights();

    /// Draws the grid from pairs of numbers in -1..1. Interpolation halves the standard deviation of the
    /// knots, so they are drawn from twice `pixels`. The displacements then have about the standard
    /// deviation of a uniform distribution between minus and plus `pixels`.
    pub fn draw(&mut self, pixels: f32, mut uniform: impl FnMut() -> [f32; 2]) {
        let reach = 2.0 * pixels;
        for line in 0..Self::KNOTS {
            let drawn: [[f32; 2]; Self::KNOTS] = std::array::from_fn(|_| uniform());
            for (axis, rows) in self.rows.iter_mut().enumerate() {
                let knots = drawn.map(|knot| reach * knot[axis]);
                let spans = rows[line].chunks_exact_mut(Self::SPAN);
                for (span, knots) in spans.zip(knots.windows(4)) {
                    for (to, weights) in span.iter_mut().zip(&Self::WEIGHTS) {
                        *to = (0..4).map(|k| weights[k] * knots[k]).sum();
                    }
                }
            }
        }
    }

    /// Adds a row's displacements to `xs` and `ys`.
    fn add(&self, y: usize, xs: &mut Line, ys: &mut Line) {
        let (first, weights) = (y / Self::SPAN, Self::WEIGHTS[y % Self::SPAN]);
        for (to, rows) in [xs, ys].into_iter().zip(&self.rows) {
            let [a, b, c, d] = [0, 1, 2, 3].map(|k| &rows[first + k]);
            for x in 0..WIDTH {
                to[x] += (weights[0] * a[x] + weights[1] * b[x])
                    + (weights[2] * c[x] + weights[3] * d[x]);
            }
        }
    }
}

const fn weights() -> [[f32; 4]; Field::SPAN] {
    let mut all = [[0.0; 4]; Field::SPAN];
    let mut i = 0;
    while i < Field::SPAN {
        // The middle of the pixel, so that the grid is symmetric.
        let t = (i as f32 + 0.5) / Field::SPAN as f32;
        let u = 1.0 - t;
        all[i] = [
            u * u * u / 6.0,
            (4.0 - 6.0 * t * t + 3.0 * t * t * t) / 6.0,
            (4.0 - 6.0 * u * u + 3.0 * u * u * u) / 6.0,
            t * t * t / 6.0,
        ];
        i += 1;
    }
    all
}

/// A value for each pixel of a row.
type Line = [f32; WIDTH];

/// Writes to each pixel of `out` the value of `from` at the position that `affine` plus `field` give.
/// Positions outside the image are blank.
pub fn resample(from: &Canvas, affine: &Affine, field: Option<&Field>, out: &mut [f32]) {
    let Affine {
        matrix: [[xx, xy], [yx, yy]],
        offset: [left, top],
    } = *affine;
    for (y, out) in out.chunks_exact_mut(WIDTH).enumerate() {
        let row = y as f32;
        let (left, top) = (left + xy * row, top + yy * row);
        let mut xs: Line = std::array::from_fn(|x| left + xx * x as f32);
        let mut ys: Line = std::array::from_fn(|x| top + yx * x as f32);
        if let Some(field) = field {
            field.add(y, &mut xs, &mut ys);
        }
        read(from, &xs, &ys, out);
    }
}

/// Reads `from` at the positions `xs`, `ys` with bilinear interpolation. Of the three loops the compiler
/// vectorises the first and the last; only the second, which fetches pixels, is scalar.
fn read(from: &Canvas, xs: &Line, ys: &Line, out: &mut [f32]) {
    let (mut starts, mut right, mut down) = ([0; WIDTH], [0.0; WIDTH], [0.0; WIDTH]);
    for x in 0..WIDTH {
        let (column, row) = (on_canvas(xs[x]), on_canvas(ys[x]));
        let (first, line) = (column as i32, row as i32);
        right[x] = column - first as f32;
        down[x] = row - line as f32;
        starts[x] = line * STRIDE as i32 + first;
    }
    let mut corners = [[0.0; WIDTH]; 4];
    for x in 0..WIDTH {
        let start = starts[x] as usize % (STRIDE * STRIDE);
        corners[0][x] = from[start];
        corners[1][x] = from[start + 1];
        corners[2][x] = from[start + STRIDE];
        corners[3][x] = from[start + STRIDE + 1];
    }
    for x in 0..WIDTH {
        let [a, b, c, d] = [0, 1, 2, 3].map(|k| corners[k][x]);
        let above = a + right[x] * (b - a);
        let below = c + right[x] * (d - c);
        out[x] = above + down[x] * (below - above);
    }
}

/// A coordinate on the [`Canvas`] from one of the image, clamped to the blank margin.
fn on_canvas(place: f32) -> f32 {
    const { assert!(WIDTH == HEIGHT) };
    (place + MARGIN as f32).clamp(MARGIN as f32 - 1.0, (MARGIN + WIDTH) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::augment::Stream;

    fn drawn(pixels: f32, index: u64) -> Field {
        let mut stream = Stream::new(1, index);
        let mut field = Field::default();
        field.draw(pixels, || stream.pair());
        field
    }

    /// The displacements of every pixel, to the right and down.
    fn displacements(field: &Field) -> [Vec<Line>; 2] {
        let lines = (0..HEIGHT).map(|y| {
            let (mut xs, mut ys) = ([0.0; WIDTH], [0.0; WIDTH]);
            field.add(y, &mut xs, &mut ys);
            (xs, ys)
        });
        let (across, down) = lines.unzip();
        [across, down]
    }

    #[test]
    fn tangents_are_tangents() {
        for step in -100..=100 {
            let angle = step as f32 / 100.0 * std::f32::consts::FRAC_PI_4;
            let error = tangent(angle) - angle.tan();
            assert!(error.abs() < 2e-7, "{angle}: {error}");
        }
    }

    #[test]
    fn a_field_of_one_displacement_moves_everything_by_it() {
        let mut field = Field::default();
        field.draw(2.0, || [0.25, -0.5]);
        let [across, down] = displacements(&field);
        assert!(across.iter().flatten().all(|x| (x - 1.0).abs() < 1e-5));
        assert!(down.iter().flatten().all(|y| (y + 2.0).abs() < 1e-5));
    }

    #[test]
    fn a_field_has_the_stated_spread_and_is_smooth() {
        let (mut count, mut within, mut squares, mut steps) = (0, 0, 0.0, 0.0);
        for index in 0..1000 {
            for plane in displacements(&drawn(3.0, index)) {
                for (y, line) in plane.iter().enumerate() {
                    for (x, &value) in line.iter().enumerate() {
                        assert!(value.abs() <= 6.0, "{value}");
                        count += 1;
                        within += u32::from(value.abs() <= 3.0);
                        squares += f64::from(value * value);
                        let right = line.get(x + 1).unwrap_or(&value) - value;
                        let below = plane.get(y + 1).map_or(value, |line| line[x]) - value;
                        // The knots are 7 apart and differ by 12 at most.
                        assert!(
                            right.abs().max(below.abs()) < 12.0 / 7.0,
                            "{right}, {below}"
                        );
                        steps += f64::from(right * right + below * below) / 2.0;
                    }
                }
            }
        }
        let mean = |sum: f64| (sum / f64::from(count)).sqrt();
        let share = f64::from(within) / f64::from(count);
        assert!((0.9..0.96).contains(&share), "{share}");
        // Independent uniform displacements would give 3 / √3 = 1.73, and 2.4 between neighbours.
        assert!((1.6..1.8).contains(&mean(squares)), "{}", mean(squares));
        assert!(mean(steps) < 0.35, "{}", mean(steps));
    }
}
