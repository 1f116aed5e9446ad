//! How well a classifier reads test images that are moved or corrupted, and what corruption makes of them.

use super::Session;
use super::explore::MOST_IMAGES;
use super::within;
use crate::data::corrupt::STRENGTHS;
use crate::data::{Corrupter, Corruption};
use crate::error::{Error, Result};
use crate::evaluate::measurement::{Pass, Reader};
use crate::evaluate::{Accuracies, Classifier, CorruptedRequest, Measurement, ShiftedRequest};

impl Session {
    /// Begins to measure the classifier on test images that are moved; [`measure`](Self::measure) goes on with it, and
    /// gives an accuracy for each distance, the mean over four directions. The number of images in all, each counted once
    /// a distance and direction. The run does not change.
    ///
    /// # Errors
    /// [`Error::NoDataset`], [`Error::NoRun`]; [`Error::Config`] if a distance or the count is out of range, or without
    /// that snapshot.
    pub fn begin_shifted(&mut self, request: &ShiftedRequest) -> Result<usize> {
        request.check()?;
        let &ShiftedRequest {
            classifier,
            count,
            at,
            ..
        } = request;
        self.begin_measurement(classifier, at, count, request.passes())
    }

    /// Begins to measure the classifier on test images that are corrupted; [`measure`](Self::measure) goes on with it, and
    /// gives the accuracy on the images as they are, then those of each kind in strengths 1 to 5. The number of images in
    /// all, each counted once a kind and strength. The run does not change.
    ///
    /// # Errors
    /// [`Error::NoDataset`], [`Error::NoRun`]; [`Error::Config`] if the number of kinds or the count is out of range, or
    /// without that snapshot.
    pub fn begin_corrupted(&mut self, request: &CorruptedRequest) -> Result<usize> {
        request.check()?;
        let &CorruptedRequest {
            classifier,
            count,
            at,
            ..
        } = request;
        self.begin_measurement(classifier, at, count, request.passes())
    }

    fn begin_measurement(
        &mut self,
        classifier: Classifier,
        at: Option<usize>,
        count: usize,
        passes: Vec<Pass>,
    ) -> Result<usize> {
        within("count", count, MOST_IMAGES)?;
        let reader = match classifier {
            Classifier::Template => {
                let (explored, dataset) = self.exploring()?;
                Reader::Template(explored.template(dataset).clone())
            }
            Classifier::Network => {
                let (network, step) = self.network_at(at)?;
                Reader::Network {
                    network,
                    step,
                    input: self.run()?.input(),
                    device: self.backend.device.clone().without_autodiff(),
                }
            }
        };
        let count = count.min(self.dataset()?.test.len());
        let measurement = Measurement::new(reader, passes, count);
        let total = measurement.total();
        self.explored.measurement = Some(measurement);
        Ok(total)
    }

    /// Goes on by a stretch: images done, and the accuracies at the end.
    ///
    /// # Errors
    /// [`Error::NoVerdict`] if no measurement was begun or its run is no more, [`Error::NoDataset`], [`Error::Device`] if
    /// the device fails.
    pub async fn measure(&mut self) -> Result<(usize, Option<Accuracies>)> {
        let dataset = self.dataset.as_ref().ok_or(Error::NoDataset)?;
        let mut measurement = self.explored.measurement.take().ok_or(Error::NoVerdict)?;
        let result = measurement.advance(&dataset.test).await?;
        let done = measurement.done();
        if result.is_none() {
            self.explored.measurement = Some(measurement);
        }
        Ok((done, result))
    }

    /// A test image in every kind of corruption, each in strengths 0 to 5: `[15, 6, 28, 28]`.
    ///
    /// # Errors
    /// [`Error::NoDataset`], [`Error::Index`].
    pub fn corruptions(&self, index: usize) -> Result<Vec<u8>> {
        let image = self.split(true)?.image(index)?;
        let mut corrupter = Corrupter::default();
        let mut all = image.repeat(Corruption::ALL.len() * (STRENGTHS + 1));
        for (place, out) in all.chunks_exact_mut(image.len()).enumerate() {
            let kind = Corruption::ALL[place / (STRENGTHS + 1)];
            corrupter.apply(kind, place % (STRENGTHS + 1), index as u32, image, out);
        }
        Ok(all)
    }
}
