//! ONNX files: what is written is read, and whatever else is refused.

use digit_lab_files::onnx::{self, Attribute, Graph, Node, PRODUCER};
use digit_lab_files::{Error, Tensor};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

fn graph() -> Graph {
    let tensor = |name: &str, shape: &[usize]| Tensor {
        name: name.into(),
        shape: shape.into(),
        values: (0..shape.iter().product())
            .map(|i| i as f32 / 8.0)
            .collect(),
    };
    Graph {
        nodes: vec![Node {
            operation: "Conv".into(),
            inputs: vec!["image".into(), "conv1.weight".into(), "conv1.bias".into()],
            output: "logits".into(),
            attributes: vec![
                ("pads".into(), Attribute::Ints(vec![1, 1, 1, 1])),
                ("group".into(), Attribute::Int(1)),
                ("alpha".into(), Attribute::Float(0.5)),
            ],
        }],
        tensors: vec![
            tensor("conv1.weight", &[4, 1, 3, 3]),
            tensor("conv1.bias", &[4]),
            tensor("one", &[]),
        ],
        input: ("image".into(), vec![1, 28, 28]),
        outputs: vec![("logits".into(), vec![10])],
        metadata: vec![("step".into(), "7".into())],
    }
}

#[test]
fn the_tensors_come_back() {
    let mut expected = graph().tensors;
    expected.sort_by(|a, b| a.name.cmp(&b.name));
    let file = onnx::write(&graph()).unwrap();
    assert_eq!(onnx::read(&file).unwrap(), expected);
}

#[test]
fn a_shape_that_does_not_fit_is_refused() {
    for shape in [vec![5], vec![usize::MAX, usize::MAX]] {
        let mut wrong = graph();
        wrong.tensors[1].shape = shape;
        assert!(matches!(onnx::write(&wrong), Err(Error::Damaged(_))));
    }
}

#[test]
fn files_of_others_are_told_from_damage() {
    let mut file = onnx::write(&graph()).unwrap();
    let at = file
        .windows(PRODUCER.len())
        .position(|part| part == PRODUCER.as_bytes());
    file[at.unwrap()] = b'P';
    assert!(matches!(onnx::read(&file), Err(Error::Foreign(name)) if name == "Pigit Lab"));
    assert!(matches!(onnx::read(b""), Err(Error::Damaged(_))));
    assert!(matches!(
        onnx::read(b"no protocol buffer"),
        Err(Error::Damaged(_))
    ));
}

#[test]
fn hostile_files_are_refused_without_a_panic() {
    let whole = onnx::write(&graph()).unwrap();
    for length in 0..whole.len() {
        let _ = onnx::read(&whole[..length]);
    }
    let mut random = Pcg32::seed_from_u64(3);
    for _ in 0..20_000 {
        let mut file = whole.clone();
        for _ in 0..random.random_range(1..6) {
            let at = random.random_range(0..file.len());
            file[at] = random.random();
        }
        if let Ok(tensors) = onnx::read(&file) {
            let values: usize = tensors.iter().map(|tensor| tensor.values.len()).sum();
            assert!(4 * values <= file.len());
        }
    }
}
