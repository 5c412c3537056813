//! What was answered is in its log, once and as it was answered.

use std::collections::BTreeMap;

use proto::wire::{Accepted, AnsweredEvent};
use types::ServiceName;

use super::{Ledger, Ledgers, Written};
use crate::world::World;

/// Which frame took a request, and where its records stand there.
type Taken = BTreeMap<(ServiceName, String), Vec<(u64, u32, u32)>>;

pub(super) fn check(world: &World, ledgers: &Ledgers, findings: &mut Vec<String>) {
    let mut taken = Taken::new();
    for (name, ledger) in ledgers {
        for frame in &ledger.frames {
            for request in &frame.extra.requests {
                let places = taken.entry((*name, request.id.to_string())).or_default();
                places.push((frame.number, request.first, request.count));
            }
        }
    }
    for ((name, id), places) in &taken {
        if places.len() > 1 {
            findings.push(format!(
                "{name} took request {id} {} times: {places:?}",
                places.len()
            ));
        }
    }
    for call in &world.clients.calls {
        let Some(Ok(accepted)) = &call.answer else {
            continue;
        };
        if accepted.events.is_empty() {
            continue;
        }
        let key = (call.what.service, call.what.id.clone());
        let Some((frame, first, count)) = taken.get(&key).and_then(|places| places.first().copied()) else {
            findings.push(format!(
                "{} was answered by {}, but its log has nothing of it",
                key.1, key.0
            ));
            continue;
        };
        let ledger = ledgers.get(&key.0);
        if !is_as_answered(ledger, accepted, frame, first, count) {
            findings.push(format!(
                "{} is not in the log of {} as it was answered",
                key.1, key.0
            ));
        }
    }
}

fn is_as_answered(ledger: Option<&Ledger>, accepted: &Accepted, frame: u64, first: u32, count: u32) -> bool {
    let Some(written) = ledger.and_then(|ledger| ledger.frame(frame)) else {
        return false;
    };
    accepted.frame == frame && events(written, first, count) == accepted.events
}

fn events(written: &Written, first: u32, count: u32) -> Vec<AnsweredEvent> {
    let records = written.records.iter().skip(first as usize).take(count as usize);
    records
        .map(|record| AnsweredEvent {
            stream: record.stream.clone(),
            version: record.version,
            kind: record.kind.to_owned(),
            event: serde_json::to_value(&record.event)
                .unwrap_or_default()
                .get(record.kind)
                .cloned()
                .unwrap_or_default(),
        })
        .collect()
}
