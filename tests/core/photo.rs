//! Digits in pictures: found where they are, and read as if they had been drawn.

mod page;

use digit_lab::backend::Backend;
use digit_lab::draw::drawing::LINE;
use digit_lab::draw::{Bitmap, PenPoint, Stroke, normalise, rasterise, thickness};
use digit_lab::recipe::ConfigRequest;
use digit_lab::session::Session;
use digit_lab::train::Advance;
use digit_lab_photo::{Digit, Ink, MOST_DIGITS, Picture, Reading, SIDE, Shrinking, read};
use page::{PLAIN, Page, STROKES, Written, photographed};
use pollster::block_on;

/// The part of two boxes that both share.
fn overlap(digit: &Digit, written: &Written) -> f32 {
    let span = |a: [f32; 2], from: usize, len: usize| {
        let b = [from as f32, (from + len) as f32];
        (
            (a[1].min(b[1]) - a[0].max(b[0])).max(0.0),
            a[1] - a[0],
            b[1] - b[0],
        )
    };
    let (x, y) = (
        span(written.x, digit.left, digit.width),
        span(written.y, digit.top, digit.height),
    );
    let shared = x.0 * y.0;
    shared / (x.1 * y.1 + x.2 * y.2 - shared)
}

/// A digit of a picture as the network gets it.
fn image(digit: &Digit) -> Vec<u8> {
    normalise(&bitmap(&digit.image)).unwrap().to_vec()
}

fn bitmap(image: &[u8]) -> Bitmap {
    Bitmap {
        width: SIDE,
        height: SIDE,
        pixels: image.to_vec(),
    }
}

fn normalised(bitmap: &Bitmap) -> Vec<u8> {
    normalise(&thickness::bring(bitmap, LINE).unwrap())
        .unwrap()
        .to_vec()
}

/// The cosine of two images: 1 if they are the same. Images are centred at whole pixels, which can be others for two that
/// differ little: the best of the nine places counts.
fn likeness(a: &[u8], b: &[u8]) -> f64 {
    let moved = |down: usize, right: usize| {
        // By one pixel less.
        let from = |i: usize| (i + 29).checked_sub(28 * down + right);
        (0..784)
            .map(|i| from(i).and_then(|i| a.get(i)).copied().unwrap_or(0))
            .collect::<Vec<u8>>()
    };
    let places = (0..9).map(|i| cosine(&moved(i / 3, i % 3), b));
    places.fold(0.0, f64::max)
}

fn cosine(a: &[u8], b: &[u8]) -> f64 {
    let product = |a: &[u8], b: &[u8]| {
        a.iter()
            .zip(b)
            .map(|(&a, &b)| f64::from(a) * f64::from(b))
            .sum::<f64>()
    };
    product(a, b) / (product(a, a) * product(b, b)).sqrt()
}

/// The digits as they would be drawn on the pad: without paper, light and slant.
fn drawn(class: usize) -> Vec<u8> {
    let pen = |&(x, y): &(f32, f32)| PenPoint {
        x: 60.0 + 0.62 * 160.0 * x,
        y: 60.0 + 160.0 * y,
        width: 13.0,
    };
    let strokes: Vec<Stroke> = STROKES[class]
        .iter()
        .map(|stroke| stroke.iter().map(pen).collect())
        .collect();
    normalised(&rasterise(280, 280, &strokes))
}

fn check(name: &str, page: Page, least_overlap: f32, least_likeness: f64) -> Reading {
    let written = page.digits();
    let reading = read(&page.photo(&written));
    assert_eq!(
        reading.digits.len(),
        written.len(),
        "{name}: {:?}",
        boxes(&reading)
    );
    assert_eq!(reading.found, written.len());
    for (digit, written) in reading.digits.iter().zip(&written) {
        let class = written.class;
        let shared = overlap(digit, written);
        assert!(
            shared > least_overlap,
            "{name}: the box of a {class} shares {shared}: {digit:?}"
        );
        let like = likeness(&image(digit), &drawn(class));
        assert!(
            like > least_likeness,
            "{name}: a {class} is like the drawn one by {like}"
        );
    }
    reading
}

fn boxes(reading: &Reading) -> Vec<[usize; 4]> {
    let of = |digit: &Digit| [digit.left, digit.top, digit.width, digit.height];
    reading.digits.iter().map(of).collect()
}

#[test]
fn digits_are_found_in_reading_order_and_look_as_drawn() {
    let reading = check("plain", PLAIN, 0.8, 0.9);
    assert_eq!(
        (reading.ink, reading.lines, reading.slant),
        (Ink::Dark, 0, 0.0)
    );
    let inverted = Page {
        inverted: true,
        ..PLAIN
    };
    assert_eq!(check("inverted", inverted, 0.8, 0.9).ink, Ink::Light);
}

