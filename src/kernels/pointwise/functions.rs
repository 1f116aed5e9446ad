//! Transcendental functions, four numbers at a time.

use crate::simd::F32x4;

/// `eˣ`, accurate to two units in the last place. `x` is clamped to [−87.3, 88.3].
///
/// `x = n·ln 2 + r` with `|r| ≤ ln 2 / 2`, and a polynomial for `eʳ`, with the coefficients of
/// Moshier's `expf` in the Cephes library.
#[inline(always)]
pub fn exp(x: F32x4) -> F32x4 {
    let all = F32x4::splat;
    let x = x.min(all(88.3)).max(all(-87.3));
    // Adding 1.5 · 2²³ rounds to an integer, which is then in the lowest bits of the sum.
    let magic = all(12_582_912.0);
    let shifted = x.mul(all(std::f32::consts::LOG2_E)).add(magic);
    let n = shifted.sub(magic);
    // ln 2 in two parts, so that the product of n and the first part is exact.
    let r = x
        .sub(n.mul(all(0.693_359_4)))
        .sub(n.mul(all(-2.121_944_4e-4)));
    let polynomial = [
        1.398_2e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        0.5,
    ];
    let mut sum = all(1.987_569_1e-4);
    for coefficient in polynomial {
        sum = all(coefficient).mul_add(sum, r);
    }
    let power = r.add(all(1.0)).mul_add(sum, r.mul(r));
    power.times_power_of_two(shifted).propagate_nan(x)
}

/// `1 / (1 + e⁻ˣ)`.
#[inline(always)]
pub fn sigmoid(x: F32x4) -> F32x4 {
    let one = F32x4::splat(1.0);
    one.div(one.add(exp(F32x4::splat(0.0).sub(x))))
}

/// The hyperbolic tangent, accurate to 2e-7.
///
/// An odd polynomial for `|x| ≤ 0.625`, else `1 − 2 / (e²ˣ + 1)`, as in Moshier's `tanhf` in the
/// Cephes library.
#[inline(always)]
pub fn tanh(x: F32x4) -> F32x4 {
    let all = F32x4::splat;
    let square = x.mul(x);
    let mut sum = all(-5.704_988_6e-3);
    for coefficient in [2.063_909e-2, -5.373_971_6e-2, 1.333_144_2e-1, -3.333_328e-1] {
        sum = all(coefficient).mul_add(sum, square);
    }
    let near = x.mul_add(sum.mul(square), x);
    let far = all(1.0).sub(all(2.0).div(exp(x.add(x)).add(all(1.0))));
    F32x4::where_greater(square, all(0.625 * 0.625), far, near)
}

/// The normal distribution's cumulative distribution function Φ(x) and density φ(x), accurate to 1e-7.
///
/// The error function is by Abramowitz and Stegun, "Handbook of Mathematical Functions", 7.1.26.
#[inline(always)]
fn normal(x: F32x4) -> (F32x4, F32x4) {
    let (all, zero) = (F32x4::splat, F32x4::splat(0.0));
    let bell = exp(x.mul(x).mul(all(-0.5)));
    let size = zero.sub(x).max(x);
    // The formula's p, divided by √2 because its argument is x / √2.
    let p = all(0.327_591_1 * std::f32::consts::FRAC_1_SQRT_2);
    let t = all(1.0).div(all(1.0).mul_add(p, size));
    let mut sum = all(1.061_405_4);
    for coefficient in [-1.453_152, 1.421_413_7, -0.284_496_74, 0.254_829_6] {
        sum = all(coefficient).mul_add(sum, t);
    }
    let tail = sum.mul(t).mul(bell).mul(all(0.5));
    let below = F32x4::where_greater(x, zero, all(1.0).sub(tail), tail);
    // 1 / √(2π)
    (below, bell.mul(all(0.398_942_3)))
}

/// `x · Φ(x)`.
#[inline(always)]
pub fn gelu(x: F32x4) -> F32x4 {
    x.mul(normal(x).0)
}

/// The derivative of [`gelu`]: `Φ(x) + x · φ(x)`.
#[inline(always)]
pub fn gelu_slope(x: F32x4) -> F32x4 {
    let (below, density) = normal(x);
    below.mul_add(x, density)
}
