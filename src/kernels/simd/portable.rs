//! [`F32x4`] as an array, for targets without `simd128`. The compiler vectorises it where it can.

/// Four floats. The methods are documented in `wasm.rs`.
#[derive(Clone, Copy)]
pub struct F32x4([f32; 4]);

impl F32x4 {
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        let ([a, b, c, d], [e, g, h, i]) = (self.0, other.0);
        Self([f(a, e), f(b, g), f(c, h), f(d, i)])
    }

    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self([value; 4])
    }

    /// # Safety
    /// `at + 4 <= values.len()`.
    #[inline(always)]
    pub unsafe fn load(values: &[f32], at: usize) -> Self {
        debug_assert!(at + 4 <= values.len());
        Self(unsafe { values.as_ptr().add(at).cast::<[f32; 4]>().read_unaligned() })
    }

    /// # Safety
    /// `at < values.len()`.
    #[inline(always)]
    pub unsafe fn load_splat(values: &[f32], at: usize) -> Self {
        debug_assert!(at < values.len());
        Self([unsafe { *values.get_unchecked(at) }; 4])
    }

    #[inline(always)]
    pub fn splat_from(value: &f32) -> Self {
        Self([*value; 4])
    }

    /// # Safety
    /// `at + 4 <= values.len()`.
    #[inline(always)]
    pub unsafe fn store(self, values: &mut [f32], at: usize) {
        debug_assert!(at + 4 <= values.len());
        unsafe {
            values
                .as_mut_ptr()
                .add(at)
                .cast::<[f32; 4]>()
                .write_unaligned(self.0)
        };
    }

    #[inline(always)]
    pub fn to_array(self) -> [f32; 4] {
        self.0
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }

    #[inline(always)]
    pub fn sub(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }

    #[inline(always)]
    pub fn mul(self, other: Self) -> Self {
        self.zip(other, |a, b| a * b)
    }

    #[inline(always)]
    pub fn div(self, other: Self) -> Self {
        self.zip(other, |a, b| a / b)
    }

    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(self.0.map(f32::sqrt))
    }

    #[inline(always)]
    pub fn mul_add(self, a: Self, b: Self) -> Self {
        self.add(a.mul(b))
    }

    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { b } else { a })
    }

    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if b < a { b } else { a })
    }

    #[inline(always)]
    pub fn times_power_of_two(self, exponents: Self) -> Self {
        self.zip(exponents, |a, b| {
            f32::from_bits(a.to_bits().wrapping_add(b.to_bits() << 23))
        })
    }

    #[inline(always)]
    pub fn propagate_nan(self, other: Self) -> Self {
        self.zip(other, |a, b| if b.is_nan() { f32::NAN } else { a })
    }

    #[inline(always)]
    pub fn where_greater(a: Self, b: Self, yes: Self, no: Self) -> Self {
        Self(std::array::from_fn(|i| {
            if a.0[i] > b.0[i] { yes.0[i] } else { no.0[i] }
        }))
    }

    #[inline(always)]
    pub fn where_less_equal(a: Self, b: Self, yes: Self, no: Self) -> Self {
        Self(std::array::from_fn(|i| {
            if a.0[i] <= b.0[i] { yes.0[i] } else { no.0[i] }
        }))
    }

    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        self.zip(other, |a, b| f32::from_bits(a.to_bits() | b.to_bits()))
    }

    #[inline(always)]
    pub fn unzip(a: Self, b: Self) -> (Self, Self) {
        let ([a, b, c, d], [e, f, g, h]) = (a.0, b.0);
        (Self([a, c, e, g]), Self([b, d, f, h]))
    }

    #[inline(always)]
    pub fn duplicate(self) -> [Self; 2] {
        let [a, b, c, d] = self.0;
        [Self([a, a, b, b]), Self([c, c, d, d])]
    }

    #[inline(always)]
    pub fn low_bytes(self) -> [u8; 4] {
        self.0.map(|lane| lane.to_bits() as u8)
    }

    #[inline(always)]
    pub fn transpose(rows: [Self; 4]) -> [Self; 4] {
        std::array::from_fn(|i| Self(std::array::from_fn(|j| rows[j].0[i])))
    }
}
