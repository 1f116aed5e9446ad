//! Pen strokes → a grey bitmap whose values say how much of each pixel is covered by ink.
//!
//! Coverage comes from the distance between a pixel's centre and the pen's path: full inside, none
//! outside, and a ramp one pixel wide across the edge. That is exact for straight edges parallel to
//! the grid, and within a few percent of a pixel elsewhere.

/// A grey image: 0 is paper, 255 is full ink, row by row from the top left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` bytes.
    pub pixels: Vec<u8>,
}

/// A point of the pen's path, in pixels: `x` to the right and `y` down; the first pixel spans 0..1
/// both ways.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PenPoint {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
    /// The line's full width here, in pixels. Below 1 it is drawn as 1.
    pub width: f32,
}

/// One touch of the pen: straight lines between the points, with round caps and joints. A single
/// point is a dot.
pub type Stroke = Vec<PenPoint>;

/// Draws strokes on blank paper of `width`×`height` pixels. What lies outside the paper is cut off;
/// where strokes cross, the stronger coverage stands.
pub fn rasterise(width: usize, height: usize, strokes: &[Stroke]) -> Bitmap {
    // How deep each pixel's centre lies inside the ink, in pixels; the deepest stroke wins.
    let mut depth = vec![-1.0; width * height];
    for stroke in strokes {
        match stroke.as_slice() {
            [] => {}
            [dot] => deepen(&mut depth, width, height, *dot, *dot),
            points => points
                .windows(2)
                .for_each(|pair| deepen(&mut depth, width, height, pair[0], pair[1])),
        }
    }
    let pixels = depth
        .iter()
        .map(|d| ((d + 0.5).clamp(0.0, 1.0) * 255.0 + 0.5) as u8)
        .collect();
    Bitmap {
        width,
        height,
        pixels,
    }
}

/// Takes one segment into account, looking only at the pixels that it can reach.
fn deepen(depth: &mut [f32], width: usize, height: usize, a: PenPoint, b: PenPoint) {
    let (from, to) = (0.5 * a.width.max(1.0), 0.5 * b.width.max(1.0));
    let reach = from.max(to) + 0.5;
    // Casts saturate: a negative start becomes 0, and a point that is no number reaches nothing.
    let span = |p: f32, q: f32, limit: usize| {
        let end = (p.max(q) + reach + 1.0) as usize;
        ((p.min(q) - reach) as usize).min(limit)..end.min(limit)
    };
    let columns = span(a.x, b.x, width);
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length_squared = dx * dx + dy * dy;
    let inverse = if length_squared > 0.0 {
        1.0 / length_squared
    } else {
        0.0
    };
    for row in span(a.y, b.y, height) {
        let y = row as f32 + 0.5 - a.y;
        let line = &mut depth[row * width..][..width];
        for (column, pixel) in columns.clone().zip(&mut line[columns.clone()]) {
            let x = column as f32 + 0.5 - a.x;
            let along = ((x * dx + y * dy) * inverse).clamp(0.0, 1.0);
            let (off_x, off_y) = (x - along * dx, y - along * dy);
            let inside = from + along * (to - from) - (off_x * off_x + off_y * off_y).sqrt();
            if inside > *pixel {
                *pixel = inside;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(x: f32, y: f32, width: f32) -> PenPoint {
        PenPoint { x, y, width }
    }

    fn ink(bitmap: &Bitmap) -> f32 {
        bitmap.pixels.iter().map(|&p| f32::from(p) / 255.0).sum()
    }

    #[test]
    fn covers_the_area_of_a_capsule() {
        let (length, width): (f32, f32) = (30.0, 8.0);
        let exact = length * width + std::f32::consts::PI * width * width / 4.0;
        // Level, upright, and along a 3-4-5 slope: the area does not depend on the direction.
        for (dx, dy) in [(1.0, 0.0), (0.0, 1.0), (0.6, 0.8), (-0.8, 0.6)] {
            let stroke = vec![
                point(40.3, 30.7, width),
                point(40.3 + dx * length, 30.7 + dy * length, width),
            ];
            let area = ink(&rasterise(80, 80, &[stroke]));
            assert!(
                (area - exact).abs() < 0.01 * exact,
                "direction {dx},{dy}: {area} instead of {exact}"
            );
        }
    }

    #[test]
    fn a_stroke_over_itself_adds_nothing() {
        let (a, b) = (point(5.0, 5.0, 4.0), point(20.0, 12.0, 4.0));
        assert_eq!(
            rasterise(32, 32, &[vec![a, b]]),
            rasterise(32, 32, &[vec![a, b, a], vec![b]])
        );
    }

    #[test]
    fn what_leaves_the_paper_is_cut_off() {
        let across = vec![point(-50.0, 10.0, 2.0), point(50.0, 10.0, 2.0)];
        let far = vec![
            point(-90.0, -90.0, 6.0),
            point(900.0, -40.0, 6.0),
            point(f32::NAN, f32::INFINITY, 3.0),
        ];
        let bitmap = rasterise(20, 20, &[across, far, vec![]]);
        assert!((ink(&bitmap) - 40.0).abs() < 0.5, "{}", ink(&bitmap));
    }
}
