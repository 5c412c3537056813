//! Orders whose machine is not repaired, as they stand or as a day's list said (ORD-12).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proto::desk::{IssuedList, Unrepaired, UnrepairedOrder, UnrepairedQuery};
use proto::hotline::{Department, UnrepairedConfirmed, UnrepairedListIssued, UnrepairedRow};
use types::{Instant, OrderNumber};

use super::closing;
use super::names::Named;
use super::standing::Standing;
use super::{count, rows};
use crate::Model;
use crate::model::OrderStory;

/// How many of the lists are named.
const LISTS: usize = 60;

/// The list as things stand, or as it went out on a day; nothing for a day on which none did.
pub(super) fn unrepaired(standing: &Standing<'_>, query: &UnrepairedQuery) -> Unrepaired {
    let model = standing.named().model;
    let lists = || {
        let lists = model.unrepaired_lists.iter().rev();
        lists.filter(|(_, at)| standing.knows(*at))
    };
    let issued = query
        .date
        .and_then(|date| lists().find(|(issued, _)| issued.date == date));
    let orders = match (query.date, issued) {
        (None, _) => as_it_stands(standing, query),
        (Some(_), Some((issued, _))) => as_issued(standing, query, issued),
        (Some(_), None) => Vec::new(),
    };
    let total = count(orders.len());
    Unrepaired {
        issued: issued.map(list_shown),
        orders: rows(orders, query.skip, query.limit),
        total,
        lists: lists().take(LISTS).map(list_shown).collect(),
    }
}

/// The orders of a day's list.
pub(super) fn orders_on(model: &Model, date: NaiveDate) -> BTreeSet<&OrderNumber> {
    let lists = model.unrepaired_lists.iter();
    let of_day = lists.filter(|(issued, _)| issued.date == date);
    of_day
        .flat_map(|(issued, _)| &issued.rows)
        .map(|row| &row.order)
        .collect()
}

fn list_shown((issued, at): &(UnrepairedListIssued, Instant)) -> IssuedList {
    let confirmed = issued.rows.iter().filter(|row| row.confirmed_today);
    IssuedList {
        date: issued.date,
        due_at: issued.due_at,
        issued_at: *at,
        orders: count(issued.rows.len()) + u64::from(issued.left_out),
        confirmed: count(confirmed.count()),
    }
}

fn as_it_stands(standing: &Standing<'_>, query: &UnrepairedQuery) -> Vec<UnrepairedOrder> {
    let stories = standing.may_be_open().into_iter();
    let stories = stories.filter_map(|number| standing.story(number));
    let mut orders: Vec<UnrepairedOrder> = stories
        .filter(|(story, _)| !story.step.is_ended() && fits(story, query))
        .map(|(story, named)| as_of(story, &named, standing.now))
        .collect();
    orders.sort_by(|a, b| (a.since, &a.order).cmp(&(b.since, &b.order)));
    orders
}

fn fits(story: &OrderStory, query: &UnrepairedQuery) -> bool {
    let station = story.facts.station.as_ref();
    query
        .station
        .as_ref()
        .is_none_or(|wanted| station == Some(wanted))
}

/// Whether a moment lies on the day that `now` lies on, by the policy's zone in which the list is kept.
pub(super) fn is_today(at: Instant, named: &Named<'_>, now: Instant) -> bool {
    let zone = named.common.policies.adopted().zone();
    at.local(zone).date_naive() == now.local(zone).date_naive()
}

fn as_of(story: &OrderStory, named: &Named<'_>, now: Instant) -> UnrepairedOrder {
    let confirmed = story.closing.confirmed.as_ref();
    let row = UnrepairedRow {
        order: story.facts.order.clone(),
        since: story.facts.opened_at,
        step: story.step,
        reason: story.unrepaired_because().cloned(),
        confirmed_today: confirmed.is_some_and(|(_, at)| is_today(*at, named, now)),
    };
    of_row(&row, confirmed, story, named)
}

fn as_issued(
    standing: &Standing<'_>,
    query: &UnrepairedQuery,
    issued: &UnrepairedListIssued,
) -> Vec<UnrepairedOrder> {
    let stories = issued.rows.iter();
    let stories = stories.filter_map(|row| Some((row, standing.story(&row.order)?)));
    let fitting = stories.filter(|(_, (story, _))| fits(story, query));
    let mut orders: Vec<UnrepairedOrder> = fitting
        .map(|(row, (story, named))| {
            let confirmations = story.closing.confirmations.iter().rev();
            let mut before = confirmations.filter(|(_, at)| *at <= issued.due_at);
            of_row(row, before.next(), story, &named)
        })
        .collect();
    orders.sort_by(|a, b| (a.since, &a.order).cmp(&(b.since, &b.order)));
    orders
}

/// A row with what was confirmed last up to then.
fn of_row(
    row: &UnrepairedRow,
    confirmed: Option<&(UnrepairedConfirmed, Instant)>,
    story: &OrderStory,
    named: &Named<'_>,
) -> UnrepairedOrder {
    let facts = &story.facts;
    let today = confirmed.filter(|_| row.confirmed_today);
    let asked = today.map_or(&[][..], |(said, _)| said.confirmed_with.as_slice());
    let lies_with = row.reason.as_deref().and_then(|code| lies_with(code, named));
    UnrepairedOrder {
        order: row.order.clone(),
        since: row.since,
        step: row.step,
        step_title: row.step.title(),
        reason: row.reason.as_ref().map(|code| named.unrepaired_reason(code)),
        confirmed_today: row.confirmed_today,
        to_confirm_with: lies_with.filter(|department| !asked.contains(department)),
        confirmed: confirmed.map(|kept| closing::confirmation(kept, named)),
        machine_down: facts.machine_down,
        machine: facts.machine.clone(),
        model: facts.model.clone(),
        customer: facts.customer.as_ref().map(|id| named.customer(id)),
        fault: facts.fault.clone(),
        station: facts.station.as_ref().map(|id| named.station(id)),
    }
}

/// The department that must confirm a reason, by the policy.
fn lies_with(code: &str, named: &Named<'_>) -> Option<Department> {
    let reasons = named.common.policies.adopted().unrepaired_reasons().iter();
    let mut reasons = reasons.filter(|reason| reason.reason.code == code);
    Department::of_code(reasons.next()?.confirm_with.as_deref()?)
}

#[cfg(test)]
mod tests;
