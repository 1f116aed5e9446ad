//! A text and named arrays of numbers as one content: a safetensors file whose metadata is the text. Its crate checks
//! every size and place when it is read.

use std::borrow::Cow;

use safetensors::tensor::{Dtype, SafeTensors, View};

use super::Error;

/// The name of the text in the metadata.
const TEXT: &str = "about";

/// The type of an array's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Bytes.
    U8,
    /// 32-bit floating-point numbers.
    F32,
    /// 64-bit floating-point numbers.
    F64,
}

impl Kind {
    /// Bytes of a number.
    pub fn size(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

/// An array of numbers, little-endian.
#[derive(Debug, Clone, PartialEq)]
pub struct Packed {
    /// Its name, of its own.
    pub name: String,
    /// The type of its numbers.
    pub kind: Kind,
    /// The numbers.
    pub bytes: Vec<u8>,
}

struct Shaped<'a>(&'a Packed, [usize; 1]);

impl View for Shaped<'_> {
    fn dtype(&self) -> Dtype {
        match self.0.kind {
            Kind::U8 => Dtype::U8,
            Kind::F32 => Dtype::F32,
            Kind::F64 => Dtype::F64,
        }
    }

    fn shape(&self) -> &[usize] {
        &self.1
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.0.bytes)
    }

    fn data_len(&self) -> usize {
        self.0.bytes.len()
    }
}

/// Makes one content of a text and arrays.
///
/// # Errors
/// [`Error::Damaged`] if an array's bytes are no whole numbers, or two have the same name.
pub fn pack(text: &str, arrays: &[Packed]) -> Result<Vec<u8>, Error> {
    let views = arrays.iter().map(|array| {
        let length = array.bytes.len() / array.kind.size();
        (array.name.as_str(), Shaped(array, [length]))
    });
    let metadata = [(TEXT.to_owned(), text.to_owned())].into_iter().collect();
    safetensors::serialize(views, Some(metadata)).map_err(|_| Error::Damaged)
}

/// The text and the arrays of a content, in no order.
///
/// # Errors
/// [`Error::Damaged`] if it is none.
pub fn unpack(content: &[u8]) -> Result<(String, Vec<Packed>), Error> {
    let (_, header) = SafeTensors::read_metadata(content).map_err(|_| Error::Damaged)?;
    let texts = header.metadata().as_ref();
    let text = texts
        .and_then(|texts| texts.get(TEXT))
        .ok_or(Error::Damaged)?;
    let found = SafeTensors::deserialize(content).map_err(|_| Error::Damaged)?;
    let arrays = found.iter().map(|(name, view)| {
        let kind = match view.dtype() {
            Dtype::U8 => Kind::U8,
            Dtype::F32 => Kind::F32,
            Dtype::F64 => Kind::F64,
            _ => return Err(Error::Damaged),
        };
        Ok(Packed {
            name: name.into(),
            kind,
            bytes: view.data().to_vec(),
        })
    });
    Ok((text.clone(), arrays.collect::<Result<_, _>>()?))
}
