//! Every way in which a file can be bad gets its own answer.

use digit_lab::data::Split;
use digit_lab::data::idx::{read_images, read_labels};

pub fn file(magic: u32, counts: &[u32], data: &[u8]) -> Vec<u8> {
    let words = std::iter::once(&magic).chain(counts);
    let header = words.flat_map(|word| word.to_be_bytes());
    header.chain(data.iter().copied()).collect()
}

fn images(count: u32, data: &[u8]) -> Vec<u8> {
    file(2051, &[count, 2, 3], data)
}

fn labels(count: u32, data: &[u8]) -> Vec<u8> {
    file(2049, &[count], data)
}

#[test]
fn good_files_are_read() {
    let data: Vec<u8> = (0..12).collect();
    let images = read_images(&images(2, &data), "a").unwrap();
    assert_eq!((images.count, images.height, images.width), (2, 2, 3));
    assert_eq!(images.pixels, data);
    assert_eq!(read_labels(&labels(3, &[0, 9, 4]), "b").unwrap(), [0, 9, 4]);
}

#[test]
fn bad_files_get_a_code_and_a_sentence_that_names_them() {
    let good = images(2, &[7; 12]);
    let cases: &[(&str, Vec<u8>, &str, &str)] = &[
        (
            "nothing at all",
            vec![],
            "idx-truncated",
            "ends at offset 0",
        ),
        (
            "half a magic",
            vec![0, 0],
            "idx-truncated",
            "ends at offset 2",
        ),
        (
            "no IDX",
            b"<!doctype html>".to_vec(),
            "idx-magic",
            "0x3c21646f",
        ),
        (
            "labels for images",
            labels(2, &[1, 2]),
            "idx-magic",
            "0x00000801",
        ),
        (
            "half a header",
            good[..9].to_vec(),
            "idx-truncated",
            "16 bytes",
        ),
        (
            "a pixel short",
            good[..27].to_vec(),
            "idx-truncated",
            "ends at offset 27",
        ),
        ("a byte too many", images(2, &[7; 13]), "idx-trailing", "28"),
        ("no images", images(0, &[]), "idx-empty", "0 items"),
        (
            "no columns",
            file(2051, &[5, 4, 0], &[]),
            "idx-empty",
            "4×0",
        ),
        (
            "counts beyond all memory",
            file(2051, &[u32::MAX; 3], &[]),
            "idx-too-large",
            "at most",
        ),
    ];
    for (what, bytes, code, words) in cases {
        let error = read_images(bytes, "the-file").expect_err(what);
        assert_eq!(error.code(), *code, "{what}: {error}");
        let sentence = error.to_string();
        assert!(
            sentence.contains("the-file") && sentence.contains(words),
            "{what}: {sentence}"
        );
    }
}

#[test]
fn a_label_beyond_ten_classes_is_pointed_at() {
    let error = read_labels(&labels(3, &[1, 10, 2]), "f").unwrap_err();
    assert_eq!(
        error.to_string(),
        "f: the label at offset 9 is 10; labels are 0 to 9, for at most ten classes."
    );
    assert_eq!(error.code(), "idx-label");
}

#[test]
fn a_pair_must_agree() {
    let image_file = file(2051, &[2, 28, 28], &[0; 2 * 784]);
    let pair = |images: &[u8], labels: &[u8]| Split::from_idx((images, "i"), (labels, "l"));

    let read = pair(&image_file, &labels(2, &[3, 4])).unwrap();
    assert_eq!(
        (&read.split.labels[..], read.resized_from),
        (&[3, 4][..], None)
    );
    let error = pair(&image_file, &labels(1, &[3])).unwrap_err();
    assert_eq!(error.code(), "idx-counts");
    assert_eq!(
        error.to_string(),
        "i holds 2 images but l 1 labels: are they a pair?"
    );
}

#[test]
fn images_of_another_size_are_resized_up_to_a_limit() {
    let read = Split::from_idx((&images(2, &[200; 12]), "i"), (&labels(2, &[3, 4]), "l")).unwrap();
    assert_eq!(read.resized_from, Some([2, 3]));
    assert_eq!(read.split.images, [200; 2 * 784]);

    let lengthy = file(2051, &[1, 2, 1025], &[0; 2050]);
    let error = read_images(&lengthy, "i").unwrap_err();
    assert_eq!(error.code(), "idx-size");
    assert!(
        error
            .to_string()
            .contains("at offset 8 it announces images of 2×1025")
    );
}
