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

#[cfg(test)]
mod tests {
    use proto::returns::RecordLoss;
    use serde_json::json;

    use crate::testing::{check_in, destroy, dropped, expecting, hear, moment, person, receive, ship, tag};

    #[test]
    fn the_months_ledger_counts_what_was_expected_due_in_time_late_lost_and_destroyed() {
        // rule: OLD-8
        let mut dealer = expecting(1, 4);
        dealer.asleep_until(&moment("01-12 09:00"));
        for line in [1, 2, 3] {
            dealer.when(check_in(tag(line))).taken();
        }
        let first_two = proto::returns::ShipConsignment {
            parts: Some(vec![tag(1), tag(2)]),
            ..ship("SF100")
        };
        dealer.when(first_two).taken();
        dealer.passes_until(&moment("01-27 08:00"));
        dealer.when(check_in(tag(4))).taken();
        dealer.by("ku");
        dealer.when(receive(&[tag(1), tag(2)])).taken();
        let lost = RecordLoss {
            tag: tag(2),
            reason: "库内丢失".into(),
            answerable: vec![person("ku")],
            deducted: None,
        };
        dealer.when(lost).taken();
        dealer.asleep_until(&moment("02-02 08:00"));
        hear(&mut dealer, dropped(1));
        dealer.when(destroy(tag(1), "chen")).taken();
        let row = |expected, due, in_time, late, lost, destroyed| {
            json!({
                "expected": expected, "due": due, "in_time": in_time, "late": late,
                "lost": lost, "destroyed": destroyed, "forwarded": 0,
            })
        };
        let ledger = |month: &str| dealer.asks(&json!({ "ledger": month })).unwrap();
        assert_eq!(ledger("2026-01"), json!({ "NJ01": row(4, 3, 2, 1, 1, 0) }));
        assert_eq!(ledger("2026-02"), json!({ "NJ01": row(0, 1, 0, 0, 0, 1) }));
        assert_eq!(ledger("2026-03"), json!({}));
        assert!(dealer.asks(&json!({ "ledger": "January" })).is_err());
    }
}
