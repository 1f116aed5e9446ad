//! Asynchronous reads of tensors. A browser's WebGPU offers no synchronous read.

use burn::tensor::Tensor;

use crate::error::Result;

/// Tensors that are read together.
///
/// A build without WebGPU copies their values from CPU memory when they are registered. burn's own read is not
/// used there: it compiles code for every element type, quantised ones too, a tenth of the wasm module.
#[derive(Default)]
pub struct Transaction {
    #[cfg(feature = "webgpu")]
    tensors: burn::tensor::Transaction,
    #[cfg(not(feature = "webgpu"))]
    values: Vec<Vec<f32>>,
}

impl Transaction {
    /// Adds a tensor. Its present values are read, even if it changes before the read.
    #[cfg(feature = "webgpu")]
    pub fn register<const D: usize>(self, tensor: Tensor<D>) -> Self {
        let tensors = self.tensors.register(tensor);
        Self { tensors }
    }

    /// Adds a tensor. Its present values are read, even if it changes before the read.
    #[cfg(not(feature = "webgpu"))]
    pub fn register<const D: usize>(mut self, tensor: Tensor<D>) -> Self {
        self.values.push(crate::ops::values(tensor));
        self
    }

    #[cfg(feature = "webgpu")]
    async fn read(self) -> Result<Vec<Vec<f32>>> {
        use crate::error::Error;

        let failed = |error: &dyn std::fmt::Debug| Error::Device(format!("{error:?}"));
        let data = self.tensors.execute_async().await;
        let data = data.map_err(|error| failed(&error))?;
        data.into_iter()
            .map(|data| data.try_into_vec().map_err(|error| failed(&error)))
            .collect()
    }

    #[cfg(not(feature = "webgpu"))]
    async fn read(self) -> Result<Vec<Vec<f32>>> {
        Ok(self.values)
    }
}

/// Reads the values of every registered tensor, row-major, in the order of registration.
///
/// # Errors
/// [`Error::Device`](crate::error::Error::Device) if the device fails.
pub async fn floats(transaction: Transaction) -> Result<Vec<Vec<f32>>> {
    transaction.read().await
}

/// Like [`floats`], for tensors of one value each.
///
/// # Errors
/// [`Error::Device`](crate::error::Error::Device) if the device fails.
pub async fn scalars(transaction: Transaction) -> Result<Vec<f32>> {
    Ok(floats(transaction).await?.concat())
}
