//! Two copies of a file, written in turn, so that a writing that is cut off leaves the other one whole.

use super::{Error, sealed};

/// One of the two copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copy {
    /// The first.
    A,
    /// The second.
    B,
}

impl Copy {
    /// Both, in order.
    pub const ALL: [Self; 2] = [Self::A, Self::B];

    /// The end of its file's name.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }

    /// The one that is written after this one.
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// The newest whole copy.
#[derive(Debug, Clone, PartialEq)]
pub struct Newest {
    /// Which one it is.
    pub copy: Copy,
    /// The number of its writing.
    pub number: u64,
    /// Its content.
    pub content: Vec<u8>,
    /// True if the other one is there and damaged: then this may be the state before the last.
    pub other_is_damaged: bool,
}

/// Chooses between the two copies, `None` where a file is missing. `Ok(None)`: there is nothing.
///
/// # Errors
/// [`Error::Newer`] if one is of a newer version, which nothing may be written over; [`Error::Damaged`] if there is no
/// whole one but a damaged one.
pub fn newest(files: [Option<&[u8]>; 2]) -> Result<Option<Newest>, Error> {
    let mut found: Option<Newest> = None;
    let mut damaged = false;
    for (copy, file) in Copy::ALL.into_iter().zip(files) {
        let Some(file) = file else { continue };
        match sealed::open(file) {
            Ok(whole)
                if found
                    .as_ref()
                    .is_none_or(|other| other.number < whole.number) =>
            {
                found = Some(Newest {
                    copy,
                    number: whole.number,
                    content: whole.content.to_vec(),
                    other_is_damaged: false,
                });
            }
            Ok(_) => {}
            Err(Error::Newer) => return Err(Error::Newer),
            Err(_) => damaged = true,
        }
    }
    match &mut found {
        Some(newest) => newest.other_is_damaged = damaged,
        None if damaged => return Err(Error::Damaged),
        None => {}
    }
    Ok(found)
}

/// Where the next writing goes, and its number: never over the newest whole copy.
pub fn next(newest: Option<(Copy, u64)>) -> (Copy, u64) {
    newest.map_or((Copy::A, 1), |(copy, number)| {
        (copy.other(), number.saturating_add(1))
    })
}
