//! The format ONNX: a graph of operations on named tensors, as protocol buffers. What is read are the tensors of files that
//! were written here. The messages are the parts of <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto> that are used.

use prost::Message;

use crate::{Error, MOST_VALUES, Tensor};

/// The version of the operations, of 2022: every runtime of today has it.
const OPSET: i64 = 17;
/// The version of the format that came with these operations.
const IR_VERSION: i64 = 8;
/// The number of the type of 32-bit floating-point numbers.
const FLOAT: i32 = 1;
/// Who wrote a file.
pub const PRODUCER: &str = "Digit Lab";

/// An operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// "Conv".
    pub operation: String,
    /// The names of the values that it takes.
    pub inputs: Vec<String>,
    /// The name of the value that it gives.
    pub output: String,
    /// Its settings.
    pub attributes: Vec<(String, Attribute)>,
}

/// A setting of an operation.
#[derive(Debug, Clone, PartialEq)]
pub enum Attribute {
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f32),
    /// Whole numbers.
    Ints(Vec<i64>),
}

/// A network.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    /// Its operations, each after those whose values it takes.
    pub nodes: Vec<Node>,
    /// Its tensors.
    pub tensors: Vec<Tensor>,
    /// The name and the shape of its input, without the number of images.
    pub input: (String, Vec<i64>),
    /// The names and shapes of its outputs, without the number of images.
    pub outputs: Vec<(String, Vec<i64>)>,
    /// Texts about it, by their names.
    pub metadata: Vec<(String, String)>,
}

/// Writes a network.
///
/// # Errors
/// [`Error::Damaged`] if a tensor's shape does not fit its values.
pub fn write(graph: &Graph) -> Result<Vec<u8>, Error> {
    let mut initializer = Vec::new();
    for tensor in &graph.tensors {
        tensor.check()?;
        initializer.push(proto::Tensor {
            dims: tensor.shape.iter().map(|&size| size as i64).collect(),
            data_type: FLOAT,
            name: tensor.name.clone(),
            raw_data: bytemuck::cast_slice(&tensor.values).to_vec(),
        });
    }
    let node = |node: &Node| proto::Node {
        input: node.inputs.clone(),
        output: vec![node.output.clone()],
        name: node.output.clone(),
        op_type: node.operation.clone(),
        attribute: node.attributes.iter().map(attribute).collect(),
    };
    let value = |(name, shape): &(String, Vec<i64>)| proto::ValueInfo {
        name: name.clone(),
        r#type: Some(proto::Type {
            tensor_type: Some(proto::TensorType {
                elem_type: FLOAT,
                shape: Some(proto::Shape {
                    dim: std::iter::once(proto::Dimension::named("N"))
                        .chain(shape.iter().map(|&size| proto::Dimension::of(size)))
                        .collect(),
                }),
            }),
        }),
    };
    let model = proto::Model {
        ir_version: IR_VERSION,
        producer_name: PRODUCER.into(),
        producer_version: env!("CARGO_PKG_VERSION").into(),
        graph: Some(proto::Graph {
            node: graph.nodes.iter().map(node).collect(),
            name: "network".into(),
            initializer,
            input: vec![value(&graph.input)],
            output: graph.outputs.iter().map(value).collect(),
        }),
        opset_import: vec![proto::OperatorSet {
            domain: String::new(),
            version: OPSET,
        }],
        metadata_props: graph
            .metadata
            .iter()
            .map(|(key, value)| proto::Entry {
                key: key.clone(),
                value: value.clone(),
            })
            .collect(),
    };
    Ok(model.encode_to_vec())
}

