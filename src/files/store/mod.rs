//! Files in the browser's storage that outlive a tab, a crash and a writing that is cut off. What is in them is the
//! caller's: here they are bytes.

pub mod copies;
#[cfg(target_family = "wasm")]
mod database;
#[cfg(target_family = "wasm")]
mod folders;
pub mod packed;
pub mod sealed;
#[cfg(target_family = "wasm")]
pub mod web;

/// Why a file of the storage cannot be read or written.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// It is no file of this program, is cut off, or was changed.
    #[error("A file in the browser's storage is damaged.")]
    Damaged,
    /// A newer version of this program wrote it.
    #[error("A newer version of this page wrote the file: reload the page to get that version.")]
    Newer,
    /// There is no room.
    #[error("The browser's storage is full.")]
    Full,
    /// The browser refuses, for the reason that it gives.
    #[error("The browser refuses to store anything: {0}")]
    Refused(String),
}

impl Error {
    /// The code that the page knows it by.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Damaged => "stored-damaged",
            Self::Newer => "stored-newer",
            Self::Full => "storage-full",
            Self::Refused(_) => "storage-refused",
        }
    }
}
