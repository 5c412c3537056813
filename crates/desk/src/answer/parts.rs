//! Old parts and where they are (OLD-1 to OLD-7).

mod consignments;
mod ledger;

use std::collections::BTreeMap;

use proto::desk::{LossShown, Month, PartReturn, PartRow, Parts, PartsQuery};
use proto::returns::PartState;
use sla::policy::ClockKind;
use types::{Instant, Sentence, StationId};

use super::names::Named;
use super::standing::Standing;
use super::{clock, count, rows};
use crate::model::{ClockStory, Gone, OrderStory, PartKept};
pub(super) use consignments::{consignment, consignments};
pub(super) use ledger::ledger;

/// The parts that fit, by their tags.
pub(super) fn parts(standing: &Standing<'_>, query: &PartsQuery) -> Parts {
    let now = standing.now;
    let stories = standing.stories().filter(|(story, _)| fits_order(story, query));
    let all = stories.flat_map(|(story, named)| story.parts.values().map(move |part| (story, part, named)));
    let fitting = all.filter(|(story, part, named)| fits(part, story, query, named, now));
    let mut states: BTreeMap<PartState, u64> = BTreeMap::new();
    let mut wanted = Vec::new();
    for (story, part, named) in fitting {
        *states.entry(part.state).or_default() += 1;
        if query.state.is_none_or(|wanted| part.state == wanted) {
            wanted.push((story, part, named));
        }
    }
    let total = count(wanted.len());
    let shown = rows(wanted, query.skip, query.limit).into_iter();
    Parts {
        parts: shown
            .map(|(story, part, named)| row(part, story, &named, now))
            .collect(),
        total,
        states,
    }
}

fn fits_order(story: &OrderStory, query: &PartsQuery) -> bool {
    let order = &story.facts.order;
    !story.parts.is_empty()
        && query.order.as_ref().is_none_or(|wanted| wanted == order)
        && query.tag.as_ref().is_none_or(|wanted| wanted.order == *order)
}

/// Whether a part is among those asked for, whatever its state.
fn fits(part: &PartKept, story: &OrderStory, query: &PartsQuery, named: &Named<'_>, now: Instant) -> bool {
    is_of(part, query.station.as_ref())
        && query.tag.as_ref().is_none_or(|wanted| *wanted == part.label.tag)
        && (query.month.is_none() && query.part_return.is_none() || {
            let due = return_due(part, story, named);
            let returned = || part_return(part, due, named, now);
            query.month.is_none_or(|wanted| month(part, due, named) == wanted)
                && query
                    .part_return
                    .is_none_or(|wanted| part.state != PartState::NotExpected && returned() == wanted)
        })
}

/// The parts of one order.
pub(super) fn of_order(story: &OrderStory, named: &Named<'_>, now: Instant) -> Vec<PartRow> {
    let parts = story.parts.values();
    parts.map(|part| row(part, story, named, now)).collect()
}

/// One part with everything its tag says.
pub(super) fn row(part: &PartKept, story: &OrderStory, named: &Named<'_>, now: Instant) -> PartRow {
    let label = &part.label;
    let due = return_due(part, story, named);
    let (month, part_return) = (month(part, due, named), part_return(part, due, named, now));
    // rule: OLD-7
    let claim_state = story.claim.last().map(|last| last.state);
    let checked_in = part.checked_in.as_ref();
    PartRow {
        tag: label.tag.clone(),
        order: label.tag.order.clone(),
        claim: label.claim.clone(),
        claim_state,
        claim_state_title: claim_state.map(proto::claims::ClaimState::title),
        machine: label.machine.clone(),
        model: label.model.clone(),
        station: part.station().map(|id| named.station(id)),
        engineer: label.engineer.as_ref().map(|id| named.person(id)),
        part_number: label.part_number.clone(),
        name: label.name.clone(),
        quantity: label.quantity,
        serial: label.serial.clone(),
        state: part.state,
        state_title: part.state.title(),
        since: part.since,
        month,
        part_return,
        return_title: part_return.title(),
        condition: checked_in.map(|checked_in| checked_in.condition),
        photo: checked_in.and_then(|checked_in| checked_in.photo.clone()),
        checked_in_at: checked_in.map(|checked_in| checked_in.at),
        consignment: part.shipped.as_ref().map(|(consignment, _)| consignment.clone()),
        shipped_at: part.shipped.as_ref().map(|(_, at)| *at),
        received_at: part.received_at,
        loss: loss(part, named),
        gone: part.gone.as_ref().map(|gone| gone_where(gone, named)),
        clocks: clocks(part, story)
            .map(|kept| clock::summary(kept, &named.common.policies, now))
            .collect(),
    }
}

