//! Host memory for the values of CPU tensors.

use std::sync::{Arc, Mutex, MutexGuard};

/// The values of many tensors, one after the other. Clones share the memory.
#[derive(Debug, Clone, Default)]
pub struct HostValues(Arc<Mutex<Vec<f32>>>);

impl HostValues {
    /// Removes all values and keeps the capacity.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Calls `change` with all values.
    pub fn change(&self, change: impl FnOnce(&mut [f32])) {
        change(&mut self.lock());
    }

    /// Removes and returns all values.
    pub fn take(&self) -> Vec<f32> {
        std::mem::take(&mut self.lock())
    }

    pub(super) fn append(&self, values: &[f32]) {
        self.lock().extend_from_slice(values);
    }

    pub(super) fn copy_to(&self, start: usize, values: &mut [f32]) {
        values.copy_from_slice(&self.lock()[start..start + values.len()]);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<f32>> {
        self.0.lock().expect("nothing panics while it is locked")
    }
}
