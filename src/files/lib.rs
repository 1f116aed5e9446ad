//! Files of weights, as other programs read and write them, and files in the browser's storage. It knows nothing of
//! networks: a file is a list of named tensors, or bytes. A WebAssembly module of its own, so that it is fetched only when
//! it is needed.

pub mod onnx;
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

impl Tensor {
    /// Whether its shape fits its values.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    fn check(&self) -> Result<(), Error> {
        let Self {
            name,
            shape,
            values,
        } = self;
        let product = shape
            .iter()
            .try_fold(1_usize, |all, &size| all.checked_mul(size));
        if product == Some(values.len()) {
            return Ok(());
        }
        let count = values.len();
        Err(Error::Damaged(format!(
            "{name} has the shape {shape:?} and {count} values."
        )))
    }
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
    /// Another program wrote the file.
    #[error("{0} wrote it; only the ONNX files of this page are read.")]
    Foreign(String),
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
