//! Files of weights, as other programs read and write them, and files in the browser's storage. It knows nothing of
//! networks: a file is a list of named tensors, or bytes. A WebAssembly module of its own, so that it is fetched only when
//! it is needed.

pub mod safetensors;
pub mod store;
#[cfg(target_family = "wasm")]
pub mod web;

/// A named tensor.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// "conv1.weight"
    pub name: String,
    /// The sizes of its dimensions; none for a single number.
    pub shape: Vec<usize>,
    /// The values, row-major: as many as the product of the sizes.
    pub values: Vec<f32>,
}

/// Why a file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is damaged, cut off, or of another format. The text says what is wrong with it.
    #[error("{0}")]
    Damaged(String),
    /// The file has more values than [`MOST_VALUES`].
    #[error("It has {values} values; {most} are read at most.", most = MOST_VALUES)]
    TooLarge {
        /// The number of values in the file.
        values: usize,
    },
    /// A tensor's type is none that is read.
    #[error("{name} is of the type {dtype}, which is not read.")]
    Type {
        /// The tensor's name.
        name: String,
        /// The type, as the file names it.
        dtype: String,
    },
}

/// The most values that are read from a file: more than any network of the page can have.
pub const MOST_VALUES: usize = 50_000_000;
