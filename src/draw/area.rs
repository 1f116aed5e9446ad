//! Another size by area: each pixel of the result is the mean over the area that it covers.

/// A picture in another size.
pub(crate) struct Scaled {
    /// `[height, width]`.
    pub values: Vec<f32>,
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
}

/// A picture of `height × width` values at `scale` of its pixels to one of the result, which may
/// be less than one. Where the result's edge reaches beyond the picture, 0 counts there.
pub(crate) fn average(
    height: usize,
    width: usize,
    scale: f32,
    value: impl Fn(usize, usize) -> f32,
) -> Scaled {
    let across = Axis::new(width, scale);
    let down = Axis::new(height, scale);
    // First along the rows, then along the columns: box averaging is separable.
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

/// How the pixels of one axis of a picture are shared out among cells.
struct Axis {
    cells: usize,
    shares: Vec<Share>,
}

/// `weight` of the `source` pixel's value goes into `cell`.
struct Share {
    source: usize,
    cell: usize,
    weight: f32,
}

impl Axis {
    /// `len` source pixels at `scale` source pixels a cell. The shorter side seldom fills whole
    /// cells; what is left over is divided between both ends, so that the aspect ratio is kept
    /// exactly.
    fn new(len: usize, scale: f32) -> Self {
        // A hundredth of a pixel is rounding, not ink.
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