#[test]
fn light_and_shadow_are_removed() {
    check(
        "uneven",
        Page {
            shade: 0.35,
            noise: 4.0,
            ..PLAIN
        },
        0.75,
        0.88,
    );
    check(
        "shadow",
        Page {
            shadow: true,
            ..PLAIN
        },
        0.75,
        0.88,
    );
    check(
        "table",
        Page {
            table: true,
            shade: 0.7,
            ..PLAIN
        },
        0.75,
        0.88,
    );
    check(
        "grain",
        Page {
            noise: 14.0,
            ..PLAIN
        },
        0.7,
        0.85,
    );
}

#[test]
fn ruled_lines_and_squares_are_removed() {
    // Pale lines are below the threshold; these are as dark as half of the ink.
    let ruled = Page {
        ruled: 0.4,
        ..PLAIN
    };
    assert!(check("ruled", ruled, 0.7, 0.8).lines >= 10);
    let squared = Page {
        ruled: 0.4,
        squared: true,
        ..PLAIN
    };
    assert!(check("squared", squared, 0.7, 0.75).lines >= 20);
    check(
        "pale",
        Page {
            ruled: 0.15,
            squared: true,
            shade: 0.6,
            ..PLAIN
        },
        0.75,
        0.88,
    );
}

#[test]
fn thin_pencil_and_thick_felt_look_alike() {
    check(
        "pencil",
        Page {
            ink: 0.22,
            pen: 2.0,
            noise: 2.0,
            shade: 0.7,
            ..PLAIN
        },
        0.75,
        0.85,
    );
    check("felt", Page { pen: 9.0, ..PLAIN }, 0.75, 0.85);
}

#[test]
fn a_page_that_is_slanted_is_straightened() {
    for slant in [-0.14, -0.07, 0.05, 0.12] {
        let reading = check("slanted", Page { slant, ..PLAIN }, 0.75, 0.85);
        assert!(
            (reading.slant - slant).abs() < 0.03,
            "{slant}: {}",
            reading.slant
        );
        let ruled = Page {
            slant,
            ruled: 0.4,
            ..PLAIN
        };
        let reading = check("slanted and ruled", ruled, 0.65, 0.75);
        assert!(
            (reading.slant - slant).abs() < 0.01,
            "{slant}: {}",
            reading.slant
        );
    }
}

/// A picture of one colour, `[height, width]` of opacity.
fn transparent(colour: u8, opacity: &Bitmap) -> Picture {
    let mut shrinking = Shrinking::new(opacity.width, opacity.height).unwrap();
    let pixel = |&opacity: &u8| [colour, colour, colour, opacity];
    shrinking.rows(&opacity.pixels.iter().flat_map(pixel).collect::<Vec<u8>>());
    shrinking.finish()
}

#[test]
fn ink_on_nothing_is_its_opacity_whatever_its_colour() {
    let point = |x, y| PenPoint { x, y, width: 9.0 };
    let strokes = [vec![
        point(60.0, 40.0),
        point(130.0, 45.0),
        point(90.0, 160.0),
    ]];
    let seven = rasterise(200, 200, &strokes);
    for colour in [0, 255] {
        let reading = read(&transparent(colour, &seven));
        assert_eq!((reading.ink, reading.digits.len()), (Ink::Opacity, 1));
        let like = likeness(&image(&reading.digits[0]), &normalised(&seven));
        assert!(like > 0.93, "{like}");
    }
    // A sheet of paper that ends: ink is told from the paper, and not the paper from nothing.
    let mut shrinking = Shrinking::new(200, 200).unwrap();
    let pixel = |(i, &ink): (usize, &u8)| match (10..190).contains(&(i % 200)) {
        true => [255 - ink, 255 - ink, 255 - ink, 255],
        false => [0, 0, 0, 0],
    };
    shrinking.rows(
        &seven
            .pixels
            .iter()
            .enumerate()
            .flat_map(pixel)
            .collect::<Vec<u8>>(),
    );
    let reading = read(&shrinking.finish());
    assert_eq!((reading.ink, reading.digits.len()), (Ink::Dark, 1));
}

#[test]
fn nothing_is_found_where_nothing_is_written() {
    for noise in [0.0, 2.0, 12.0] {
        for shade in [1.0, 0.4] {
            let reading = read(
                &Page {
                    noise,
                    shade,
                    ..PLAIN
                }
                .photo(&[]),
            );
            assert_eq!(
                (reading.found, reading.digits.len()),
                (0, 0),
                "noise {noise}"
            );
        }
    }
    for (width, height) in [(1, 1), (1, 300), (3, 2), (1280, 1)] {
        let mut shrinking = Shrinking::new(width, height).unwrap();
        shrinking.rows(&vec![200; 4 * width * height]);
        assert_eq!(read(&shrinking.finish()).found, 0);
    }
}

