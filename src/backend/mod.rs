//! Opening a device and checking its arithmetic. The only folder that chooses a backend.
//!
//! There is no fallback here: opening a backend that cannot be used is an error with a code, and
//! the page then loads the CPU module (`www/engine.js`).
//!
//! Invariant: a device is chosen here once and passed down as a burn [`Device`]; no other code
//! calls `Device::default()`.

#[cfg(any(feature = "webgpu", test))]
#[cfg_attr(
    not(feature = "webgpu"),
    allow(
        dead_code,
        reason = "without a GPU only the comparison itself is tested"
    )
)]
mod self_test;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The backends, as the page and the command line name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum BackendKind {
    /// burn-wgpu, on the browser's WebGPU (natively: on any GPU that wgpu finds).
    Webgpu,
    /// burn-ndarray, on the CPU.
    Ndarray,
}

/// An open backend. Its device has no autodiff; training adds it.
#[derive(Debug, Clone)]
pub struct Backend {
    /// Its kind.
    pub kind: BackendKind,
    /// The device on which tensors are made.
    pub device: Device,
}

impl Backend {
    /// Opens `kind`. A GPU is returned only after it has computed the same as the CPU on a small
    /// network, forward and backward.
    ///
    /// # Errors
    /// [`Error::BackendUnavailable`] if this build or this machine does not have it,
    /// [`Error::SelfTest`] if it computes wrongly, [`Error::Device`] if it fails meanwhile.
    pub async fn open(kind: BackendKind) -> Result<Self> {
        match kind {
            BackendKind::Webgpu => {
                let device = checked_webgpu().await?;
                Ok(Self { kind, device })
            }
            BackendKind::Ndarray => Ok(Self::cpu()),
        }
    }

    /// Opens ndarray, without waiting.
    pub fn cpu() -> Self {
        Self {
            kind: BackendKind::Ndarray,
            device: ndarray(),
        }
    }
}

fn unavailable(backend: &'static str, reason: impl Into<String>) -> Error {
    Error::BackendUnavailable {
        backend,
        reason: reason.into(),
    }
}

/// burn calls ndarray deprecated; this project keeps it as a working backend.
#[expect(deprecated)]
fn ndarray() -> Device {
    Device::ndarray()
}

/// The GPU's device, once it has computed the same as the CPU.
#[cfg(feature = "webgpu")]
async fn checked_webgpu() -> Result<Device> {
    let device = webgpu().await?;
    self_test::compare(&device, &ndarray(), "webgpu").await?;
    Ok(device)
}

/// The GPU's device. burn can open it only once, so the first one is kept for later calls.
#[cfg(feature = "webgpu")]
async fn webgpu() -> Result<Device> {
    use std::sync::Mutex;

    static OPENED: Mutex<Option<Device>> = Mutex::new(None);
    let kept = || OPENED.lock().expect("nothing panics while it is locked");

    if let Some(device) = kept().clone() {
        return Ok(device);
    }
    let device = Device::wgpu_options()
        .init_async()
        .await
        .map_err(|error| unavailable("webgpu", error.to_string()))?;
    *kept() = Some(device.clone());
    Ok(device)
}

#[cfg(not(feature = "webgpu"))]
async fn checked_webgpu() -> Result<Device> {
    Err(unavailable("webgpu", "this build does not contain it."))
}
