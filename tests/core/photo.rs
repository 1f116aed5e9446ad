//! Digits in pictures: found where they are, and read as if they had been drawn.

use digit_lab::backend::Backend;
use digit_lab::draw::drawing::LINE;
use digit_lab::draw::{Bitmap, PenPoint, Stroke, normalise, rasterise, thickness};
use digit_lab::recipe::ConfigRequest;
use digit_lab::session::Session;
use digit_lab::train::Advance;
use digit_lab_photo::{Digit, Ink, MOST_DIGITS, Picture, Reading, SIDE, Shrinking, read};
use pollster::block_on;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;

/// Digits of one's own making, as strokes of points in 0..=1: a crossed 7, a 5 with its bar apart.
const STROKES: [&[&[(f32, f32)]]; 10] = [
    &[&[
        (0.5, 0.0),
        (0.15, 0.2),
        (0.1, 0.6),
        (0.35, 1.0),
        (0.7, 0.9),
        (0.85, 0.45),
        (0.7, 0.1),
        (0.5, 0.0),
    ]],
    &[&[(0.3, 0.25), (0.6, 0.0), (0.5, 1.0)]],
    &[&[
        (0.1, 0.2),
        (0.45, 0.0),
        (0.8, 0.25),
        (0.1, 1.0),
        (0.9, 0.95),
    ]],
    &[&[
        (0.1, 0.05),
        (0.8, 0.1),
        (0.4, 0.42),
        (0.85, 0.7),
        (0.5, 1.0),
        (0.1, 0.9),
    ]],
    &[
        &[(0.4, 0.0), (0.05, 0.6), (0.9, 0.6)],
        &[(0.65, 0.3), (0.6, 1.0)],
    ],
    &[
        &[
            (0.2, 0.1),
            (0.2, 0.45),
            (0.75, 0.5),
            (0.8, 0.8),
            (0.4, 1.0),
            (0.1, 0.9),
        ],
        &[(0.3, 0.0), (0.9, 0.0)],
    ],
    &[&[
        (0.7, 0.0),
        (0.2, 0.5),
        (0.2, 0.9),
        (0.6, 1.0),
        (0.8, 0.75),
        (0.5, 0.6),
        (0.2, 0.75),
    ]],
    &[
        &[(0.1, 0.0), (0.9, 0.05), (0.4, 1.0)],
        &[(0.3, 0.5), (0.8, 0.5)],
    ],
    &[&[
        (0.75, 0.15),
        (0.4, 0.0),
        (0.2, 0.25),
        (0.8, 0.7),
        (0.5, 1.0),
        (0.15, 0.8),
        (0.75, 0.15),
    ]],
    &[&[
        (0.8, 0.3),
        (0.5, 0.45),
        (0.2, 0.25),
        (0.5, 0.0),
        (0.8, 0.2),
        (0.7, 1.0),
    ]],
];

/// A page, and how it was photographed.
#[derive(Clone, Copy)]
struct Page {
    width: usize,
    height: usize,
    /// The part of the light that ink takes away.
    ink: f32,
    /// The same of ruled lines, 40 pixels apart; and whether they are squares.
    ruled: f32,
    squared: bool,
    /// The height of digits and the width of the pen, in pixels.
    digit: f32,
    pen: f32,
    /// By how much rows fall: pixels down for each pixel to the right.
    slant: f32,
    /// The light at the darkest corner, 1 at the lightest.
    shade: f32,
    /// Whether a shadow with a hard round edge lies on it.
    shadow: bool,
    noise: f32,
    /// A dark table at the left and at the bottom.
    table: bool,
    inverted: bool,
}

const PLAIN: Page = Page {
    width: 760,
    height: 560,
    ink: 0.7,
    ruled: 0.0,
    squared: false,
    digit: 60.0,
    pen: 5.0,
    slant: 0.0,
    shade: 1.0,
    shadow: false,
    noise: 3.0,
    table: false,
    inverted: false,
};

/// Where a digit was written: its class, and its ink's box.
struct Written {
    class: usize,
    x: [f32; 2],
    y: [f32; 2],
    strokes: Vec<Stroke>,
}

impl Page {
    /// Twenty digits in two rows.
    fn digits(&self) -> Vec<Written> {
        let norm = (1.0 + self.slant * self.slant).sqrt();
        let turned = |x: f32, y: f32| {
            let (x, y) = (x - 0.5 * self.width as f32, y - 0.5 * self.height as f32);
            (
                (x - self.slant * y) / norm + 0.5 * self.width as f32,
                (self.slant * x + y) / norm + 0.5 * self.height as f32,
            )
        };
        (0..20)
            .map(|i| {
                let class = i * 7 % 10;
                let (left, top) = ((100 + 57 * (i % 10)) as f32, (140 + i / 10 * 120) as f32);
                let pen = |&(x, y): &(f32, f32)| {
                    let (x, y) = turned(left + 0.62 * self.digit * x, top + self.digit * y);
                    PenPoint {
                        x,
                        y,
                        width: self.pen,
                    }
                };
                let strokes: Vec<Stroke> = STROKES[class]
                    .iter()
                    .map(|stroke| stroke.iter().map(pen).collect())
                    .collect();
                let points = || strokes.iter().flatten();
                let span = |value: fn(&PenPoint) -> f32| {
                    let low = points().map(value).fold(f32::MAX, f32::min);
                    [
                        low - 0.5 * self.pen,
                        points().map(value).fold(f32::MIN, f32::max) + 0.5 * self.pen,
                    ]
                };
                let (x, y) = (span(|point| point.x), span(|point| point.y));
                Written {
                    class,
                    x,
                    y,
                    strokes,
                }
            })
            .collect()
    }

