//! Compiling the shaders that training needs, before there is a data set.
//!
//! A GPU compiles a shader when it is first used, which takes longer than many training steps.

use burn::tensor::Device;

use super::feed::Feed;
use super::trainer::Trainer;
use crate::data::{About, Dataset, HEIGHT, Source, Split, WIDTH};
use crate::error::Result;
use crate::ops::read::{self, Transaction};
use crate::recipe::Preset;

/// The first step has no optimiser state and no gradient buffer yet, so later steps use other shaders.
const STEPS: usize = 3;

/// Makes three training steps with a new network of the preset, on batches of the preset's size, so that
/// `device` compiles the shaders.
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
        // A run keeps a snapshot of the weights at the start of a stretch, so that the first update of a
        // stretch makes a copy and the following ones are in place. Both need shaders of their own.
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

/// A data set with one grey image.
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
