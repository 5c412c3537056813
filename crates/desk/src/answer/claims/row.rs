//! One order's claim in a row.

use proto::claims::ClaimState;
use proto::desk::ClaimRow;
use sla::clock::{Facts, judge};
use sla::policy::ClockKind;
use types::{Fen, Instant, Sentence};

use super::lacking;
use crate::answer::clock;
use crate::answer::names::Named;
use crate::model::{OrderStory, TryKept};

/// The last try of an order's claim, or what stands in its place.
pub(crate) fn row(story: &OrderStory, named: &Named<'_>, now: Instant) -> ClaimRow {
    let facts = &story.facts;
    let station = facts.station.as_ref();
    let last = story.claim.last();
    let filing = story.last_clock(ClockKind::ClaimFiling);
    let filing = filing.map(|kept| clock::summary(kept, &named.common.policies, now));
    let looked_at = last.and_then(TryKept::last_looked_at);
    let repair = story.repair();
    ClaimRow {
        order: facts.order.clone(),
        claim: last.map(|last| last.claim().clone()),
        kind: last.map(|last| last.kind),
        kind_title: last.map(|last| last.kind.title()),
        state: last.map(|last| last.state),
        state_title: state_title(story),
        since: since(story),
        order_type: facts.order_type,
        subtype: facts.subtype,
        fault: facts.fault.clone(),
        machine: facts.machine.clone(),
        model: facts.model.clone(),
        customer: facts.customer.as_ref().map(|id| named.customer(id)),
        station: station.map(|id| named.station(id)),
        engineer: repair.and_then(|(_, by)| by).map(|id| named.person(id)),
        repaired_at: repair.map(|(at, _)| at),
        claimed: last.map_or(Fen(0), TryKept::claimed),
        approved: last.and_then(TryKept::approved),
        credited: last.map_or(Fen(0), TryKept::credited),
        manufacturer_number: last.and_then(|last| last.number.clone()),
        days_left: days_left(story, named, now),
        clock: filing,
        pending: is_pending(story),
        looked_at,
        looked_at_today: looked_at_today(story, named, now),
        lacking: lacking::lacking(story, named),
    }
}

fn state_title(story: &OrderStory) -> Sentence {
    match story.claim.last() {
        Some(last) => last.state.title(),
        None if story.claim.is_to_decide() => Sentence::new("待判定保修", "cover to be found out"),
        None if story.claim.dropped.is_some() => ClaimState::Dropped.title(),
        None if story.claim.not_covered.is_some() => Sentence::new("不索赔", "not claimed"),
        None => Sentence::new("服务未完成", "the service is not finished"),
    }
}

/// Whether somebody has to look at it every day (CLM-7).
pub(super) fn is_pending(story: &OrderStory) -> bool {
    let last = story.claim.last();
    last.map_or_else(|| story.claim.is_to_decide(), |last| last.state.is_pending())
}

/// Whether somebody looked at it today, by the station's day (CLM-7).
pub(super) fn looked_at_today(story: &OrderStory, named: &Named<'_>, now: Instant) -> bool {
    let station = story.facts.station.as_ref();
    let looked_at = story.claim.last().and_then(TryKept::last_looked_at);
    looked_at.is_some_and(|at| named.day(at, station) == named.day(now, station))
}

/// Since when it stands there.
pub(super) fn since(story: &OrderStory) -> Instant {
    let claim = &story.claim;
    let dropped = claim.dropped.as_ref().map(|(_, at)| *at);
    let not_covered = claim.not_covered.as_ref().map(|(_, at)| *at);
    let stands = claim.last().map(|last| last.since);
    stands.or(dropped).or(not_covered).unwrap_or(story.step_since)
}

/// Calendar days to the last day for filing, while somebody can still file it.
pub(super) fn days_left(story: &OrderStory, named: &Named<'_>, now: Instant) -> Option<i64> {
    // rule: SLA-5
    let station = story.facts.station.as_ref();
    let last_day = named.day(filing_due(story, named)?, station);
    Some(last_day.signed_duration_since(named.day(now, station)).num_days())
}

/// When the days for filing are over, while somebody can still file it. For an order that is to be decided about they
/// are those a draft would have: they run from the repair, whenever it is drafted.
pub(crate) fn filing_due(story: &OrderStory, named: &Named<'_>) -> Option<Instant> {
    let policies = &named.common.policies;
    if !story.claim.is_to_decide() {
        let kept = story.last_clock(ClockKind::ClaimFiling)?;
        return kept.clock.due(policies).filter(|_| kept.clock.is_open());
    }
    let zone = named.zone(story.facts.station.as_ref());
    let terms = policies.adopted().terms(ClockKind::ClaimFiling, zone, None)?;
    let (start, _) = story.repair()?;
    let (pauses, end) = (Vec::new(), None);
    judge(&Facts { start, pauses, end }, &terms, start).due
}
