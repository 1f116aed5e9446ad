//! What computes: opening a device, checking its arithmetic, falling back. The only place that
//! names the backends.
//!
//! Invariant: a device is chosen here once and handed down as a burn [`Device`]; nobody asks for
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

/// The backends, as the page and the command line name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum BackendKind {
    /// burn-wgpu, on the browser's WebGPU (natively: on whatever wgpu finds).
    Webgpu,
    /// burn-flex, on the CPU.
    Flex,
    /// burn-ndarray, on the CPU.
    Ndarray,
}

/// What computes where nothing else does.
const LAST_RESORT: BackendKind = match cfg!(feature = "flex") {
    true => BackendKind::Flex,
    false => BackendKind::Ndarray,
};

/// Something a visitor should know, that is not an error: why the GPU is not used, say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct Notice {
    /// Stable, in kebab case.
    pub code: String,
    /// A sentence.
    pub message: String,
}

impl From<&Error> for Notice {
    fn from(error: &Error) -> Self {
        Self {
            code: error.code().into(),
            message: error.to_string(),
        }
    }
}

/// An open backend. Its device has no autodiff; training adds it.
#[derive(Debug, Clone)]
pub struct Backend {
    /// Which it is.
    pub kind: BackendKind,
    /// Where tensors are made.
    pub device: Device,
}

impl Backend {
    /// Opens exactly `kind`. A GPU has computed like the CPU on a small network, forward and
    /// backward, before it is returned.
    ///
    /// # Errors
    /// [`Error::BackendUnavailable`] if this build or this machine has none,
    /// [`Error::SelfTest`] if it computes wrongly.
    pub async fn open(kind: BackendKind) -> Result<Self> {
        let device = match kind {
            BackendKind::Webgpu => checked_webgpu().await?,
            BackendKind::Flex => flex()?,
            BackendKind::Ndarray => ndarray()?,
        };
        Ok(Self { kind, device })
    }

    /// Opens `kind`, or this build's CPU backend with the reason if that cannot be.
    ///
    /// # Errors
    /// If there is none in this build to fall back on.
    pub async fn open_or_fall_back(kind: BackendKind) -> Result<(Self, Vec<Notice>)> {
        match Self::open(kind).await {
            Ok(backend) => Ok((backend, Vec::new())),
            Err(error) if kind == LAST_RESORT => Err(error),
            Err(error) => Ok((Self::open_cpu(LAST_RESORT)?, vec![Notice::from(&error)])),
        }
    }

    /// Opens a CPU backend, which needs no waiting.
    ///
    /// # Errors
    /// [`Error::BackendUnavailable`] if this build lacks it, or if it is the GPU.
    pub fn open_cpu(kind: BackendKind) -> Result<Self> {
        let device = match kind {
            BackendKind::Webgpu => return Err(unavailable("webgpu", "it is not a CPU backend.")),
            BackendKind::Flex => flex()?,
            BackendKind::Ndarray => ndarray()?,
        };
        Ok(Self { kind, device })
    }
}

/// True if `device` is one of the CPU's, with autodiff or without.
#[cfg(any(feature = "flex", feature = "ndarray"))]
pub(crate) fn is_cpu(device: &Device) -> bool {
    [flex(), ndarray()]
        .into_iter()
        .flatten()
        .any(|cpu| *device == cpu)
}

fn unavailable(backend: &'static str, reason: impl Into<String>) -> Error {
    Error::BackendUnavailable {
        backend,
        reason: reason.into(),
    }
}

#[cfg(feature = "flex")]
fn flex() -> Result<Device> {
    Ok(Device::flex())
}

#[cfg(not(feature = "flex"))]
fn flex() -> Result<Device> {
    Err(unavailable("flex", "this build does not hold it."))
}

/// burn calls ndarray deprecated in favour of flex; this project keeps it as a working backend.
#[cfg(feature = "ndarray")]
#[expect(deprecated)]
fn ndarray() -> Result<Device> {
    Ok(Device::ndarray())
}

#[cfg(not(feature = "ndarray"))]
fn ndarray() -> Result<Device> {
    Err(unavailable("ndarray", "this build does not hold it."))
}

/// The GPU's device, which has computed as the CPU does.
#[cfg(feature = "webgpu")]
async fn checked_webgpu() -> Result<Device> {
    let device = webgpu().await?;
    self_test::compare(&device, &flex()?, "webgpu").await?;
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
    Err(unavailable("webgpu", "this build does not hold it."))
}
