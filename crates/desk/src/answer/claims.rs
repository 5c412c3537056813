//! Claims: in rows by the days left, and one order's claim as a whole.

mod actions;
mod lacking;
mod lines;
mod page;
mod row;

use proto::desk::{ClaimRow, Claims, ClaimsQuery, Month};
use types::{Fen, Instant};

use super::names::Named;
use super::{count, rows};
use crate::Model;
use crate::model::OrderStory;
pub(super) use page::page;
pub(super) use row::{filing_due, row};

/// The claims that fit, those to be filed first by the days left (CLM-7, CLM-22).
pub(super) fn claims(model: &Model, query: &ClaimsQuery, now: Instant) -> Claims {
    let named = Named(model);
    let listed = model.orders.values().filter(|story| is_listed(story));
    let mut fitting: Vec<ClaimRow> = listed
        .filter(|story| fits_order(story, query))
        .map(|story| row(story, &named, now))
        .filter(|row| fits(row, query, &named))
        .collect();
    fitting.sort_by_cached_key(place);
    let sum = |of: fn(&ClaimRow) -> Fen| fitting.iter().map(of).fold(Fen(0), |sum, one| sum + one);
    let not_looked_at = fitting.iter().filter(|row| waits_for_a_look(row));
    Claims {
        total: count(fitting.len()),
        claimed: sum(|row| row.claimed),
        approved: sum(|row| row.approved.unwrap_or_default()),
        credited: sum(|row| row.credited),
        not_looked_at_today: count(not_looked_at.count()),
        claims: rows(fitting, query.skip, query.limit),
    }
}

/// Whether there is a claim, or something to be decided about one.
pub(super) fn is_listed(story: &OrderStory) -> bool {
    story.claim.last().is_some() || story.claim.is_to_decide()
}

fn fits_order(story: &OrderStory, query: &ClaimsQuery) -> bool {
    let last = story.claim.last();
    let station = story.facts.station.as_ref();
    query
        .station
        .as_ref()
        .is_none_or(|wanted| station == Some(wanted))
        && query
            .state
            .is_none_or(|wanted| last.is_some_and(|last| last.state == wanted))
        && query
            .kind
            .is_none_or(|wanted| last.is_some_and(|last| last.kind == wanted))
        // rule: CLM-8
        && (!query.refused_for_good || last.is_some_and(crate::model::TryKept::is_refused_for_good))
}

fn fits(row: &ClaimRow, query: &ClaimsQuery, named: &Named<'_>) -> bool {
    let station = row.station.as_ref().map(|station| &station.id);
    let month = || Month::of(named.day(row.since, station));
    (!query.unfiled || is_unfiled(row))
        && query
            .within_days
            .is_none_or(|within| row.days_left.is_some_and(|left| left <= within))
        && (!query.pending || row.pending)
        && (!query.not_looked_at_today || waits_for_a_look(row))
        && query.month.is_none_or(|wanted| month() == wanted)
}

fn is_unfiled(row: &ClaimRow) -> bool {
    row.state.is_none_or(proto::claims::ClaimState::is_unfiled)
}

/// Whether it is pending and nobody looked at it today (CLM-7). What has no draft yet can only be decided.
fn waits_for_a_look(row: &ClaimRow) -> bool {
    row.pending && row.claim.is_some() && !row.looked_at_today
}

/// What is to be filed by the days left; then the rest by its waiting.
fn place(row: &ClaimRow) -> (bool, i64, Instant, types::OrderNumber) {
    let unfiled = is_unfiled(row);
    let days = match row.days_left {
        Some(days) if unfiled => days,
        Some(_) | None => i64::MAX,
    };
    (!unfiled, days, row.since, row.order.clone())
}

#[cfg(test)]
mod tests;