    fn photo(&self, digits: &[Written]) -> Picture {
        let Self { width, height, .. } = *self;
        let strokes: Vec<Stroke> = digits
            .iter()
            .flat_map(|digit| digit.strokes.clone())
            .collect();
        let ink = rasterise(width, height, &strokes).pixels;
        let mut lines = Vec::new();
        let mut rule = |from: (f32, f32), to: (f32, f32)| {
            lines.push(vec![
                PenPoint {
                    x: from.0,
                    y: from.1,
                    width: 2.0,
                },
                PenPoint {
                    x: to.0,
                    y: to.1,
                    width: 2.0,
                },
            ]);
        };
        for i in 0..60 {
            let at = 40.0 * i as f32 - 600.0;
            rule(
                (-1000.0, at - 1000.0 * self.slant),
                (2000.0, at + 2000.0 * self.slant),
            );
            if self.squared {
                rule(
                    (at + 1000.0 * self.slant, -1000.0),
                    (at - 2000.0 * self.slant, 2000.0),
                );
            }
        }
        let lines = rasterise(width, height, &lines).pixels;
        let mut random = Pcg32::seed_from_u64(17);
        let mut shrinking = Shrinking::new(width, height).unwrap();
        for row in 0..height {
            let mut rgba = Vec::new();
            for column in 0..width {
                let (x, y) = (column as f32 / width as f32, row as f32 / height as f32);
                let i = row * width + column;
                let part = |bytes: &[u8]| f32::from(bytes[i]) / 255.0;
                let mut light = 0.85 - 0.85 * (1.0 - self.shade) * (0.7 * x + 0.3 * y);
                if self.shadow && (x - 0.7) * (x - 0.7) + (y - 1.0) * (y - 1.0) < 0.3 {
                    light *= 0.55;
                }
                if self.table && (x < 0.06 || y > 0.95) {
                    light = 0.2;
                }
                let paper = (1.0 - self.ruled * part(&lines)) * (1.0 - self.ink * part(&ink));
                let mut value = 255.0 * light * paper;
                if self.inverted {
                    value = 255.0 - value;
                }
                // The sum of four uniform numbers is nearly normal; its deviation is 0.58.
                let grain = (0..4)
                    .map(|_| random.next_u32() as f32 / u32::MAX as f32 - 0.5)
                    .sum::<f32>();
                let value = (value + self.noise * grain / 0.58).clamp(0.0, 255.0) as u8;
                rgba.extend([value, value, value, 255]);
            }
            shrinking.rows(&rgba);
        }
        shrinking.finish()
    }
}

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
    normalised(&Bitmap {
        width: SIDE,
        height: SIDE,
        pixels: digit.image.clone(),
    })
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

/// A picture of MNIST's test images on uneven, ruled paper, eight in a row.
fn photographed(images: &[&[u8]]) -> Picture {
    const SCALE: usize = 3;
    const PITCH: usize = 28 * SCALE + 8;
    let (width, height) = (8 * PITCH + 80, images.len().div_ceil(8) * PITCH + 80);
    let mut random = Pcg32::seed_from_u64(5);
    let mut shrinking = Shrinking::new(width, height).unwrap();
    for row in 0..height {
        let mut rgba = Vec::new();
        for column in 0..width {
            let ink = || {
                let (x, y) = (column.checked_sub(40)?, row.checked_sub(40)?);
                let image = images
                    .get(y / PITCH * 8 + x / PITCH)
                    .filter(|_| x < 8 * PITCH)?;
                let (x, y) = (x % PITCH / SCALE, y % PITCH / SCALE);
                (x < 28 && y < 28).then(|| f32::from(image[y * 28 + x]) / 255.0)
            };
            let light = 0.9 - 0.5 * column as f32 / width as f32;
            let line = if row % 34 < 2 { 0.88 } else { 1.0 };
            let grain = random.next_u32() as f32 / u32::MAX as f32 - 0.5;
            let value = 255.0 * light * line * (1.0 - 0.7 * ink().unwrap_or(0.0)) + 14.0 * grain;
            let value = value as u8;
            rgba.extend([value, value, value, 255]);
        }
        shrinking.rows(&rgba);
    }
    shrinking.finish()
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
        let right = |digits: &[u8], side| {
            let readings = block_on(session.read_digits(digits, side, None)).unwrap();
            let rows = readings.probabilities.chunks_exact(10).zip(labels);
            let is_right = |(row, label): &(&[f32], &u8)| {
                assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-4);
                row.iter().all(|&value| value <= row[usize::from(**label)])
            };
            rows.filter(is_right).count()
        };
        as_images += right(&images.concat(), 28);
        let reading = read(&photographed(images));
        // A page on which one was missed or taken for two has no order to compare.
        if reading.found == images.len() {
            found += images.len();
            let digits = reading.digits.iter().map(|digit| digit.image.as_slice());
            as_photos += right(&digits.collect::<Vec<_>>().concat(), SIDE);
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

#[test]
fn wrong_digits_are_refused() {
    let session = crate::exploring::session(ConfigRequest::default());
    let code = |len: usize, value, side| {
        let images = vec![value; len];
        let read = session.read_digits(&images, side, None);
        block_on(read).unwrap_err().code()
    };
    assert_eq!(code(784, 0, 28), "draw-empty");
    assert_eq!(code(0, 0, 28), "config-invalid");
    assert_eq!(code(65 * 784, 255, 28), "config-invalid");
    for (len, side) in [(784, 0), (783, 28), (784, 2000)] {
        assert_eq!(code(len, 255, side), "draw-size");
    }
}
