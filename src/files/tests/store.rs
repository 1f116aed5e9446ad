//! Files in the browser's storage: whole, damaged, cut off, of a newer version.

use digit_lab_files::store::Error;
use digit_lab_files::store::copies::{self, Copy};
use digit_lab_files::store::packed::{self, Kind, Packed};
use digit_lab_files::store::sealed::{self, Sealed, VERSION};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;

const CONTENT: &[u8] = b"weights, running values and the position";

/// A file of another version, whose checksum is right.
fn of_version(version: u32) -> Vec<u8> {
    let mut file = sealed::seal(CONTENT, 7);
    file[12..16].copy_from_slice(&version.to_le_bytes());
    let sum = crc32fast::hash(&file[12..]);
    file[8..12].copy_from_slice(&sum.to_le_bytes());
    file
}

#[test]
fn what_was_written_is_read() {
    for content in [CONTENT, b""] {
        let file = sealed::seal(content, 7);
        let sealed = Sealed { number: 7, content };
        assert_eq!(sealed::open(&file), Ok(sealed));
    }
}

#[test]
fn every_byte_that_is_changed_is_noticed() {
    let file = sealed::seal(CONTENT, 7);
    for at in 0..file.len() {
        for change in 1..=255 {
            let mut changed = file.clone();
            changed[at] ^= change;
            assert_eq!(sealed::open(&changed), Err(Error::Damaged), "byte {at}");
        }
    }
}

#[test]
fn every_cut_and_every_byte_too_many_is_noticed() {
    let file = sealed::seal(CONTENT, 7);
    for length in 0..file.len() {
        assert_eq!(
            sealed::open(&file[..length]),
            Err(Error::Damaged),
            "{length}"
        );
    }
    assert_eq!(
        sealed::open(&[&file[..], b"x"].concat()),
        Err(Error::Damaged)
    );
}

#[test]
fn a_newer_version_is_told_from_damage() {
    assert!(sealed::open(&of_version(VERSION)).is_ok());
    assert_eq!(sealed::open(&of_version(VERSION + 1)), Err(Error::Newer));
}

#[test]
fn anything_at_all_is_refused_without_a_panic() {
    let mut random = Pcg64::seed_from_u64(1);
    let whole = sealed::seal(CONTENT, 7);
    for _ in 0..10_000 {
        let mut file = vec![0; random.random_range(0..80)];
        random.fill_bytes(&mut file);
        // Most begin as they should, so that what comes after is looked at.
        let begins = random.random_range(0..32).min(file.len());
        file[..begins].copy_from_slice(&whole[..begins]);
        assert!(sealed::open(&file).is_err() || file == whole);
    }
}

#[test]
fn the_newest_whole_copy_is_used() {
    let (old, new) = (sealed::seal(b"old", 4), sealed::seal(b"new", 5));
    let found = copies::newest([Some(&old), Some(&new)]).unwrap().unwrap();
    assert_eq!((found.copy, found.number), (Copy::B, 5));
    assert_eq!(
        (&found.content[..], found.other_is_damaged),
        (&b"new"[..], false)
    );
    let found = copies::newest([Some(&new), Some(&old)]).unwrap().unwrap();
    assert_eq!((found.copy, &found.content[..]), (Copy::A, &b"new"[..]));
    let found = copies::newest([Some(&old), Some(&new[..20])])
        .unwrap()
        .unwrap();
    assert_eq!(
        (&found.content[..], found.other_is_damaged),
        (&b"old"[..], true)
    );
    let found = copies::newest([None, Some(&new)]).unwrap().unwrap();
    assert_eq!((found.copy, found.other_is_damaged), (Copy::B, false));
    assert_eq!(copies::newest([None, None]), Ok(None));
    assert_eq!(copies::newest([Some(b"?"), None]), Err(Error::Damaged));
    let newer = of_version(VERSION + 1);
    assert_eq!(
        copies::newest([Some(&new), Some(&newer)]),
        Err(Error::Newer)
    );
}

/// Wherever a writing is cut off, what was written before is there.
#[test]
fn a_writing_that_is_cut_off_loses_only_itself() {
    let contents: Vec<Vec<u8>> = (0..6u8).map(|i| vec![i; 20 + usize::from(i)]).collect();
    for cut in 0..=sealed::seal(&contents[5], 0).len() {
        let mut files: [Option<Vec<u8>>; 2] = [None, None];
        let mut newest = None;
        for (i, content) in contents.iter().enumerate() {
            let (copy, number) = copies::next(newest);
            let mut file = sealed::seal(content, number);
            let whole = file.len();
            if i + 1 == contents.len() {
                file.truncate(cut);
            }
            let is_whole = file.len() == whole;
            files[copy as usize] = Some(file);
            let found = copies::newest([files[0].as_deref(), files[1].as_deref()]);
            let found = found.unwrap().expect("there is a whole one");
            assert_eq!(found.content, contents[if is_whole { i } else { i - 1 }]);
            newest = Some((found.copy, found.number));
        }
        // The next writing does not touch the only whole copy.
        let (copy, _) = copies::next(newest);
        let (whole, _) = newest.unwrap();
        assert_ne!(copy, whole);
    }
}

fn arrays() -> Vec<Packed> {
    let array = |name: &str, kind, bytes| Packed {
        name: name.into(),
        kind,
        bytes,
    };
    vec![
        array("weights", Kind::F32, vec![7; 12]),
        array("rates", Kind::F64, vec![1; 16]),
        array("images", Kind::U8, vec![9; 3]),
        array("none", Kind::F32, vec![]),
    ]
}

#[test]
fn a_text_and_arrays_come_back() {
    let text = r#"{"name": "数字"}"#;
    let content = packed::pack(text, &arrays()).unwrap();
    let (read, mut found) = packed::unpack(&content).unwrap();
    assert_eq!(read, text);
    let mut expected = arrays();
    for list in [&mut found, &mut expected] {
        list.sort_by(|a, b| a.name.cmp(&b.name));
    }
    assert_eq!(found, expected);
    let [half, _, _, _] = &mut expected[..] else {
        unreachable!("there are four")
    };
    *half = Packed {
        name: "half a number".into(),
        kind: Kind::F32,
        bytes: vec![1; 5],
    };
    assert_eq!(packed::pack("", &expected), Err(Error::Damaged));
}

/// A content whose checksum somebody made right is not trusted either.
#[test]
fn hostile_contents_are_refused_without_a_panic() {
    let whole = packed::pack("about", &arrays()).unwrap();
    for length in 0..whole.len() {
        assert_eq!(packed::unpack(&whole[..length]), Err(Error::Damaged));
    }
    let mut random = Pcg64::seed_from_u64(2);
    for _ in 0..20_000 {
        let mut content = whole.clone();
        for _ in 0..random.random_range(1..6) {
            let at = random.random_range(0..content.len());
            content[at] = random.random();
        }
        if let Ok((_, arrays)) = packed::unpack(&content) {
            let total: usize = arrays.iter().map(|array| array.bytes.len()).sum();
            assert!(total <= content.len());
        }
    }
    // A header of ten gigabytes, and one that is longer than the file.
    for length in [10_000_000_000_u64, whole.len() as u64, u64::MAX] {
        let content = [&length.to_le_bytes()[..], &whole[8..]].concat();
        assert_eq!(packed::unpack(&content), Err(Error::Damaged));
    }
}
