//! Snapshots are a way to start faster: any of them may be missing, spoilt or of another fold.

use std::path::Path;

use crate::common::{append, begin};
use eventlog::{Log, MemoryStore, SnapshotMark, Snapshots, Writer};
use types::Hash;

fn mark(log: &Log, frame: u64) -> SnapshotMark {
    SnapshotMark {
        frame,
        frame_hash: log.read(frame).unwrap().hash,
        fold_version: 3,
    }
}

fn with_snapshots(dir: &Path, frames: &[u64]) -> (Log, Writer, Snapshots) {
    let (log, mut writer) = begin(MemoryStore::new());
    append(&mut writer, 1..=9);
    let snapshots = Snapshots::new(&dir.join("snapshots"));
    for frame in frames {
        let bytes = format!("folded to {frame}");
        snapshots.save(mark(&log, *frame), bytes.as_bytes()).unwrap();
    }
    (log, writer, snapshots)
}

fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(dir.join("snapshots")).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn the_newest_of_the_last_two_is_found_again() {
    let dir = tempfile::tempdir().unwrap();
    let (log, _writer, snapshots) = with_snapshots(dir.path(), &[]);
    assert_eq!(snapshots.latest(3, |mark| mark.fits(&log)).unwrap(), None);
    for frame in [2, 5, 8] {
        snapshots.save(mark(&log, frame), b"folded").unwrap();
        assert_eq!(
            snapshots.latest(3, |mark| mark.fits(&log)).unwrap(),
            Some((mark(&log, frame), b"folded".to_vec()))
        );
    }
    assert_eq!(files(dir.path()).len(), 2);
}

#[test]
fn a_spoilt_snapshot_is_dropped_and_the_one_before_it_serves() {
    for spoil in [
        |bytes: &mut Vec<u8>| bytes[35] ^= 1,
        |bytes: &mut Vec<u8>| bytes.truncate(20),
        |bytes: &mut Vec<u8>| bytes.clear(),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let (log, _writer, snapshots) = with_snapshots(dir.path(), &[4, 7]);
        let newest = files(dir.path()).pop().unwrap();
        let mut bytes = std::fs::read(&newest).unwrap();
        spoil(&mut bytes);
        std::fs::write(&newest, bytes).unwrap();
        let (found, content) = snapshots.latest(3, |mark| mark.fits(&log)).unwrap().unwrap();
        assert_eq!((found.frame, content.as_slice()), (4, &b"folded to 4"[..]));
        assert!(!newest.exists());
    }
}

#[test]
fn a_snapshot_of_another_fold_or_another_history_is_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let (log, _writer, snapshots) = with_snapshots(dir.path(), &[4]);
    let beyond = SnapshotMark {
        frame: 12,
        ..mark(&log, 4)
    };
    let newest = || {
        let latest = snapshots.latest(3, |mark| mark.fits(&log)).unwrap();
        latest.map(|(mark, _)| mark.frame)
    };
    snapshots.save(beyond, b"from a longer log").unwrap();
    assert_eq!(newest(), Some(4));
    let forked = SnapshotMark {
        frame_hash: Hash::NONE,
        ..mark(&log, 7)
    };
    snapshots.save(forked, b"from a forked log").unwrap();
    assert_eq!(newest(), Some(4));
    assert_eq!(snapshots.latest(4, |mark| mark.fits(&log)).unwrap(), None);
    assert_eq!(files(dir.path()), Vec::<std::path::PathBuf>::new());
}
