//! Starts clocks, ends them by what happened, and notices what came due (SLA-20, SLA-22, SLA-32).

use proto::clock::{
    BreachLifted, ClockBreached, ClockCancelled, ClockEvent, ClockId, ClockMet, ClockStarted, ClockStopped,
    ClockWarned,
};
use sla::clock::{End, EndKind};
use types::{Instant, StationId};

use super::{Clock, Notice};
use crate::{Context, Draft};

/// How many notices one call gives at most, so that they fit into a frame after however long a sleep.
pub const AT_ONCE: usize = 512;

/// What starts a clock under the policy in force, in the zone of a station; nothing when that policy does not run it
/// (SLA-20, SLA-21).
#[must_use]
pub fn start(
    clock: ClockId,
    start: Instant,
    promised: Option<Instant>,
    station: Option<&StationId>,
    context: &Context<'_>,
) -> Option<ClockStarted> {
    let policy = context.policy();
    let zone = context.masters().zone(station, policy.zone());
    policy.terms(clock.kind, zone, promised)?;
    let own_zone = station
        .and_then(|station| context.masters().station(station))
        .and_then(|station| station.zone.clone());
    let started = ClockStarted {
        clock,
        start,
        promised,
        policy: policy.hash(),
        zone: own_zone,
        due_at: None,
    };
    let due_at = Clock::started(&started).due(&context.common.policies);
    Some(ClockStarted { due_at, ..started })
}

/// What an end makes of a clock, with the time each occurred: a breach that was passed unnoticed first, then whether it
/// was met, stopped too late, called off, or in time after all (SLA-32). Nothing when it was known already.
#[must_use]
pub fn settle(
    clock: &Clock,
    end: End,
    machine_down: bool,
    reason: &str,
    context: &Context<'_>,
) -> Vec<(ClockEvent, Instant)> {
    let done_already = clock.end.is_some_and(|known| {
        // What was done stays done, whatever is called off later.
        known == end || (known.kind == EndKind::Met && end.kind == EndKind::Cancelled)
    });
    if done_already {
        return Vec::new();
    }
    let breach = clock.judge_with(&context.common.policies, end).breach;
    let unnoticed = breach.filter(|_| clock.breach.is_none());
    let breached = unnoticed.map(|due_at| {
        let breached = breached(clock, due_at, machine_down, context);
        (breached.into(), due_at)
    });
    let (id, at) = (clock.id.clone(), end.at);
    let lifts = clock.breach.is_some_and(|known| !known.lifted);
    let ended: ClockEvent = match end.kind {
        EndKind::Cancelled => ClockCancelled {
            clock: id,
            at,
            reason: reason.to_owned(),
        }
        .into(),
        EndKind::Met if breach.is_some() => ClockStopped { clock: id, at }.into(),
        EndKind::Met if lifts => BreachLifted {
            clock: id,
            met_at: at,
        }
        .into(),
        EndKind::Met => ClockMet { clock: id, at }.into(),
    };
    breached.into_iter().chain([(ended, at)]).collect()
}

/// Every warning and breach of these clocks due at or before `until`, in order of their due times, each once, with its
/// due time. Beside each clock stands whether its machine is down.
///
/// After a sleep over several of them all are given now, with the time each was due and the time it was noticed.
#[must_use]
pub fn fire(clocks: Vec<(Clock, bool)>, until: Instant, context: &Context<'_>) -> Vec<(ClockEvent, Instant)> {
    let mut clocks = clocks;
    let mut notices: Vec<(Notice, usize)> = Vec::new();
    for (place, (clock, _)) in clocks.iter().enumerate() {
        let due = clock.notices(&context.common.policies).into_iter();
        notices.extend(
            due.filter(|notice| notice.due_at() <= until)
                .map(|notice| (notice, place)),
        );
    }
    // Stable: a clock's own notices keep their order.
    notices.sort_by_key(|(notice, place)| (notice.due_at(), *place));
    notices.truncate(AT_ONCE);
    notices
        .into_iter()
        .filter_map(|(notice, place)| {
            let (clock, machine_down) = clocks.get_mut(place)?;
            let event = record_of(notice, clock, *machine_down, context);
            clock.evolve(&event);
            Some((event, notice.due_at()))
        })
        .collect()
}

/// Events of clocks as they are recorded, each at the time it occurred.
#[must_use]
pub fn drafts<E: From<ClockEvent>>(events: Vec<(ClockEvent, Instant)>) -> Vec<Draft<E>> {
    let drafts = events.into_iter();
    drafts.map(|(event, at)| Draft::of(event).occurred(at)).collect()
}

fn record_of(notice: Notice, clock: &Clock, machine_down: bool, context: &Context<'_>) -> ClockEvent {
    match notice {
        Notice::Breach { due_at } => breached(clock, due_at, machine_down, context).into(),
        Notice::Warning {
            number,
            due_at: warned_due_at,
        } => {
            let due_at = clock
                .judge(&context.common.policies, warned_due_at)
                .due
                .unwrap_or(warned_due_at);
            let warned = ClockWarned {
                clock: clock.id.clone(),
                warning: number,
                warned_due_at,
                noticed_at: context.now,
                due_at,
                rung: rung(clock, machine_down, context),
                policy: clock.policy,
            };
            warned.into()
        }
    }
}

fn breached(clock: &Clock, due_at: Instant, machine_down: bool, context: &Context<'_>) -> ClockBreached {
    ClockBreached {
        clock: clock.id.clone(),
        due_at,
        noticed_at: context.now,
        rung: rung(clock, machine_down, context),
        policy: clock.policy,
        unheard: context.unheard.to_vec(),
    }
}

/// One rung up for each notice of this clock that came before; higher from the start while the machine is down
/// (SLA-22). Which rung is the top, the ladder knows.
fn rung(clock: &Clock, machine_down: bool, context: &Context<'_>) -> u32 {
    let policy = clock.policy(&context.common.policies);
    let higher = if machine_down {
        policy.rungs_up_for_machine_down()
    } else {
        0
    };
    clock
        .notices_given()
        .saturating_add(u32::try_from(higher).unwrap_or(u32::MAX))
}
