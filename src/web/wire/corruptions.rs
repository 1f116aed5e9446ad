//! Corrupted images as they cross.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::{Bytes, Floats};
use crate::data::Corruption;

/// A test image, corrupted.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct CorruptionsRequest {
    /// Its place in the test split.
    pub index: usize,
}

/// A test image in every kind and strength of corruption.
#[derive(Debug, Serialize, Tsify)]
pub struct Corruptions {
    /// The 15 kinds.
    pub kinds: Vec<Corruption>,
    /// `[15, 5]`: how much strengths 1 to 5 of each kind are, in the kind's unit.
    pub amounts: Floats,
    /// `[15, 6, 28, 28]`: strengths 0 to 5.
    pub images: Bytes,
}

impl Corruptions {
    /// With these images.
    pub fn of(images: Vec<u8>) -> Self {
        let amounts = Corruption::ALL.iter().flat_map(|kind| kind.amounts());
        Self {
            kinds: Corruption::ALL.to_vec(),
            amounts: amounts.collect::<Vec<_>>().into(),
            images: images.into(),
        }
    }
}
