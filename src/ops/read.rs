//! Reading tensors back, always asynchronously: a browser's GPU answers in no other way.

use burn::tensor::Tensor;

use crate::error::Result;

/// Tensors that are read together.
///
/// In a build without WebGPU their values are where a slice can see them. burn's way of reading
/// brings every type along that a tensor may hold, quantised ones too: a tenth of the wasm module.
#[derive(Default)]
pub struct Transaction {
    #[cfg(feature = "webgpu")]
    tensors: burn::tensor::Transaction,
    #[cfg(not(feature = "webgpu"))]
    values: Vec<Vec<f32>>,
}

impl Transaction {
    /// Adds a tensor, whose values are asked for as they are now.
    #[cfg(feature = "webgpu")]
    pub fn register<const D: usize>(self, tensor: Tensor<D>) -> Self {
        let tensors = self.tensors.register(tensor);
        Self { tensors }
    }

    /// Adds a tensor, whose values are asked for as they are now.
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

/// The values of every registered tensor, in order.
///
/// # Errors
/// [`Error::Device`](crate::error::Error::Device) if the device fails.
pub async fn floats(transaction: Transaction) -> Result<Vec<Vec<f32>>> {
    transaction.read().await
}

/// As [`floats`], for tensors of one value each.
///
/// # Errors
/// [`Error::Device`](crate::error::Error::Device) if the device fails.
pub async fn scalars(transaction: Transaction) -> Result<Vec<f32>> {
    Ok(floats(transaction).await?.concat())
}
