//! Host memory that tensors on a CPU are copied to and from.

use std::sync::{Arc, Mutex, MutexGuard};

/// Values of many tensors, one tensor's behind the other's. A clone is the same memory.
#[derive(Debug, Clone, Default)]
pub struct HostValues(Arc<Mutex<Vec<f32>>>);

impl HostValues {
    /// Empties the memory and keeps its capacity.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Changes the values.
    pub fn change(&self, change: impl FnOnce(&mut [f32])) {
        change(&mut self.lock());
    }

    /// Takes the values out.
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
