//! The bindings.

use std::collections::HashMap;

use js_sys::{Array, Float32Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::onnx::{self, Attribute, Graph, Node};
use crate::{Error, Tensor, safetensors};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A named tensor: row-major values, as many as the product of the shape's sizes. */
export interface NamedTensor { name: string; shape: number[]; data: Float32Array }
/** A setting of an operation: one of the three. */
export interface OnnxAttribute { name: string; int?: number; float?: number; ints?: number[] }
/** An operation on named values. */
export interface OnnxNode { operation: string; inputs: string[]; output: string; attributes: OnnxAttribute[] }
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

#[wasm_bindgen]
extern "C" {
    /// A setting on the page's side.
    #[wasm_bindgen(typescript_type = "OnnxAttribute")]
    pub type OnnxAttribute;
    #[wasm_bindgen(method, getter)]
    fn name(this: &OnnxAttribute) -> String;
    #[wasm_bindgen(method, getter)]
    fn int(this: &OnnxAttribute) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn float(this: &OnnxAttribute) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn ints(this: &OnnxAttribute) -> Option<Vec<f64>>;

    /// An operation on the page's side.
    #[wasm_bindgen(typescript_type = "OnnxNode")]
    pub type OnnxNode;
    #[wasm_bindgen(method, getter)]
    fn operation(this: &OnnxNode) -> String;
    #[wasm_bindgen(method, getter)]
    fn inputs(this: &OnnxNode) -> Vec<String>;
    #[wasm_bindgen(method, getter)]
    fn output(this: &OnnxNode) -> String;
    #[wasm_bindgen(method, getter)]
    fn attributes(this: &OnnxNode) -> Vec<OnnxAttribute>;
}

impl From<&OnnxNode> for Node {
    fn from(node: &OnnxNode) -> Self {
        let attributes = node.attributes();
        let attributes = attributes.iter().map(|attribute| {
            let value = match (attribute.int(), attribute.float(), attribute.ints()) {
                (Some(int), _, _) => Attribute::Int(int as i64),
                (_, Some(float), _) => Attribute::Float(float as f32),
                (_, _, ints) => {
                    let ints = ints.unwrap_or_default();
                    Attribute::Ints(ints.into_iter().map(|int| int as i64).collect())
                }
            };
            (attribute.name(), value)
        });
        Self {
            operation: node.operation(),
            inputs: node.inputs(),
            output: node.output(),
            attributes: attributes.collect(),
        }
    }
}

impl From<&NamedTensor> for Tensor {
    fn from(tensor: &NamedTensor) -> Self {
        Self {
            name: tensor.name(),
            shape: tensor.shape().iter().map(|&size| size as usize).collect(),
            values: tensor.data().to_vec(),
        }
    }
}

/// Pairs of texts, `[key, value, …]`.
fn pairs(texts: &[String]) -> impl Iterator<Item = (String, String)> {
    let pairs = texts.chunks_exact(2);
    pairs.map(|pair| (pair[0].clone(), pair[1].clone()))
}

/// `{code, message}`, as the page reports errors.
pub(crate) fn thrown(code: &str, message: &str) -> JsValue {
    let report = Object::new();
    for (key, value) in [("code", code), ("message", message)] {
        // A plain object takes every property.
        let _ = Reflect::set(&report, &key.into(), &value.into());
    }
    report.into()
}

fn report(error: Error) -> JsValue {
    let code = match error {
        Error::Damaged(_) => "weights-damaged",
        Error::TooLarge { .. } => "weights-size",
        Error::Type { .. } => "weights-type",
        Error::Foreign(_) => "weights-foreign",
    };
    thrown(code, &error.to_string())
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
    let tensors: Vec<Tensor> = tensors.iter().map(Tensor::from).collect();
    let metadata: HashMap<_, _> = pairs(&metadata).collect();
    safetensors::write(&tensors, metadata).map_err(report)
}

/// The tensors of a safetensors file, in the order of their names.
///
/// # Errors
/// "weights-damaged", "weights-size", "weights-type".
#[wasm_bindgen(js_name = readSafetensors, unchecked_return_type = "NamedTensor[]")]
pub fn read_safetensors(file: &[u8]) -> Result<Array, JsValue> {
    listed(safetensors::read(file).map_err(report)?)
}

/// An ONNX file of a network with the input `image` `[N, 1, 28, 28]` and the outputs `logits` and `probabilities`
/// `[N, 10]`. `metadata`: pairs of texts, `[key, value, …]`.
///
/// # Errors
/// "weights-damaged" if a shape does not fit its values.
#[wasm_bindgen(js_name = writeOnnx)]
pub fn write_onnx(
    nodes: Vec<OnnxNode>,
    tensors: Vec<NamedTensor>,
    metadata: Vec<String>,
) -> Result<Vec<u8>, JsValue> {
    let output = |name: &str| (name.to_owned(), vec![10]);
    let graph = Graph {
        nodes: nodes.iter().map(Node::from).collect(),
        tensors: tensors.iter().map(Tensor::from).collect(),
        input: ("image".into(), vec![1, 28, 28]),
        outputs: vec![output("logits"), output("probabilities")],
        metadata: pairs(&metadata).collect(),
    };
    onnx::write(&graph).map_err(report)
}

/// The tensors of an ONNX file that [`write_onnx`] wrote, in the order of their names.
///
/// # Errors
/// "weights-damaged", "weights-foreign", "weights-size", "weights-type".
#[wasm_bindgen(js_name = readOnnx, unchecked_return_type = "NamedTensor[]")]
pub fn read_onnx(file: &[u8]) -> Result<Array, JsValue> {
    listed(onnx::read(file).map_err(report)?)
}

/// Tensors as the page has them.
fn listed(tensors: Vec<Tensor>) -> Result<Array, JsValue> {
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
