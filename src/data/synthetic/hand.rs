//! A seeded hand: writes a digit as strokes on a small sheet of paper, no two alike.

use super::Variation;
use super::bend::{Bend, Point};
use super::chance::Chance;
use super::skeletons::{Knot, Way};
use crate::draw::{INK_BOX, PenPoint, Stroke};

/// Side of the paper in pixels.
pub const PAPER: usize = 60;
/// The longer side of what is written, ink included, in pixels: 2.8 times that of the finished
/// image. That is enough for its anti-aliasing, and a small sheet is quick to fill.
const WRITTEN: f32 = 56.0;
/// Straight pieces of a curve between two knots.
const PIECES: usize = 5;

/// Writes a digit, in one of its ways, on a sheet of [`PAPER`]×[`PAPER`] pixels.
pub fn write(ways: &[Way], chance: &mut Chance, variation: &Variation) -> Vec<Stroke> {
    let way = pick(ways, chance);
    let bend = Bend::new(chance, way.slant, variation);
    let paths = blend(way, chance, variation.wobble);
    let mut lines: Vec<Vec<Point>> = paths.iter().map(|path| curve(path)).collect();
    for line in &mut lines {
        wobble(line, chance, variation.wobble);
        for point in line {
            *point = bend.apply(*point);
        }
    }
    ink(&lines, chance, variation.thickness)
}

fn pick<'a>(ways: &'a [Way], chance: &mut Chance) -> &'a Way {
    let total = ways.iter().map(|way| way.weight).sum();
    let mut left = chance.below(total);
    for way in ways {
        if left < way.weight {
            return way;
        }
        left -= way.weight;
    }
    unreachable!("the weights add up to the total")
}

/// A path between the way's extremes, with every knot a little off, and ends that fall short or
/// run over.
fn blend(way: &Way, chance: &mut Chance, wobble: f32) -> Vec<Vec<Knot>> {
    // Half of the digits end in another manner than they began.
    let first = shares(way.shapes.len(), chance);
    let changes = chance.below(2) == 0;
    let last = if changes {
        shares(way.shapes.len(), chance)
    } else {
        first.clone()
    };
    let spread = chance.between(0.01, 0.032) * wobble;

    let mut stroke = |number: usize, model: &Vec<Knot>| {
        // Each knot is off half as its neighbour, so that curves stay smooth.
        let mut before = chance.bells(spread);
        let mut path = model.clone();
        for (place, knot) in path.iter_mut().enumerate() {
            let off = chance.bells(spread);
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
            run_over(&mut path, chance.between(-0.15, 0.2) * wobble);
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

/// How much of each extreme goes into a blend; they add up to 1. Mostly one or two prevail, and at
/// times they are passed a little, so that blends do not crowd around the mean.
fn shares(count: usize, chance: &mut Chance) -> Vec<f32> {
    let mean = 1.0 / count as f32;
    let drawn: Vec<f32> = (0..count)
        .map(|_| chance.unit())
        .map(|u| 0.003 + u * u * u * u * u)
        .collect();
    let total: f32 = drawn.iter().sum();
    drawn
        .iter()
        .map(|share| mean + 1.15 * (share / total - mean))
        .collect()
}

/// Lengthens a path beyond its first knot by a part of its first span; a negative part shortens it.
fn run_over(path: &mut [Knot], part: f32) {
    if let [first, second, ..] = path {
        first.x += (first.x - second.x) * part;
        first.y += (first.y - second.y) * part;
    }
}

/// A Catmull-Rom curve through the knots, as points. At a corner it arrives and leaves straight.
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

/// A hand's slow tremble along the line.
fn wobble(line: &mut [Point], chance: &mut Chance, wobble: f32) {
    let waves = Waves::new(chance, line.len(), 0.012 * wobble);
    for (i, point) in line.iter_mut().enumerate() {
        let off = waves.at(i);
        *point = [point[0] + off[0], point[1] + off[1]];
    }
}

/// Pairs of random values along a line: straight between random turning points.
struct Waves(Vec<[f32; 2]>);

impl Waves {
    /// Points of the line between two turning points.
    const STEP: usize = 4;

    /// The spread is anything up to `strongest`.
    fn new(chance: &mut Chance, len: usize, strongest: f32) -> Self {
        let spread = chance.between(0.0, strongest);
        Self(
            (0..len / Self::STEP + 2)
                .map(|_| chance.bells(spread))
                .collect(),
        )
    }

    fn at(&self, i: usize) -> [f32; 2] {
        let (turn, part) = (i / Self::STEP, (i % Self::STEP) as f32 / Self::STEP as f32);
        let (from, to) = (self.0[turn], self.0[turn + 1]);
        [0, 1].map(|channel| from[channel] + part * (to[channel] - from[channel]))
    }
}

/// Chooses a pen and sets the lines on the paper, so that the longer side with ink is [`WRITTEN`].
fn ink(lines: &[Vec<Point>], chance: &mut Chance, thickness: f32) -> Vec<Stroke> {
    let mut low = [f32::MAX; 2];
    let mut high = [f32::MIN; 2];
    for point in lines.iter().flatten() {
        for axis in 0..2 {
            low[axis] = low[axis].min(point[axis]);
            high[axis] = high[axis].max(point[axis]);
        }
    }
    let pen = pen_width(chance, thickness) * WRITTEN / INK_BOX as f32;
    let scale = (WRITTEN - pen) / (high[0] - low[0]).max(high[1] - low[1]);
    let margin = 0.5 * (PAPER as f32 - WRITTEN + pen);
    lines
        .iter()
        .map(|line| {
            let pressure = Waves::new(chance, line.len(), 0.2 * thickness);
            let set = |(i, point): (usize, &Point)| PenPoint {
                x: margin + (point[0] - low[0]) * scale,
                y: margin + (point[1] - low[1]) * scale,
                width: pen * (1.0 + pressure.at(i)[0]),
            };
            line.iter().enumerate().map(set).collect()
        })
        .collect()
}

/// In pixels of the finished image: mostly 1.5 to 4, with a tail of broad ones, as in MNIST.
fn pen_width(chance: &mut Chance, thickness: f32) -> f32 {
    let g = chance.bell() * thickness;
    (2.35 + g * (0.65 + g * (0.14 + g * 0.02))).clamp(1.2, 6.0)
}
