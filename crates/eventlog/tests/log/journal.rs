//! What stands in the journal only: taken over by whoever opens the log, as long as it is the same history.

use std::fs;
use std::path::Path;

use crate::common::{NAME, Noise, append, begin, frame, reopen};
use eventlog::{Flaw, LogFailure, NewFrame, SledStore, StoreFailure, verify_dir};

/// Another directory with nothing but the journal of this one, as if sled had never taken a frame.
fn journal_alone(dir: &Path) -> tempfile::TempDir {
    let other = tempfile::tempdir().unwrap();
    fs::copy(dir.join("journal"), other.path().join("journal")).unwrap();
    other
}

#[test]
fn frames_that_sled_never_took_are_there_when_the_log_is_opened() {
    let dir = tempfile::tempdir().unwrap();
    let (log, mut writer) = begin(SledStore::open(dir.path()).unwrap());
    append(&mut writer, 1..=40);
    let left = journal_alone(dir.path());
    let (found, mut writer) = reopen(SledStore::open(left.path()).unwrap());
    assert_eq!(found.head(), log.head());
    for n in 1..=40 {
        assert_eq!(found.read(n).unwrap().records, frame(n).records, "frame {n}");
    }
    append(&mut writer, 41..=43);
    drop((found, writer));
    assert_eq!(verify_dir(left.path(), NAME).unwrap().frames, 43);
}

#[test]
fn a_closed_log_needs_no_journal() {
    let dir = tempfile::tempdir().unwrap();
    let opened = begin(SledStore::open(dir.path()).unwrap());
    let (log, mut writer) = opened;
    append(&mut writer, 1..=20);
    drop((log, writer));
    fs::remove_file(dir.path().join("journal")).unwrap();
    assert_eq!(verify_dir(dir.path(), NAME).unwrap().frames, 20);
}

#[test]
fn a_journal_that_does_not_go_on_where_sled_ends_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (log, mut writer) = begin(SledStore::open(dir.path()).unwrap());
    append(&mut writer, 1..=20);
    drop((log, writer));
    let (_log, mut writer) = reopen(SledStore::open(dir.path()).unwrap());
    append(&mut writer, 21..=25);
    let left = journal_alone(dir.path());
    let refused = SledStore::open(left.path()).err().unwrap();
    assert!(
        matches!(
            refused,
            StoreFailure::Gap {
                head: 0,
                frame: 21,
                ..
            }
        ),
        "{refused}"
    );
    let LogFailure::Damaged(found) = verify_dir(left.path(), NAME).unwrap_err() else {
        panic!("not a finding")
    };
    assert!(matches!(found.flaw, Flaw::Unopenable { whole: 0, .. }), "{found}");
}

#[test]
fn a_journal_of_another_history_changes_nothing() {
    let (ours, theirs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (log, mut writer) = begin(SledStore::open(ours.path()).unwrap());
    append(&mut writer, 1..=9);
    drop((log, writer));
    let (_log, mut writer) = begin(SledStore::open(theirs.path()).unwrap());
    writer.append(&frame(3)).unwrap();
    fs::copy(theirs.path().join("journal"), ours.path().join("journal")).unwrap();
    let refused = SledStore::open(ours.path()).err().unwrap();
    assert!(
        matches!(refused, StoreFailure::TwoHistories { frame: 1, .. }),
        "{refused}"
    );
    fs::remove_file(ours.path().join("journal")).unwrap();
    assert_eq!(verify_dir(ours.path(), NAME).unwrap().frames, 9);
}

#[test]
fn a_frame_larger_than_the_journal_goes_to_sled_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let (log, mut writer) = begin(SledStore::open(dir.path()).unwrap());
    append(&mut writer, 1..=12);
    let large = NewFrame {
        records: vec![Noise(13).bytes(3 * 1024 * 1024)],
        ..frame(13)
    };
    assert_eq!(writer.append(&large).unwrap().frame, 13);
    append(&mut writer, 14..=30);
    assert_eq!(log.verify().unwrap().frames, 30);
    // As a kill leaves it: sled has the large one, the journal those after it.
    let killed = tempfile::tempdir().unwrap();
    for file in ["db", "conf", "heads", "journal"] {
        fs::copy(dir.path().join(file), killed.path().join(file)).unwrap();
    }
    let (found, _writer) = reopen(SledStore::open(killed.path()).unwrap());
    assert_eq!(found.head(), log.head());
    assert_eq!(found.read(13).unwrap().records, large.records);
    assert_eq!(found.verify().unwrap().frames, 30);
}
