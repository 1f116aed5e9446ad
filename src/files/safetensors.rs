//! The format safetensors: names, shapes and types as JSON, then the values. Reading and checking are those of the
//! `safetensors` crate.

use std::borrow::Cow;
use std::collections::HashMap;

use half::{bf16, f16};
use safetensors::tensor::{Dtype, SafeTensors, TensorView, View};

use crate::{Error, MOST_VALUES, Tensor};

#[cfg(target_endian = "big")]
compile_error!("The values are written as they are in memory.");

struct Values<'a>(&'a Tensor);

impl View for Values<'_> {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.0.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(bytemuck::cast_slice(&self.0.values))
    }

    fn data_len(&self) -> usize {
        4 * self.0.values.len()
    }
}

/// Writes tensors as 32-bit floating-point numbers, with a table of texts (`metadata`) beside them.
///
/// # Errors
/// [`Error::Damaged`] if a tensor's shape does not fit its values.
pub fn write(tensors: &[Tensor], metadata: HashMap<String, String>) -> Result<Vec<u8>, Error> {
    for tensor in tensors {
        tensor.check()?;
    }
    let views = tensors
        .iter()
        .map(|tensor| (tensor.name.as_str(), Values(tensor)));
    let metadata = metadata.into_iter().collect();
    safetensors::serialize(views, Some(metadata)).map_err(|error| Error::Damaged(error.to_string()))
}

/// Reads all tensors of a file, in the order of their names, as 32-bit floating-point numbers. Numbers of 64 bits lose
/// precision.
///
/// # Errors
/// [`Error::Damaged`] if the file is none or is cut off, [`Error::TooLarge`], [`Error::Type`].
pub fn read(file: &[u8]) -> Result<Vec<Tensor>, Error> {
    let found =
        SafeTensors::deserialize(file).map_err(|error| Error::Damaged(error.to_string()))?;
    let mut total: usize = 0;
    for (_, view) in found.iter() {
        let values = view.shape().iter().product::<usize>();
        total = total.saturating_add(values);
    }
    if total > MOST_VALUES {
        return Err(Error::TooLarge { values: total });
    }
    let mut tensors = Vec::new();
    for (name, view) in found.iter() {
        tensors.push(Tensor {
            name: name.into(),
            shape: view.shape().into(),
            values: values(name, &view)?,
        });
    }
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tensors)
}

/// The values of a tensor of any type that PyTorch saves weights in.
fn values(name: &str, view: &TensorView<'_>) -> Result<Vec<f32>, Error> {
    fn each<const N: usize>(bytes: &[u8], value: impl Fn([u8; N]) -> f32) -> Vec<f32> {
        let (chunks, _) = bytes.as_chunks::<N>();
        chunks.iter().map(|chunk| value(*chunk)).collect()
    }
    let bytes = view.data();
    Ok(match view.dtype() {
        Dtype::F32 => each(bytes, f32::from_le_bytes),
        Dtype::F64 => each(bytes, |bytes| f64::from_le_bytes(bytes) as f32),
        Dtype::F16 => each(bytes, |bytes| f16::from_le_bytes(bytes).to_f32()),
        Dtype::BF16 => each(bytes, |bytes| bf16::from_le_bytes(bytes).to_f32()),
        Dtype::I64 => each(bytes, |bytes| i64::from_le_bytes(bytes) as f32),
        Dtype::I32 => each(bytes, |bytes| i32::from_le_bytes(bytes) as f32),
        Dtype::U8 => each(bytes, |[byte]| f32::from(byte)),
        other => {
            return Err(Error::Type {
                name: name.into(),
                dtype: format!("{other:?}"),
            });
        }
    })
}
