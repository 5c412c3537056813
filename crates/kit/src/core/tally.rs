//! What the core counts for whoever watches it: what was recorded, how late, and how things stand.

use std::collections::BTreeMap;

use decider::Service;
use decider::clocks::ClockCounts;
use proto::numbers::{ClockNumbers, FeedNumbers, Histogram};
use proto::{AnyEvent, Cause, StoredRecord};
use types::{Instant, ServiceName};

use super::Core;

/// What was recorded since the process began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// By kind.
    pub recorded: BTreeMap<String, u64>,
    /// In microseconds after the due moment, by SLA clock or kind.
    pub late: BTreeMap<String, Histogram>,
}

impl Tally {
    /// Counts a record that is written at a stamp. What came due says by its occurrence when it was due.
    pub(crate) fn record(&mut self, log: ServiceName, kind: &str, stored: &StoredRecord, stamp: Instant) {
        match self.recorded.get_mut(kind) {
            Some(count) => *count += 1,
            None => {
                self.recorded.insert(kind.to_owned(), 1);
            }
        }
        if matches!(stored.cause, Cause::Due { .. }) {
            let late = u64::try_from(stamp.since(stored.occurred_at).as_micros()).unwrap_or_default();
            let histogram = self.late.entry(what_came_due(log, kind, stored));
            histogram.or_insert_with(Histogram::of_late_micros).observe(late);
        }
    }
}

/// The SLA clock, or the kind of what else can come due.
fn what_came_due(log: ServiceName, kind: &str, stored: &StoredRecord) -> String {
    let event = AnyEvent::decode(log, stored.schema, stored.schema_version, &stored.body).ok();
    let clock = event.and_then(|event| event.clock_event());
    clock.map_or_else(|| kind.to_owned(), |event| event.clock().kind.to_string())
}

/// How a service stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    pub frames: u64,
    pub records: u64,
    pub feeds: Vec<FeedNumbers>,
    pub clocks: Vec<ClockNumbers>,
    pub tally: Tally,
    pub set_aside: u64,
    pub effects: u64,
    pub parked: u64,
}

impl<S: Service> Core<S> {
    pub(super) fn standing(&self) -> Standing {
        Standing {
            frames: self.head.frame,
            records: self.head.position,
            feeds: self.feeds.numbers(),
            clocks: clocks::<S>(&self.folded.state),
            tally: self.tally.clone(),
            set_aside: count(self.folded.common.set_aside.len()),
            effects: count(self.performing.len()),
            parked: count(self.parked.len()),
        }
    }
}

fn clocks<S: Service>(state: &S::State) -> Vec<ClockNumbers> {
    let counts = S::clocks(state).into_iter().flat_map(ClockCounts::iter);
    let numbers = counts.map(|(kind, open, overdue)| ClockNumbers {
        clock: kind.to_string(),
        open,
        overdue,
    });
    numbers.collect()
}

fn count(many: usize) -> u64 {
    u64::try_from(many).unwrap_or(u64::MAX)
}
