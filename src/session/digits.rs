//! Several digits, read in one batch.

use super::{Session, within};
use crate::draw::drawing::LINE;
use crate::draw::{self, Bitmap, DrawError, MAX_SIDE, thickness};
use crate::error::Result;
use crate::inspect;

/// Digits of one request.
pub const MOST_DIGITS: usize = 64;

/// What the network makes of several digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Readings {
    /// Optimiser updates made so far.
    pub step: usize,
    /// `[n, 10]`, each row summing to 1.
    pub probabilities: Vec<f32>,
    /// The digits as the network sees them: `[n, 28, 28]`.
    pub inputs: Vec<u8>,
}

impl Session {
    /// Reads 1 to 64 digits, `[n, side, side]` bytes with 255 = ink, with the network now or at the snapshot of the step
    /// `at`. Their lines are brought to the width of MNIST's first.
    ///
    /// # Errors
    /// [`Error::NoRun`](crate::error::Error::NoRun); [`Error::Draw`](crate::error::Error::Draw) if one has no ink or `side`
    /// is not in 1..=1024; [`Error::Device`](crate::error::Error::Device); [`Error::Config`](crate::error::Error::Config)
    /// for another number of digits, or without that snapshot.
    pub async fn read_digits(
        &self,
        images: &[u8],
        side: usize,
        at: Option<usize>,
    ) -> Result<Readings> {
        let (network, step) = self.network_at(at)?;
        let len = images.len();
        if !(1..=MAX_SIDE).contains(&side) || !len.is_multiple_of(side * side) {
            let (width, height) = (side, side);
            return Err(DrawError::Size { width, height, len }.into());
        }
        within("images", len / (side * side), MOST_DIGITS)?;
        let mut inputs = Vec::new();
        for pixels in images.chunks_exact(side * side) {
            let bitmap = Bitmap {
                width: side,
                height: side,
                pixels: pixels.to_vec(),
            };
            inputs.extend(draw::normalise(&thickness::bring(&bitmap, LINE)?)?);
        }
        let (input, device) = (self.run()?.input(), &self.backend.device);
        let probabilities = inspect::predict(&network, &inputs, input, device).await?;
        Ok(Readings {
            step,
            probabilities,
            inputs,
        })
    }
}
