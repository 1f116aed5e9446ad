//! The bindings.

use std::collections::HashMap;

use js_sys::{Array, Float32Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::{Error, Tensor, safetensors};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A named tensor: row-major values, as many as the product of the shape's sizes. */
export interface NamedTensor { name: string; shape: number[]; data: Float32Array }
"#;

#[wasm_bindgen]
extern "C" {
    /// A tensor on the page's side.
    #[wasm_bindgen(typescript_type = "NamedTensor")]
    pub type NamedTensor;
    #[wasm_bindgen(method, getter)]
    fn name(this: &NamedTensor) -> String;
    #[wasm_bindgen(method, getter)]
    fn shape(this: &NamedTensor) -> Vec<f64>;
    #[wasm_bindgen(method, getter)]
    fn data(this: &NamedTensor) -> Float32Array;
}

/// `{code, message}`, as the page reports errors.
fn report(error: Error) -> JsValue {
    let code = match error {
        Error::Damaged(_) => "weights-damaged",
        Error::TooLarge { .. } => "weights-size",
        Error::Type { .. } => "weights-type",
    };
    let report = Object::new();
    for (key, value) in [("code", code), ("message", &error.to_string())] {
        // A plain object takes every property.
        let _ = Reflect::set(&report, &key.into(), &value.into());
    }
    report.into()
}

/// A safetensors file of 32-bit floating-point numbers. `metadata`: pairs of texts, `[key, value, …]`.
///
/// # Errors
/// "weights-damaged" if a shape does not fit its values.
#[wasm_bindgen(js_name = writeSafetensors)]
pub fn write_safetensors(
    tensors: Vec<NamedTensor>,
    metadata: Vec<String>,
) -> Result<Vec<u8>, JsValue> {
    let tensors: Vec<Tensor> = tensors
        .iter()
        .map(|tensor| Tensor {
            name: tensor.name(),
            shape: tensor.shape().iter().map(|&size| size as usize).collect(),
            values: tensor.data().to_vec(),
        })
        .collect();
    let pairs = metadata.chunks_exact(2);
    let metadata: HashMap<_, _> = pairs
        .map(|pair| (pair[0].clone(), pair[1].clone()))
        .collect();
    safetensors::write(&tensors, metadata).map_err(report)
}

/// The tensors of a safetensors file, in the order of their names.
///
/// # Errors
/// "weights-damaged", "weights-size", "weights-type".
#[wasm_bindgen(js_name = readSafetensors, unchecked_return_type = "NamedTensor[]")]
pub fn read_safetensors(file: &[u8]) -> Result<Array, JsValue> {
    let tensors = safetensors::read(file).map_err(report)?;
    let list = Array::new();
    for Tensor {
        name,
        shape,
        values,
    } in tensors
    {
        let sizes: Array = shape
            .iter()
            .map(|&size| JsValue::from(size as f64))
            .collect();
        let tensor = Object::new();
        Reflect::set(&tensor, &"name".into(), &name.into())?;
        Reflect::set(&tensor, &"shape".into(), &sizes)?;
        Reflect::set(&tensor, &"data".into(), &Float32Array::from(&values[..]))?;
        list.push(&tensor);
    }
    Ok(list)
}
