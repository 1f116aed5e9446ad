//! Rows of digits, and by how much they fall.

use crate::digits::Group;

/// Rows of a photo fall by more than this, pixels down for each pixel to the right, only if it was taken from the side.
const STEEPEST: f32 = 0.35;
/// A smaller slant is within the differences between digits.
const LEAST: f32 = 0.02;
/// The next digit of a row is nearer than this many heights.
const NEXT: f32 = 2.5;

/// By how much the rows fall, pixels down for each pixel to the right: the median over digits and their next ones. `None`
/// if too few digits have a next one.
pub fn slant(groups: &[Group]) -> Option<f32> {
    let mut slopes = Vec::new();
    for group in groups {
        let middle = centre(group);
        let next = groups.iter().filter(|other| {
            let (x, y) = centre(other);
            let height = group.height().max(other.height()) as f32;
            let off = y - middle.1;
            x > middle.0
                && x - middle.0 < NEXT * height
                && off < 0.6 * height
                && off > -0.6 * height
        });
        let next = next.min_by(|a, b| centre(a).0.total_cmp(&centre(b).0));
        if let Some(next) = next {
            let (x, y) = centre(next);
            slopes.push((y - middle.1) / (x - middle.0).max(1.0));
        }
    }
    // Of two or three digits each may stand a little higher.
    if slopes.len() < 3 {
        return None;
    }
    slopes.sort_unstable_by(f32::total_cmp);
    let median = slopes[slopes.len() / 2];
    (LEAST..STEEPEST)
        .contains(&median.max(-median))
        .then_some(median)
}

/// The digits in reading order: rows from top to bottom, each from left to right.
pub fn order(mut groups: Vec<Group>, slant: f32) -> Vec<Group> {
    let height = |group: &Group| {
        let (x, y) = centre(group);
        y - slant * x
    };
    groups.sort_unstable_by(|a, b| height(a).total_cmp(&height(b)));
    // A row ends where the next digit's middle lies below the row's digits.
    let mut rows: Vec<Vec<Group>> = Vec::new();
    let mut end = f32::MIN;
    for group in groups {
        let (middle, half) = (height(&group), 0.5 * group.height() as f32);
        match rows.last_mut() {
            Some(row) if middle < end => {
                let count = row.len() as f32;
                // The mean over the row, so that one long tail does not take in the next row.
                end = (end * count + middle + 0.8 * half) / (count + 1.0);
                row.push(group);
            }
            _ => {
                end = middle + 0.8 * half;
                rows.push(vec![group]);
            }
        }
    }
    for row in &mut rows {
        row.sort_unstable_by(|a, b| centre(a).0.total_cmp(&centre(b).0));
    }
    rows.into_iter().flatten().collect()
}

fn centre(group: &Group) -> (f32, f32) {
    (
        0.5 * (group.left + group.right) as f32,
        0.5 * (group.top + group.bottom) as f32,
    )
}
