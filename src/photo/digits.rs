//! Parts of ink → digits: specks, frames and the picture's edge are dropped, and the parts of a digit that was written in
//! several strokes, or whose pen skipped, are put together.
//!
//! Sizes are compared with the reference, the side of the typical part: half of the ink belongs to larger ones.

use crate::parts::{Map, Part};

/// A digit, as the parts that it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The first column.
    pub left: usize,
    /// The first row.
    pub top: usize,
    /// The column after the last.
    pub right: usize,
    /// The row after the last.
    pub bottom: usize,
    /// Numbers of parts.
    pub parts: Vec<u32>,
    /// The ink's strength, 1..=255.
    pub strength: f32,
    /// The mean width of its strokes, in pixels.
    pub stroke: f32,
}

impl Group {
    fn new(number: u32, part: &Part) -> Self {
        Self {
            left: part.left,
            top: part.top,
            right: part.right,
            bottom: part.bottom,
            parts: vec![number],
            strength: part.strength,
            stroke: part.stroke,
        }
    }

    fn take(&mut self, other: &Self) {
        self.left = self.left.min(other.left);
        self.top = self.top.min(other.top);
        self.right = self.right.max(other.right);
        self.bottom = self.bottom.max(other.bottom);
        self.parts.extend(&other.parts);
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.right - self.left
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.bottom - self.top
    }

    /// The columns that both have.
    fn shared_columns(&self, other: &Self) -> usize {
        self.right
            .min(other.right)
            .saturating_sub(self.left.max(other.left))
    }

    /// The columns and rows between the boxes.
    fn gaps(&self, other: &Self) -> (usize, usize) {
        (
            self.left
                .max(other.left)
                .saturating_sub(self.right.min(other.right)),
            self.top
                .max(other.top)
                .saturating_sub(self.bottom.min(other.bottom)),
        )
    }
}

/// Parts from this part of the reference on can be digits by themselves; smaller ones are parts of one, or dirt.
const WHOLE: f32 = 0.5;
/// A part that belongs to no digit is one if its height is at least this part of the reference.
const LEAST_ALONE: f32 = 0.35;
/// A small part belongs to a digit that is nearer than this part of the reference: above or below it, or beside it.
const NEAR_DOWN: f32 = 0.3;
const NEAR_ACROSS: f32 = 0.12;
/// The halves of a digit whose pen skipped are nearer.
const NEAR_HALVES: f32 = 0.15;
/// Ink paler than this part of the typical ink is what shines through from the back, or a shadow.
const PALE: f32 = 0.4;
/// The edge of a stroke, also of a blurred one, is sharper. Less is what the light does.
const SHARP: f32 = 0.35;
/// A part with less ink than this many squares as wide as a stroke is a speck: inside a digit's box, and outside of it.
const SPECK: f32 = 0.4;
const SPECK_OUTSIDE: f32 = 2.0;

/// The digits of a picture, in no order.
pub fn group(map: &Map) -> Vec<Group> {
    let kept = without_edges(map);
    let Some(reference) = weighted_median(map, &kept, |part| part.side() as f32) else {
        return Vec::new();
    };
    let stroke = weighted_median(map, &kept, |part| part.stroke).unwrap_or(1.0);
    let strength = weighted_median(map, &kept, |part| part.strength).unwrap_or(1.0);
    let (mut groups, mut small) = (Vec::new(), Vec::new());
    for &number in &kept {
        let part = map.part(number);
        if part.strength < PALE * strength || is_frame(map, number) {
            continue;
        }
        // What lies flat is the bar of a 5 or a 7, or a dash.
        if part.side() as f32 >= WHOLE * reference
            && part.height() as f32 >= LEAST_ALONE * reference
        {
            groups.push(Group::new(number, part));
        } else if part.area as f32 >= (SPECK * stroke * stroke).max(3.0) {
            small.push(Group::new(number, part));
        }
    }
    join_halves(&mut groups, reference);
    // The largest first, so that they can hold others.
    small.sort_unstable_by_key(|group| usize::MAX - group.width() * group.height());
    for part in small {
        let distance = |group: &Group| {
            let (across, down) = group.gaps(&part);
            let beside = across as f32 / (NEAR_ACROSS * reference);
            let above = down as f32 / (NEAR_DOWN * reference);
            // Not diagonal: such a part is the next digit's, or a comma.
            beside + above
        };
        let distances = groups.iter().map(&distance).enumerate();
        let nearest = distances.min_by(|a, b| a.1.total_cmp(&b.1));
        let area = map.part(part.parts[0]).area as f32;
        let is_speck = area < SPECK_OUTSIDE * stroke * stroke;
        match nearest {
            Some((_, distance)) if distance > 0.0 && is_speck => {}
            Some((i, distance)) if distance <= 1.0 => groups[i].take(&part),
            _ if part.height() as f32 >= LEAST_ALONE * reference => groups.push(part),
            // By itself it is all there is.
            _ if groups.is_empty() && part.width() as f32 >= WHOLE * reference => groups.push(part),
            _ => {}
        }
    }
    groups
}

