//! The monthly ledger of old parts, by station (OLD-8).

use std::collections::BTreeMap;

use chrono::TimeZone;
use proto::desk::{Ledger, LedgerQuery, LedgerRow, Month, PartReturn, PartRow};
use proto::returns::PartState;
use sla::clock::{Facts, judge};
use sla::policy::ClockKind;
use types::{Fen, Instant, StationId};

use super::{is_of, month as month_of, return_due, row};
use crate::answer::names::Named;
use crate::answer::standing::Standing;

/// A month's parts, counted by what became of their return and by where they are.
pub(crate) fn ledger(standing: &Standing<'_>, query: &LedgerQuery) -> Ledger {
    // rule: OLD-8
    let (now, names) = (standing.now, standing.named());
    let month = query
        .month
        .unwrap_or_else(|| Month::of(names.day(now, query.station.as_ref())));
    let mut stations: BTreeMap<Option<String>, LedgerRow> = BTreeMap::new();
    let mut sum = LedgerRow::default();
    for (story, named) in standing.stories() {
        let parts = story
            .parts
            .values()
            .filter(|part| is_of(part, query.station.as_ref()));
        let of_month = parts.filter(|part| {
            let due = || return_due(part, story, &named);
            part.state != PartState::NotExpected && month_of(part, due(), &named) == month
        });
        for part in of_month.map(|part| row(part, story, &named, now)) {
            let station = part.station.as_ref().map(|station| station.id.to_string());
            let of_station = stations.entry(station).or_insert_with(|| LedgerRow {
                station: part.station.clone(),
                due_at: due_at(month, part.station.as_ref().map(|station| &station.id), &named),
                ..LedgerRow::default()
            });
            enter(of_station, &part);
            enter(&mut sum, &part);
        }
    }
    Ledger {
        month,
        rows: stations.into_values().collect(),
        sum,
    }
}

/// When a month's parts are to be shipped by.
// rule: SLA-6
fn due_at(month: Month, station: Option<&StationId>, named: &Named<'_>) -> Option<Instant> {
    let zone = named.zone(station);
    let policy = named.common.policies.adopted();
    let terms = policy.terms(ClockKind::PartReturn, zone, None)?;
    let midnight = month.first_day().and_hms_opt(0, 0, 0)?;
    let start = Instant::from_seconds(zone.from_local_datetime(&midnight).earliest()?.timestamp());
    let (pauses, end) = (Vec::new(), None);
    judge(&Facts { start, pauses, end }, &terms, start).due
}

fn enter(row: &mut LedgerRow, part: &PartRow) {
    row.expected += 1;
    let returned = match part.part_return {
        PartReturn::NotHandedIn => &mut row.not_handed_in,
        PartReturn::Held => &mut row.held,
        PartReturn::InTime => &mut row.in_time,
        PartReturn::Late => &mut row.late,
        PartReturn::NotReturned => &mut row.not_returned,
    };
    *returned += 1;
    let place = match part.state {
        PartState::Expected | PartState::NotExpected => &mut row.awaited,
        PartState::AtStation => &mut row.at_station,
        PartState::OnTheWay => &mut row.on_the_way,
        PartState::Received => &mut row.received,
        PartState::Missing => &mut row.missing,
        PartState::Lost => &mut row.lost,
        PartState::Destroyed => &mut row.destroyed,
        PartState::Forwarded => &mut row.forwarded,
    };
    *place += 1;
    let deducted = part.loss.as_ref().and_then(|loss| loss.deducted);
    row.deducted = row.deducted + deducted.unwrap_or(Fen(0));
}
