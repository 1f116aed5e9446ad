use super::*;
use rand::RngExt;

/// A seven, an eight of one stroke, and a five whose bar is apart.
fn digits() -> Vec<Vec<Vec<PadPoint>>> {
    let seven = line(&[
        (0.3, 0.2),
        (0.5, 0.19),
        (0.7, 0.2),
        (0.55, 0.5),
        (0.48, 0.8),
    ]);
    let turn = |t: f32| {
        let angle = t * std::f32::consts::TAU;
        (0.5 + 0.2 * (2.0 * angle).sin(), 0.5 - 0.3 * angle.cos())
    };
    let eight: Vec<_> = (0..=60).map(|i| turn(i as f32 / 60.0)).collect();
    let five = line(&[
        (0.4, 0.25),
        (0.38, 0.48),
        (0.6, 0.5),
        (0.62, 0.7),
        (0.36, 0.78),
    ]);
    let bar = line(&[(0.4, 0.24), (0.66, 0.23)]);
    vec![vec![seven], vec![line(&eight)], vec![five, bar]]
}

fn line(points: &[(f32, f32)]) -> Vec<PadPoint> {
    let point = |&(x, y)| PadPoint {
        x,
        y,
        pressure: 0.5,
    };
    points.iter().map(point).collect()
}

fn drawing(strokes: &[Vec<PadPoint>], pen: f32) -> Drawing {
    let marks = strokes.iter().cloned();
    Drawing::Marks {
        marks: marks.map(|points| Mark::Ink { points, pen }).collect(),
        raw: false,
    }
}

fn marks(marks: Vec<Mark>) -> Drawing {
    Drawing::Marks { marks, raw: false }
}

fn moved(strokes: &[Vec<PadPoint>], x: f32, y: f32, scale: f32) -> Vec<Vec<PadPoint>> {
    let change = |point: &PadPoint| PadPoint {
        x: (point.x - 0.5) * scale + x,
        y: (point.y - 0.5) * scale + y,
        ..*point
    };
    strokes
        .iter()
        .map(|points| points.iter().map(change).collect())
        .collect()
}

/// The mean difference of two images' pixels, in grey levels.
fn difference(a: &[u8; IMAGE_LEN], b: &[u8; IMAGE_LEN]) -> f32 {
    let sum: u32 = a
        .iter()
        .zip(b)
        .map(|(a, b)| u32::from(a.abs_diff(*b)))
        .sum();
    sum as f32 / IMAGE_LEN as f32
}

#[test]
fn neither_place_nor_size_nor_pen_changes_the_image() {
    let mut random = rand_pcg::Pcg64Mcg::new(5);
    for digit in digits() {
        let image = drawing(&digit, 0.085).image().unwrap();
        for _ in 0..500 {
            let mut any = |low: f32, high: f32| random.random_range(low..high);
            let (scale, pen) = (any(0.25, 1.0) * any(0.3, 1.4), any(0.01, 0.3));
            let (x, y) = (any(0.1, 0.9), any(0.1, 0.9));
            let other = drawing(&moved(&digit, x, y, scale), pen).image().unwrap();
            let most = image.iter().zip(&other).map(|(a, b)| a.abs_diff(*b)).max();
            // The paths agree to a thousandth of a pixel, so the pixels do to the rounding.
            assert!(most <= Some(2), "{most:?} at {x}, {y}, scaled by {scale}");
        }
    }
}

#[test]
fn strokes_give_what_the_bitmap_of_them_gives() {
    for digit in digits() {
        // With a pen as wide as MNIST's lines in a digit of this size, cropping and scaling pixels says the same.
        let extent = Extent::of(digit.iter().flatten().map(|point| (point.x, point.y)));
        let pen = extent.longer() * LINE / (INK_BOX as f32 - LINE);
        let Stages { boxed, .. } = drawing(&digit, 0.085).stages().unwrap();
        let Drawing::Marks { marks, .. } = drawing(&digit, pen) else {
            unreachable!();
        };
        let pixels = normalise::rounded(&normalise::boxed(&on_paper(&marks)).unwrap());
        // The grids may lie half a pixel apart, so pixels differ, but neither the box nor the ink does.
        assert_eq!(pixels.height, boxed.height);
        assert!(pixels.width.abs_diff(boxed.width) <= 1);
        let ink = |bitmap: &Bitmap| {
            bitmap
                .pixels
                .iter()
                .map(|&pixel| f32::from(pixel))
                .sum::<f32>()
        };
        let (from_pixels, from_strokes) = (ink(&pixels), ink(&boxed));
        assert!(
            (from_pixels / from_strokes - 1.0).abs() < 0.05,
            "{from_pixels} and {from_strokes}"
        );
    }
}

#[test]
fn the_ink_is_boxed_and_its_line_is_mnists() {
    for digit in digits() {
        let drawing = drawing(&digit, 0.02);
        let Stages {
            drawn,
            cropped,
            boxed,
        } = drawing.stages().unwrap();
        assert_eq!((drawn.width, drawn.height), (PAPER, PAPER));
        assert!(cropped.width < PAPER && cropped.height < PAPER);
        assert_eq!(boxed.width.max(boxed.height), INK_BOX);
        let image = drawing.image().unwrap();
        let ink: u32 = image.iter().map(|&pixel| u32::from(pixel)).sum();
        let boxed: u32 = boxed.pixels.iter().map(|&pixel| u32::from(pixel)).sum();
        assert_eq!(ink, boxed, "the same ink, centred");
    }
}

