//! Photos and papers that a log names, held against their files (CLM-19).

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use documents::{DocumentProblem as Found, Documents};
use eventlog::{Log, LogFailure};
use proto::order_of_stream;
use proto::wire::{BAD_DOCUMENTS_NAMED, BadDocument, DocumentProblem, LogVerified};
use types::{Hash, ServiceName};

use crate::core::feeds::read_record;

/// Where photos and papers lie, in the data directory.
#[must_use]
pub fn documents_directory(data: &Path) -> PathBuf {
    data.join("documents")
}

/// Reads every document that a log names through and adds to the answer what was found. Records that this program
/// cannot read name nothing.
///
/// # Errors
/// [`LogFailure`] when the log itself cannot be read.
pub fn check_documents(
    data: &Path,
    log: &Log,
    name: ServiceName,
    into: &mut LogVerified,
) -> Result<(), LogFailure> {
    let documents = Documents::at(&documents_directory(data));
    let mut seen: HashSet<Hash> = HashSet::new();
    for frame in log.frames(0) {
        let frame = frame?;
        for (position, bytes) in (frame.header.first_position..).zip(&frame.records) {
            let read = read_record(name, frame.header.frame, position, frame.header.stamp, bytes);
            let Ok(record) = read else { continue };
            for document in record.event.documents() {
                if !seen.insert(document.hash) {
                    continue;
                }
                into.documents += 1;
                let Err(found) = documents.check(&document.hash, document.size) else {
                    continue;
                };
                into.bad_documents += 1;
                if into.bad.len() < BAD_DOCUMENTS_NAMED {
                    into.bad.push(BadDocument {
                        hash: document.hash,
                        name: document.name.clone(),
                        order: order_of_stream(&record.stream),
                        position,
                        problem: in_words(found),
                    });
                }
            }
        }
    }
    Ok(())
}

fn in_words(found: Found) -> DocumentProblem {
    match found {
        Found::Missing => DocumentProblem::Missing,
        Found::WrongSize { expected, found } => DocumentProblem::WrongSize { expected, found },
        Found::Differs { found } => DocumentProblem::Differs { found },
        Found::Unreadable(failure) => DocumentProblem::Unreadable {
            reason: failure.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use eventlog::{LogId, MemoryStore, NewFrame, Timekeeping};
    use proto::document::{Document, DocumentKind, DocumentTarget};
    use proto::field::{DocumentAttached, FieldEvent};
    use proto::{Cause, Event, StoredRecord};
    use types::{Actor, Instant, OrderNumber};

    use super::*;

    fn attached(order: u64, name: &str, content: &[u8]) -> Vec<u8> {
        let event = FieldEvent::from(DocumentAttached {
            order: OrderNumber::compose(26, order),
            target: DocumentTarget::Order,
            document: Document {
                hash: Hash::of(&[content]),
                size: content.len() as u64,
                media_type: "image/jpeg".to_owned(),
                name: name.to_owned(),
                kind: DocumentKind::Photo,
            },
            by: None,
        });
        let kind = event.kind();
        let stored = StoredRecord {
            stream: event.stream(),
            version: 1,
            schema: kind.schema,
            schema_version: kind.version,
            occurred_at: Instant::EPOCH,
            actor: Actor::Local,
            cause: Cause::Due { at: Instant::EPOCH },
            body: event.encode().unwrap(),
        };
        stored.to_bytes().unwrap()
    }

    fn put(data: &Path, content: &[u8]) {
        let documents = Documents::open(&documents_directory(data)).unwrap();
        let mut incoming = documents.receive(1024).unwrap();
        incoming.write(content).unwrap();
        incoming.finish().unwrap();
    }

    // rule: CLM-19
    #[test]
    fn every_document_a_log_names_is_compared_once_and_a_bad_one_named_by_hash_order_and_position() {
        let data = tempfile::tempdir().unwrap();
        let (kept, changed, lost): (&[u8], &[u8], &[u8]) = (
            b"\xff\xd8\xff kept",
            b"\xff\xd8\xff changed",
            b"\xff\xd8\xff lost",
        );
        put(data.path(), kept);
        put(data.path(), changed);
        let hash = Hash::of(&[changed]).to_string();
        let file = documents_directory(data.path()).join(&hash[..2]).join(&hash);
        fs::write(file, b"\xff\xd8\xff CHANGED").unwrap();

        let id = LogId::derive("field", Instant::EPOCH, b"documents");
        let (log, mut writer) = Log::create(MemoryStore::new(), "field", id, Timekeeping::Virtual).unwrap();
        let frame = |records| NewFrame {
            records,
            ..NewFrame::default()
        };
        let first = vec![attached(1, "kept.jpg", kept), attached(2, "kept.jpg", kept)];
        writer.append(&frame(first)).unwrap();
        let second = vec![attached(2, "changed.jpg", changed), attached(3, "lost.jpg", lost)];
        writer.append(&frame(second)).unwrap();

        let mut verified = LogVerified {
            log: ServiceName::Field,
            frames: 2,
            records: 4,
            signed_days: 0,
            head_hash: Hash::NONE,
            finding: None,
            documents: 0,
            bad_documents: 0,
            bad: Vec::new(),
        };
        check_documents(data.path(), &log, ServiceName::Field, &mut verified).unwrap();
        assert_eq!((verified.documents, verified.bad_documents), (3, 2));
        assert!(!verified.is_sound());
        let [differs, missing] = &verified.bad[..] else {
            panic!("{:?}", verified.bad);
        };
        assert_eq!(differs.hash, Hash::of(&[changed]));
        assert!(matches!(differs.problem, DocumentProblem::Differs { .. }));
        assert_eq!(missing.order, Some(OrderNumber::compose(26, 3)));
        assert_eq!(
            (missing.position, &missing.problem),
            (4, &DocumentProblem::Missing)
        );
    }
}
