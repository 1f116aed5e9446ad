//! [`F32x4`] in WebAssembly's `simd128`.

use core::arch::wasm32::*;

/// Four floats in a 128-bit vector.
#[derive(Clone, Copy)]
pub struct F32x4(v128);

impl F32x4 {
    /// `value` in all lanes.
    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }

    /// `values[at..at + 4]`.
    ///
    /// # Safety
    /// `at + 4 <= values.len()`.
    #[inline(always)]
    pub unsafe fn load(values: &[f32], at: usize) -> Self {
        debug_assert!(at + 4 <= values.len());
        Self(unsafe { v128_load(values.as_ptr().add(at).cast()) })
    }

    /// `values[at]` in all lanes.
    ///
    /// # Safety
    /// `at < values.len()`.
    #[inline(always)]
    pub unsafe fn load_splat(values: &[f32], at: usize) -> Self {
        debug_assert!(at < values.len());
        Self(unsafe { v128_load32_splat(values.as_ptr().add(at).cast()) })
    }

    /// `value` in all lanes, loaded from memory by one instruction.
    #[inline(always)]
    pub fn splat_from(value: &f32) -> Self {
        // Sound: a reference can be read.
        Self(unsafe { v128_load32_splat(core::ptr::from_ref(value).cast()) })
    }

    /// Writes `values[at..at + 4]`.
    ///
    /// # Safety
    /// `at + 4 <= values.len()`.
    #[inline(always)]
    pub unsafe fn store(self, values: &mut [f32], at: usize) {
        debug_assert!(at + 4 <= values.len());
        unsafe { v128_store(values.as_mut_ptr().add(at).cast(), self.0) };
    }

    /// The four lanes.
    #[inline(always)]
    pub fn to_array(self) -> [f32; 4] {
        let mut lanes = [0.0; 4];
        // Sound: four floats.
        unsafe { v128_store(lanes.as_mut_ptr().cast(), self.0) };
        lanes
    }

    /// `self + other`.
    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(f32x4_add(self.0, other.0))
    }

    /// `self − other`.
    #[inline(always)]
    pub fn sub(self, other: Self) -> Self {
        Self(f32x4_sub(self.0, other.0))
    }

    /// `self · other`.
    #[inline(always)]
    pub fn mul(self, other: Self) -> Self {
        Self(f32x4_mul(self.0, other.0))
    }

    /// `self / other`.
    #[inline(always)]
    pub fn div(self, other: Self) -> Self {
        Self(f32x4_div(self.0, other.0))
    }

    /// The square root.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(f32x4_sqrt(self.0))
    }

    /// `self + a · b`.
    #[inline(always)]
    pub fn mul_add(self, a: Self, b: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        return Self(f32x4_relaxed_madd(a.0, b.0, self.0));
        #[cfg(not(target_feature = "relaxed-simd"))]
        self.add(a.mul(b))
    }

    /// The larger of both. A NaN in `self` stays; a NaN in `other` is ignored.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        Self(f32x4_pmax(self.0, other.0))
    }

    /// The smaller of both. A NaN in `self` stays; a NaN in `other` is ignored.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        Self(f32x4_pmin(self.0, other.0))
    }

    /// `self · 2ⁿ`, where n is the signed number in the lowest nine bits of each lane of
    /// `exponents`. The result must not be smaller than the smallest normal number.
    #[inline(always)]
    pub fn times_power_of_two(self, exponents: Self) -> Self {
        Self(i32x4_add(self.0, i32x4_shl(exponents.0, 23)))
    }

    /// `self`, but NaN where `other` is NaN.
    #[inline(always)]
    pub fn propagate_nan(self, other: Self) -> Self {
        Self(v128_or(self.0, f32x4_ne(other.0, other.0)))
    }

    /// `yes` in the lanes where `a > b`, else (also if one is NaN) `no`.
    #[inline(always)]
    pub fn where_greater(a: Self, b: Self, yes: Self, no: Self) -> Self {
        Self(v128_bitselect(yes.0, no.0, f32x4_gt(a.0, b.0)))
    }

    /// `yes` in the lanes where `a ≤ b`, else (also if one is NaN) `no`.
    #[inline(always)]
    pub fn where_less_equal(a: Self, b: Self, yes: Self, no: Self) -> Self {
        Self(v128_bitselect(yes.0, no.0, f32x4_le(a.0, b.0)))
    }

    /// Bitwise or.
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        Self(v128_or(self.0, other.0))
    }

    /// The even lanes of `a` and `b`, and the odd ones.
    #[inline(always)]
    pub fn unzip(a: Self, b: Self) -> (Self, Self) {
        (
            Self(i32x4_shuffle::<0, 2, 4, 6>(a.0, b.0)),
            Self(i32x4_shuffle::<1, 3, 5, 7>(a.0, b.0)),
        )
    }

    /// Every lane twice: `[a, a, b, b]` and `[c, c, d, d]`.
    #[inline(always)]
    pub fn duplicate(self) -> [Self; 2] {
        [
            Self(i32x4_shuffle::<0, 0, 1, 1>(self.0, self.0)),
            Self(i32x4_shuffle::<2, 2, 3, 3>(self.0, self.0)),
        ]
    }

    /// The lowest byte of each lane.
    #[inline(always)]
    pub fn low_bytes(self) -> [u8; 4] {
        let low =
            i8x16_shuffle::<0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12>(self.0, self.0);
        u32x4_extract_lane::<0>(low).to_le_bytes()
    }

    /// The transpose of a 4×4 matrix given as rows.
    #[inline(always)]
    pub fn transpose([a, b, c, d]: [Self; 4]) -> [Self; 4] {
        let low_ab = i32x4_shuffle::<0, 4, 1, 5>(a.0, b.0);
        let low_cd = i32x4_shuffle::<0, 4, 1, 5>(c.0, d.0);
        let high_ab = i32x4_shuffle::<2, 6, 3, 7>(a.0, b.0);
        let high_cd = i32x4_shuffle::<2, 6, 3, 7>(c.0, d.0);
        [
            Self(i64x2_shuffle::<0, 2>(low_ab, low_cd)),
            Self(i64x2_shuffle::<1, 3>(low_ab, low_cd)),
            Self(i64x2_shuffle::<0, 2>(high_ab, high_cd)),
            Self(i64x2_shuffle::<1, 3>(high_ab, high_cd)),
        ]
    }
}
