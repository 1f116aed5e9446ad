//! Resizes images to 28×28, and converts colour pictures to grey.

use serde::{Deserialize, Serialize};

use super::{HEIGHT, WIDTH};
use crate::draw::area;
use crate::error::{Error, Result};

/// Bytes of an image.
const SIZE: usize = HEIGHT * WIDTH;

/// Maximum rows and columns of a picture.
pub const MAX_PICTURE_SIDE: usize = 4096;

/// Resizes a grey image of `height × width` bytes to 28×28. Each pixel of the result is the mean over
/// the area that it covers. The aspect ratio is kept; the space beside an image that is not square is
/// filled with the median of the image's edge.
///
/// # Panics
/// If `pixels` is empty, or its length is not `height * width`.
pub fn fit(pixels: &[u8], height: usize, width: usize) -> [u8; SIZE] {
    assert!(height * width > 0 && pixels.len() == height * width);
    if let Ok(same) = pixels.try_into()
        && (height, width) == (HEIGHT, WIDTH)
    {
        return same;
    }
    let paper = median(edge(pixels, height, width));
    let scale = height.max(width) as f32 / HEIGHT as f32;
    // Relative to the paper, because `average` takes the value beyond the image's edge as 0.
    let value = |row, column| f32::from(pixels[row * width + column]) - f32::from(paper);
    let scaled = area::average(height, width, scale, value);
    let (top, left) = ((HEIGHT - scaled.height) / 2, (WIDTH - scaled.width) / 2);
    let mut image = [paper; SIZE];
    for (row, line) in scaled.values.chunks_exact(scaled.width).enumerate() {
        let target = &mut image[(top + row) * WIDTH + left..][..scaled.width];
        for (pixel, value) in target.iter_mut().zip(line) {
            *pixel = (value + f32::from(paper) + 0.5) as u8;
        }
    }
    image
}

/// The pixels along the four edges.
fn edge(pixels: &[u8], height: usize, width: usize) -> impl Iterator<Item = u8> + '_ {
    let rows = [0, height - 1].into_iter();
    let columns = [0, width - 1].into_iter();
    rows.flat_map(move |row| &pixels[row * width..][..width])
        .chain(columns.flat_map(move |column| pixels[column..].iter().step_by(width)))
        .copied()
}

/// The median of some bytes.
fn median(bytes: impl Iterator<Item = u8>) -> u8 {
    let mut bytes: Vec<u8> = bytes.collect();
    let half = bytes.len() / 2;
    *bytes.select_nth_unstable(half).1
}

/// Converts a picture, `[height, width, 4]` bytes of red, green, blue and opacity, to a grey image of
/// 28×28, 0 = black. The background of transparent pixels is white. Grey is the luma of ITU-R BT.601.
///
/// # Errors
/// [`Error::PictureSize`] if a side is not in 1..=4096, or `rgba` has another length.
pub fn from_colour(rgba: &[u8], height: usize, width: usize) -> Result<[u8; SIZE]> {
    let sides = 1..=MAX_PICTURE_SIDE;
    if !sides.contains(&height) || !sides.contains(&width) || rgba.len() != 4 * height * width {
        return Err(Error::PictureSize { height, width });
    }
    let grey = |pixel: &[u8]| {
        let [red, green, blue, opacity] = [0, 1, 2, 3].map(|i| u32::from(pixel[i]));
        // Luma in thousandths, times opacity: at most 255 × 1000 × 255. Rounded to nearest.
        let luma = 299 * red + 587 * green + 114 * blue;
        let shade = luma * opacity + 255_000 * (255 - opacity);
        ((shade + 127_500) / 255_000) as u8
    };
    let grey: Vec<u8> = rgba.chunks_exact(4).map(grey).collect();
    Ok(fit(&grey, height, width))
}

/// The background of images.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// White if the mean of all images' edges is light, else black.
    #[default]
    Auto,
    /// White: the images are to be inverted, so that ink is 255 as in MNIST.
    White,
    /// Black, as in MNIST.
    Black,
}

