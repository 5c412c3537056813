//! The monthly ledger of old parts, station by station (OLD-8).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use decider::Context;
use serde::Serialize;
use sla::clock::Outcome;
use sla::policy::ClockKind;
use types::{Instant, StationId};

use crate::clocks;
use crate::order::{HowEnded, Part};
use crate::state::State;

/// What a month was for one station, in parts. A day is one of the station's zone.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    /// Parts of the month's reports.
    pub(crate) expected: u32,
    /// Parts that had to be shipped in the month (SLA-6).
    pub(crate) due: u32,
    /// Of those due, shipped in time.
    pub(crate) in_time: u32,
    /// Of those due, shipped late or not at all so far.
    pub(crate) late: u32,
    pub(crate) lost: u32,
    pub(crate) destroyed: u32,
    pub(crate) forwarded: u32,
}

/// The month's rows as things stand now; stations without anything have none, and parts of orders that never got a
/// station stand under an empty code.
// rule: OLD-8
pub(crate) fn ledger(state: &State, month: NaiveDate, context: &Context<'_>) -> BTreeMap<String, Row> {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for part in state.parts() {
        let station = part.station();
        let row = row(state, part, month, context);
        if row != Row::default() {
            let code = station.map_or("", StationId::as_str);
            rows.entry(code.to_owned()).or_default().add(&row);
        }
    }
    rows
}

/// What a single part adds.
fn row(state: &State, part: &Part, month: NaiveDate, context: &Context<'_>) -> Row {
    let zone = context.masters().zone(part.station(), context.policy().zone());
    let falls = |at: Instant| u32::from(same_month(at, month, zone));
    let mut row = Row {
        expected: falls(part.expected_at),
        ..Row::default()
    };
    let clock = state
        .clocks
        .get(&clocks::id(&part.label.tag, ClockKind::PartReturn));
    if let Some(clock) = clock {
        let judgement = clock.judge(&context.common.policies, context.now);
        row.due = judgement.due.map_or(0, falls);
        row.in_time = row.due * u32::from(judgement.outcome == Outcome::Met);
        row.late = row.due * u32::from(judgement.outcome == Outcome::Breached);
    }
    if let Some(ending) = &part.ending {
        let ended = match ending.how {
            HowEnded::Destroyed(_) => &mut row.destroyed,
            HowEnded::Forwarded(_) => &mut row.forwarded,
            HowEnded::Lost(_) => &mut row.lost,
        };
        *ended = falls(ending.at);
    }
    row
}

fn same_month(at: Instant, month: NaiveDate, zone: Tz) -> bool {
    let day = at.local(zone);
    (day.year(), day.month()) == (month.year(), month.month())
}

impl Row {
    fn add(&mut self, other: &Self) {
        self.expected += other.expected;
        self.due += other.due;
        self.in_time += other.in_time;
        self.late += other.late;
        self.lost += other.lost;
        self.destroyed += other.destroyed;
        self.forwarded += other.forwarded;
    }
}
