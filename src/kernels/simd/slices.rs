//! Loops over slices, four values at a time.

use super::{F32x4, LANES};

/// Writes `function` of the inputs' values to `output`, element by element.
///
/// # Panics
/// If the slices differ in length.
#[inline(always)]
pub fn map<const N: usize>(
    inputs: [&[f32]; N],
    output: &mut [f32],
    function: impl Fn([F32x4; N]) -> F32x4,
) {
    let len = output.len();
    assert!(inputs.iter().all(|input| input.len() == len));
    let whole = len / LANES * LANES;
    for at in (0..whole).step_by(LANES) {
        // Sound: `at + 4 <= whole <= len`, the length of all.
        unsafe { function(inputs.map(|input| F32x4::load(input, at))).store(output, at) };
    }
    if whole < len {
        let rest = inputs.map(|input| F32x4::load_partial(&input[whole..], 0.0));
        for (to, lane) in output[whole..].iter_mut().zip(function(rest).to_array()) {
            *to = lane;
        }
    }
}

/// The sums of `M` functions of `N` slices' values: `Σ function(slices[i])` over all `i`.
/// `neutral` fills up the last vector; the functions must be zero there.
///
/// # Panics
/// If the slices differ in length.
#[inline(always)]
pub fn sums<const N: usize, const M: usize>(
    slices: [&[f32]; N],
    neutral: [f32; N],
    function: impl Fn([F32x4; N]) -> [F32x4; M],
) -> [f32; M] {
    let len = slices[0].len();
    assert!(slices.iter().all(|slice| slice.len() == len));
    // Two accumulators, because each addition waits for the one before it.
    let mut sums = [[F32x4::splat(0.0); M]; 2];
    let mut add = |i: usize, values: [F32x4; N]| {
        for (sum, value) in sums[i % 2].iter_mut().zip(function(values)) {
            *sum = sum.add(value);
        }
    };
    let whole = len / LANES;
    for i in 0..whole {
        // Sound: `4 i + 4 <= len`, the length of all.
        add(
            i,
            slices.map(|slice| unsafe { F32x4::load(slice, i * LANES) }),
        );
    }
    if whole * LANES < len {
        let mut rest = [F32x4::splat(0.0); N];
        for ((rest, slice), neutral) in rest.iter_mut().zip(slices).zip(neutral) {
            *rest = F32x4::load_partial(&slice[whole * LANES..], neutral);
        }
        add(whole, rest);
    }
    let [even, odd] = sums;
    std::array::from_fn(|m| even[m].add(odd[m]).sum())
}

/// The sum of all values.
#[inline(always)]
pub fn sum(values: &[f32]) -> f32 {
    let [sum] = sums([values], [0.0], |[v]| [v]);
    sum
}
