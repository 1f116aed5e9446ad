//! The one-dimensional transforms of Winograd's convolution: evaluation of polynomials at some
//! points, and interpolation.
//!
//! `S` pixels and a kernel of `k` weights give `M = S + 1 − k` outputs. The choice of points
//! determines the loss of precision; `tests::conv` states the bounds.

use crate::simd::F32x4;

/// Points for `S = 6`, besides infinity. The opposite points 0, ±1, ±2 would save three of 22
/// additions, at three times the error.
const SIX: [f64; 5] = [0.0, 1.0, -1.0, 0.5, -2.0];

/// Points for `S = 8`, besides infinity.
const EIGHT: [f64; 7] = [0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5];

/// The matrix that transforms a kernel of `k` weights: `side` rows, of which the first `k` columns
/// are used.
pub fn kernel_matrix(side: usize, k: usize) -> [[f64; 5]; 8] {
    let points = if side == 6 { &SIX[..] } else { &EIGHT[..] };
    let mut matrix = [[0.0; 5]; 8];
    for (row, point) in matrix.iter_mut().zip(points) {
        let distances = points
            .iter()
            .filter(|other| *other != point)
            .map(|other| point - other);
        let scale = distances.product::<f64>().recip();
        for (i, number) in row[..k].iter_mut().enumerate() {
            *number = scale * point.powi(i as i32);
        }
    }
    matrix[side - 1][k - 1] = 1.0;
    matrix
}

/// Transforms `S` pixels of the image.
#[inline(always)]
pub fn transform_pixels<const S: usize>(d: [F32x4; S]) -> [F32x4; S] {
    let by = |number: f32, v: F32x4| F32x4::splat(number).mul(v);
    let mut t = d;
    if S == 6 {
        let (c, e) = (d[4].sub(d[2]), d[3].sub(d[1]));
        t[0] = d[0].add(c).sub(d[2]).add(by(1.5, e));
        t[1] = c.add(e).add(by(1.5, d[2].add(d[3])));
        t[2] = c.sub(e).add(by(1.5, d[3].sub(d[2])));
        t[3] = c.add(e.add(e));
        t[4] = c.sub(by(0.5, e));
        t[5] = d[5].sub(e).sub(d[3]).add(by(1.5, c));
        return t;
    }
    // Opposite points share their even and odd terms.
    let (even, odd) = (
        d[2].add(d[6]).sub(by(4.25, d[4])),
        d[1].add(d[5]).sub(by(4.25, d[3])),
    );
    (t[1], t[2]) = (even.add(odd), even.sub(odd));
    let even = d[6].add(by(0.25, d[2])).sub(by(1.25, d[4]));
    let odd = by(0.5, d[1]).sub(by(2.5, d[3])).add(d[5].add(d[5]));
    (t[3], t[4]) = (even.add(odd), even.sub(odd));
    let even = d[6].add(by(4.0, d[2].sub(by(1.25, d[4]))));
    let odd = d[1].add(d[1]).sub(by(2.5, d[3])).add(by(0.5, d[5]));
    (t[5], t[6]) = (even.add(odd), even.sub(odd));
    t[0] = d[6].sub(d[0]).add(by(5.25, d[2].sub(d[4])));
    t[7] = d[7].sub(d[1]).add(by(5.25, d[3].sub(d[5])));
    t
}

/// Transforms `S` products into `M` outputs.
#[inline(always)]
pub fn transform_outputs<const S: usize, const M: usize>(m: [F32x4; S]) -> [F32x4; M] {
    let by = |number: f32, v: F32x4| F32x4::splat(number).mul(v);
    let (sum, difference) = (m[1].add(m[2]), m[1].sub(m[2]));
    std::array::from_fn(|i| {
        let power = (1 << i) as f32;
        let near = if i % 2 == 0 { sum } else { difference };
        let mut y = if S == 6 {
            let (small, large) = (by(power.recip(), m[3]), by(power, m[4]));
            if i % 2 == 0 {
                near.add(small).add(large)
            } else {
                near.add(small).sub(large)
            }
        } else {
            let pair = |a: F32x4, b: F32x4| if i % 2 == 0 { a.add(b) } else { a.sub(b) };
            near.add(by(power, pair(m[3], m[4])))
                .add(by(power.recip(), pair(m[5], m[6])))
        };
        if i == 0 {
            y = y.add(m[0]);
        }
        if i == M - 1 {
            y = y.add(m[S - 1]);
        }
        y
    })
}
