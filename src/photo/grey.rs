//! Transparency: ink of one colour on nothing is told by its opacity alone, whatever its colour; any other picture is laid
//! on paper.

use crate::Picture;

/// Less is transparent: the ink covers less than half of the pixel.
const VISIBLE: u8 = 128;
/// The brightness of ink of one colour varies by less, between the 2nd and the 98th percentile: antialiasing and
/// compression change it a little.
const ONE_COLOUR: usize = 48;

/// The picture without transparency, `[height, width]`, 0 = black; and whether the opacity was taken for ink. Then
/// ink is black.
pub fn flatten(picture: &Picture) -> (Vec<u8>, bool) {
    let mut histogram = [0_usize; 256];
    let mut visible = 0;
    for (&luma, &opacity) in picture.luma.iter().zip(&picture.opacity) {
        if opacity >= VISIBLE {
            histogram[usize::from(luma)] += 1;
            visible += 1;
        }
    }
    let pixels = picture.luma.len();
    let spread = percentile(&histogram, visible, 98) - percentile(&histogram, visible, 2);
    // More than half of a page is paper. Where most is visible, it is the paper that is.
    if 2 * visible < pixels && spread < ONE_COLOUR {
        return (
            picture
                .opacity
                .iter()
                .map(|&opacity| 255 - opacity)
                .collect(),
            true,
        );
    }
    let paper = percentile(&histogram, visible, 50) as u32;
    let laid = picture.luma.iter().zip(&picture.opacity);
    let laid = laid.map(|(&luma, &opacity)| {
        let opacity = u32::from(opacity);
        ((u32::from(luma) * opacity + paper * (255 - opacity) + 127) / 255) as u8
    });
    (laid.collect(), false)
}

/// The value that `percent` of the `count` values of a histogram do not exceed.
pub fn percentile(histogram: &[usize; 256], count: usize, percent: usize) -> usize {
    let mut below = 0;
    for (value, &more) in histogram.iter().enumerate() {
        below += more;
        if 100 * below >= percent * count.max(1) {
            return value;
        }
    }
    255
}
