//! Scratch memory for the kernels.

use std::sync::Mutex;

use digit_lab_kernels::Workspace;

/// Workspaces that nobody uses at the moment: one for each thread that has computed at the same time as others.
static FREE: Mutex<Vec<Workspace>> = Mutex::new(Vec::new());

/// Lends `work` a workspace, which keeps its memory from call to call.
pub fn with_workspace<R>(work: impl FnOnce(&mut Workspace) -> R) -> R {
    let free = || FREE.lock().expect("nothing panics while it is locked");
    let mut workspace = free().pop().unwrap_or_default();
    let result = work(&mut workspace);
    free().push(workspace);
    result
}
