//! Opening a device and checking its arithmetic. Only this module chooses a backend.
//!
//! There is no fallback: if a backend cannot be used, opening it is an error with a code, and the page
//! then loads the CPU module (`www/worker/engine.js`).
//!
//! Invariant: a device is opened here once and passed down as a burn [`Device`]; no other code calls
//! `Device::default()`.

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

/// The backends, with the names that the page and the command line use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum BackendKind {
    /// burn-wgpu, on the browser's WebGPU (natively: on any GPU that wgpu finds).
    Webgpu,
    /// burn-ndarray, on the CPU.
    Ndarray,
}

/// An open backend.
#[derive(Debug, Clone)]
pub struct Backend {
    /// Its kind.
    pub kind: BackendKind,
    /// Its device, without autodiff: recorded forward passes add it.
    pub device: Device,
}

impl Backend {
    /// Opens `kind`. A GPU must pass a self-test: the loss and gradients of a small network must equal
    /// those of the CPU.
    ///
    /// # Errors
    /// [`Error::BackendUnavailable`] if this build or this machine does not have it, [`Error::SelfTest`]
    /// if its results are wrong, [`Error::Device`] if it fails during the self-test.
    pub async fn open(kind: BackendKind) -> Result<Self> {
        match kind {
            BackendKind::Webgpu => {
                let device = checked_webgpu().await?;
                Ok(Self { kind, device })
            }
            BackendKind::Ndarray => Ok(Self::cpu()),
        }
    }

    /// Opens ndarray, synchronously.
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

/// Opens the GPU and runs the self-test.
#[cfg(feature = "webgpu")]
async fn checked_webgpu() -> Result<Device> {
    let device = webgpu().await?;
    self_test::compare(&device, &ndarray(), "webgpu").await?;
    Ok(device)
}

/// Opens the GPU. burn can open it only once, so later calls return the same device.
#[cfg(feature = "webgpu")]
async fn webgpu() -> Result<Device> {
    use std::sync::Mutex;

    static OPENED: Mutex<Option<Device>> = Mutex::new(None);
    let opened = || OPENED.lock().expect("nothing panics while it is locked");

    if let Some(device) = opened().clone() {
        return Ok(device);
    }
    let device = Device::wgpu_options()
        .init_async()
        .await
        .map_err(|error| unavailable("webgpu", error.to_string()))?;
    *opened() = Some(device.clone());
    Ok(device)
}

#[cfg(not(feature = "webgpu"))]
async fn checked_webgpu() -> Result<Device> {
    Err(unavailable("webgpu", "this build does not contain it."))
}
