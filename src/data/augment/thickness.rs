//! Wider and narrower strokes, by grey-scale dilation and erosion with a radius below one pixel.

use super::{Canvas, HEIGHT, STRIDE, WIDTH, row};

/// Makes strokes wider by `pixels`, or narrower if that is negative; -2..=2. Each edge moves by half of
/// it, the radius.
///
/// Dilation: each pixel takes the darkest ink around it, weighted by distance: fully up to the radius,
/// then linearly less, and nothing from one pixel beyond the radius on. A vertical or horizontal edge so
/// moves exactly by the radius, a slanting one approximately. Erosion does the same to the background.
pub fn change(from: &Canvas, pixels: f32, to: &mut Canvas) {
    let radius = pixels.abs() / 2.0;
    if pixels > 0.0 {
        spread(from, radius, greater, |weight, ink| weight * ink, to);
    } else {
        let background = |weight, ink| 255.0 - weight * (255.0 - ink);
        spread(from, radius, lesser, background, to);
    }
}

/// Combines each pixel with its eight neighbours, the only ones within reach of a radius up to 1.
#[inline(always)]
fn spread(
    from: &Canvas,
    radius: f32,
    win: impl Fn(f32, f32) -> f32,
    fade: impl Fn(f32, f32) -> f32,
    to: &mut Canvas,
) {
    let (side, corner) = (radius, (radius + 1.0 - f32::sqrt(2.0)).max(0.0));
    for y in 0..HEIGHT {
        // The row with one more pixel on each side, and the rows above and below.
        let start = row(y) - 1;
        let line = |start: usize| &from[start..start + WIDTH + 2];
        let (above, here, below) = (line(start - STRIDE), line(start), line(start + STRIDE));
        let to = &mut to[start + 1..][..WIDTH];
        for x in 0..WIDTH {
            let upright = |x: usize| win(above[x], below[x]);
            let sides = win(upright(x + 1), win(here[x], here[x + 2]));
            let corners = win(upright(x), upright(x + 2));
            let around = win(fade(side, sides), fade(corner, corners));
            to[x] = win(here[x + 1], around);
        }
    }
}

// `f32::max` and `f32::min` handle NaN, which costs several instructions on wasm.
fn greater(a: f32, b: f32) -> f32 {
    if a < b { b } else { a }
}

fn lesser(a: f32, b: f32) -> f32 {
    if b < a { b } else { a }
}

#[cfg(test)]
mod tests {
    use crate::data::augment::tests::{bar, changed, floats, noise};

    #[test]
    fn strokes_change_by_the_width_set() {
        for thickness in [-1.9, -1.0, -0.4, 0.3, 1.0, 2.0] {
            let image = changed(&bar(), |change| change.thickness = thickness);
            let width = image[28 * 14..][..28].iter().sum::<f32>() / 255.0;
            assert!(
                (width - 2.0 - thickness).abs() < 1e-4,
                "{thickness}: {width}"
            );
        }
    }

    #[test]
    fn dilation_never_lightens_and_erosion_never_darkens() {
        for index in 0..5 {
            let image = noise(index);
            for pixels in [0.1, 0.7, 1.3, 2.0] {
                let wider = changed(&image, |change| change.thickness = pixels);
                let narrower = changed(&image, |change| change.thickness = -pixels);
                for (i, was) in floats(&image).into_iter().enumerate() {
                    assert!(narrower[i] <= was && was <= wider[i], "{pixels}, {i}");
                }
                assert!(wider != floats(&image) && narrower != floats(&image));
            }
        }
    }

    #[test]
    fn diagonal_neighbours_count_by_their_distance() {
        let corner = |ink: u8, paper: u8, thickness| {
            let mut image = vec![paper; 28 * 28];
            image[28 * 9 + 9] = ink;
            let out = changed(&image, |change| change.thickness = thickness);
            [8 * 28 + 8, 8 * 28 + 10, 10 * 28 + 8, 10 * 28 + 10].map(|i| out[i])
        };
        let share = 2.0 - f32::sqrt(2.0);
        assert_eq!(corner(200, 0, 2.0), [share * 200.0; 4]);
        assert_eq!(corner(55, 255, -2.0), [255.0 - share * 200.0; 4]);
        assert_eq!(corner(200, 0, 0.8), [0.0; 4]);
        assert_eq!(corner(55, 255, -0.8), [255.0; 4]);
    }
}
