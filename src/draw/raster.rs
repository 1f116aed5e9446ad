//! Converts pen strokes to a grey bitmap, in which a value is the share of a pixel covered by ink.
//!
//! Coverage is a function of the distance between a pixel's centre and the pen's path: 1 inside, 0
//! outside, and linear over one pixel across the edge. This is exact for edges parallel to the grid, and
//! accurate to a few percent of a pixel elsewhere.

/// A grey image: 0 is paper, 255 is ink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `[height, width]`.
    pub pixels: Vec<u8>,
}

/// A point of the pen's path. The first pixel covers 0..1 on both axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PenPoint {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
    /// Width of the line here, in pixels; at least 1 is drawn.
    pub width: f32,
}

/// One stroke of the pen: straight lines between the points, with round caps and joints. A single point is
/// a dot.
pub type Stroke = Vec<PenPoint>;

/// Draws strokes on blank paper of `width`×`height` pixels. Ink outside the paper is cut off; where strokes
/// cross, the larger coverage counts.
pub fn rasterise(width: usize, height: usize, strokes: &[Stroke]) -> Bitmap {
    // The depth of each pixel's centre inside the ink, in pixels: the maximum over all strokes.
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

/// Updates the depths of the pixels that one segment reaches.
fn deepen(depth: &mut [f32], width: usize, height: usize, a: PenPoint, b: PenPoint) {
    let (from, to) = (0.5 * a.width.max(1.0), 0.5 * b.width.max(1.0));
    let reach = from.max(to) + 0.5;
    // Casts saturate: a negative start becomes 0, and a NaN reaches no pixel.
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
        // Horizontal, vertical and slanting: the area does not depend on the direction.
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
    fn ink_outside_the_paper_is_cut_off() {
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
