//! Four `f32` at a time: WebAssembly's `simd128` where it is on, plain arrays elsewhere.
//!
//! Both give the same bits, except that `relaxed-simd` may fuse a multiplication and an addition.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use wasm::F32x4;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use super::portable::F32x4;

/// Lanes of a vector.
pub const LANES: usize = 4;

/// The next multiple of [`LANES`].
pub const fn round_up(n: usize) -> usize {
    n.next_multiple_of(LANES)
}

/// `values[at..]`. Loads at constant distances from its beginning need no addition each: an index
/// that is added to may wrap, as far as the compiler knows, a pointer may not.
///
/// # Safety
/// `at` must not lie beyond the end of `values`.
#[inline(always)]
pub unsafe fn from(values: &[f32], at: usize) -> &[f32] {
    debug_assert!(at <= values.len());
    // Sound: the caller's promise.
    unsafe { values.get_unchecked(at..) }
}

/// As [`from`].
///
/// # Safety
/// As there.
#[inline(always)]
pub unsafe fn from_mut(values: &mut [f32], at: usize) -> &mut [f32] {
    debug_assert!(at <= values.len());
    // Sound: the caller's promise.
    unsafe { values.get_unchecked_mut(at..) }
}

impl F32x4 {
    /// `values`, of which there are at most four, filled up.
    #[inline(always)]
    pub fn load_some(values: &[f32], filling: f32) -> Self {
        let lanes: [f32; LANES] =
            std::array::from_fn(|i| values.get(i).copied().unwrap_or(filling));
        // Sound: four numbers.
        unsafe { Self::load(&lanes, 0) }
    }

    /// All lanes together.
    #[inline(always)]
    pub fn sum(self) -> f32 {
        let [a, b, c, d] = self.to_array();
        (a + b) + (c + d)
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm {
    use core::arch::wasm32::*;

    /// Four numbers.
    #[derive(Clone, Copy)]
    pub struct F32x4(v128);

    impl F32x4 {
        #[inline(always)]
        pub fn splat(value: f32) -> Self {
            Self(f32x4_splat(value))
        }

        /// `values[at..at + 4]`.
        ///
        /// # Safety
        /// They must lie inside `values`.
        #[inline(always)]
        pub unsafe fn load(values: &[f32], at: usize) -> Self {
            debug_assert!(at + 4 <= values.len());
            Self(unsafe { v128_load(values.as_ptr().add(at).cast()) })
        }

        /// `values[at]` in all lanes.
        ///
        /// # Safety
        /// `at` must lie inside `values`.
        #[inline(always)]
        pub unsafe fn load_splat(values: &[f32], at: usize) -> Self {
            debug_assert!(at < values.len());
            Self(unsafe { v128_load32_splat(values.as_ptr().add(at).cast()) })
        }

        /// `value` in all lanes, straight from memory.
        #[inline(always)]
        pub fn splat_of(value: &f32) -> Self {
            // Sound: a reference is readable.
            Self(unsafe { v128_load32_splat(core::ptr::from_ref(value).cast()) })
        }

        /// Writes `values[at..at + 4]`.
        ///
        /// # Safety
        /// They must lie inside `values`.
        #[inline(always)]
        pub unsafe fn store(self, values: &mut [f32], at: usize) {
            debug_assert!(at + 4 <= values.len());
            unsafe { v128_store(values.as_mut_ptr().add(at).cast(), self.0) };
        }

        #[inline(always)]
        pub fn to_array(self) -> [f32; 4] {
            let mut lanes = [0.0; 4];
            // Sound: four floats.
            unsafe { v128_store(lanes.as_mut_ptr().cast(), self.0) };
            lanes
        }

        #[inline(always)]
        pub fn add(self, other: Self) -> Self {
            Self(f32x4_add(self.0, other.0))
        }

        #[inline(always)]
        pub fn sub(self, other: Self) -> Self {
            Self(f32x4_sub(self.0, other.0))
        }

        #[inline(always)]
        pub fn mul(self, other: Self) -> Self {
            Self(f32x4_mul(self.0, other.0))
        }

        #[inline(always)]
        pub fn div(self, other: Self) -> Self {
            Self(f32x4_div(self.0, other.0))
        }

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

        /// `other` where it is larger: a NaN in `self` stays, one in `other` is overlooked.
        #[inline(always)]
        pub fn larger(self, other: Self) -> Self {
            Self(f32x4_pmax(self.0, other.0))
        }

        /// `other` where it is smaller; NaNs as in [`larger`](Self::larger).
        #[inline(always)]
        pub fn smaller(self, other: Self) -> Self {
            Self(f32x4_pmin(self.0, other.0))
        }

        /// `self · 2ⁿ`, lane by lane, if that is no less than the smallest normal number; n are
        /// the lowest nine bits of `exponents`, as a signed number.
        #[inline(always)]
        pub fn times_power_of_two(self, exponents: Self) -> Self {
            Self(i32x4_add(self.0, i32x4_shl(exponents.0, 23)))
        }

        /// NaN where `other` is NaN.
        #[inline(always)]
        pub fn unless_nan(self, other: Self) -> Self {
            Self(v128_or(self.0, f32x4_ne(other.0, other.0)))
        }

        /// Where `a > b` lane by lane `yes`, elsewhere (also at a NaN) `no`.
        #[inline(always)]
        pub fn where_greater(a: Self, b: Self, yes: Self, no: Self) -> Self {
            Self(v128_bitselect(yes.0, no.0, f32x4_gt(a.0, b.0)))
        }

        /// Where `a ≤ b` lane by lane `yes`, elsewhere (also at a NaN) `no`.
        #[inline(always)]
        pub fn where_at_most(a: Self, b: Self, yes: Self, no: Self) -> Self {
            Self(v128_bitselect(yes.0, no.0, f32x4_le(a.0, b.0)))
        }

        /// All bits of both.
        #[inline(always)]
        pub fn or(self, other: Self) -> Self {
            Self(v128_or(self.0, other.0))
        }

        /// The numbers at even places of both, one after the other; and those at odd ones.
        #[inline(always)]
        pub fn unzip(a: Self, b: Self) -> (Self, Self) {
            (
                Self(i32x4_shuffle::<0, 2, 4, 6>(a.0, b.0)),
                Self(i32x4_shuffle::<1, 3, 5, 7>(a.0, b.0)),
            )
        }

        /// Each number twice.
        #[inline(always)]
        pub fn twice(self) -> [Self; 2] {
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

        /// Rows to columns.
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
}
