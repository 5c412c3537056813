//! Frames as they stand on disk.

use eventlog::{Log, LogFailure, MemoryStore, Store, Timekeeping};

/// Opens a log of one frame that is these bytes: it is whole and reads back, or is refused by name.
pub fn frames(bytes: &[u8]) {
    let store = MemoryStore::new();
    if store.append(1, bytes).is_err() {
        return;
    }
    for timekeeping in [Timekeeping::Virtual, Timekeeping::Real] {
        match Log::open(store.clone(), "hotline", timekeeping) {
            Ok((log, _)) => {
                let frame = log.read(1).unwrap_or_else(|failure| panic!("{failure}"));
                assert_eq!(frame.records.len(), frame.header.record_count as usize);
                assert_eq!(frame.header.frame, 1);
                assert_eq!(frame.hash, log.head().hash);
            }
            Err(refused) => {
                let is_named = matches!(
                    refused,
                    LogFailure::Damaged(_)
                        | LogFailure::Newer { .. }
                        | LogFailure::Name { .. }
                        | LogFailure::Timekeeping { .. }
                );
                assert!(is_named, "{refused}");
            }
        }
    }
}
