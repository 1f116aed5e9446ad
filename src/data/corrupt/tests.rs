use super::*;
use crate::data::synthetic;

fn corrupted(kind: Corruption, strength: usize, index: u32, image: &[u8]) -> Vec<u8> {
    let mut out = vec![0; SIZE];
    Corrupter::default().apply(kind, strength, index, image, &mut out);
    out
}

/// Generated digits, which are the same on every platform.
fn digits() -> Vec<Vec<u8>> {
    let split = synthetic::generate(60, 3);
    split.images.chunks_exact(SIZE).map(<[u8]>::to_vec).collect()
}

/// FNV-1a.
fn checksum(bytes: impl IntoIterator<Item = u8>) -> u32 {
    let add = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    bytes.into_iter().fold(0x811c_9dc5, add)
}

#[test]
fn strength_0_changes_nothing() {
    for (index, image) in (0..).zip(digits()) {
        for kind in Corruption::ALL {
            assert_eq!(corrupted(kind, 0, index, &image), image, "{kind:?}");
        }
    }
}

#[test]
fn every_kind_gives_the_same_bytes_everywhere() {
    let digits = digits();
    let mut corrupter = Corrupter::default();
    let mut out = vec![0; SIZE];
    let sums = Corruption::ALL.map(|kind| {
        let mut all = Vec::new();
        for strength in 1..=STRENGTHS {
            for (index, image) in (0..).zip(&digits) {
                corrupter.apply(kind, strength, index, image, &mut out);
                assert_eq!(out, corrupted(kind, strength, index, image), "{kind:?} alone");
                all.extend_from_slice(&out);
            }
        }
        format!("{kind:?} {:08x}", checksum(all))
    });
    assert_eq!(sums, ["PINNED"; 15]);
}

#[test]
fn a_greater_strength_changes_more() {
    let digits = digits();
    for kind in Corruption::ALL {
        let changes = [1, 2, 3, 4, 5].map(|strength| {
            let changes = (0..).zip(&digits).map(|(index, image)| {
                let now = corrupted(kind, strength, index, image);
                let pixels = now.iter().zip(image);
                pixels.map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>()
            });
            changes.sum::<u64>()
        });
        let rises = changes[0] > 0 && changes.windows(2).all(|pair| pair[0] < pair[1]);
        assert!(rises, "{kind:?}: {changes:?}");
    }
}

#[test]
fn images_are_corrupted_each_in_its_own_way() {
    use Corruption::*;
    let image = &digits()[0];
    for kind in Corruption::ALL {
        let differ = (1..20).any(|index| corrupted(kind, 3, index, image) != corrupted(kind, 3, 0, image));
        let is_drawn = !matches!(kind, Blur | Contrast | Brightness | Thick | Thin);
        assert_eq!(differ, is_drawn, "{kind:?}");
    }
}

#[test]
fn values_stay_in_the_range_of_pixels() {
    // Before they are rounded, values may lie outside; what wraps would turn white to black.
    let (paper, ink) = ([0; SIZE], [255; SIZE]);
    for strength in 1..=STRENGTHS {
        for kind in [Corruption::Contrast, Corruption::Brightness, Corruption::Thick] {
            assert_eq!(corrupted(kind, strength, 0, &ink), ink, "{kind:?}");
        }
        for kind in [Corruption::Blur, Corruption::Rotate, Corruption::Thin, Corruption::Occlusion] {
            assert_eq!(corrupted(kind, strength, 0, &paper), paper, "{kind:?}");
        }
    }
}

#[test]
fn noise_has_the_deviation_and_the_share_that_are_stated() {
    let grey = [128; SIZE];
    let values: Vec<f64> = (0..200)
        .flat_map(|index| corrupted(Corruption::GaussianNoise, 1, index, &grey))
        .map(|value| f64::from(value) - 128.0)
        .collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let deviation = (values.iter().map(|value| value * value).sum::<f64>() / count).sqrt();
    assert!(mean.abs() < 0.3, "{mean}");
    assert!((deviation / 255.0 - 0.1).abs() < 0.002, "{deviation}");

    for (strength, share) in (1..).zip(Corruption::ImpulseNoise.amounts()) {
        let noisy = (0..200).flat_map(|index| corrupted(Corruption::ImpulseNoise, strength, index, &grey));
        let mut counts = [0.0; 2];
        for value in noisy.filter(|&value| value != 128) {
            assert!([0, 255].contains(&value));
            counts[usize::from(value == 255)] += 1.0 / count;
        }
        for of_colour in counts {
            assert!((of_colour - f64::from(share) / 2.0).abs() < 0.004, "{counts:?}");
        }
    }
}

#[test]
fn a_blur_spreads_a_dot_by_the_variance_that_is_stated() {
    let mut dot = [0; SIZE];
    dot[14 * WIDTH + 14] = 255;
    for (strength, variance) in (1..=3).zip(Corruption::Blur.amounts()) {
        let blurred = corrupted(Corruption::Blur, strength, 0, &dot);
        let (mut ink, mut spread) = (0.0, 0.0);
        for (i, &value) in blurred.iter().enumerate() {
            let right = (i % WIDTH) as f32 - 14.0;
            ink += f32::from(value);
            spread += f32::from(value) * right * right;
        }
        assert!((ink / 255.0 - 1.0).abs() < 0.06, "{ink}");
        assert!((spread / ink / variance - 1.0).abs() < 0.1, "{}", spread / ink);
    }
}

#[test]
fn marks_have_the_sizes_that_are_stated() {
    let (paper, ink) = ([0; SIZE], [255; SIZE]);
    let dark = |image: &[u8]| image.iter().filter(|&&value| value > 0).count();
    for index in 0..50 {
        let lines = dark(&corrupted(Corruption::Stripes, 5, index, &paper)) / WIDTH;
        assert!((4..=5).contains(&lines), "{lines} lines");
        for (strength, side) in (1..).zip(Corruption::Occlusion.amounts()) {
            let hidden = SIZE - dark(&corrupted(Corruption::Occlusion, strength, index, &ink));
            let area = side * side;
            assert!((hidden as f32 - area).abs() <= 2.0 * side + 1.0, "{hidden} of {area}");
        }
        // A line of a width w at 45° covers w √2 pixels of each column.
        let line = corrupted(Corruption::Zigzag, 4, index, &paper);
        let ink: f32 = line.iter().map(|&value| f32::from(value) / 255.0).sum();
        let width = ink / WIDTH as f32 / 2_f32.sqrt();
        assert!((width - 1.6).abs() < 0.15, "{width}");
    }
}

#[test]
fn a_digit_of_mnist_stays_in_the_image_when_it_grows() {
    // Twenty pixels on a side.
    let inside = |i: usize| (4..24).contains(&(i % WIDTH)) && (4..24).contains(&(i / WIDTH));
    let square: Vec<u8> = (0..SIZE).map(|i| u8::from(inside(i)) * 255).collect();
    let areas: Vec<f32> = (0..20)
        .map(|index| corrupted(Corruption::Scale, 5, index, &square))
        .map(|image| image.iter().map(|&value| f32::from(value)).sum::<f32>() / 255.0)
        .collect();
    for area in areas {
        let [smaller, larger] = [100.0, 784.0].map(|whole| (area / whole - 1.0_f32).abs() < 0.06);
        assert!(smaller || larger, "{area}");
    }
}
