//! How good a classifier is on the test images, and the images behind that.

use super::Session;
use super::explore::check_images;
use crate::error::{Error, Result};
use crate::evaluate::{
    Cases, CasesRequest, Choice, Classifier, Holdout, Scores, Verdict,
};

impl Session {
    /// Begins to assess the classifier on the test images, the network as it is now or at the snapshot of the step `at`;
    /// [`assess`](Self::assess) goes on with it. How many images there are.
    ///
    /// # Errors
    /// [`Error::NoDataset`], [`Error::NoRun`]; [`Error::Config`] without that snapshot.
    pub fn begin_assessment(&mut self, classifier: Classifier, at: Option<usize>) -> Result<usize> {
        let total = self.dataset()?.test.len();
        match classifier {
            Classifier::Template => {
                let (explored, dataset) = self.exploring()?;
                explored.by_template(dataset);
            }
            Classifier::Network => {
                let (network, step) = self.network_at(at)?;
                let at_hand = self.explored.by_network.as_ref();
                let is_at_hand = at_hand.is_some_and(|scores| scores.step == Some(step));
                self.explored.assessment = match is_at_hand {
                    true => None,
                    false => {
                        let run = self.run()?;
                        Some(run.evaluator_of(network, step, Holdout::Test, self.dataset()?))
                    }
                };
            }
        }
        Ok(total)
    }

    /// Goes on by a stretch: images done, and the verdict at the end.
    ///
    /// # Errors
    /// [`Error::Config`] if the classes are not two classes with test images,
    /// [`Error::NoVerdict`] if none was begun or its run is no more, [`Error::NoDataset`],
    /// [`Error::Device`] if the device fails.
    pub async fn assess(
        &mut self,
        classifier: Classifier,
        classes: Option<[usize; 2]>,
    ) -> Result<(usize, Option<Verdict>)> {
        let choice = Choice::new(classes)?;
        let dataset = self.dataset.as_ref().ok_or(Error::NoDataset)?;
        if let (Classifier::Network, Some(mut evaluator)) =
            (classifier, self.explored.assessment.take())
        {
            if evaluator.advance(&dataset.test).await?.is_none() {
                let done = evaluator.done();
                self.explored.assessment = Some(evaluator);
                return Ok((done, None));
            }
            self.explored.by_network = Some(evaluator.into_scores());
        }
        let verdict = Verdict::of(self.scores(classifier)?, &dataset.test.labels, choice)?;
        Ok((dataset.test.len(), Some(verdict)))
    }

    /// The scores behind the classifier's last verdict.
    ///
    /// # Errors
    /// [`Error::NoVerdict`] if there was none.
    pub fn scores(&self, classifier: Classifier) -> Result<&Scores> {
        let scores = match classifier {
            Classifier::Network => &self.explored.by_network,
            Classifier::Template => &self.explored.by_template,
        };
        scores.as_ref().ok_or(Error::NoVerdict)
    }

    /// Single test images behind the classifier's last verdict.
    ///
    /// # Errors
    /// [`Error::NoVerdict`] if there was none, [`Error::Config`] if a class is none or more than
    /// [`MOST_IMAGES`](super::explore::MOST_IMAGES) are asked for.
    pub fn cases(&self, request: &CasesRequest) -> Result<Cases> {
        check_images("count", request.count)?;
        let scores = self.scores(request.classifier)?;
        Cases::of(scores, &self.dataset()?.test.labels, request)
    }
}
