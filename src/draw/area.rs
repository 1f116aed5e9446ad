//! Resizing by area: each pixel of the result is the mean over the area that it covers.

/// A resized picture.
pub(crate) struct Scaled {
    /// `[height, width]`.
    pub values: Vec<f32>,
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
}

/// Resizes a picture of `height × width` pixels, of which `scale` (more or less than 1) become one pixel of
/// the result. `value(row, column)` is a pixel; beyond the picture's edge it is 0.
pub(crate) fn average(
    height: usize,
    width: usize,
    scale: f32,
    value: impl Fn(usize, usize) -> f32,
) -> Scaled {
    let across = Axis::new(width, scale);
    let down = Axis::new(height, scale);
    // First along the rows, then along the columns: averaging over a box is separable.
    let mut narrowed = vec![0.0; height * across.cells];
    for (row, line) in narrowed.chunks_exact_mut(across.cells).enumerate() {
        for share in &across.shares {
            line[share.cell] += share.weight * value(row, share.source);
        }
    }
    let mut values = vec![0.0; down.cells * across.cells];
    for share in &down.shares {
        let source = &narrowed[share.source * across.cells..][..across.cells];
        let target = &mut values[share.cell * across.cells..][..across.cells];
        for (sum, value) in target.iter_mut().zip(source) {
            *sum += share.weight * value;
        }
    }
    Scaled {
        values,
        height: down.cells,
        width: across.cells,
    }
}

/// The assignment of one axis's source pixels to pixels of the result (cells).
struct Axis {
    cells: usize,
    shares: Vec<Share>,
}

/// `cell` receives `weight` times the value of the `source` pixel.
struct Share {
    source: usize,
    cell: usize,
    weight: f32,
}

impl Axis {
    /// Divides `len` source pixels into cells of `scale` source pixels. If they do not fill whole cells, the
    /// margin is the same at both ends, so that the aspect ratio is kept exactly.
    fn new(len: usize, scale: f32) -> Self {
        // Less than a hundredth of a cell is a rounding error.
        let cells = ((len as f32 / scale - 0.01).ceil() as usize).max(1);
        let margin = 0.5 * (cells as f32 * scale - len as f32);
        let mut shares = Vec::with_capacity(len + cells);
        for cell in 0..cells {
            let start = (cell as f32 * scale - margin).max(0.0);
            let end = ((cell + 1) as f32 * scale - margin).min(len as f32);
            for source in start as usize..(end.ceil() as usize).min(len) {
                let overlap = end.min((source + 1) as f32) - start.max(source as f32);
                shares.push(Share {
                    source,
                    cell,
                    weight: overlap.max(0.0) / scale,
                });
            }
        }
        Self { cells, shares }
    }
}
