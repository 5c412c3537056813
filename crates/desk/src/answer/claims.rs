//! Claims: in rows by the days left, and one order's claim as a whole.

mod actions;
mod lacking;
mod lines;
mod page;
mod row;

use proto::desk::{Claims, ClaimsQuery, Month};
use types::{Fen, Instant, OrderNumber};

use super::names::Named;
use super::standing::Standing;
use super::{count, rows};
use crate::model::{OrderStory, TryKept};
pub(super) use page::page;
pub(super) use row::{filing_due, row};

/// The claims that fit, those to be filed first by the days left (CLM-7, CLM-22).
pub(super) fn claims(standing: &Standing<'_>, query: &ClaimsQuery) -> Claims {
    let now = standing.now;
    let listed = standing.stories().filter(|(story, _)| is_listed(story));
    let mut fitting: Vec<Listed<'_>> = listed
        .filter(|(story, _)| fits_order(story, query))
        .map(|(story, named)| Listed::of(story, named, now))
        .filter(|listed| listed.fits(query))
        .collect();
    fitting.sort_by_cached_key(Listed::place);
    let sum = |of: fn(&TryKept) -> Fen| {
        let tries = fitting.iter().filter_map(|listed| listed.last);
        tries.map(of).fold(Fen(0), |sum, one| sum + one)
    };
    let not_looked_at = fitting.iter().filter(|listed| listed.waits);
    Claims {
        total: count(fitting.len()),
        claimed: sum(TryKept::claimed),
        approved: sum(|last| last.approved().unwrap_or_default()),
        credited: sum(TryKept::credited),
        not_looked_at_today: count(not_looked_at.count()),
        claims: rows(fitting, query.skip, query.limit)
            .into_iter()
            .map(|listed| row(listed.story, &listed.named, now))
            .collect(),
    }
}

/// A claim as far as its place in the list depends on it: whole rows are made of those that are shown.
struct Listed<'a> {
    story: &'a OrderStory,
    named: Named<'a>,
    last: Option<&'a TryKept>,
    is_unfiled: bool,
    is_pending: bool,
    /// None once it is filed.
    days_left: Option<i64>,
    since: Instant,
    /// Whether it is pending and nobody looked at it today (CLM-7). What has no draft yet can only be decided.
    waits: bool,
}

impl<'a> Listed<'a> {
    fn of(story: &'a OrderStory, named: Named<'a>, now: Instant) -> Self {
        let last = story.claim.last();
        let is_unfiled = last.is_none_or(|last| last.state.is_unfiled());
        let is_pending = row::is_pending(story);
        let looked_at_today = || row::looked_at_today(story, &named, now);
        Self {
            story,
            named,
            last,
            is_unfiled,
            is_pending,
            days_left: is_unfiled.then(|| row::days_left(story, &named, now)).flatten(),
            since: row::since(story),
            waits: is_pending && last.is_some() && !looked_at_today(),
        }
    }

    fn fits(&self, query: &ClaimsQuery) -> bool {
        let station = self.story.facts.station.as_ref();
        let month = || Month::of(self.named.day(self.since, station));
        (!query.unfiled || self.is_unfiled)
            && query
                .within_days
                .is_none_or(|within| self.days_left.is_some_and(|left| left <= within))
            && (!query.pending || self.is_pending)
            && (!query.not_looked_at_today || self.waits)
            && query.month.is_none_or(|wanted| month() == wanted)
    }

    /// What is to be filed by the days left; then the rest by its waiting.
    fn place(&self) -> (bool, i64, Instant, OrderNumber) {
        let days = self.days_left.unwrap_or(i64::MAX);
        (!self.is_unfiled, days, self.since, self.story.facts.order.clone())
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
        && (!query.refused_for_good || last.is_some_and(TryKept::is_refused_for_good))
}

#[cfg(test)]
mod tests;
