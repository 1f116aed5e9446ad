//! Writes a digit as pen strokes, in a random variation.

use super::distortion::{Distortion, Point};
use super::skeletons::{Knot, Way};
use super::stream::Stream;
use super::tails;
use super::{Manner, Variation};
use crate::draw::{INK_BOX, PenPoint, Stroke};

/// Rows and columns of the paper, in pixels.
pub const PAPER: usize = 60;
/// The longer side of a written digit, ink included, in pixels: 2.8 times that of the finished image. This
/// is enough for anti-aliasing, and a small paper is drawn quickly.
const WRITTEN: f32 = 56.0;
/// Straight segments of a curve between two knots.
const PIECES: usize = 5;

/// Writes a digit in one of its ways on [`PAPER`]×[`PAPER`] pixels.
pub fn write(
    ways: &[Way],
    manner: Manner,
    stream: &mut Stream,
    variation: &Variation,
) -> Vec<Stroke> {
    let way = pick(ways, manner, stream);
    let distortion = Distortion::new(stream, way.slant, variation);
    let paths = blend(way, stream, variation.wobble);
    let mut lines: Vec<Vec<Point>> = paths.iter().map(|path| curve(path)).collect();
    for line in &mut lines {
        wobble(line, stream, variation.wobble);
        for point in line {
            *point = distortion.apply(*point);
        }
    }
    let pen = match manner {
        Manner::Mnist => pen_width(stream, variation.thickness),
        Manner::World => {
            lines = tails::add(lines, stream);
            tails::pen_width(stream)
        }
    };
    ink(&lines, pen, stream, variation.thickness)
}

/// Draws a way, by their weights.
fn pick<'a>(ways: &'a [Way], manner: Manner, stream: &mut Stream) -> &'a Way {
    let total = ways.iter().map(|way| way.weight(manner)).sum();
    let mut left = stream.below(total);
    for way in ways {
        if left < way.weight(manner) {
            return way;
        }
        left -= way.weight(manner);
    }
    unreachable!("the weights add up to the total")
}

/// Draws a blend of the way's extremes. Every knot is displaced a little, and each end is shortened or
/// extended.
fn blend(way: &Way, stream: &mut Stream, wobble: f32) -> Vec<Vec<Knot>> {
    // In half of the digits the blend changes along the stroke.
    let first = shares(way.shapes.len(), stream);
    let changes = stream.below(2) == 0;
    let last = if changes {
        shares(way.shapes.len(), stream)
    } else {
        first.clone()
    };
    let spread = stream.between(0.01, 0.032) * wobble;

    let mut stroke = |number: usize, model: &Vec<Knot>| {
        // Neighbouring knots share half of their displacement, so that curves stay smooth.
        let mut before = stream.bells(spread);
        let mut path = model.clone();
        for (place, knot) in path.iter_mut().enumerate() {
            let off = stream.bells(spread);
            (knot.x, knot.y) = (before[0] + off[0], before[1] + off[1]);
            before = off;
            let passed = place as f32 / (model.len() - 1) as f32;
            for (shape, (first, last)) in way.shapes.iter().zip(first.iter().zip(&last)) {
                let share = first + passed * (last - first);
                knot.x += share * shape[number][place].x;
                knot.y += share * shape[number][place].y;
            }
        }
        for _end in 0..2 {
            extend(&mut path, stream.between(-0.15, 0.2) * wobble);
            path.reverse();
        }
        path
    };
    way.shapes[0]
        .iter()
        .enumerate()
        .map(|(number, model)| stroke(number, model))
        .collect()
}

/// Draws the share of each extreme in a blend; the shares add up to 1. One or two extremes dominate most
/// blends, and some blends go slightly beyond an extreme, so that they do not cluster around the mean.
fn shares(count: usize, stream: &mut Stream) -> Vec<f32> {
    let mean = 1.0 / count as f32;
    let drawn: Vec<f32> = (0..count)
        .map(|_| stream.unit())
        .map(|u| 0.003 + u * u * u * u * u)
        .collect();
    let total: f32 = drawn.iter().sum();
    drawn
        .iter()
        .map(|share| mean + 1.15 * (share / total - mean))
        .collect()
}