/// SLA-6 and SLA-7 of a part; each runs under the part's line.
fn clocks<'a>(part: &PartKept, story: &'a OrderStory) -> impl Iterator<Item = &'a ClockStory> {
    let run = u32::from(part.label.tag.line);
    let kinds = [ClockKind::PartReturn, ClockKind::PartArrival];
    kinds
        .into_iter()
        .filter_map(move |kind| story.clocks.get(&(kind, run)))
}

/// When a part is to be shipped by: the due time of its SLA-6; none until the station holds it.
pub(super) fn return_due(part: &PartKept, story: &OrderStory, named: &Named<'_>) -> Option<Instant> {
    let kept = clocks(part, story).find(|kept| kept.clock.id.kind == ClockKind::PartReturn)?;
    kept.clock.due(&named.common.policies)
}

fn month(part: &PartKept, due: Option<Instant>, named: &Named<'_>) -> Month {
    let checked_in = part.checked_in.as_ref().map(|checked_in| checked_in.at);
    let at = due.or(checked_in).unwrap_or(part.expected_at);
    Month::of(named.day(at, part.station()))
}

/// What became of a part's return by now (SLA-6, PEN-4, PEN-5).
pub(super) fn part_return(
    part: &PartKept,
    due: Option<Instant>,
    named: &Named<'_>,
    now: Instant,
) -> PartReturn {
    // rule: SLA-6
    let station = part.station();
    let month = |at: Instant| Month::of(named.day(at, station));
    // What came without standing on a list is back when it was counted.
    let listed = part.shipped.as_ref().map(|(_, at)| *at);
    let shipped = listed.or(part.received_at);
    match (shipped, due) {
        (Some(shipped), Some(due)) if shipped <= due => PartReturn::InTime,
        (Some(shipped), Some(due)) if month(shipped) == month(due) => PartReturn::Late,
        (Some(_), Some(_)) => PartReturn::NotReturned,
        (Some(_), None) => PartReturn::InTime,
        (None, _) if part.lost.is_some() => PartReturn::NotReturned,
        (None, Some(due)) if month(now) > month(due) => PartReturn::NotReturned,
        (None, _) if part.checked_in.is_some() => PartReturn::Held,
        (None, _) => PartReturn::NotHandedIn,
    }
}

fn loss(part: &PartKept, named: &Named<'_>) -> Option<LossShown> {
    let (lost, at) = part.lost.as_ref()?;
    Some(LossShown {
        reason: lost.reason.clone(),
        answerable: named.people(&lost.answerable),
        deducted: lost.deducted,
        at: *at,
        by: lost.by.as_ref().map(|id| named.person(id)),
    })
}

fn gone_where(gone: &Gone, named: &Named<'_>) -> Sentence {
    match gone {
        Gone::NotExpected(reason) => reason.title(),
        Gone::Destroyed(destroyed) => {
            let witness = named.person(&destroyed.witness).name;
            Sentence::new(
                format!("已销毁，{witness}在场见证"),
                format!("destroyed, witnessed by {witness}"),
            )
        }
        Gone::Forwarded(forwarded) => {
            let (carrier, tracking) = (&forwarded.carrier, &forwarded.tracking);
            Sentence::new(
                format!("已转发厂家，{carrier} {tracking}"),
                format!("forwarded to the manufacturer by {carrier} {tracking}"),
            )
        }
    }
}

/// Whether a part is of a station, or no station was asked for.
fn is_of(part: &PartKept, wanted: Option<&StationId>) -> bool {
    wanted.is_none_or(|wanted| part.station() == Some(wanted))
}

#[cfg(test)]
mod tests;
