//! The updates of optimisers, each in one pass over the parameters.

use crate::simd::{F32x4, LANES, slices};

/// The settings of one Adam or AdamW update.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamStep {
    /// The learning rate of this step, at least 0.
    pub learning_rate: f64,
    /// Decay of the mean gradient, in [0, 1).
    pub beta_1: f64,
    /// Decay of the mean squared gradient, in [0, 1).
    pub beta_2: f64,
    /// Added to the denominator so that the division is finite; positive.
    pub epsilon: f64,
    /// Adam's weight decay: this times the parameter is added to the gradient.
    pub weight_decay: f64,
    /// AdamW's weight decay: this times `learning_rate` times the parameter is subtracted from the
    /// parameter before the update.
    pub decoupled_decay: f64,
    /// Number of this update, from 1.
    pub step: u64,
}

/// Updates `params` in place by PyTorch's formula for Adam and AdamW. `m` and `v` are the running means
/// of the gradient and of its square; both begin as zeros.
///
/// # Panics
/// If the slices differ in length.
#[inline(never)]
pub fn adam_step(params: &mut [f32], grads: &[f32], m: &mut [f32], v: &mut [f32], step: &AdamStep) {
    let len = params.len();
    assert!(
        grads.len() == len && m.len() == len && v.len() == len,
        "one gradient and two means a parameter"
    );
    let exponent = i32::try_from(step.step).unwrap_or(i32::MAX);
    let correction_1 = 1.0 - step.beta_1.powi(exponent);
    let correction_2 = 1.0 - step.beta_2.powi(exponent);
    let rate = (step.learning_rate / correction_1) as f32;
    let root = correction_2.sqrt() as f32;
    let (keep_1, take_1) = (step.beta_1 as f32, (1.0 - step.beta_1) as f32);
    let (keep_2, take_2) = (step.beta_2 as f32, (1.0 - step.beta_2) as f32);
    let epsilon = step.epsilon as f32;
    let (decay, shrink) = (
        step.weight_decay as f32,
        (1.0 - step.learning_rate * step.decoupled_decay) as f32,
    );

    let whole = len / LANES * LANES;
    let all = F32x4::splat;
    for at in (0..whole).step_by(LANES) {
        // Sound: `at + 4 <= whole <= len`, the length of all four.
        unsafe {
            let p = F32x4::load(params, at).mul(all(shrink));
            let g = F32x4::load(grads, at).add(p.mul(all(decay)));
            let m_new = F32x4::load(m, at).mul(all(keep_1)).add(g.mul(all(take_1)));
            let v_new = F32x4::load(v, at)
                .mul(all(keep_2))
                .add(g.mul(g).mul(all(take_2)));
            m_new.store(m, at);
            v_new.store(v, at);
            let size = v_new.sqrt().div(all(root)).add(all(epsilon));
            p.sub(all(rate).mul(m_new.div(size))).store(params, at);
        }
    }
    for at in whole..len {
        let p = params[at] * shrink;
        let g = grads[at] + p * decay;
        m[at] = m[at] * keep_1 + g * take_1;
        v[at] = v[at] * keep_2 + g * g * take_2;
        let size = v[at].sqrt() / root + epsilon;
        params[at] = p - rate * (m[at] / size);
    }
}

/// Computes `old · keep + new · take` in place, in `old`.
///
/// # Panics
/// If the slices differ in length.
#[inline(never)]
pub fn blend(old: &mut [f32], new: &[f32], [keep, take]: [f32; 2]) {
    assert_eq!(old.len(), new.len(), "a new value for each old one");
    for (old, new) in old.iter_mut().zip(new) {
        *old = *old * keep + new * take;
    }
}

/// The sum of the squares of all values.
#[inline(never)]
pub fn squares(values: &[f32]) -> f32 {
    // Partial sums in single precision, their total in double: a small value added to a large sum
    // would be lost.
    let partial = |values| f64::from(slices::sums([values], [0.0], |[v]| [v.mul(v)])[0]);
    values.chunks(4096).map(partial).sum::<f64>() as f32
}