/// Extends a path beyond its first knot by a part of its first span; a negative part shortens it.
fn extend(path: &mut [Knot], part: f32) {
    if let [first, second, ..] = path {
        first.x += (first.x - second.x) * part;
        first.y += (first.y - second.y) * part;
    }
}

/// The points of a Catmull-Rom curve through the knots. The curve is straight at a corner's sides.
fn curve(path: &[Knot]) -> Vec<Point> {
    let at = |i: usize| [path[i].x, path[i].y];
    let mut points = vec![at(0)];
    for i in 0..path.len() - 1 {
        let (start, end) = (at(i), at(i + 1));
        let before = if i == 0 || path[i].corner {
            start
        } else {
            at(i - 1)
        };
        let after = if i + 2 == path.len() || path[i + 1].corner {
            end
        } else {
            at(i + 2)
        };
        for piece in 1..=PIECES {
            let t = piece as f32 / PIECES as f32;
            points.push([0, 1].map(|axis| {
                let (p, q, r, s) = (before[axis], start[axis], end[axis], after[axis]);
                let (square, cube) = (2.0 * p - 5.0 * q + 4.0 * r - s, 3.0 * (q - r) + s - p);
                q + 0.5 * t * (r - p + t * (square + t * cube))
            }));
        }
    }
    points
}

/// Adds a slow tremble to a line.
fn wobble(line: &mut [Point], stream: &mut Stream, wobble: f32) {
    let waves = Waves::new(stream, line.len(), 0.012 * wobble);
    for (i, point) in line.iter_mut().enumerate() {
        let off = waves.at(i);
        *point = [point[0] + off[0], point[1] + off[1]];
    }
}

/// Pairs of random values along a line, linear between random turning points.
struct Waves(Vec<[f32; 2]>);

impl Waves {
    /// Points of the line per turning point.
    const STEP: usize = 4;

    /// Draws values whose spread is random too, in 0..`strongest`.
    fn new(stream: &mut Stream, len: usize, strongest: f32) -> Self {
        let spread = stream.between(0.0, strongest);
        Self(
            (0..len / Self::STEP + 2)
                .map(|_| stream.bells(spread))
                .collect(),
        )
    }

    fn at(&self, i: usize) -> [f32; 2] {
        let (turn, part) = (i / Self::STEP, (i % Self::STEP) as f32 / Self::STEP as f32);
        let (from, to) = (self.0[turn], self.0[turn + 1]);
        [0, 1].map(|channel| from[channel] + part * (to[channel] - from[channel]))
    }
}

/// Scales the lines so that the longer side, with the ink, is [`WRITTEN`]. `pen` is its width in pixels of the finished
/// image.
fn ink(lines: &[Vec<Point>], pen: f32, stream: &mut Stream, thickness: f32) -> Vec<Stroke> {
    let mut low = [f32::MAX; 2];
    let mut high = [f32::MIN; 2];
    for point in lines.iter().flatten() {
        for axis in 0..2 {
            low[axis] = low[axis].min(point[axis]);
            high[axis] = high[axis].max(point[axis]);
        }
    }
    let pen = pen * WRITTEN / INK_BOX as f32;
    let scale = (WRITTEN - pen) / (high[0] - low[0]).max(high[1] - low[1]);
    let margin = 0.5 * (PAPER as f32 - WRITTEN + pen);
    lines
        .iter()
        .map(|line| {
            let pressure = Waves::new(stream, line.len(), 0.2 * thickness);
            let set = |(i, point): (usize, &Point)| PenPoint {
                x: margin + (point[0] - low[0]) * scale,
                y: margin + (point[1] - low[1]) * scale,
                width: pen * (1.0 + pressure.at(i)[0]),
            };
            line.iter().enumerate().map(set).collect()
        })
        .collect()
}

/// Draws the width of a pen in pixels of the finished image: mostly 1.5 to 4, with a tail of broad ones, as
/// in MNIST.
fn pen_width(stream: &mut Stream, thickness: f32) -> f32 {
    let g = stream.bell() * thickness;
    (2.35 + g * (0.65 + g * (0.14 + g * 0.02))).clamp(1.2, 6.0)
}
