//! Files, as they should be and as they should not.

mod safetensors;
mod store;
