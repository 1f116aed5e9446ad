//! Corruptions that leave every pixel where it is. All take `values`, `[28, 28]` in 0..=255; results may lie outside and
//! are clamped later.

use super::{HEIGHT, SIZE, Stream, WIDTH};

const INK: f32 = 255.0;
/// Coordinates of the image's centre.
const CENTRE: f32 = (WIDTH - 1) as f32 / 2.0;

/// Adds numbers of the standard deviation `share` of the ink. Six uniform numbers in -1..1 have the variance 2 in sum,
/// and nearly a normal distribution.
pub fn gaussian_noise(values: &mut [f32; SIZE], share: f32, stream: &mut Stream) {
    let scale = share * INK * std::f32::consts::FRAC_1_SQRT_2;
    for value in values {
        let mut sum = 0.0;
        for _ in 0..3 {
            let [a, b] = stream.pair();
            sum += a + b;
        }
        *value += scale * sum;
    }
}

/// Makes a `share` of the pixels paper or ink.
pub fn impulse_noise(values: &mut [f32; SIZE], share: f32, stream: &mut Stream) {
    for value in values {
        let [place, colour] = stream.pair();
        if place < 2.0 * share - 1.0 {
            *value = if colour < 0.0 { 0.0 } else { INK };
        }
    }
}

/// Averages each pixel with its neighbours by the weights 1, 2, 1 along rows and columns, which has the variance 1/2 in
/// each direction, as often as it takes to reach `variance`. Beyond the edges there is paper.
pub fn blur(values: &mut [f32; SIZE], variance: f32) {
    for _ in 0..(2.0 * variance) as usize {
        for (step, stride) in [(1, WIDTH), (WIDTH, 1)] {
            for line in 0..HEIGHT {
                let mut before = 0.0;
                for i in 0..WIDTH {
                    let place = line * stride + i * step;
                    let here = values[place];
                    let after = if i + 1 < WIDTH { values[place + step] } else { 0.0 };
                    values[place] = 0.25 * before + 0.5 * here + 0.25 * after;
                    before = here;
                }
            }
        }
    }
}

/// Moves all pixels towards their mean, so that a `share` of each difference is left.
pub fn contrast(values: &mut [f32; SIZE], share: f32) {
    let mean = values.iter().sum::<f32>() / SIZE as f32;
    for value in values {
        *value = mean + share * (*value - mean);
    }
}

/// Draws level lines of a pixel's width with a `share` of the ink's darkness.
pub fn stripes(values: &mut [f32; SIZE], share: f32, drawn: f32) {
    const APART: usize = 6;
    let first = (0.5 * (drawn + 1.0) * APART as f32) as usize;
    for line in values.chunks_exact_mut(WIDTH).skip(first).step_by(APART) {
        for value in line {
            darken(value, share);
        }
    }
}

/// Draws a line that goes up and down at 45° by four pixels, `width` pixels wide.
pub fn zigzag(values: &mut [f32; SIZE], width: f32, [height, phase]: [f32; 2]) {
    const PERIOD: usize = 8;
    let first = (4.0 * (phase + 1.0)) as usize;
    for (i, value) in values.iter_mut().enumerate() {
        let up = (i % WIDTH + first) % PERIOD;
        let line = CENTRE + 6.0 * height + up.abs_diff(PERIOD / 2) as f32 - 2.0;
        let distance = ((i / WIDTH) as f32 - line).abs() * std::f32::consts::FRAC_1_SQRT_2;
        // The pixel's part that the line covers, where it is far from a corner.
        let covered = (0.5 * width + 0.5 - distance).clamp(0.0, width.min(1.0));
        darken(value, covered);
    }
}

/// Puts paper on a square of `side` pixels.
pub fn occlusion(values: &mut [f32; SIZE], side: f32, drawn: [f32; 2]) {
    let middle = drawn.map(|part| CENTRE + 5.0 * part);
    for (i, value) in values.iter_mut().enumerate() {
        let place = [(i % WIDTH) as f32, (i / WIDTH) as f32];
        if (0..2).all(|axis| (place[axis] - middle[axis]).abs() < 0.5 * side) {
            *value = 0.0;
        }
    }
}

/// At least a `share` of the ink's darkness.
fn darken(value: &mut f32, share: f32) {
    let ink = share * INK;
    if *value < ink {
        *value = ink;
    }
}
