//! Reads the real MNIST, where it is at hand: in the folder `MNIST_DIR`, or in `../shared/mnist`.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use digit_lab::data::{About, Dataset, Source, Split};
use flate2::read::GzDecoder;

/// The data set, or `None` with a line that says so.
pub fn mnist() -> Option<Dataset> {
    let given = std::env::var_os("MNIST_DIR").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/mnist");
    let folder = given.unwrap_or(beside);
    if !folder.join("train-images-idx3-ubyte.gz").exists() {
        println!(
            "no MNIST in {}: set MNIST_DIR to test on it",
            folder.display()
        );
        return None;
    }
    let read = |name: &str| {
        let mut bytes = Vec::new();
        let file = File::open(folder.join(name)).unwrap();
        GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
        bytes
    };
    let split = |name: &str| {
        let [images, labels] = [
            format!("{name}-images-idx3-ubyte.gz"),
            format!("{name}-labels-idx1-ubyte.gz"),
        ];
        Split::from_idx((&read(&images), &images), (&read(&labels), &labels))
            .unwrap()
            .split
    };
    Some(Dataset {
        source: Source::Mnist,
        train: split("train"),
        test: split("t10k"),
        about: About::default(),
    })
}
