//! The two clocks of a part: shipped by the 25th, at the warehouse by the 30th (SLA-6, SLA-7).

use decider::clocks;
use decider::{Context, Draft};
use proto::clock::ClockId;
use proto::returns::ReturnsEvent;
use sla::clock::{End, EndKind};
use sla::policy::ClockKind;
use types::{Instant, PartTag, StationId};

use crate::state::State;

/// The clock of a part: its run is the part's line.
pub(crate) fn id(tag: &PartTag, kind: ClockKind) -> ClockId {
    ClockId {
        order: tag.order.clone(),
        kind,
        run: u32::from(tag.line),
    }
}

/// The part that a clock is about.
pub(crate) fn part_of(clock: &ClockId) -> Option<PartTag> {
    Some(PartTag {
        order: clock.order.clone(),
        line: u16::try_from(clock.run).ok()?,
    })
}

/// Starts a part's clock, in the station's zone; nothing where the policy does not run it.
pub(crate) fn start(
    tag: &PartTag,
    kind: ClockKind,
    at: Instant,
    station: &StationId,
    context: &Context<'_>,
) -> Option<Draft<ReturnsEvent>> {
    let started = clocks::start(id(tag, kind), at, None, Some(station), context)?;
    Some(Draft::of(started).occurred(at))
}

/// Ends a part's clock by what was done, in time or too late.
pub(crate) fn meet(
    state: &State,
    tag: &PartTag,
    kind: ClockKind,
    at: Instant,
    context: &Context<'_>,
) -> Vec<Draft<ReturnsEvent>> {
    let end = End {
        at,
        kind: EndKind::Met,
    };
    settle(state, &id(tag, kind), end, "", context)
}

/// Calls off whichever of a part's clocks still runs: nobody can do any more what it waits for.
pub(crate) fn call_off(
    state: &State,
    tag: &PartTag,
    reason: &str,
    context: &Context<'_>,
) -> Vec<Draft<ReturnsEvent>> {
    let end = End {
        at: context.now,
        kind: EndKind::Cancelled,
    };
    [ClockKind::PartReturn, ClockKind::PartArrival]
        .into_iter()
        .flat_map(|kind| settle(state, &id(tag, kind), end, reason, context))
        .collect()
}

fn settle(
    state: &State,
    clock: &ClockId,
    end: End,
    reason: &str,
    context: &Context<'_>,
) -> Vec<Draft<ReturnsEvent>> {
    let Some(clock) = state.clocks.get(clock) else {
        return Vec::new();
    };
    clocks::drafts(clocks::settle(&clock, end, false, reason, context))
}
