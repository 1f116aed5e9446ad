//! What hands of the world do besides: tails and lead-ins, breaks in a line, and pens from hair-thin to felt-tip.

use super::distortion::Point;
use super::stream::Stream;

/// The share of the strokes' ends that have a tail or a lead-in.
const TAILS: f32 = 0.1;
/// The share of the strokes in which the pen leaves out a piece.
const BREAKS: f32 = 0.06;
/// Points of a line that a tail is long, at most, besides its first.
const TAIL_POINTS: u32 = 3;

/// Adds tails and breaks to a digit's lines. The digit is about 1 high.
pub fn add(lines: Vec<Vec<Point>>, stream: &mut Stream) -> Vec<Vec<Point>> {
    let mut result = Vec::with_capacity(lines.len() + 1);
    for mut line in lines {
        for _end in 0..2 {
            if stream.unit() < TAILS {
                tail(&mut line, stream);
            }
            line.reverse();
        }
        // A line of few points is a bar, which needs all of its length.
        if stream.unit() < BREAKS && line.len() > 20 {
            let gap = 1 + stream.below(2) as usize;
            let at = 5 + stream.below((line.len() - gap - 10) as u32) as usize;
            result.push(line.split_off(at + gap));
            line.truncate(at);
        }
        result.push(line);
    }
    result
}

/// Extends a line at its end, in a direction that turns a little with every point.
fn tail(line: &mut Vec<Point>, stream: &mut Stream) {
    let [.., before, end] = line[..] else { return };
    let (x, y) = (end[0] - before[0], end[1] - before[1]);
    let length = (x * x + y * y).sqrt();
    if length == 0.0 {
        return;
    }
    // The first turn may be sharp; tangents of half the angles, up to some 120° and 30°.
    let step = stream.between(0.03, 0.06) / length;
    let mut way = turned([x * step, y * step], 0.5 * stream.bell());
    let bend = 0.13 * stream.bell();
    let mut point = end;
    for _ in 0..1 + stream.below(TAIL_POINTS) {
        point = [point[0] + way[0], point[1] + way[1]];
        line.push(point);
        way = turned(way, bend);
    }
}

/// A vector turned by the angle whose half has the tangent `half`.
fn turned([x, y]: Point, half: f32) -> Point {
    let square = half * half;
    let (cosine, sine) = ((1.0 - square) / (1.0 + square), 2.0 * half / (1.0 + square));
    [x * cosine - y * sine, x * sine + y * cosine]
}

/// Draws the width of a pen in pixels of the finished image. In half of the digits it is about that of a drawing on the
/// page's pad, whose lines are made as wide as MNIST's mostly are.
pub fn pen_width(stream: &mut Stream) -> f32 {
    if stream.unit() < 0.5 {
        return stream.between(2.0, 3.0);
    }
    // As many thin ones as broad ones.
    let broad = stream.unit();
    match stream.below(2) {
        0 => 2.5 - 1.5 * broad,
        _ => 2.5 + 3.0 * broad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn straight(len: usize) -> Vec<Point> {
        (0..len).map(|i| [0.0, 0.02 * i as f32]).collect()
    }

    #[test]
    fn tails_are_short_and_breaks_narrow() {
        let (mut tails, mut breaks) = (0, 0);
        for index in 0..2000 {
            let lines = add(vec![straight(50)], &mut Stream::new(3, index));
            breaks += lines.len() - 1;
            let points = || lines.iter().flatten();
            let farthest = points().map(|[x, y]| x.abs().max(-y).max(y - 0.98));
            let reach = farthest.fold(0.0, f32::max);
            assert!(reach < 0.2, "{reach}");
            tails += usize::from(reach > 0.0);
            if let [after, before] = &lines[..] {
                let gap = after[0][1] - before[before.len() - 1][1];
                assert!((0.03..0.07).contains(&gap), "{gap}");
            }
        }
        // Five standard deviations around the shares; a tail that goes back over the line is not seen.
        assert!(
            (0.9 * BREAKS..1.8 * TAILS).contains(&(tails as f32 / 2000.0)) || tails > 250,
            "{tails}"
        );
        assert!((70..175).contains(&breaks), "{breaks}");
    }

    #[test]
    fn a_line_without_a_direction_is_left_alone() {
        let dot = vec![[0.5, 0.5]; 6];
        for index in 0..100 {
            let lines = add(vec![dot.clone()], &mut Stream::new(1, index));
            assert_eq!(lines, [dot.clone()]);
        }
    }

    #[test]
    fn pens_are_from_hair_thin_to_felt_tip() {
        let mut stream = Stream::new(1, 1);
        let pens: Vec<f32> = (0..10_000).map(|_| pen_width(&mut stream)).collect();
        let share = |low: f32, high: f32| {
            let within = pens.iter().filter(|pen| (low..high).contains(*pen)).count();
            within as f32 / 10_000.0
        };
        assert_eq!(share(1.0, 5.6), 1.0);
        assert!(share(1.0, 1.4) > 0.05 && share(4.5, 5.6) > 0.05);
        assert!(share(2.0, 3.0) > 0.5);
    }
}
