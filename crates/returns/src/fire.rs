//! Notices warnings and breaches, and sums them up for each station, so that people get one message (SLA-6, SLA-7).

use std::collections::BTreeMap;

use decider::{Context, Draft, clocks};
use proto::clock::{ClockEvent, ClockId};
use proto::returns::{ReturnsEvent, StationReminded};
use sla::policy::ClockKind;
use types::{Hash, Instant, StationId};

use crate::clocks::part_of;
use crate::state::State;

/// What the parts of one reminder have in common: when it came due, station, clock, which warning (none for the
/// breach), and when the clock is due.
type Firing = (Instant, StationId, ClockKind, Option<u32>, Instant);

/// Every warning and breach due at or before `until`, each once, and after them one reminder for each station, clock,
/// warning and due time.
pub(crate) fn fire(state: &State, until: Instant, context: &Context<'_>) -> Vec<Draft<ReturnsEvent>> {
    // An old part's clock has no machine that could stand still for it.
    let notices = state.clocks.fire(until, context, |_| false);
    let mut reminders: BTreeMap<Firing, StationReminded> = BTreeMap::new();
    for (event, occurred_at) in &notices {
        if let Some(notice) = notice(event) {
            gather(&mut reminders, state, &notice, *occurred_at, context.now);
        }
    }
    let reminders = reminders
        .into_iter()
        .map(|((occurred_at, ..), reminder)| Draft::of(reminder).occurred(occurred_at));
    clocks::drafts(notices).into_iter().chain(reminders).collect()
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
    reminders: &mut BTreeMap<Firing, StationReminded>,
    state: &State,
    notice: &Notice<'_>,
    occurred_at: Instant,
    noticed_at: Instant,
) {
    let Some(tag) = part_of(notice.clock) else { return };
    let part = state.part(&tag);
    let Some(station) = part.and_then(|part| part.station().cloned()) else {
        return;
    };
    let (kind, warning, due_at) = (notice.clock.kind, notice.warning, notice.due_at);
    let firing = (occurred_at, station.clone(), kind, warning, due_at);
    let new = || StationReminded {
        station,
        kind,
        warning,
        due_at,
        noticed_at,
        parts: Vec::new(),
        rung: notice.rung,
        policy: notice.policy,
    };
    let reminder = reminders.entry(firing).or_insert_with(new);
    reminder.parts.push(tag);
    if notice.rung > reminder.rung {
        (reminder.rung, reminder.policy) = (notice.rung, notice.policy);
    }
}

#[cfg(test)]
mod tests {
    use types::ServiceName;

    use super::*;
    use crate::testing::{Dealer, check_in, expecting, lines_with, moment, ship, shipped, tag, tag_of};

    /// The first part checked in on the 12th, the second on the 21st, and what fired in between.
    fn holding_two() -> (Dealer, Vec<ReturnsEvent>) {
        let mut dealer = expecting(2, 1);
        dealer.asleep_until(&moment("01-12 09:00"));
        dealer.when(check_in(tag(1))).taken();
        let fired = dealer.passes_until(&moment("01-21 09:00"));
        dealer.when(check_in(tag_of(2, 1))).taken();
        (dealer, fired)
    }

    #[test]
    fn a_station_is_reminded_once_for_all_parts_it_holds_and_one_rung_higher_each_time() {
        // rule: SLA-6, SLA-22
        let (mut dealer, fired) = holding_two();
        assert_eq!(
            lines_with(" of ", &fired),
            ["SLA-6 warning 1 of 01-25 23:59: 2600017-P1 rung 0"]
        );
        let events = dealer.passes_until(&moment("01-26 08:00"));
        let expected = [
            "SLA-6 warning 2 of 01-25 23:59: 2600017-P1 2600025-P1 rung 1",
            "SLA-6 warning 3 of 01-25 23:59: 2600017-P1 2600025-P1 rung 2",
            "SLA-6 breach of 01-25 23:59: 2600017-P1 2600025-P1 rung 3",
        ];
        assert_eq!(lines_with(" of ", &events), expected);
        assert_eq!(lines_with("breached", &events).len(), 2);
        assert_eq!(dealer.passes_until(&moment("02-26 08:00")), []);
    }

    #[test]
    fn what_is_on_its_way_is_asked_for_on_the_29th_and_overdue_after_the_30th() {
        // rule: SLA-7
        let events = shipped(2).passes_until(&moment("01-31 08:00"));
        let expected = [
            "SLA-7 warning 1 of 01-30 23:59: 2600017-P1 2600017-P2 rung 0",
            "SLA-7 breach of 01-30 23:59: 2600017-P1 2600017-P2 rung 1",
        ];
        assert_eq!(lines_with(" of ", &events), expected);
    }

    #[test]
    fn after_a_sleep_each_reminder_comes_once_and_what_was_shipped_is_in_none() {
        // rule: SLA-6
        let (mut dealer, _) = holding_two();
        dealer.when(ship("SF100")).taken();
        dealer
            .not_hearing(&[ServiceName::Field])
            .asleep_until(&moment("02-03 08:00"));
        let events = dealer.fires();
        let expected = [
            "SLA-7 warning 1 of 01-30 23:59: 2600017-P1 2600025-P1 rung 0",
            "SLA-7 breach of 01-30 23:59: 2600017-P1 2600025-P1 rung 1",
        ];
        assert_eq!(lines_with(" of ", &events), expected);
        assert_eq!(dealer.fires(), []);
    }
}
