//! What became of everything, in words that faults may not change: no times, no attempts.

use std::collections::BTreeMap;

use proto::AnyEvent;
use proto::clock::ClockEvent;
use proto::hotline::HotlineEvent;

use crate::check::{KEEPERS, Ledgers, clock_event};

/// The records of each log that are not about attempts, clocks of the carrier or copies, by stream: their kinds in order.
pub(crate) fn of(ledgers: &Ledgers) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, ledger) in ledgers {
        let mut streams: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
        for record in ledger.records().filter(|record| !is_fickle(&record.event)) {
            let kinds = streams.entry(&record.stream).or_default();
            *kinds.entry(record.kind).or_default() += 1;
        }
        lines.extend(streams.into_iter().map(|(stream, kinds)| format!("{name} {stream}: {kinds:?}")));
    }
    lines
}

/// What may be there or not be there in a world with faults: attempts to send, warnings of clocks.
fn is_fickle(event: &AnyEvent) -> bool {
    matches!(event, AnyEvent::Notify(_))
}

#[expect(dead_code, reason = "draft")]
fn unused(event: &HotlineEvent, clock: &ClockEvent) -> usize {
    let _ = (event, clock, clock_event as fn(&AnyEvent) -> _);
    KEEPERS.len()
}
