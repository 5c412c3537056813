//! Notices warnings and breaches, and sums them up for each station, so that people get one message (SLA-6, SLA-7).

use std::collections::BTreeMap;

use decider::{Context, Draft};
use proto::clock::{ClockEvent, ClockId};
use proto::returns::{ReturnsEvent, StationReminded};
use sla::policy::ClockKind;
use types::{Hash, Instant, StationId};

use crate::clocks::part_of;
use crate::state::State;

/// What parts of one notice have in common: station, clock, which warning (none for the breach), and when it is due.
type Firing = (StationId, ClockKind, Option<u32>, Instant);

/// Every warning and breach due at or before `until`, each once, and after them one reminder for each station, clock,
/// warning and due time.
pub(crate) fn fire(state: &State, until: Instant, context: &Context<'_>) -> Vec<Draft<ReturnsEvent>> {
    // An old part's clock has no machine that could stand still for it.
    let notices = state.clocks.fire(until, context, |_| false);
    let mut reminders: BTreeMap<Firing, (StationReminded, Instant)> = BTreeMap::new();
    for (event, occurred_at) in &notices {
        if let Some(notice) = notice(event) {
            gather(&mut reminders, state, &notice, *occurred_at, context.now);
        }
    }
    let reminders = reminders
        .into_values()
        .map(|(reminder, at)| Draft::of(reminder).occurred(at));
    let notices = notices
        .into_iter()
        .map(|(event, at)| Draft::of(event).occurred(at));
    notices.chain(reminders).collect()
}

/// A warning or a breach, as far as a reminder repeats it.
struct Notice<'e> {
    clock: &'e ClockId,
    warning: Option<u32>,
    due_at: Instant,
    rung: u32,
    policy: Hash,
}

fn notice(event: &ClockEvent) -> Option<Notice<'_>> {
    match event {
        ClockEvent::Warned(warned) => Some(Notice {
            clock: &warned.clock,
            warning: Some(warned.warning),
            due_at: warned.due_at,
            rung: warned.rung,
            policy: warned.policy,
        }),
        ClockEvent::Breached(breached) => Some(Notice {
            clock: &breached.clock,
            warning: None,
            due_at: breached.due_at,
            rung: breached.rung,
            policy: breached.policy,
        }),
        ClockEvent::Started(_)
        | ClockEvent::Paused(_)
        | ClockEvent::Resumed(_)
        | ClockEvent::Lifted(_)
        | ClockEvent::Met(_)
        | ClockEvent::Stopped(_)
        | ClockEvent::Cancelled(_) => None,
    }
}

/// Parts that were handed in at different times may stand on different rungs: the reminder goes to the highest.
fn gather(
    reminders: &mut BTreeMap<Firing, (StationReminded, Instant)>,
    state: &State,
    notice: &Notice<'_>,
    occurred_at: Instant,
    noticed_at: Instant,
) {
    let Some(tag) = part_of(notice.clock) else { return };
    let Some(station) = state.part(&tag).and_then(|part| part.station()).cloned() else {
        return;
    };
    let (kind, warning, due_at) = (notice.clock.kind, notice.warning, notice.due_at);
    let firing = (station.clone(), kind, warning, due_at);
    let new = || {
        let reminder = StationReminded {
            station,
            kind,
            warning,
            due_at,
            noticed_at,
            parts: Vec::new(),
            rung: notice.rung,
            policy: notice.policy,
        };
        (reminder, occurred_at)
    };
    let (reminder, _) = reminders.entry(firing).or_insert_with(new);
    reminder.parts.push(tag);
    if notice.rung > reminder.rung {
        (reminder.rung, reminder.policy) = (notice.rung, notice.policy);
    }
}
