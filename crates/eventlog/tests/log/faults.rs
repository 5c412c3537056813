//! The disk fails under a commit, as fault points tell it to.

use crate::common::{NAME, append, begin, frame, reopen};
use eventlog::faults::{MOVE_FAILS, SYNC_FAILS, WRITE_FAILS};
use eventlog::{LogFailure, SledStore, verify_dir};

#[test]
fn a_write_or_sync_that_fails_ends_the_writer_and_loses_nothing_that_was_answered() {
    for order in [WRITE_FAILS, SYNC_FAILS] {
        let dir = tempfile::tempdir().unwrap();
        let (log, mut writer) = begin(SledStore::open(dir.path()).unwrap());
        append(&mut writer, 1..=20);
        std::fs::write(dir.path().join(order), "").unwrap();
        let failed = writer.append(&frame(21)).unwrap_err();
        assert!(matches!(failed, LogFailure::Append { frame: 21, .. }), "{failed}");
        assert!(failed.to_string().contains("check the disk"), "{failed}");
        let again = writer.append(&frame(21)).unwrap_err();
        assert!(matches!(again, LogFailure::Poisoned { .. }), "{again}");
        assert_eq!(log.head().frame, 20, "nobody sees a frame that may not be there");
        drop((log, writer));

        // The frame that nobody was answered for is there or not; whichever, the log goes on behind it.
        assert!((20..=21).contains(&verify_dir(dir.path(), NAME).unwrap().frames));
        let (log, mut writer) = reopen(SledStore::open(dir.path()).unwrap());
        for n in 1..=20 {
            assert_eq!(log.read(n).unwrap().records, frame(n).records, "{order} {n}");
        }
        let next = log.head().frame + 1;
        append(&mut writer, next..next + 3);
        drop((log, writer));
        assert_eq!(verify_dir(dir.path(), NAME).unwrap().frames, next + 2);
    }
}

#[test]
fn a_database_that_fails_behind_the_journal_ends_the_writer_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (log, mut writer) = begin(SledStore::open(dir.path()).unwrap());
    append(&mut writer, 1..=5);
    std::fs::write(dir.path().join(MOVE_FAILS), "").unwrap();
    let failed = (6..).find_map(|n| writer.append(&frame(n)).err()).unwrap();
    assert!(matches!(failed, LogFailure::Append { .. }), "{failed}");
    let reached = log.head().frame;
    for n in 1..=reached {
        assert_eq!(log.read(n).unwrap().records, frame(n).records, "frame {n}");
    }
    drop((log, writer));
    assert_eq!(verify_dir(dir.path(), NAME).unwrap().frames, reached);
}