#[test]
fn a_dot_stays_small() {
    let dot = line(&[(0.5, 0.5), (0.503, 0.501), (0.501, 0.498)]);
    let image = drawing(&[dot], 0.085).image().unwrap();
    let ink = image.iter().filter(|&&pixel| pixel > 0).count();
    assert!((4..=60).contains(&ink), "{ink} pixels");
    let inner = image[14 * FRAME + 14];
    assert!(inner > 200, "in the middle: {inner}");
}

#[test]
fn an_eraser_takes_ink_away_and_the_line_is_still_mnists() {
    let [seven, ..] = &digits()[..] else {
        unreachable!();
    };
    let ink = |pen| Mark::Ink {
        points: seven[0].clone(),
        pen,
    };
    let away = Mark::Eraser {
        points: line(&[(0.2, 0.2), (0.42, 0.2)]),
        pen: 0.12,
    };
    let whole = drawing(seven, 0.085).image().unwrap();
    let mut images = Vec::new();
    for pen in [0.03, 0.085, 0.16] {
        let image = marks(vec![ink(pen), away.clone()]).image().unwrap();
        assert!(difference(&whole, &image) > 8.0, "the bar is shorter");
        images.push(image);
    }
    assert!(difference(&images[0], &images[1]) < 6.0);
    let all = Mark::Eraser {
        points: line(&[(0.0, 0.5), (1.0, 0.5)]),
        pen: 1.0,
    };
    assert_eq!(marks(vec![ink(0.085), all]).image(), Err(DrawError::Empty));
}

#[test]
fn a_picture_remains_as_it_is() {
    let mut pixels = vec![0; IMAGE_LEN];
    pixels[5 * FRAME + 7] = 200;
    let picture = Mark::Picture(pixels.clone());
    let drawing = marks(vec![picture.clone()]);
    assert_eq!(drawing.image().unwrap().to_vec(), pixels);
    assert!(drawing.stages().is_ok());
    let raw = Drawing::Marks {
        marks: vec![picture],
        raw: true,
    };
    assert_eq!(raw.image().unwrap().to_vec(), pixels);
}

#[test]
fn raw_is_the_pad_as_it_lies() {
    let corner = line(&[(0.05, 0.05), (0.2, 0.05)]);
    let raw = |pen| Drawing::Marks {
        marks: vec![Mark::Ink {
            points: corner.clone(),
            pen,
        }],
        raw: true,
    };
    let image = raw(0.04).image().unwrap();
    assert!(image[FRAME + 3] > 200, "ink in the corner");
    assert!(image[8 * FRAME..].iter().all(|&pixel| pixel == 0));
    let wide = raw(0.1).image().unwrap();
    let ink = |image: &[u8]| image.iter().map(|&pixel| u32::from(pixel)).sum::<u32>();
    assert!(ink(&wide) > 2 * ink(&image), "the pen is as wide as it is");
}

#[test]
fn pressure_widens_a_line_within_bounds() {
    let stroke = |pressures: [f32; 3]| -> Vec<PadPoint> {
        let places = [0.2, 0.5, 0.8].iter().zip(pressures);
        places
            .map(|(&y, pressure)| PadPoint {
                x: 0.5,
                y,
                pressure,
            })
            .collect()
    };
    let row = |image: &[u8; IMAGE_LEN], row: usize| {
        let line = &image[row * FRAME..][..FRAME];
        line.iter()
            .map(|&pixel| f32::from(pixel) / 255.0)
            .sum::<f32>()
    };
    let even = drawing(&[stroke([0.3, 0.3, 0.3])], 0.1).image().unwrap();
    assert!((row(&even, 14) - LINE).abs() < 0.1, "{}", row(&even, 14));
    let pressed = drawing(&[stroke([0.0, 0.5, 1.0])], 0.1).image().unwrap();
    assert!(row(&pressed, 7) < 0.8 * LINE && row(&pressed, 20) > 1.2 * LINE);
    assert!(row(&pressed, 7) > 0.5 * LINE && row(&pressed, 20) < 1.7 * LINE);
}

#[test]
fn many_points_and_a_full_pad_are_drawn() {
    let scribble: Vec<_> = (0..10_000)
        .map(|i| {
            let t = i as f32 * 0.37;
            (0.5 + 0.45 * t.sin(), 0.5 + 0.45 * (1.3 * t).cos())
        })
        .collect();
    assert!(drawing(&[line(&scribble)], 0.085).image().is_ok());
    let full = drawing(&[line(&[(0.5, 0.5)])], 1.0);
    let Drawing::Marks { marks, .. } = &full else {
        unreachable!();
    };
    assert!(on_paper(marks).pixels[PAPER * 140 + 140] == 255);
    assert!(full.image().is_ok());
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let ink = |x: f32, pen: f32| {
        marks(vec![Mark::Ink {
            points: line(&[(x, 0.5), (0.2, 0.2)]),
            pen,
        }])
    };
    for bad in [
        ink(f32::NAN, 0.1),
        ink(f32::INFINITY, 0.1),
        ink(1e9, 0.1),
        ink(0.5, f32::NAN),
        ink(0.5, 2.0),
        marks(vec![Mark::Picture(vec![9; 10])]),
        marks(vec![Mark::Ink {
            points: line(&vec![(0.5, 0.5); MOST_POINTS + 1]),
            pen: 0.1,
        }]),
    ] {
        assert_eq!(bad.image(), Err(DrawError::Marks));
        assert_eq!(bad.stages().err(), Some(DrawError::Marks));
    }
    let none = Mark::Ink {
        points: vec![],
        pen: 0.1,
    };
    for blank in [vec![], vec![none], vec![Mark::Picture(vec![0; IMAGE_LEN])]] {
        let raw = Drawing::Marks {
            marks: blank.clone(),
            raw: true,
        };
        assert_eq!(raw.image(), Err(DrawError::Empty));
        assert_eq!(marks(blank).image(), Err(DrawError::Empty));
    }
}
