//! Reads IDX, the format of MNIST's files. Every defect of a file is an [`Error`].
//!
//! A file consists of big-endian `u32`s: a magic number (2051 for images, 2049 for labels) and the
//! counts (items; for images also rows and columns); then one byte per pixel or label.
//! Source: the description on MNIST's page, <http://yann.lecun.com/exdb/mnist/>.

use crate::error::{Error, Result};

const IMAGES_MAGIC: u32 = 2051;
const LABELS_MAGIC: u32 = 2049;

/// Maximum bytes of data in one file: five times MNIST's training images.
pub const MAX_BYTES: usize = 256 << 20;

/// Maximum rows and columns of an image.
pub const MAX_SIDE: usize = 1024;

/// Grey images of one size.
#[derive(Debug, Clone, PartialEq)]
pub struct Images {
    /// Number of images.
    pub count: usize,
    /// Rows of an image.
    pub height: usize,
    /// Columns of an image.
    pub width: usize,
    /// `[count, height, width]`, 0 = paper, 255 = ink.
    pub pixels: Vec<u8>,
}

/// Reads an image file. `file` is its name, for errors.
///
/// # Errors
/// Any of the `Idx…` errors except [`IdxLabel`](Error::IdxLabel) and
/// [`IdxCounts`](Error::IdxCounts).
pub fn read_images(bytes: &[u8], file: &str) -> Result<Images> {
    let (counts, pixels) = read(bytes, file, IMAGES_MAGIC, "IDX images")?;
    let [count, height, width] = counts;
    if height.max(width) > MAX_SIDE {
        return Err(Error::IdxSize {
            file: file.into(),
            height,
            width,
            limit: MAX_SIDE,
        });
    }
    Ok(Images {
        count,
        height,
        width,
        pixels: pixels.to_vec(),
    })
}

/// Reads a label file: class ids, 0..=9. `file` is its name, for errors.
///
/// # Errors
/// Any of the `Idx…` errors except [`IdxSize`](Error::IdxSize) and
/// [`IdxCounts`](Error::IdxCounts).
pub fn read_labels(bytes: &[u8], file: &str) -> Result<Vec<u8>> {
    let ([_], labels) = read(bytes, file, LABELS_MAGIC, "IDX labels")?;
    match labels.iter().position(|&label| label > 9) {
        None => Ok(labels.to_vec()),
        Some(index) => Err(Error::IdxLabel {
            file: file.into(),
            offset: 8 + index,
            label: labels[index],
        }),
    }
}

/// Reads a header with `N` counts, and returns them with the data after it.
fn read<'a, const N: usize>(
    bytes: &'a [u8],
    file: &str,
    magic: u32,
    expected: &'static str,
) -> Result<([usize; N], &'a [u8])> {
    let header_len = 4 + 4 * N;
    let word = |i: usize| {
        let bytes = bytes.get(4 * i..4 * i + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    let found = word(0).unwrap_or_default();
    if bytes.len() >= 4 && found != magic {
        return Err(Error::IdxMagic {
            file: file.into(),
            found,
            magic,
            expected,
        });
    }
    if bytes.len() < header_len {
        return Err(Error::IdxTruncated {
            file: file.into(),
            found: bytes.len(),
            expected: header_len,
        });
    }

    let counts: [usize; N] = std::array::from_fn(|i| word(i + 1).unwrap_or_default() as usize);
    // Counts are below 2³², so the product of three fits in 96 bits.
    let announced: u128 = counts.iter().map(|&count| count as u128).product();
    if announced == 0 {
        return Err(Error::IdxEmpty {
            file: file.into(),
            count: counts[0],
            height: counts.get(1).copied().unwrap_or(1),
            width: counts.get(2).copied().unwrap_or(1),
        });
    }
    if announced > MAX_BYTES as u128 {
        return Err(Error::IdxTooLarge {
            file: file.into(),
            bytes: announced.min(u128::from(u64::MAX)) as u64,
            limit: MAX_BYTES,
        });
    }

    let file_len = header_len + announced as usize;
    if bytes.len() < file_len {
        return Err(Error::IdxTruncated {
            file: file.into(),
            found: bytes.len(),
            expected: file_len,
        });
    }
    if bytes.len() > file_len {
        return Err(Error::IdxTrailing {
            file: file.into(),
            expected: file_len,
        });
    }
    Ok((counts, &bytes[header_len..]))
}
