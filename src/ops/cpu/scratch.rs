//! Scratch memory for the kernels.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard};

use digit_lab_kernels::Workspace;

/// Workspaces that are not in use. There are as many as threads have ever computed at the same time.
static FREE: Mutex<Vec<Workspace>> = Mutex::new(Vec::new());

/// A guard that gives exclusive use of a workspace and returns it when dropped. The workspace keeps its memory from
/// call to call.
pub struct Lent(Workspace);

/// Lends an unused workspace, or a new one if all are in use.
pub fn lend() -> Lent {
    Lent(free().pop().unwrap_or_default())
}

impl Deref for Lent {
    type Target = Workspace;

    fn deref(&self) -> &Workspace {
        &self.0
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Workspace {
        &mut self.0
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        free().push(std::mem::take(&mut self.0));
    }
}

fn free() -> MutexGuard<'static, Vec<Workspace>> {
    FREE.lock().expect("nothing panics while it is locked")
}