fn attribute((name, value): &(String, Attribute)) -> proto::Attribute {
    let mut attribute = proto::Attribute {
        name: name.clone(),
        ..Default::default()
    };
    // The numbers of the types are those of `AttributeProto.AttributeType`.
    match value {
        Attribute::Float(value) => (attribute.f, attribute.r#type) = (*value, 1),
        Attribute::Int(value) => (attribute.i, attribute.r#type) = (*value, 2),
        Attribute::Ints(values) => (attribute.ints, attribute.r#type) = (values.clone(), 7),
    }
    attribute
}

/// The tensors of a file that [`write()`] wrote, in the order of their names.
///
/// # Errors
/// [`Error::Damaged`] if the file is none or is cut off; [`Error::Foreign`] if another program wrote it;
/// [`Error::TooLarge`], [`Error::Type`].
pub fn read(file: &[u8]) -> Result<Vec<Tensor>, Error> {
    let model = proto::Model::decode(file).map_err(|error| Error::Damaged(error.to_string()))?;
    let Some(graph) = model.graph else {
        return Err(Error::Damaged("It has no graph.".into()));
    };
    if model.producer_name != PRODUCER {
        return Err(Error::Foreign(model.producer_name));
    }
    let mut tensors = Vec::new();
    let mut total: usize = 0;
    for tensor in graph.initializer {
        if tensor.data_type != FLOAT {
            return Err(Error::Type {
                name: tensor.name,
                dtype: format!("number {}", tensor.data_type),
            });
        }
        let (chunks, rest) = tensor.raw_data.as_chunks::<4>();
        total = total.saturating_add(chunks.len());
        if total > MOST_VALUES {
            return Err(Error::TooLarge { values: total });
        }
        let shape = tensor.dims.iter().map(|&size| usize::try_from(size).ok());
        let tensor = Tensor {
            shape: shape
                .collect::<Option<_>>()
                .ok_or_else(|| Error::Damaged(format!("{} has a negative size.", tensor.name)))?,
            name: tensor.name,
            values: chunks
                .iter()
                .map(|&chunk| f32::from_le_bytes(chunk))
                .collect(),
        };
        if !rest.is_empty() {
            return Err(Error::Damaged(format!("{} is cut off.", tensor.name)));
        }
        tensor.check()?;
        tensors.push(tensor);
    }
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tensors)
}

/// The messages, with the numbers of their fields.
mod proto {
    use prost::Message;

    #[derive(Clone, PartialEq, Message)]
    pub struct Model {
        #[prost(int64, tag = "1")]
        pub ir_version: i64,
        #[prost(string, tag = "2")]
        pub producer_name: String,
        #[prost(string, tag = "3")]
        pub producer_version: String,
        #[prost(message, optional, tag = "7")]
        pub graph: Option<Graph>,
        #[prost(message, repeated, tag = "8")]
        pub opset_import: Vec<OperatorSet>,
        #[prost(message, repeated, tag = "14")]
        pub metadata_props: Vec<Entry>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct OperatorSet {
        #[prost(string, tag = "1")]
        pub domain: String,
        #[prost(int64, tag = "2")]
        pub version: i64,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct Entry {
        #[prost(string, tag = "1")]
        pub key: String,
        #[prost(string, tag = "2")]
        pub value: String,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct Graph {
        #[prost(message, repeated, tag = "1")]
        pub node: Vec<Node>,
        #[prost(string, tag = "2")]
        pub name: String,
        #[prost(message, repeated, tag = "5")]
        pub initializer: Vec<Tensor>,
        #[prost(message, repeated, tag = "11")]
        pub input: Vec<ValueInfo>,
        #[prost(message, repeated, tag = "12")]
        pub output: Vec<ValueInfo>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct Node {
        #[prost(string, repeated, tag = "1")]
        pub input: Vec<String>,
        #[prost(string, repeated, tag = "2")]
        pub output: Vec<String>,
        #[prost(string, tag = "3")]
        pub name: String,
        #[prost(string, tag = "4")]
        pub op_type: String,
        #[prost(message, repeated, tag = "5")]
        pub attribute: Vec<Attribute>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct Attribute {
        #[prost(string, tag = "1")]
        pub name: String,
        #[prost(float, tag = "2")]
        pub f: f32,
        #[prost(int64, tag = "3")]
        pub i: i64,
        #[prost(int64, repeated, packed = "false", tag = "8")]
        pub ints: Vec<i64>,
        #[prost(int32, tag = "20")]
        pub r#type: i32,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct Tensor {
        #[prost(int64, repeated, packed = "false", tag = "1")]
        pub dims: Vec<i64>,
        #[prost(int32, tag = "2")]
        pub data_type: i32,
        #[prost(string, tag = "8")]
        pub name: String,
        #[prost(bytes = "vec", tag = "9")]
        pub raw_data: Vec<u8>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct ValueInfo {
        #[prost(string, tag = "1")]
        pub name: String,
        #[prost(message, optional, tag = "2")]
        pub r#type: Option<Type>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct Type {
        #[prost(message, optional, tag = "1")]
        pub tensor_type: Option<TensorType>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct TensorType {
        #[prost(int32, tag = "1")]
        pub elem_type: i32,
        #[prost(message, optional, tag = "2")]
        pub shape: Option<Shape>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct Shape {
        #[prost(message, repeated, tag = "1")]
        pub dim: Vec<Dimension>,
    }

    /// A size, or the name of one that may be any.
    #[derive(Clone, PartialEq, Message)]
    pub struct Dimension {
        #[prost(int64, optional, tag = "1")]
        pub dim_value: Option<i64>,
        #[prost(string, optional, tag = "2")]
        pub dim_param: Option<String>,
    }

    impl Dimension {
        pub fn of(size: i64) -> Self {
            Self {
                dim_value: Some(size),
                dim_param: None,
            }
        }

        pub fn named(name: &str) -> Self {
            Self {
                dim_value: None,
                dim_param: Some(name.into()),
            }
        }
    }
}
