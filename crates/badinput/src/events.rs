//! Records as they stand in frames, and as services send them to each other.

use proto::wire::{FeedPage, FeedRead};
use proto::{AnyEvent, Encoding, StoredRecord};
use types::ServiceName;

/// Reads a record of any log, or a page of a feed: what can be read at all is written back as it was.
pub fn events(bytes: &[u8]) {
    if let Ok(record) = StoredRecord::from_bytes(bytes) {
        let written = record.to_bytes().unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(StoredRecord::from_bytes(&written).as_ref(), Ok(&record));
        for log in ServiceName::ALL {
            event(log, &record);
        }
    }
    for encoding in [Encoding::Postcard, Encoding::Json] {
        // Whether it is one does not matter here, only that it can be told.
        let _ = encoding.read::<FeedPage>(bytes);
        let _ = encoding.read::<FeedRead>(bytes);
    }
}

fn event(log: ServiceName, record: &StoredRecord) {
    let Ok(event) = AnyEvent::decode(log, record.schema, record.schema_version, &record.body) else {
        return;
    };
    assert_eq!(event.kind().schema, record.schema);
    let written = event.encode().unwrap_or_else(|failure| panic!("{failure}"));
    let again = AnyEvent::decode(log, record.schema, event.kind().version, &written);
    assert_eq!(again.as_ref(), Ok(&event));
}