impl Paper {
    /// Whether the images, `[n, 28, 28]`, are on white paper and must be inverted.
    pub fn is_white(self, images: &[u8]) -> bool {
        match self {
            Self::White => true,
            Self::Black => false,
            Self::Auto => {
                let edges = images.chunks_exact(SIZE);
                let edges = edges.flat_map(|image| edge(image, HEIGHT, WIDTH));
                let (sum, count) = edges.fold((0_u64, 0_u64), |(sum, count), pixel| {
                    (sum + u64::from(pixel), count + 1)
                });
                2 * sum > 255 * count
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_pcg::Pcg32;

    use super::*;

    fn noise(len: usize, seed: u64) -> Vec<u8> {
        let mut generator = Pcg32::seed_from_u64(seed);
        (0..len).map(|_| generator.next_u32() as u8).collect()
    }

    /// The definition in f64: the sum over all source pixels, weighted by their overlap with a target
    /// pixel. The image is centred in the smallest number of whole pixels that hold it.
    fn reference(pixels: &[u8], height: usize, width: usize) -> Vec<f64> {
        let scale = height.max(width) as f64 / 28.0;
        let paper = f64::from(median(edge(pixels, height, width)));
        let place = |size: usize| {
            let covered = size as f64 / scale;
            let cells = (covered - 0.01).ceil();
            ((28.0 - cells) / 2.0).floor() + (cells - covered) / 2.0
        };
        let (top, left) = (place(height), place(width));
        let overlap = |cell: usize, start: f64, source: usize| {
            let low = start + source as f64 / scale;
            let high = start + (source + 1) as f64 / scale;
            ((cell + 1) as f64).min(high) - (cell as f64).max(low)
        };
        let mut image = vec![paper; 784];
        for (i, value) in image.iter_mut().enumerate() {
            for row in 0..height {
                let down = overlap(i / 28, top, row);
                if down <= 0.0 {
                    continue;
                }
                for column in 0..width {
                    let across = overlap(i % 28, left, column);
                    if across > 0.0 {
                        let pixel = f64::from(pixels[row * width + column]);
                        *value += down * across * (pixel - paper);
                    }
                }
            }
        }
        image
    }

    #[test]
    fn agrees_with_the_definition() {
        let sizes = [
            (28, 28),
            (56, 56),
            (14, 14),
            (8, 8),
            (32, 32),
            (1, 1),
            (29, 27),
            (100, 37),
            (5, 90),
            (1, 200),
            (20, 28),
        ];
        for (height, width) in sizes {
            let pixels = noise(height * width, (height * 1000 + width) as u64);
            let fitted = fit(&pixels, height, width);
            for (i, (&got, wanted)) in fitted
                .iter()
                .zip(reference(&pixels, height, width))
                .enumerate()
            {
                let off = (f64::from(got) - wanted).abs();
                assert!(off < 0.52, "{height}×{width}, pixel {i}: {got}, {wanted}");
            }
        }
    }

    #[test]
    fn keeps_an_image_of_the_right_size_and_the_mean_of_any_square() {
        let pixels = noise(784, 1);
        assert_eq!(fit(&pixels, 28, 28)[..], pixels);
        let pixels = noise(64 * 64, 2);
        let mean = |bytes: &[u8]| {
            bytes.iter().map(|&byte| f64::from(byte)).sum::<f64>() / bytes.len() as f64
        };
        assert!((mean(&pixels) - mean(&fit(&pixels, 64, 64))).abs() < 0.1);
    }

    #[test]
    fn the_space_beside_an_image_takes_its_background() {
        // White paper with a black column in the middle.
        let mut pixels = vec![255; 40 * 20];
        for row in 5..35 {
            pixels[row * 20 + 10] = 0;
        }
        let fitted = fit(&pixels, 40, 20);
        assert!((0..28).all(|row| fitted[row * 28] == 255 && fitted[row * 28 + 27] == 255));
        assert!(fitted.iter().any(|&pixel| pixel < 128));
    }

    #[test]
    fn colours_become_grey_and_transparent_pixels_white() {
        let picture = |pixel: [u8; 4]| from_colour(&pixel.repeat(9), 3, 3).unwrap();
        for (pixel, grey) in [
            ([255, 0, 0, 255], 76),
            ([0, 255, 0, 255], 150),
            ([0, 0, 255, 255], 29),
            ([255, 255, 255, 255], 255),
            ([0, 0, 0, 255], 0),
            ([0, 0, 0, 0], 255),
            ([0, 0, 0, 51], 204),
        ] {
            assert_eq!(picture(pixel), [grey; 784], "{pixel:?}");
        }
        for (len, height, width) in [(35, 3, 3), (0, 0, 3), (4 * 5000, 1, 5000)] {
            let error = from_colour(&vec![0; len], height, width).unwrap_err();
            assert_eq!(error.code(), "picture-size");
        }
    }

    #[test]
    fn paper_is_recognised_by_the_edges_of_all_images() {
        let mut white = [255; 784];
        white[400..440].fill(0);
        let black = white.map(|pixel| 255 - pixel);
        assert!(Paper::Auto.is_white(&[white, white, black].concat()));
        assert!(!Paper::Auto.is_white(&[white, black, black].concat()));
        assert!(Paper::White.is_white(&black) && !Paper::Black.is_white(&white));
    }
}
