//! Photos and papers that a log names, held against their files.

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
