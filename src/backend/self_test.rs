//! The self-test of a device: a small forward and backward pass, compared with the CPU's.
//!
//! Browsers and drivers sometimes miscompile shaders, and wrong gradients look like a bad network. The
//! pass also compiles most of the shaders that training needs, while the data set is still loading.

use burn::tensor::Device;

use crate::data::{HEIGHT, Input, Split, WIDTH};
use crate::error::{Error, Result};
use crate::model::network::NamedTensor;
use crate::model::{Batch, Mode, Network};
use crate::ops::read::{self, Transaction};
use crate::recipe::presets;
use crate::train::loss;

/// The number of images in the pass.
const IMAGES: usize = 2;

/// The largest accepted difference, relative to the largest value of the tensor. Sums of a few thousand
/// f32 terms in another order differ by some 1e-6; the result of a wrong shader differs by about 1.
const TOLERANCE: f32 = 1e-3;

/// Compares the loss and every gradient of the default network on two synthetic images.
///
/// # Errors
/// [`Error::SelfTest`] with the name of the first tensor that differs, [`Error::Device`] if a device fails.
pub async fn compare(device: &Device, reference: &Device, backend: &'static str) -> Result<()> {
    let found = pass(device).await?;
    let expected = pass(reference).await?;
    for ((name, found), (_, expected)) in found.iter().zip(&expected) {
        let difference = relative_difference(found, expected);
        if difference.is_nan() || difference > TOLERANCE {
            return Err(Error::SelfTest {
                backend,
                what: name.clone(),
                difference,
            });
        }
    }
    Ok(())
}

/// The values of the loss and of every gradient, with their names.
async fn pass(device: &Device) -> Result<Vec<(String, Vec<f32>)>> {
    let spec = presets::find(presets::DEFAULT)?.spec;
    let mut network = Network::init(&spec, 0, device)?;
    let batch = Batch::gather(&synthetic(), &[0, 1], Input::Unit, device);
    let recording = network.record(Mode::Inference);
    let loss = loss::mean(recording.forward(batch.images).0, &batch.targets);
    let gradients = recording.gradients(loss.backward());
    let gradients = network.named_gradients(gradients);

    let (mut names, mut transaction) = (vec!["loss".to_string()], Transaction::default());
    transaction = transaction.register(loss.inner());
    for NamedTensor { name, values } in gradients {
        names.push(name);
        transaction = transaction.register(values);
    }
    let values = read::floats(transaction).await?;
    Ok(names.into_iter().zip(values).collect())
}

/// Two images of different classes that are covered with ink.
fn synthetic() -> Split {
    let ink = |i: usize| (i * i % 251) as u8;
    Split {
        images: (0..IMAGES * HEIGHT * WIDTH).map(ink).collect(),
        labels: vec![3, 8],
    }
}

/// The largest difference, relative to the largest expected value; NaN if any value is NaN.
fn relative_difference(found: &[f32], expected: &[f32]) -> f32 {
    let largest = |values: &mut dyn Iterator<Item = f32>| {
        values.fold(0.0_f32, |a, b| {
            if a.is_nan() || b.is_nan() {
                f32::NAN
            } else {
                a.max(b)
            }
        })
    };
    let difference = largest(&mut found.iter().zip(expected).map(|(a, b)| (a - b).abs()));
    difference / largest(&mut expected.iter().map(|b| b.abs())).max(f32::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nan_never_passes_for_agreement() {
        assert!(relative_difference(&[f32::NAN, 1.0], &[1.0, 1.0]).is_nan());
        assert!(relative_difference(&[1.0, 1.0], &[1.0, 1.0]) <= TOLERANCE);
        assert!(relative_difference(&[1.0, 1.1], &[1.0, 1.0]) > TOLERANCE);
    }
}
