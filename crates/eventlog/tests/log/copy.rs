//! Logs carried elsewhere, and what can be saved of damaged ones.

use std::path::Path;

use crate::common::{NAME, append, begin, frame};
use eventlog::{Log, LogCopy, LogFailure, LogId, MemoryStore, SledStore, Timekeeping, salvage, verify_dir};
use types::Instant;

fn carry(log: &Log, to: &Path, upto: u64) -> LogCopy {
    let mut copy = LogCopy::open(to, NAME).unwrap();
    for n in copy.frame() + 1..=upto {
        let header = copy.take(&log.stored(n).unwrap()).unwrap();
        assert_eq!(header.frame, n);
    }
    copy.finish().unwrap();
    copy
}

#[test]
fn a_copy_goes_on_where_it_stood_and_is_the_same_log() {
    let dir = tempfile::tempdir().unwrap();
    let (log, mut writer) = begin(MemoryStore::new());
    append(&mut writer, 1..=40);
    drop(carry(&log, dir.path(), 25));
    append(&mut writer, 41..=60);
    let copy = carry(&log, dir.path(), 60);
    assert_eq!(
        (copy.frame(), copy.hash(), copy.id()),
        (60, log.head().hash, Some(log.id()))
    );
    assert_eq!(copy.vector(), &frame(60).vector);
    drop(copy);
    let verified = verify_dir(dir.path(), NAME).unwrap();
    assert_eq!((verified.frames, verified.head), (60, log.head().hash));
}

#[test]
fn a_copy_takes_no_frame_but_the_one_that_follows_in_the_same_log() {
    let dir = tempfile::tempdir().unwrap();
    let (log, mut writer) = begin(MemoryStore::new());
    append(&mut writer, 1..=3);
    let id = LogId::derive(NAME, Instant::EPOCH, b"another");
    let (other, mut others) = Log::create(MemoryStore::new(), NAME, id, Timekeeping::Virtual).unwrap();
    append(&mut others, 1..=3);
    let mut copy = carry(&log, dir.path(), 1);
    for bytes in [
        log.stored(3).unwrap(),
        log.stored(1).unwrap(),
        other.stored(2).unwrap(),
    ] {
        let refused = copy.take(&bytes).unwrap_err();
        assert!(
            matches!(refused, LogFailure::Damaged(ref found) if found.frame == 2),
            "{refused}"
        );
    }
    copy.take(&log.stored(2).unwrap()).unwrap();
    assert_eq!(copy.frame(), 2);
}

#[test]
fn what_is_whole_of_a_damaged_log_is_saved_and_what_is_not_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let (log, mut writer) = begin(SledStore::open(dir.path()).unwrap());
    append(&mut writer, 1..=30);
    drop((log, writer));
    let db = dir.path().join("db");
    let mut bytes = std::fs::read(&db).unwrap();
    let spoilt = &frame(12).records[0];
    let places: Vec<usize> = (0..bytes.len() - spoilt.len())
        .filter(|at| bytes[*at..].starts_with(spoilt))
        .collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place + 20] ^= 1;
    }
    std::fs::write(&db, bytes).unwrap();
    let saved: Vec<_> = salvage(dir.path()).unwrap().collect();
    assert_eq!(saved.len(), 30);
    for (n, saved) in (1..).zip(saved) {
        match saved {
            Err(number) => assert_eq!((number, n), (12, 12)),
            Ok(read) => assert_eq!((read.header.frame, read.records), (n, frame(n).records)),
        }
    }
}

#[test]
fn a_log_of_a_newer_program_is_refused_by_its_format_and_not_called_damaged() {
    let store = MemoryStore::new();
    let (_, mut writer) = begin(store.clone());
    append(&mut writer, 1..=3);
    // Whatever follows the format of a newer frame is not ours to read.
    store.damage(3, |bytes| *bytes = [&[3, 9, 9, 9], &bytes[40..]].concat());
    let refused = Log::open(store, NAME, Timekeeping::Virtual).err().unwrap();
    assert!(
        matches!(
            refused,
            LogFailure::Newer {
                frame: 3,
                format: 3,
                ..
            }
        ),
        "{refused}"
    );
    assert_eq!(
        refused.to_string(),
        "frame 3 of log hotline has format 3, and this program reads formats up to 2: a newer one wrote it; \
         start that one, or restore a backup made before the upgrade into another directory"
    );
}
