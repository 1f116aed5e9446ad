//! Vectors of four `f32`, and the loops over slices that the other modules share.
//!
//! [`F32x4`] is WebAssembly's `simd128` where the target has it (`wasm`), and an array elsewhere
//! (`portable`). Both give the same bits, except that `relaxed-simd` may fuse a multiplication and
//! an addition.

pub mod microkernel;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable;
pub mod slices;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use portable::F32x4;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use wasm::F32x4;

/// Lanes of a vector.
pub const LANES: usize = 4;

/// The next multiple of [`LANES`].
pub const fn round_up(n: usize) -> usize {
    n.next_multiple_of(LANES)
}

/// The previous multiple of [`LANES`].
pub const fn round_down(n: usize) -> usize {
    n / LANES * LANES
}

/// `values[at..]`, unchecked. Loads at constant offsets from its beginning need no addition each:
/// the compiler must assume that an index addition wraps around, but not that a pointer does.
///
/// # Safety
/// `at <= values.len()`.
#[inline(always)]
pub unsafe fn tail(values: &[f32], at: usize) -> &[f32] {
    debug_assert!(at <= values.len());
    // Sound: the caller's promise.
    unsafe { values.get_unchecked(at..) }
}

/// `values[at..]`, unchecked and mutable.
///
/// # Safety
/// `at <= values.len()`.
#[inline(always)]
pub unsafe fn tail_mut(values: &mut [f32], at: usize) -> &mut [f32] {
    debug_assert!(at <= values.len());
    // Sound: the caller's promise.
    unsafe { values.get_unchecked_mut(at..) }
}

impl F32x4 {
    /// Up to four `values`; missing lanes are `filling`.
    #[inline(always)]
    pub fn load_partial(values: &[f32], filling: f32) -> Self {
        let lanes: [f32; LANES] =
            std::array::from_fn(|i| values.get(i).copied().unwrap_or(filling));
        // Sound: four values.
        unsafe { Self::load(&lanes, 0) }
    }

    /// The sum of all lanes.
    #[inline(always)]
    pub fn sum(self) -> f32 {
        let [a, b, c, d] = self.to_array();
        (a + b) + (c + d)
    }
}
