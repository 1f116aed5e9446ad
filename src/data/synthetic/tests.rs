use super::*;
use crate::draw::FRAME;

fn digits(seed: u64, first: usize, count: usize) -> (Vec<u8>, Vec<u8>) {
    varied(seed, Variation::default(), first, count)
}

fn varied(seed: u64, variation: Variation, first: usize, count: usize) -> (Vec<u8>, Vec<u8>) {
    let (mut images, mut labels) = (vec![0; count * IMAGE_LEN], vec![0; count]);
    Generator::new(seed, variation).fill(first, &mut images, &mut labels);
    (images, labels)
}

/// FNV-1a, 64 bits.
fn hash<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> u64 {
    let fold = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, fold)
}

#[test]
fn a_seed_gives_the_same_bytes_everywhere() {
    let (images, labels) = digits(0, 0, 100);
    // The value changes with every change of the skeletons or of the handwriting; it must never differ
    // between platforms.
    assert_eq!(hash(images.iter().chain(&labels)), 0x653c_e094_37ef_488e);
    assert_ne!(hash(&images), hash(&digits(1, 0, 100).0));
}

#[test]
fn digits_do_not_depend_on_how_the_work_is_divided() {
    let (images, labels) = digits(7, 0, 60);
    for (first, count) in [(0, 1), (17, 9), (50, 10), (33, 0)] {
        let part = digits(7, first, count);
        assert_eq!(part.0, images[first * IMAGE_LEN..][..count * IMAGE_LEN]);
        assert_eq!(part.1, labels[first..][..count]);
    }
}

#[test]
fn labels_are_balanced_and_random() {
    let (_, labels) = digits(3, 0, 1000);
    for ten in labels.chunks(CLASSES) {
        let mut sorted = ten.to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    // Number of times that a label follows another: about 11, and 9 for the same label.
    let mut follows = [0; CLASSES * CLASSES];
    for pair in labels.windows(2) {
        follows[usize::from(pair[0]) * CLASSES + usize::from(pair[1])] += 1;
    }
    assert!(follows.iter().all(|&n| n < 30), "{follows:?}");
}

#[test]
fn images_have_the_proportions_of_mnist() {
    let count = 2000;
    let (images, _) = digits(5, 0, count);
    let mut ink = 0.0;
    for image in images.chunks_exact(IMAGE_LEN) {
        let lit = || (0..IMAGE_LEN).filter(|&i| image[i] > 0);
        let extent = |place: fn(usize) -> usize| {
            let (low, high) = (
                lit().map(place).min().unwrap(),
                lit().map(place).max().unwrap(),
            );
            high - low + 1
        };
        assert_eq!(extent(|i| i % FRAME).max(extent(|i| i / FRAME)), 20);
        assert!(image.iter().any(|&pixel| pixel > 200));
        let mean = image.iter().map(|&p| f64::from(p)).sum::<f64>() / (255.0 * IMAGE_LEN as f64);
        // A thin 1 has 0.02, a broad 0 has 0.35.
        assert!((0.015..0.4).contains(&mean), "{mean}");
        ink += mean / count as f64;
    }
    // MNIST: 0.131.
    assert!((0.115..0.15).contains(&ink), "{ink}");
}

/// One factor at `value`, the others at 1.
fn turned(name: &str, value: f32) -> Variation {
    let mut variation = Variation::default();
    let knob = match name {
        "slant" => &mut variation.slant,
        "width" => &mut variation.width,
        "thickness" => &mut variation.thickness,
        "rotation" => &mut variation.rotation,
        "wobble" => &mut variation.wobble,
        "warp" => &mut variation.warp,
        other => panic!("no knob {other}"),
    };
    *knob = value;
    variation
}

#[test]
fn every_factor_has_an_effect_that_is_the_same_everywhere() {
    let usual = digits(0, 0, 50);
    let mut all = Vec::new();
    for knob in Variation::knobs() {
        assert_eq!((knob.from, knob.to, knob.value), (0.0, 2.0, 1.0));
        for value in [knob.from, knob.to] {
            let (mut images, labels) = varied(0, turned(knob.name, value), 0, 50);
            assert_eq!(labels, usual.1);
            assert_ne!(images, usual.0, "{} at {value}", knob.name);
            all.append(&mut images);
        }
    }
    // As above: the value must never differ between platforms.
    assert_eq!(hash(&all), 0xfe0d_42c5_ea3c_5ec3);
}

#[test]
fn a_smaller_factor_makes_digits_more_similar() {
    // The sum over the classes of the images' mean squared distance from their mean.
    let spread = |variation| {
        let (images, labels) = varied(4, variation, 0, 1000);
        let images: Vec<&[u8]> = images.chunks_exact(IMAGE_LEN).collect();
        let mut sum = 0.0;
        for class in 0..10 {
            let of_class: Vec<&&[u8]> = images
                .iter()
                .zip(&labels)
                .filter_map(|(image, &label)| (label == class).then_some(image))
                .collect();
            let count = of_class.len() as f64;
            for pixel in 0..IMAGE_LEN {
                let values = of_class.iter().map(|image| f64::from(image[pixel]));
                let mean = values.clone().sum::<f64>() / count;
                sum += values.map(|value| (value - mean).powi(2)).sum::<f64>() / count;
            }
        }
        sum
    };
    let usual = spread(Variation::default());
    for name in Variation::knobs().map(|knob| knob.name) {
        let (less, more) = (spread(turned(name, 0.0)), spread(turned(name, 2.0)));
        assert!(
            less < usual && usual < more,
            "{name}: {less}, {usual}, {more}"
        );
    }
}

#[test]
fn the_extreme_factors_still_write_ink() {
    for value in [0.0, 2.0] {
        let all = Variation {
            slant: value,
            width: value,
            thickness: value,
            rotation: value,
            wobble: value,
            warp: value,
        };
        all.check().unwrap();
        let (images, _) = varied(9, all, 0, 500);
        for image in images.chunks_exact(IMAGE_LEN) {
            assert!(image.iter().any(|&pixel| pixel > 100));
        }
    }
    for value in [-0.1, 2.1, f32::NAN, f32::INFINITY] {
        let error = turned("slant", value).check().unwrap_err();
        assert_eq!(error.code(), "config-invalid");
    }
}
