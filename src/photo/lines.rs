//! Removes ruled lines and grids: long, thin, nearly straight lines that end at the picture's edge or come in rows. A line
//! is followed from column to column, so that it may be slanted and slightly bent, as in the photo of a page. Where a digit
//! crosses it the ink is thicker than the line: it is kept there.

use crate::Size;

/// The lines that were removed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Ruled {
    /// Lines of both directions.
    pub count: usize,
    /// By how much lines fall to the right: pixels down for each pixel to the right; `None` without lines along the rows.
    pub slant: Option<f32>,
}

/// The steepest line: about 17 degrees.
const STEEPEST: f32 = 0.3;
/// A line's share of columns with ink; at digits it is hidden.
const LEAST_COVER: f32 = 0.55;
/// A line beside others is at least this part of the picture's side, and as many times longer than its distance to them:
/// ones beside each other are not.
const LEAST_SPAN: f32 = 0.4;
const SPAN_BY_DISTANCE: f32 = 4.0;
/// A line that ends at the picture's edge is at least this part of its side.
const LEAST_SPAN_AT_EDGE: f32 = 0.5;

/// Removes lines from ink, `[height, width]`. Pixels of at least `threshold` are ink.
pub fn remove(ink: &mut [u8], size: Size, threshold: u8) -> Ruled {
    let along_rows = Grid {
        length: size.width,
        breadth: size.height,
        step: 1,
        stride: size.width,
    };
    let along_columns = Grid {
        length: size.height,
        breadth: size.width,
        step: size.width,
        stride: 1,
    };
    let before = ink.to_vec();
    let rows = along_rows.lines(ink, threshold);
    let mut columns = along_columns.lines(ink, threshold);
    // One upright line may be a 1.
    if columns.len() < 2 {
        columns.clear();
    }
    along_rows.erase(ink, &rows, threshold);
    along_columns.erase(ink, &columns, threshold);
    let left = |ink: &[u8]| ink.iter().filter(|&&value| value >= threshold).count();
    let count = rows.len() + columns.len();
    // A line or two and nothing else: they are what was written.
    if count > 0 && count <= 2 && 10 * left(ink) < left(&before) {
        ink.copy_from_slice(&before);
        return Ruled::default();
    }
    let slant = rows.iter().map(Line::slope).sum::<f32>() / rows.len().max(1) as f32;
    Ruled {
        count,
        slant: (!rows.is_empty()).then_some(slant),
    }
}

/// The picture as lines of one direction see it: `length` columns of `breadth` pixels. Pixels of a column are `stride`
/// apart, columns `step`.
struct Grid {
    length: usize,
    breadth: usize,
    step: usize,
    stride: usize,
}

/// Neighbouring pixels of a column with ink.
#[derive(Debug, Clone, Copy)]
struct Run {
    column: usize,
    top: usize,
    len: usize,
}

impl Run {
    fn middle(&self) -> f32 {
        self.top as f32 + 0.5 * self.len as f32
    }
}

/// A line: one run for each column in which it is seen.
struct Line {
    runs: Vec<Run>,
}

/// Points that a line has at least before it may have gaps.
const ESTABLISHED: usize = 24;

impl Line {
    fn first(&self) -> &Run {
        &self.runs[0]
    }

    fn last(&self) -> &Run {
        &self.runs[self.runs.len() - 1]
    }

    fn span(&self) -> usize {
        self.last().column - self.first().column + 1
    }

    /// From its first to its last point.
    fn slope(&self) -> f32 {
        (self.last().middle() - self.first().middle()) / (self.span() - 1).max(1) as f32
    }

    /// The run that is expected in a column behind its end: its middle and the most pixels that it has. The mean over
    /// many points goes straight on where a few have followed a digit.
    fn expected(&self, column: usize, thickest: usize) -> (f32, usize) {
        if self.runs.len() < ESTABLISHED {
            return (self.last().middle(), thickest);
        }
        let recent = &self.runs[self.runs.len().saturating_sub(160)..];
        let (before, after) = recent.split_at(recent.len() / 2);
        let mean = |runs: &[Run], value: fn(&Run) -> f32| {
            runs.iter().map(value).sum::<f32>() / runs.len() as f32
        };
        let columns = [before, after].map(|runs| mean(runs, |run| run.column as f32));
        let middles = [before, after].map(|runs| mean(runs, Run::middle));
        let slope = (middles[1] - middles[0]) / (columns[1] - columns[0]);
        let most = mean(recent, |run| run.len as f32) + 1.5;
        (
            middles[1] + slope * (column as f32 - columns[1]),
            thickest.min(most as usize),
        )
    }

    fn thickness(&self) -> usize {
        let mut lens: Vec<usize> = self.runs.iter().map(|run| run.len).collect();
        lens.sort_unstable();
        lens[lens.len() / 2]
    }

    /// Whether it is straight: nine of ten points are near to the chord, and the others may have followed a digit.
    fn is_straight(&self) -> bool {
        let (first, slope) = (self.first(), self.slope());
        let most = (0.02 * self.span() as f32).max(2.0);
        let off = |run: &Run| {
            let chord = first.middle() + slope * (run.column - first.column) as f32;
            let off = run.middle() - chord;
            off < most && off > -most
        };
        let near = self.runs.iter().filter(|run| off(run)).count();
        slope < STEEPEST && slope > -STEEPEST && 10 * near >= 9 * self.runs.len()
    }
}

