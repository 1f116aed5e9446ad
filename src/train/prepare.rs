//! Having a device compile what training a network takes, before there is anything to train it on.
//!
//! A GPU compiles a kernel when it is first asked for, which takes longer than many steps do.

use burn::tensor::Device;

use super::feed::Feed;
use super::trainer::Trainer;
use crate::data::{About, Dataset, HEIGHT, Source, Split, WIDTH};
use crate::error::Result;
use crate::ops::read::{self, Transaction};
use crate::recipe::Preset;

/// The first step has no memory of gradients yet, and those after it do other things with theirs.
const STEPS: usize = 3;

/// Makes three steps with a network of its own, on as many images as a batch of the preset has.
///
/// # Errors
/// [`Error::Network`](crate::error::Error::Network) if the layers do not fit,
/// [`Error::Device`](crate::error::Error::Device) if the device fails.
pub async fn prepare(preset: &Preset, device: &Device) -> Result<()> {
    let mut config = preset.config.clone();
    (config.subset, config.validation) = (None, 0.0);
    let mut trainer = Trainer::new(&preset.spec, &config, STEPS, device)?;
    let dataset = one_image();
    let mut feed = Feed::new(&config, dataset.train.len());
    let indices = vec![0; config.batch_size];
    let mut reads = Transaction::default();
    for step in 0..STEPS {
        // A run keeps the weights that a stretch begins with, which are then copied and not updated
        // in place: that takes other kernels, and so does a stretch's second step.
        let _kept = (step + 1 < STEPS).then(|| trainer.network().clone());
        let batch = feed.batch(&dataset, &indices, 0, trainer.device());
        let step = trainer.step(batch);
        reads = reads
            .register(step.loss)
            .register(step.correct)
            .register(step.gradient_norm);
    }
    read::scalars(reads).await?;
    Ok(())
}

fn one_image() -> Dataset {
    let split = Split {
        images: vec![128; HEIGHT * WIDTH],
        labels: vec![0],
    };
    Dataset {
        source: Source::Generated,
        train: split.clone(),
        test: split,
        about: About::default(),
    }
}
