use super::*;

const SIZE: usize = HEIGHT * WIDTH;
const ALL: Augmentation = Augmentation {
    shift: 8.0,
    rotation: 90.0,
    scale: 0.5,
    shear: 45.0,
    elastic: 4.0,
    thickness: 2.0,
};
const STILL: Change = Change::NONE;

/// An image of noise, up to its edges.
pub(super) fn noise(index: u64) -> Vec<u8> {
    let mut stream = Stream::new(5, index);
    let mut pixel = || ((stream.pair()[0] + 1.0) * 128.0) as u8;
    (0..SIZE).map(|_| pixel()).collect()
}

/// An upright stroke in the image's centre.
pub(super) fn bar() -> Vec<u8> {
    let inside = |i: usize| (13..15).contains(&(i % WIDTH)) && (6..22).contains(&(i / WIDTH));
    (0..SIZE).map(|i| u8::from(inside(i)) * 255).collect()
}

pub(super) fn floats(image: &[u8]) -> Vec<f32> {
    image.iter().map(|&pixel| f32::from(pixel)).collect()
}

/// The default settings, changed by `set`.
fn only(set: impl FnOnce(&mut Augmentation)) -> Augmentation {
    let mut settings = Augmentation::default();
    set(&mut settings);
    settings
}

/// No change, except what `set` sets.
fn change(set: impl FnOnce(&mut Change)) -> Change {
    let mut change = STILL;
    set(&mut change);
    change
}

pub(super) fn changed(image: &[u8], set: impl FnOnce(&mut Change)) -> Vec<f32> {
    let mut out = vec![0.0; SIZE];
    Augmenter::new(Augmentation::default(), 0).change(image, &change(set), &mut out);
    out
}

fn applied(settings: Augmentation, seed: u64, image: &[u8], draw: u32, index: u32) -> Vec<f32> {
    let mut out = vec![0.0; SIZE];
    Augmenter::new(settings, seed).apply(image, draw, index, &mut out);
    out
}

/// The ink, and where its middle is: x, y.
fn mass(image: &[f32]) -> (f32, [f32; 2]) {
    let ink: f32 = image.iter().sum();
    let (mut x, mut y) = (0.0, 0.0);
    for (i, pixel) in image.iter().enumerate() {
        x += pixel * (i % WIDTH) as f32;
        y += pixel * (i / WIDTH) as f32;
    }
    (ink, [x / ink, y / ink])
}

#[test]
fn default_settings_change_nothing() {
    let none = Augmentation::default();
    assert!(none.is_none() && !only(|all| all.elastic = 0.1).is_none());
    for index in 0..10 {
        let image = noise(index);
        assert_eq!(applied(none, 1, &image, 2, index as u32), floats(&image));
    }
}

#[test]
fn an_image_depends_only_on_its_key() {
    let image = noise(0);
    let mut augmenter = Augmenter::new(ALL, 9);
    let mut made = |draw, index| {
        let mut out = vec![0.0; SIZE];
        augmenter.apply(&image, draw, index, &mut out);
        out
    };
    let keys = [(0, 0), (0, 1), (1, 0), (1, 1), (7, 59_999)];
    let forwards = keys.map(|(draw, index)| made(draw, index));
    for (i, (draw, index)) in keys.into_iter().enumerate().rev() {
        assert_eq!(made(draw, index), forwards[i], "later, after others");
        assert_eq!(applied(ALL, 9, &image, draw, index), forwards[i], "alone");
        assert_ne!(applied(ALL, 8, &image, draw, index), forwards[i], "seed");
        assert!(!forwards[..i].contains(&forwards[i]), "{draw}, {index}");
    }
}

#[test]
fn a_setting_does_not_affect_other_changes() {
    let drawn = |settings| Augmenter::new(settings, 3).draw(4, 5);
    let all = drawn(ALL);
    for (settings, own) in [
        (
            only(|one| one.shift = 8.0),
            change(|own| own.shift = all.shift),
        ),
        (
            only(|one| one.rotation = 45.0),
            change(|own| own.rotation = all.rotation / 2.0),
        ),
        (
            only(|one| one.scale = 0.5),
            change(|own| own.scale = all.scale),
        ),
        (
            only(|one| one.shear = 45.0),
            change(|own| own.shear = all.shear),
        ),
        (only(|one| one.elastic = 4.0), STILL),
        (
            only(|one| one.thickness = 2.0),
            change(|own| own.thickness = all.thickness),
        ),
    ] {
        assert_eq!(drawn(settings), own);
    }
}

#[test]
fn changes_are_uniform_over_their_range() {
    let mut augmenter = Augmenter::new(ALL, 11);
    // Growing by half is as likely as shrinking by the same factor.
    let growth = |scale: f32| scale.max(1.0) - 1.0 / scale.min(1.0);
    let mut tenths = [[0_i32; 10]; 6];
    for index in 0..20_000 {
        let drawn = augmenter.draw(index / 1000, index);
        let changes = [
            drawn.shift[0] / 8.0,
            drawn.shift[1] / 8.0,
            drawn.rotation / 90.0,
            growth(drawn.scale) / 0.5,
            drawn.shear / 45.0,
            drawn.thickness / 2.0,
        ];
        for (tenths, share) in tenths.iter_mut().zip(changes) {
            assert!(share.abs() < 1.000_001, "{drawn:?}");
            tenths[((share + 1.0) * 4.999_99) as usize] += 1;
        }
    }
    // Five standard deviations of a binomial.
    let even = tenths.as_flattened().iter().all(|n| (n - 2000).abs() < 212);
    assert!(even, "{tenths:?}");
}