impl Grid {
    fn at(&self, column: usize, place: usize) -> usize {
        column * self.step + place * self.stride
    }

    /// The lines of this direction.
    fn lines(&self, ink: &[u8], threshold: u8) -> Vec<Line> {
        let thickest = (self.length.max(self.breadth) / 120).max(3);
        let widest_gap = (self.length / 10).max(6);
        let mut open: Vec<Line> = Vec::new();
        let mut done: Vec<Line> = Vec::new();
        let mut runs: Vec<(Run, bool)> = Vec::new();
        for column in 0..self.length {
            self.runs(ink, threshold, column, &mut runs);
            // The oldest first: a run goes to the longest line that meets it.
            for line in &mut open {
                let (expected, most) = line.expected(column, thickest);
                let mut nearest: Option<(f32, usize)> = None;
                for (i, (run, taken)) in runs.iter().enumerate() {
                    let off = run.middle() - expected;
                    let off = if off < 0.0 { -off } else { off };
                    if !taken
                        && run.len <= most
                        && off <= 2.0
                        && nearest.is_none_or(|(least, _)| off < least)
                    {
                        nearest = Some((off, i));
                    }
                }
                if let Some((_, i)) = nearest {
                    runs[i].1 = true;
                    line.runs.push(runs[i].0);
                }
            }
            let mut i = 0;
            while i < open.len() {
                let gap = column - open[i].last().column;
                // A beginning must go on soon.
                if gap > widest_gap || (gap > 2 && open[i].runs.len() < ESTABLISHED.min(widest_gap))
                {
                    let line = open.remove(i);
                    self.keep(line, &mut done);
                } else {
                    i += 1;
                }
            }
            for (run, taken) in &runs {
                if !taken && run.len <= thickest {
                    open.push(Line { runs: vec![*run] });
                }
            }
        }
        for line in open {
            self.keep(line, &mut done);
        }
        self.ruled(done)
    }

    /// The runs of ink in a column.
    fn runs(&self, ink: &[u8], threshold: u8, column: usize, runs: &mut Vec<(Run, bool)>) {
        runs.clear();
        let mut len = 0;
        for place in 0..=self.breadth {
            if place < self.breadth && ink[self.at(column, place)] >= threshold {
                len += 1;
            } else if len > 0 {
                let top = place - len;
                runs.push((Run { column, top, len }, false));
                len = 0;
            }
        }
    }

    /// Keeps a line that may be a ruled one.
    fn keep(&self, line: Line, done: &mut Vec<Line>) {
        let span = line.span() as f32;
        if span >= LEAST_SPAN * self.length as f32
            && line.runs.len() as f32 >= LEAST_COVER * span
            && line.is_straight()
        {
            done.push(line);
        }
    }

    /// The lines that are ruled: those that end at the picture's edge, and those that come in rows.
    fn ruled(&self, mut lines: Vec<Line>) -> Vec<Line> {
        let edge = self.length / 50 + 1;
        let mut middles: Vec<f32> = lines
            .iter()
            .map(|line| line.runs[line.runs.len() / 2].middle())
            .collect();
        middles.sort_unstable_by(f32::total_cmp);
        let distance = match middles.as_slice() {
            [first, .., last] if middles.len() >= 3 => (last - first) / (middles.len() - 1) as f32,
            _ => self.breadth as f32,
        };
        lines.retain(|line| {
            let span = line.span() as f32;
            let at_edge = line.first().column < edge || line.last().column + edge >= self.length;
            (at_edge && span >= LEAST_SPAN_AT_EDGE * self.length as f32)
                || span >= SPAN_BY_DISTANCE * distance
        });
        lines
    }

    /// Takes lines away, but for the places where the ink is thicker. A line that was lost at a digit goes on behind it:
    /// it is looked for on its chord up to the picture's edges.
    fn erase(&self, ink: &mut [u8], lines: &[Line], threshold: u8) {
        let mut found = Vec::new();
        for line in lines {
            let thickest = line.thickness() * 5 / 4 + 1;
            // Its ends may have followed a digit.
            let tenth = line.runs.len() / 10;
            let (a, b) = (line.runs[tenth], line.runs[line.runs.len() - 1 - tenth]);
            let slope = (b.middle() - a.middle()) / (b.column - a.column).max(1) as f32;
            let mut runs = line.runs.clone();
            for column in (0..a.column).chain(b.column..self.length) {
                let chord = a.middle() + slope * (column as f32 - a.column as f32);
                self.runs(ink, threshold, column, &mut found);
                let near = |run: &Run| {
                    let off = run.middle() - chord;
                    off < 3.0 && off > -3.0
                };
                runs.extend(found.iter().map(|(run, _)| *run).filter(near));
            }
            for run in runs.iter().filter(|run| run.len <= thickest) {
                // With the pale rows beside it.
                for place in run.top.saturating_sub(2)..(run.top + run.len + 2).min(self.breadth) {
                    let inside = (run.top..run.top + run.len).contains(&place);
                    let pixel = &mut ink[self.at(run.column, place)];
                    if inside || *pixel < threshold {
                        *pixel = 0;
                    }
                }
            }
        }
    }
}