#[test]
fn a_lone_stroke_is_a_digit_and_no_ruled_line() {
    let point = |x, y| PenPoint { x, y, width: 4.0 };
    // From edge to edge, as a 1 that was cut out closely.
    for (from, to) in [((40.0, 0.0), (36.0, 120.0)), ((60.0, 20.0), (58.0, 100.0))] {
        let one = rasterise(80, 120, &[vec![point(from.0, from.1), point(to.0, to.1)]]);
        let mut shrinking = Shrinking::new(80, 120).unwrap();
        let pixel = |&ink: &u8| [255 - ink, 255 - ink, 255 - ink, 255];
        shrinking.rows(&one.pixels.iter().flat_map(pixel).collect::<Vec<u8>>());
        let reading = read(&shrinking.finish());
        assert_eq!((reading.digits.len(), reading.lines), (1, 0), "{from:?}");
    }
}

#[test]
fn of_many_digits_the_first_are_cut_out_and_all_are_counted() {
    let point = |x, y| PenPoint { x, y, width: 4.0 };
    let strokes: Vec<Stroke> = (0..90)
        .map(|i| {
            let (x, y) = ((30 + i % 10 * 40) as f32, (30 + i / 10 * 50) as f32);
            vec![point(x, y), point(x + 16.0, y), point(x + 6.0, y + 28.0)]
        })
        .collect();
    let reading = read(&transparent(0, &rasterise(460, 500, &strokes)));
    assert_eq!((reading.found, reading.digits.len()), (90, MOST_DIGITS));
    let places: Vec<[usize; 2]> = reading
        .digits
        .iter()
        .map(|digit| [digit.top / 50, digit.left / 40])
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_large_picture_is_made_smaller_and_a_wrong_size_refused() {
    let mut shrinking = Shrinking::new(3000, 2).unwrap();
    shrinking.rows(&vec![100; 4 * 3000 * 2]);
    let picture = shrinking.finish();
    assert_eq!((picture.width, picture.height), (1000, 1));
    assert_eq!((picture.luma[0], picture.opacity[999]), (100, 100));
    for (width, height) in [(0, 5), (5, 0), (16_385, 1)] {
        assert!(Shrinking::new(width, height).is_err());
    }
    // Rows that never came are transparent, and further ones are left out.
    let mut shrinking = Shrinking::new(4, 4).unwrap();
    shrinking.rows(&[255; 4 * 4 * 9 + 5]);
    assert_eq!(shrinking.finish().luma, [255; 16]);
    assert_eq!(Shrinking::new(4, 4).unwrap().finish().opacity, [0; 16]);
}

/// Digits of a picture are read about as well as the images that they were.
#[test]
fn a_network_reads_digits_of_pictures_as_it_reads_images() {
    let Some(dataset) = crate::mnist::mnist() else {
        return;
    };
    let mut session = Session::new(Backend::cpu());
    let (test, labels) = (dataset.test.images.clone(), dataset.test.labels.clone());
    session.mirror(dataset).unwrap();
    let config = ConfigRequest {
        epochs: Some(1),
        subset: Some(6000),
        ..Default::default()
    };
    session.configure(config).unwrap();
    while !matches!(block_on(session.advance(50)).unwrap(), Advance::Epoch(_)) {}

    let (mut found, mut as_images, mut as_photos) = (0, 0, 0);
    let images: Vec<&[u8]> = test.chunks_exact(784).take(384).collect();
    for (images, labels) in images.chunks(48).zip(labels.chunks(48)) {
        let is_right = |bitmap: Bitmap, label: u8| {
            let prediction = block_on(session.predict(&bitmap.into(), None, false)).unwrap();
            let values = prediction.probabilities;
            values
                .iter()
                .all(|&value| value <= values[usize::from(label)])
        };
        for (image, &label) in images.iter().zip(labels) {
            let bitmap = Bitmap {
                width: 28,
                height: 28,
                pixels: image.to_vec(),
            };
            as_images += usize::from(is_right(bitmap, label));
        }
        let reading = read(&photographed(images));
        // A page on which one was missed or taken for two has no order to compare.
        if reading.found == images.len() {
            found += images.len();
            for (digit, &label) in reading.digits.iter().zip(labels) {
                as_photos += usize::from(is_right(bitmap(&digit.image), label));
            }
        }
    }
    println!("as images {as_images} of 384, as photos {as_photos} of {found}");
    assert!(
        found >= 240,
        "only {found} digits are on pages of which all were found"
    );
    let (as_images, as_photos) = (as_images as f64 / 384.0, as_photos as f64 / found as f64);
    assert!(
        as_photos > as_images - 0.04,
        "{as_photos} instead of {as_images}"
    );
}
