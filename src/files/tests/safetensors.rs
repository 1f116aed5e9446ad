//! The format safetensors.

use std::collections::HashMap;

use digit_lab_files::safetensors::{read, write};
use digit_lab_files::{Error, Tensor};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

fn tensors() -> Vec<Tensor> {
    let tensor = |name: &str, shape: &[usize]| Tensor {
        name: name.into(),
        shape: shape.into(),
        values: (0..shape.iter().product())
            .map(|i| (i as f32).sin())
            .collect(),
    };
    vec![
        tensor("conv1.bias", &[2]),
        tensor("conv1.weight", &[2, 1, 3, 3]),
        tensor("fc.weight", &[10, 2]),
        tensor("scale", &[]),
    ]
}

/// A file with this header and these bytes.
fn file(header: &str, values: &[u8]) -> Vec<u8> {
    let length = (header.len() as u64).to_le_bytes();
    [&length, header.as_bytes(), values].concat()
}

#[test]
fn what_is_written_is_read_to_the_bit() {
    let metadata = HashMap::from([("format".to_string(), "pt".to_string())]);
    let written = write(&tensors(), metadata).unwrap();
    assert_eq!(read(&written).unwrap(), tensors());
}

#[test]
fn a_shape_that_does_not_fit_is_refused() {
    let mut tensors = tensors();
    tensors[1].shape[0] = 3;
    assert!(
        matches!(write(&tensors, HashMap::new()), Err(Error::Damaged(text)) if text.contains("conv1.weight"))
    );
}

/// The header and the bytes are those that `safetensors.torch.save_file` of 0.6 writes.
#[test]
fn the_types_of_pytorch_become_32_bits() {
    let header = r#"{"b":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},"d":{"dtype":"F64","shape":[1],"data_offsets":[4,12]},"h":{"dtype":"F16","shape":[1,2],"data_offsets":[12,16]},"n":{"dtype":"I64","shape":[],"data_offsets":[16,24]}}"#;
    let mut values = vec![0x80, 0x3f, 0x20, 0xc0]; // 1, −2.5
    values.extend(0.1f64.to_le_bytes());
    values.extend([0x00, 0x3c, 0x00, 0xb8]); // 1, −0.5
    values.extend(7i64.to_le_bytes());
    let found = read(&file(header, &values)).unwrap();
    let values: Vec<_> = found
        .iter()
        .map(|tensor| tensor.values.as_slice())
        .collect();
    assert_eq!(values, [&[1.0, -2.5][..], &[0.1], &[1.0, -0.5], &[7.0]]);
    assert_eq!(found[2].shape, [1, 2]);
}

#[test]
fn an_unknown_type_is_named() {
    let header = r#"{"mask":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}"#;
    assert!(matches!(
        read(&file(header, &[1])),
        Err(Error::Type { name, dtype }) if name == "mask" && dtype == "BOOL"
    ));
}

#[test]
fn sizes_that_lie_are_refused_without_being_reserved() {
    let huge = u64::MAX.to_le_bytes();
    for bad in [
        vec![],
        vec![1, 2, 3],
        huge.to_vec(),
        (10u64 << 30).to_le_bytes().to_vec(),
        file("{}", &[0]),
        file(
            r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
            &[0; 4],
        ),
        file(
            r#"{"a":{"dtype":"F32","shape":[18446744073709551615,2],"data_offsets":[0,4]}}"#,
            &[0; 4],
        ),
        file(
            r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
            &[0; 4],
        ),
        // Two tensors with the same bytes.
        file(
            r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            &[0; 4],
        ),
        file(&"[".repeat(100_000), &[]),
    ] {
        assert!(
            matches!(read(&bad), Err(Error::Damaged(_))),
            "{:?}",
            bad.get(..40)
        );
    }
}

#[test]
fn ten_thousand_damaged_files_are_read_or_refused_and_nothing_else() {
    let written = write(&tensors(), HashMap::new()).unwrap();
    let mut random = Pcg32::seed_from_u64(15);
    for _ in 0..10_000 {
        let mut damaged = written.clone();
        for _ in 0..random.random_range(1..8) {
            let at = random.random_range(0..damaged.len());
            match random.random_range(0..4) {
                0 => damaged[at] = random.random(),
                1 => damaged.truncate(at.max(1)),
                2 => damaged.insert(at, random.random()),
                _ => drop(damaged.remove(at)),
            }
            if damaged.is_empty() {
                break;
            }
        }
        if let Ok(found) = read(&damaged) {
            let values: usize = found.iter().map(|tensor| tensor.values.len()).sum();
            assert!(4 * values <= damaged.len() * 8);
        }
    }
}
