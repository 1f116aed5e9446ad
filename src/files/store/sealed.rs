//! A file that says whether it is whole: a header with a version, a number, the content's length and a checksum.
//!
//! | bytes | content (integers little-endian) |
//! | --- | --- |
//! | 0..8 | "DIGITLAB" |
//! | 8..12 | CRC-32 (ISO-HDLC) of all bytes from 12 on |
//! | 12..16 | version of the content |
//! | 16..24 | number of the writing: the larger, the newer |
//! | 24..32 | length of the content |
//! | 32.. | content |
//!
//! A CRC-32 finds every error of up to 32 bits in a row, so every byte that is changed.

use super::Error;

/// The version that is written, and the newest that is read.
pub const VERSION: u32 = 1;

const MAGIC: &[u8; 8] = b"DIGITLAB";
const CHECKED_FROM: usize = 12;
const HEADER: usize = 32;

/// What a whole file holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sealed<'a> {
    /// The number of the writing.
    pub number: u64,
    /// The content.
    pub content: &'a [u8],
}

/// Writes a file.
pub fn seal(content: &[u8], number: u64) -> Vec<u8> {
    let mut file = Vec::with_capacity(HEADER + content.len());
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&[0; 4]);
    file.extend_from_slice(&VERSION.to_le_bytes());
    file.extend_from_slice(&number.to_le_bytes());
    file.extend_from_slice(&(content.len() as u64).to_le_bytes());
    file.extend_from_slice(content);
    let sum = crc32fast::hash(&file[CHECKED_FROM..]);
    file[MAGIC.len()..CHECKED_FROM].copy_from_slice(&sum.to_le_bytes());
    file
}

/// Reads a file.
///
/// # Errors
/// [`Error::Damaged`] if it is none, is cut off, has bytes too many or was changed; [`Error::Newer`] if a newer version
/// of this program wrote it.
pub fn open(file: &[u8]) -> Result<Sealed<'_>, Error> {
    let (header, content) = file.split_at_checked(HEADER).ok_or(Error::Damaged)?;
    let sum = u32::from_le_bytes(field(header, MAGIC.len()));
    if !header.starts_with(MAGIC) || sum != crc32fast::hash(&file[CHECKED_FROM..]) {
        return Err(Error::Damaged);
    }
    if u32::from_le_bytes(field(header, 12)) > VERSION {
        return Err(Error::Newer);
    }
    if u64::from_le_bytes(field(header, 24)) != content.len() as u64 {
        return Err(Error::Damaged);
    }
    let number = u64::from_le_bytes(field(header, 16));
    Ok(Sealed { number, content })
}

/// The bytes of a field of the header.
fn field<const N: usize>(header: &[u8], from: usize) -> [u8; N] {
    header[from..from + N]
        .try_into()
        .expect("the header has them")
}
