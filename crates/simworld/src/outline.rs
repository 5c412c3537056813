//! What became of everything, in words that faults may not change: no times, no attempts, no warnings.
//!
//! A clock that comes due while its service is away, or while news that ends it is still on its way, may warn in one world
//! and not in another, and a breach may be said and lifted again. Where it ends is the same.

use std::collections::BTreeMap;

use decider::Foreign;
use proto::AnyEvent;
use proto::clock::{ClockEvent, ClockId};
use proto::notify::{NotifyEvent, Purpose};
use proto::returns::ReturnsEvent;
use types::ServiceName;

use crate::check::Ledgers;

/// How often each kind of record stands in each stream of each log, whenever it came, and how each clock ended.
pub(crate) fn of(ledgers: &Ledgers) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, ledger) in ledgers {
        let mut streams: BTreeMap<String, BTreeMap<&str, u32>> = BTreeMap::new();
        let mut clocks: BTreeMap<ClockId, &str> = BTreeMap::new();
        for record in ledger.records() {
            if let Some(event) = record.event.clock_event() {
                let stands = clocks.entry(event.clock().clone()).or_insert("running");
                *stands = after(&event, stands);
            } else if is_steady(&record.event) {
                let kinds = streams.entry(about(record)).or_default();
                *kinds.entry(record.kind).or_default() += 1;
            }
        }
        let line = |(stream, kinds)| format!("{name} {stream}: {kinds:?}");
        lines.extend(streams.into_iter().map(line));
        lines.extend(
            clocks
                .into_iter()
                .map(|(clock, stands)| told(*name, &clock, stands)),
        );
    }
    lines
}

/// The stream of a record; a message goes by what it is, because its id counts records that may be there or not.
fn about(record: &Foreign) -> String {
    match &record.event {
        AnyEvent::Notify(NotifyEvent::MessageQueued(queued)) => {
            let wanted = &queued.wanted;
            let order = wanted.order.as_ref().map(ToString::to_string);
            format!("{:?} {order:?} {:?}", wanted.purpose, wanted.recipient)
        }
        _ => record.stream.clone(),
    }
}

fn told(name: ServiceName, clock: &ClockId, stands: &str) -> String {
    format!("{name} {} {:?} {}: {stands}", clock.order, clock.kind, clock.run)
}

/// Where a clock stands after an event.
const fn after(event: &ClockEvent, before: &'static str) -> &'static str {
    match event {
        ClockEvent::Met(_) | ClockEvent::Lifted(_) => "met",
        ClockEvent::Breached(_) | ClockEvent::Stopped(_) => "breached",
        ClockEvent::Cancelled(_) => "cancelled",
        ClockEvent::Started(_) | ClockEvent::Paused(_) | ClockEvent::Resumed(_) | ClockEvent::Warned(_) => {
            before
        }
    }
}

/// Whether faults may not change how often this is recorded.
const fn is_steady(event: &AnyEvent) -> bool {
    match event {
        AnyEvent::Notify(NotifyEvent::MessageQueued(queued)) => !matches!(
            queued.wanted.purpose,
            Purpose::Warning
                | Purpose::Breach
                | Purpose::BreachLifted
                | Purpose::PartsReminder
                | Purpose::PartsOverdue
        ),
        AnyEvent::Notify(NotifyEvent::NotifyOrderNoted(_) | NotifyEvent::PhoneStopped(_)) => true,
        AnyEvent::Notify(_) => false,
        AnyEvent::Returns(ReturnsEvent::StationReminded(_)) => false,
        _ => true,
    }
}
