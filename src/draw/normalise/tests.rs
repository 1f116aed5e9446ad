use super::*;
use crate::draw::{PenPoint, rasterise};

fn drawing(width: usize, height: usize, pen: f32, path: &[(f32, f32)]) -> Bitmap {
    let stroke = path
        .iter()
        .map(|&(x, y)| PenPoint { x, y, width: pen })
        .collect();
    rasterise(width, height, &[stroke])
}

fn seven() -> Bitmap {
    drawing(
        280,
        280,
        25.0,
        &[(80.0, 50.0), (190.0, 50.0), (120.0, 230.0)],
    )
}

/// Left, top, width and height of the ink.
fn ink_box(image: &[u8; IMAGE_LEN]) -> (usize, usize, usize, usize) {
    let lit: Vec<_> = (0..IMAGE_LEN)
        .filter(|&i| image[i] > 0)
        .map(|i| (i % FRAME, i / FRAME))
        .collect();
    let (left, right) = (
        lit.iter().map(|p| p.0).min().unwrap(),
        lit.iter().map(|p| p.0).max().unwrap(),
    );
    let (top, bottom) = (
        lit.iter().map(|p| p.1).min().unwrap(),
        lit.iter().map(|p| p.1).max().unwrap(),
    );
    (left, top, right - left + 1, bottom - top + 1)
}

/// The sum of the ink, and its centre of mass.
fn mass(image: &[u8; IMAGE_LEN]) -> (f32, f32, f32) {
    let (mut sum, mut x, mut y) = (0.0, 0.0, 0.0);
    for (i, &value) in image.iter().enumerate() {
        sum += f32::from(value);
        x += f32::from(value) * (i % FRAME) as f32;
        y += f32::from(value) * (i / FRAME) as f32;
    }
    (sum / 255.0, x / sum, y / sum)
}

#[test]
fn the_longer_side_is_20_and_the_mass_is_centred() {
    let wide = drawing(300, 90, 12.0, &[(20.0, 30.0), (270.0, 45.0)]);
    let small = drawing(40, 40, 2.0, &[(10.0, 10.0), (18.0, 12.0), (16.0, 19.0)]);
    for (name, bitmap) in [("seven", seven()), ("wide", wide), ("small", small)] {
        let image = normalise(&bitmap).unwrap();
        let (_, _, width, height) = ink_box(&image);
        assert_eq!(width.max(height), 20, "{name}: {width}×{height}");
        let (_, x, y) = mass(&image);
        assert!(
            (x - 14.0).abs() <= 0.51 && (y - 14.0).abs() <= 0.51,
            "{name}: mass at {x}, {y}"
        );
    }
}

#[test]
fn keeps_the_aspect_ratio_and_the_share_of_ink() {
    // A solid block becomes a block of the same proportions.
    for (width, height) in [(200, 300), (30, 7), (5, 4), (1, 9)] {
        let image = normalise(&Bitmap {
            width,
            height,
            pixels: vec![255; width * height],
        })
        .unwrap();
        let exact = 400.0 * width.min(height) as f32 / width.max(height) as f32;
        assert!(
            (mass(&image).0 - exact).abs() < 0.5,
            "{width}×{height}: {} for {exact}",
            mass(&image).0
        );
    }
}

#[test]
fn does_not_depend_on_the_drawings_position_and_size() {
    let path = [(80.0, 50.0), (190.0, 50.0), (120.0, 230.0)];
    let moved: Vec<_> = path
        .iter()
        .map(|&(x, y)| (2.0 * x + 300.0, 2.0 * y + 17.0))
        .collect();
    let (a, b) = (
        normalise(&seven()).unwrap(),
        normalise(&drawing(1024, 640, 50.0, &moved)).unwrap(),
    );
    let apart = a.iter().zip(&b).map(|(p, q)| p.abs_diff(*q)).max().unwrap();
    assert!(apart < 24, "{apart}");
}

#[test]
fn unbalanced_ink_is_not_cut_off() {
    // A heavy corner with two long thin arms: centring by mass alone would push the arms out of the
    // frame.
    let mut pixels = vec![0; 200 * 200];
    for (i, pixel) in pixels.iter_mut().enumerate() {
        let (x, y) = (i % 200, i / 200);
        *pixel = if (x < 40 && y < 40) || x < 2 || y < 2 {
            255
        } else {
            0
        };
    }
    let image = normalise(&Bitmap {
        width: 200,
        height: 200,
        pixels,
    })
    .unwrap();
    let (left, top, width, height) = ink_box(&image);
    assert_eq!((left, top, width, height), (8, 8, 20, 20));
    let exact = (40.0 * 40.0 + 2.0 * 2.0 * 160.0) / 100.0;
    assert!((mass(&image).0 - exact).abs() < 0.5, "{}", mass(&image).0);
}

#[test]
fn faint_fringes_do_not_widen_the_box() {
    let mut fringed = seven();
    for pixel in &mut fringed.pixels {
        *pixel = (*pixel).max(20);
    }
    let boxes = [fringed, seven()].map(|bitmap| ink_box(&normalise(&bitmap).unwrap()));
    assert_eq!((boxes[0].2, boxes[0].3), (boxes[1].2, boxes[1].3));
}

#[test]
fn blank_and_malformed_drawings_are_refused() {
    let blank = Bitmap {
        width: 280,
        height: 280,
        pixels: vec![8; 280 * 280],
    };
    assert_eq!(normalise(&blank).unwrap_err().code(), "draw-empty");
    for (width, height, len) in [
        (0, 0, 0),
        (0, 5, 0),
        (28, 28, 783),
        (1025, 1, 1025),
        (usize::MAX, 2, 4),
    ] {
        let error = normalise(&Bitmap {
            width,
            height,
            pixels: vec![255; len],
        })
        .unwrap_err();
        assert_eq!(error, DrawError::Size { width, height, len });
        assert_eq!(error.code(), "draw-size");
    }
}

#[test]
fn the_recommended_pen_gives_lines_as_thick_as_mnists() {
    let side = 400.0;
    let pen = PEN_FRACTION * side;
    let half = 0.5 * (side * INK_BOX as f32 / FRAME as f32 - pen);
    let line = drawing(
        400,
        400,
        pen,
        &[(200.0, 200.0 - half), (200.0, 200.0 + half)],
    );
    let thickness = mass(&normalise(&line).unwrap()).0 / INK_BOX as f32;
    assert!((2.2..2.8).contains(&thickness), "{thickness}");
}
