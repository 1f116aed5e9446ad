//! The path of a pen between the points that were heard of it.

use super::PenPoint;

/// The lines that a curve between two middles is divided into.
const LINES: usize = 6;

/// Replaces a stroke by the curve that the page shows for it: from middle to middle of neighbouring points, each point
/// bending its own stretch (a quadratic Bézier curve with the point as its control point), so that a pen that is read
/// sixty times a second still draws round. The first and the last point are on the curve. Points nearer than `gap` to
/// the one before are left out, except for the last.
pub fn smooth(points: &[PenPoint], gap: f32) -> Vec<PenPoint> {
    let mut kept: Vec<PenPoint> = Vec::with_capacity(points.len());
    for (i, point) in points.iter().enumerate() {
        let near = |last: &PenPoint| {
            let (dx, dy) = (point.x - last.x, point.y - last.y);
            dx * dx + dy * dy < gap * gap
        };
        match kept.last() {
            Some(last) if near(last) && (i + 1 < points.len() || kept.len() == 1) => {}
            Some(last) if near(last) => *kept.last_mut().expect("there is one") = *point,
            _ => kept.push(*point),
        }
    }
    let [first, .., last] = kept[..] else {
        return kept;
    };
    let mut curve = vec![first];
    let mut from = first;
    for pair in kept[1..].windows(2) {
        let to = between(pair[0], pair[1], 0.5);
        for line in 1..=LINES {
            let t = line as f32 / LINES as f32;
            let (a, b) = (between(from, pair[0], t), between(pair[0], to, t));
            curve.push(between(a, b, t));
        }
        from = to;
    }
    curve.push(last);
    curve
}

fn between(a: PenPoint, b: PenPoint, t: f32) -> PenPoint {
    let mix = |a: f32, b: f32| a + t * (b - a);
    PenPoint {
        x: mix(a.x, b.x),
        y: mix(a.y, b.y),
        width: mix(a.width, b.width),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(x: f32, y: f32) -> PenPoint {
        PenPoint { x, y, width: 2.0 }
    }

    #[test]
    fn a_line_stays_a_line_with_its_ends() {
        let curve = smooth(&[point(0.0, 0.0), point(3.0, 1.0), point(9.0, 3.0)], 0.1);
        assert_eq!(curve[0], point(0.0, 0.0));
        assert_eq!(*curve.last().unwrap(), point(9.0, 3.0));
        for PenPoint { x, y, width } in curve {
            assert!((x - 3.0 * y).abs() < 1e-5, "{x}, {y}");
            assert_eq!(width, 2.0);
        }
    }

    #[test]
    fn a_corner_is_rounded_within_its_triangle() {
        let curve = smooth(&[point(0.0, 0.0), point(8.0, 0.0), point(8.0, 8.0)], 0.1);
        // The curve ends at the middle of the second line, from where a line goes on.
        let middle = curve
            .iter()
            .find(|at| (at.x - 8.0).abs() < 1e-5 && (at.y - 4.0).abs() < 1e-5);
        assert!(middle.is_some());
        let corner = curve
            .iter()
            .map(|at| 8.0 - at.x + at.y)
            .fold(f32::MAX, f32::min);
        assert!((1.0..4.0).contains(&corner), "{corner} from the corner");
    }

    #[test]
    fn points_at_one_place_are_a_dot() {
        let here = vec![point(5.0, 5.0); 100];
        assert_eq!(smooth(&here, 0.1), [point(5.0, 5.0)]);
        assert_eq!(smooth(&here[..2], 0.1), [point(5.0, 5.0)]);
        assert_eq!(smooth(&[], 0.1), []);
    }

    #[test]
    fn the_last_point_is_kept_however_near() {
        let points = [point(0.0, 0.0), point(5.0, 0.0), point(5.05, 0.0)];
        assert_eq!(*smooth(&points, 0.1).last().unwrap(), point(5.05, 0.0));
    }
}
