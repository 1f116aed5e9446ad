//! The distance to the nearest pixel of a set.

/// For each pixel of a square with `side` pixels on a side, the distance to the nearest pixel for which `is_member` holds,
/// at most `side`. Exact: along the columns by two passes, and then along the rows as far as something nearer can be.
pub fn to_nearest(side: usize, is_member: impl Fn(usize) -> bool) -> Vec<f32> {
    let mut columns = vec![side; side * side];
    for x in 0..side {
        // Downwards, and then upwards.
        for pass in 0..2 {
            let mut last = side;
            for step in 0..side {
                let i = if pass == 0 { step } else { side - 1 - step } * side + x;
                last = if is_member(i) {
                    0
                } else {
                    (last + 1).min(side)
                };
                columns[i] = columns[i].min(last);
            }
        }
    }
    let mut distances = Vec::with_capacity(side * side);
    for row in columns.chunks_exact(side) {
        for x in 0..side {
            let mut best = row[x] * row[x];
            let mut away = 1;
            while away < side && away * away < best {
                let left = x.checked_sub(away).map_or(side, |x| row[x]);
                let right = row.get(x + away).copied().unwrap_or(side);
                let near = left.min(right);
                best = best.min(away * away + near * near);
                away += 1;
            }
            distances.push((best as f32).sqrt());
        }
    }
    distances
}