impl Map {
    /// A part by its number, from 1.
    pub fn part(&self, number: u32) -> &Part {
        &self.parts[number as usize - 1]
    }
}

/// Numbers of the parts, without what lies at the picture's edge: a table beside the page, a shadow, another sheet's edge.
fn without_edges(map: &Map) -> Vec<u32> {
    let numbers =
        (1..=map.parts.len() as u32).filter(|&number| map.part(number).sharpness >= SHARP);
    let inner: Vec<u32> = numbers
        .clone()
        .filter(|&number| {
            let part = map.part(number);
            part.contact == 0 && part.side() >= (map.size.short() / 60).max(8)
        })
        .collect();
    let (Some(reference), Some(stroke)) = (
        weighted_median(map, &inner, |part| part.side() as f32),
        weighted_median(map, &inner, |part| part.stroke),
    ) else {
        // A digit that was cut out closely touches the edges.
        return numbers.collect();
    };
    let stays = |&number: &u32| {
        let part = map.part(number);
        let like_others = part.contact as f32 <= 4.0 * stroke
            && (0.4 * reference..1.8 * reference).contains(&(part.side() as f32));
        part.contact == 0 || like_others
    };
    numbers.filter(stays).collect()
}

/// The value that half of the ink of some parts does not exceed.
fn weighted_median(map: &Map, numbers: &[u32], value: impl Fn(&Part) -> f32) -> Option<f32> {
    let mut values: Vec<(f32, usize)> = numbers
        .iter()
        .map(|&number| map.part(number))
        .map(|part| (value(part), part.area))
        .collect();
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let total: usize = values.iter().map(|(_, area)| area).sum();
    let mut below = 0;
    values
        .into_iter()
        .find(|(_, area)| {
            below += area;
            2 * below >= total
        })
        .map(|(value, _)| value)
}

/// Whether a part is a box drawn around others: there is ink in three of its corners, where no digit has any, and
/// another part inside.
fn is_frame(map: &Map, number: u32) -> bool {
    let frame = map.part(number);
    let holds = |part: &Part| {
        part.left > frame.left
            && part.right < frame.right
            && part.top > frame.top
            && part.bottom < frame.bottom
            && 4 * part.side() >= frame.height()
    };
    if !map.parts.iter().any(holds) {
        return false;
    }
    let reach = (frame.stroke as usize + 2).max(frame.side() / 16);
    let (right, bottom) = (
        frame.right.saturating_sub(reach),
        frame.bottom.saturating_sub(reach),
    );
    let corners = [
        (frame.left, frame.top),
        (right, frame.top),
        (frame.left, bottom),
        (right, bottom),
    ];
    let inked = corners.iter().filter(|&&(left, top)| {
        (top..(top + reach).min(frame.bottom)).any(|row| {
            let row = &map.labels[row * map.size.width..][..map.size.width];
            row[left..(left + reach).min(frame.right)].contains(&number)
        })
    });
    inked.count() >= 3
}

/// Puts the halves of digits together whose pen skipped: one above the other, close to each other, and both smaller than
/// digits are.
fn join_halves(groups: &mut Vec<Group>, reference: f32) {
    let mut i = 0;
    while i < groups.len() {
        let halves = (0..groups.len()).find(|&j| {
            let (a, b) = (&groups[i], &groups[j]);
            let (across, down) = a.gaps(b);
            let narrower = a.width().min(b.width());
            let whole = a.bottom.max(b.bottom) - a.top.min(b.top);
            j != i
                && across == 0
                && 10 * a.shared_columns(b) >= 6 * narrower
                && down as f32 <= NEAR_HALVES * reference
                && whole as f32 <= 1.5 * reference
        });
        match halves {
            Some(j) => {
                let half = groups.remove(j);
                if j < i {
                    i -= 1;
                }
                groups[i].take(&half);
            }
            None => i += 1,
        }
    }
}
