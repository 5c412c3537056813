//! Each record of another log was read once, after its causes, and nothing is stamped before what it came of.

use std::collections::BTreeMap;

use decider::{Common, Foreign};
use proto::Cause;
use types::ServiceName;

use super::{Ledger, Ledgers, Written};

pub(super) fn check(ledgers: &Ledgers, findings: &mut Vec<String>) {
    for (name, ledger) in ledgers {
        let mut last: Option<&Written> = None;
        for frame in &ledger.frames {
            let mut finding = |what: &str| findings.push(format!("{name}, frame {}: {what}", frame.number));
            cursors(ledgers, last, frame, &mut finding);
            vectors(*name, ledgers, last, frame, &mut finding);
            causes(*name, ledgers, last, frame, &mut finding);
            last = Some(frame);
        }
        versions(*name, ledger, findings);
        copies(*name, ledgers, findings);
    }
}

/// A cursor never goes back, and the frame it stands at is the one that was read.
fn cursors(ledgers: &Ledgers, last: Option<&Written>, frame: &Written, finding: &mut dyn FnMut(&str)) {
    for (log, cursor) in &frame.extra.cursors {
        let there = ledgers.get(log).and_then(|ledger| ledger.frame(cursor.frame));
        let fits = there.is_some_and(|there| there.hash == cursor.hash) || cursor.frame == 0;
        if !fits || ledgers.get(log).is_none_or(|ledger| ledger.id != cursor.log_id) {
            finding(&format!("the frame {} read of {log} is not there", cursor.frame));
        }
        let before = last.and_then(|last| last.extra.cursors.get(log));
        if before.is_some_and(|before| before.frame > cursor.frame) {
            finding(&format!("the cursor of {log} went back"));
        }
    }
}

/// What a frame says it knew of was there, and not stamped later.
fn vectors(
    name: ServiceName,
    ledgers: &Ledgers,
    last: Option<&Written>,
    frame: &Written,
    finding: &mut dyn FnMut(&str),
) {
    for (log, read) in frame.vector.iter().filter(|(log, _)| **log != name) {
        let known = ledgers.get(log).and_then(|ledger| ledger.frame(*read));
        match known {
            None => finding(&format!("it knew of frame {read} of {log}, which is not there")),
            Some(known) if known.stamp > frame.stamp => {
                finding(&format!(
                    "it is stamped before frame {read} of {log}, which it knew"
                ));
            }
            Some(_) => {}
        }
        let before = last.and_then(|last| last.vector.get(log));
        if before.is_some_and(|before| before > read) {
            finding(&format!("what it knew of {log} went back"));
        }
    }
}

/// What follows from a record stands in the frame whose cursor passes that record, and in no other.
fn causes(
    name: ServiceName,
    ledgers: &Ledgers,
    last: Option<&Written>,
    frame: &Written,
    finding: &mut dyn FnMut(&str),
) {
    for record in &frame.records {
        let Cause::Record { log, stream, version } = &record.cause else {
            continue;
        };
        let cause = ledgers.get(log).and_then(|ledger| {
            ledger
                .records()
                .find(|cause| cause.stream == *stream && cause.version == *version)
        });
        let Some(cause) = cause else {
            finding(&format!("its cause {stream} {version} of {log} is not there"));
            continue;
        };
        if cause.recorded_at > frame.stamp {
            finding(&format!(
                "it is stamped before its cause {stream} {version} of {log}"
            ));
        }
        if *log == name {
            continue;
        }
        let read_to = |written: &Written| written.extra.cursors.get(log).map_or(0, |cursor| cursor.frame);
        let before = last.map_or(0, read_to);
        if !(before < cause.frame && cause.frame <= read_to(frame)) {
            finding(&format!(
                "{} follows from {stream} {version} of {log} in frame {}, which was not read just then",
                record.kind, cause.frame
            ));
        }
    }
}

/// Every stream counts its records from 1, without a gap.
fn versions(name: ServiceName, ledger: &Ledger, findings: &mut Vec<String>) {
    let mut versions: BTreeMap<&str, u64> = BTreeMap::new();
    for record in ledger.records() {
        let version = versions.entry(&record.stream).or_default();
        *version += 1;
        if record.version != *version {
            findings.push(format!(
                "{name}: {} has version {} as its {version}.",
                record.stream, record.version
            ));
        }
    }
}

/// Every record of directory was copied by every service, once.
fn copies(name: ServiceName, ledgers: &Ledgers, findings: &mut Vec<String>) {
    let (Some(directory), Some(own)) = (ledgers.get(&ServiceName::Directory), ledgers.get(&name)) else {
        return;
    };
    if name == ServiceName::Directory {
        return;
    }
    for record in directory
        .records()
        .filter(|record| Common::copy_of(record).is_some())
    {
        let copied = own.records().filter(|copy| is_copy(copy, record)).count();
        if copied != 1 {
            findings.push(format!(
                "{name} copied {} {} of directory {copied} times",
                record.stream, record.version
            ));
        }
    }
}

fn is_copy(copy: &Foreign, record: &Foreign) -> bool {
    let Cause::Record { log, stream, version } = &copy.cause else {
        return false;
    };
    matches!(copy.event, proto::AnyEvent::Common(_))
        && copy.kind != "SetAside"
        && *log == ServiceName::Directory
        && *stream == record.stream
        && *version == record.version
}
