//! What the ten digits are: the pen's path for each way of writing them, read from `skeletons.txt`.

/// A point that the pen passes through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knot {
    /// To the right, where 1 is the digit's height.
    pub x: f32,
    /// Down, from 0 at the digit's top to 1 at its foot.
    pub y: f32,
    /// The path turns sharply here instead of passing smoothly.
    pub corner: bool,
}

/// The strokes of one digit, each as its knots.
pub type Shape = Vec<Vec<Knot>>;

/// One way of writing a digit, between extremes that correspond knot by knot.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// How often, in relation to the digit's other ways.
    pub weight: u32,
    /// The usual slant: how far the top leans to the right, where 1 is the digit's height.
    pub slant: f32,
    /// The extremes.
    pub shapes: Vec<Shape>,
}

/// The ways of writing each digit.
pub fn read() -> [Vec<Way>; 10] {
    parse(include_str!("skeletons.txt"))
}

/// Reads the notation that the file's head explains. The file is part of the program, so a
/// mistake in it is a bug, and panics.
fn parse(text: &str) -> [Vec<Way>; 10] {
    let mut digits: [Vec<Way>; 10] = Default::default();
    let mut digit = 0;
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] | ["#", ..] => {}
            ["digit", number] => digit = number.parse().expect("a digit"),
            ["way", weight, "slant", slant] => digits[digit].push(Way {
                weight: weight.parse().expect("a weight"),
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
        let text = "# note\n\ndigit 4\nway 3 slant -5\n10,-5 5,60! / 70,0\n";
        let ways = &parse(text)[4];
        let at = |x, y, corner| Knot { x, y, corner };
        let strokes = vec![
            vec![at(0.1, -0.05, false), at(0.05, 0.6, true)],
            vec![at(0.7, 0.0, false)],
        ];
        assert_eq!(
            ways,
            &[Way {
                weight: 3,
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
                    way.weight > 0 && way.shapes.len() > 1,
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