#[test]
fn shifts_by_whole_pixels_are_exact() {
    let image = noise(0);
    for (right, down) in [(3, -2), (-8, 0), (1, 1), (0, 8)] {
        let moved = changed(&image, |change| change.shift = [right as f32, down as f32]);
        for (i, &pixel) in moved.iter().enumerate() {
            let (x, y) = ((i % WIDTH) as i32 - right, (i / WIDTH) as i32 - down);
            let inside = (0..28).contains(&x) && (0..28).contains(&y);
            let was = if inside {
                image[(28 * y + x) as usize]
            } else {
                0
            };
            assert_eq!(pixel, f32::from(was), "{right}, {down}: pixel {i}");
        }
    }
}

#[test]
fn shifts_by_parts_of_pixels_are_interpolated() {
    let mut image = vec![0; SIZE];
    image[28 * 10 + 10] = 200;
    let moved = changed(&image, |change| change.shift = [0.5, 0.25]);
    for (x, y, ink) in [
        (10, 10, 75.0),
        (11, 10, 75.0),
        (10, 11, 25.0),
        (11, 11, 25.0),
    ] {
        assert_eq!(moved[28 * y + x], ink, "{x}, {y}");
    }
    assert_eq!(mass(&moved).0, 200.0);
}

#[test]
fn a_quarter_turn_goes_clockwise() {
    let image = noise(1);
    let turned = changed(&image, |change| change.rotation = 90.0);
    for (i, pixel) in turned.iter().enumerate() {
        let was = f32::from(image[28 * (27 - i % WIDTH) + i / WIDTH]);
        assert!((pixel - was).abs() < 0.01, "pixel {i}: {pixel}, was {was}");
    }
}

#[test]
fn rotation_and_scaling_keep_the_ink_and_its_centre() {
    let (ink, middle) = mass(&floats(&bar()));
    let turned = [-80.0, -45.0, -10.0, 3.0, 30.0, 60.0].map(|rotation| (rotation, 1.0));
    let scaled = [1.0 / 1.5, 0.8, 1.2, 1.5].map(|scale| (0.0, scale));
    for (rotation, scale) in turned.into_iter().chain(scaled) {
        let (now, place) = mass(&changed(&bar(), |change| {
            change.rotation = rotation;
            change.scale = scale;
        }));
        // Approximately: sampling at points weights some pixels more than others.
        let share = now / (ink * scale * scale);
        assert!(
            (0.85..1.15).contains(&share),
            "{rotation}, {scale}: {share}"
        );
        let off = (place[0] - middle[0]).hypot(place[1] - middle[1]);
        assert!(off < 0.02, "{rotation}, {scale}: {place:?}");
    }
}

#[test]
fn shear_leans_to_the_right() {
    let leaning = changed(&bar(), |change| change.shear = 30.0);
    let at = |y: usize| mass(&leaning[28 * y..][..28]).1[0];
    let slope = (at(9) - at(19)) / 10.0;
    assert!((slope - 30_f32.to_radians().tan()).abs() < 0.02, "{slope}");
}

#[test]
fn values_stay_in_the_range_of_pixels() {
    let mut augmenter = Augmenter::new(ALL, 2);
    let mut out = vec![0.0; SIZE];
    for index in 0..2000 {
        let mut image = noise(index);
        if index % 2 == 0 {
            image
                .iter_mut()
                .for_each(|pixel| *pixel = (*pixel & 1) * 255);
        }
        augmenter.apply(&image, 1, index as u32, &mut out);
        for pixel in &out {
            assert!((0.0..=255.0).contains(pixel), "image {index}: {pixel}");
        }
    }
}

#[test]
fn settings_out_of_range_are_refused() {
    let refused = |set: fn(&mut Augmentation)| only(set).check().unwrap_err().to_string();
    for (refusal, sentence) in [
        (
            refused(|all| all.shift = 9.0),
            "shift: 9 is not in 0 to 8 pixels.",
        ),
        (
            refused(|all| all.rotation = -1.0),
            "rotation: -1 is not in 0 to 90 degrees.",
        ),
        (
            refused(|all| all.scale = 0.7),
            "scale: 0.7 is not in 0 to 0.5.",
        ),
        (
            refused(|all| all.shear = 90.0),
            "shear: 90 is not in 0 to 45 degrees.",
        ),
        (
            refused(|all| all.elastic = f32::NAN),
            "elastic: NaN is not in 0 to 4 pixels.",
        ),
        (
            refused(|all| all.thickness = 1e9),
            "thickness: 1000000000 is not in 0 to 2 pixels.",
        ),
    ] {
        assert_eq!(refusal, sentence);
    }
    assert_eq!(Augmentation::default().check(), Ok(()));
    assert_eq!(ALL.check(), Ok(()));
}

#[test]
fn missing_settings_are_zero() {
    let settings: Augmentation = serde_json::from_str(r#"{"shift": 2}"#).unwrap();
    assert_eq!(settings, only(|all| all.shift = 2.0));
}
