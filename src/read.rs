//! Reading tensors back, always asynchronously: a browser's GPU answers in no other way.

use burn::tensor::{TensorData, Transaction};

use crate::error::{Error, Result};

/// The values of every registered tensor, in order.
///
/// # Errors
/// [`Error::Device`] if the device fails.
pub async fn floats(transaction: Transaction) -> Result<Vec<Vec<f32>>> {
    let failed = |error: &dyn std::fmt::Debug| Error::Device(format!("{error:?}"));
    let data = transaction.execute_async().await;
    let data = data.map_err(|error| failed(&error))?;
    data.into_iter()
        .map(|data: TensorData| data.try_into_vec().map_err(|error| failed(&error)))
        .collect()
}

/// As [`floats`], for tensors of one value each.
///
/// # Errors
/// [`Error::Device`] if the device fails.
pub async fn scalars(transaction: Transaction) -> Result<Vec<f32>> {
    Ok(floats(transaction).await?.concat())
}
