//! Scratch memory for the kernels.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard};

use digit_lab_kernels::Workspace;

/// Workspaces that nobody uses at the moment: one for each thread that has computed at the same time as others.
static FREE: Mutex<Vec<Workspace>> = Mutex::new(Vec::new());

/// A workspace, lent until it is dropped. It keeps its memory from one call to the next.
pub struct Lent(Workspace);

/// Lends a workspace.
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
