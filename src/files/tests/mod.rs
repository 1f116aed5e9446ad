//! Files, as they should be and as they should not.

mod onnx;
mod safetensors;
mod store;
