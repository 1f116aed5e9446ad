//! Where the gradients of parameters go.
//!
//! A network's parameters may be views of one long tensor. Their gradients are then written to the
//! same places of another one, so that an optimiser has a single tensor to update.

use std::cell::RefCell;

use burn_wgpu::CubeTensor;

use super::launch::{at, empty, lies_at};

/// Two tensors of one length.
struct Home {
    values: CubeTensor,
    gradients: CubeTensor,
    /// Values whose gradients went there.
    found: usize,
}

thread_local! {
    static HOME: RefCell<Option<Home>> = const { RefCell::new(None) };
}

/// While `work` goes on, the gradients of views of `values` are written to `gradients`: what `work`
/// gives, and of how many values that was so.
pub fn at_home<R>(
    values: CubeTensor,
    gradients: CubeTensor,
    work: impl FnOnce() -> R,
) -> (R, usize) {
    let home = Home {
        values,
        gradients,
        found: 0,
    };
    let before = HOME.replace(Some(home));
    let result = work();
    let home = HOME.replace(before);
    (result, home.map_or(0, |home| home.found))
}

/// Where the gradient of `parameter`, of the same shape, is to be written.
pub(super) fn place(parameter: &CubeTensor, shape: &[usize]) -> CubeTensor {
    let found = HOME.with_borrow_mut(|home| {
        let home = home.as_mut()?;
        if lies_at(parameter).0 != lies_at(&home.values).0 {
            return None;
        }
        home.found += shape.iter().product::<usize>();
        let mut handle = home.gradients.handle.clone();
        handle.offset_start = parameter.handle.offset_start;
        handle.offset_end = parameter.handle.offset_end;
        Some(at(shape, parameter, handle))
    });
    found.unwrap_or_else(|| empty(shape, parameter))
}
