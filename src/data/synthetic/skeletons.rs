//! The pen's path for each way of writing the ten digits, read from `skeletons.txt`.

use super::Manner;

/// A point that the pen passes through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knot {
    /// Distance to the right, in heights of the digit.
    pub x: f32,
    /// Distance down, from 0 at the digit's top to 1 at its bottom.
    pub y: f32,
    /// Whether the path has a sharp corner here.
    pub corner: bool,
}

/// The strokes of a digit, each a list of knots.
pub type Shape = Vec<Vec<Knot>>;

/// A way of writing a digit: some extreme shapes, which have the same strokes and knots, and between which a
/// digit is blended.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// Frequency relative to the digit's other ways, by [`Manner`].
    pub weights: [u32; 2],
    /// The usual slant: displacement of the top to the right, in heights of the digit.
    pub slant: f32,
    /// The extreme shapes, at least two.
    pub shapes: Vec<Shape>,
}

impl Way {
    /// The frequency, relative to the digit's other ways.
    pub fn weight(&self, manner: Manner) -> u32 {
        self.weights[manner as usize]
    }
}

/// Reads the ways of writing each digit, by class.
pub fn read() -> [Vec<Way>; 10] {
    parse(include_str!("skeletons.txt"))
}

/// Parses the notation that `skeletons.txt` explains.
///
/// # Panics
/// If the text is malformed. It is part of the program, so that would be a bug.
fn parse(text: &str) -> [Vec<Way>; 10] {
    let mut digits: [Vec<Way>; 10] = Default::default();
    let mut digit = 0;
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] | ["#", ..] => {}
            ["digit", number] => digit = number.parse().expect("a digit"),
            ["way", weight, "world", world, "slant", slant] => digits[digit].push(Way {
                weights: [weight, world].map(|word| word.parse().expect("a weight")),
                slant: hundredths(slant),
                shapes: Vec::new(),
            }),
            path => {
                let way = digits[digit].last_mut().expect("a way before its paths");
                way.shapes.push(shape(path));
            }
        }
    }
    digits
}

fn shape(path: &[&str]) -> Shape {
    let stroke = |words: &[&str]| words.iter().map(|word| knot(word)).collect();
    path.split(|word| *word == "/").map(stroke).collect()
}

fn knot(word: &str) -> Knot {
    let smooth = word.trim_end_matches('!');
    let (x, y) = smooth.split_once(',').expect("a knot as x,y");
    Knot {
        x: hundredths(x),
        y: hundredths(y),
        corner: smooth != word,
    }
}

fn hundredths(word: &str) -> f32 {
    f32::from(word.parse::<i16>().expect("hundredths")) / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_notation() {
        let text = "# note\n\ndigit 4\nway 3 world 8 slant -5\n10,-5 5,60! / 70,0\n";
        let ways = &parse(text)[4];
        let at = |x, y, corner| Knot { x, y, corner };
        let strokes = vec![
            vec![at(0.1, -0.05, false), at(0.05, 0.6, true)],
            vec![at(0.7, 0.0, false)],
        ];
        assert_eq!(
            ways,
            &[Way {
                weights: [3, 8],
                slant: -0.05,
                shapes: vec![strokes]
            }]
        );
    }

    #[test]
    fn every_digit_has_ways_whose_extremes_correspond() {
        let outline = |shape: &Shape| -> Vec<Vec<bool>> {
            let corners = |stroke: &Vec<Knot>| stroke.iter().map(|knot| knot.corner).collect();
            shape.iter().map(corners).collect()
        };
        for (digit, ways) in read().iter().enumerate() {
            assert!(!ways.is_empty(), "digit {digit}");
            for (number, way) in ways.iter().enumerate() {
                assert!(
                    way.weights.iter().all(|&weight| weight > 0) && way.shapes.len() > 1,
                    "digit {digit}, way {number}"
                );
                for shape in &way.shapes {
                    let place = format!("digit {digit}, way {number}: {shape:?}");
                    assert_eq!(outline(shape), outline(&way.shapes[0]), "{place}");
                    assert!(shape.iter().all(|stroke| stroke.len() > 1), "{place}");
                    let knots = shape.iter().flatten();
                    assert!(knots.clone().all(|k| (-0.2..1.4).contains(&k.x)), "{place}");
                    assert!(knots.clone().all(|k| (-0.1..1.1).contains(&k.y)), "{place}");
                }
            }
        }
    }
}
