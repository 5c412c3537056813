//! A release brings other zone data: what is still to come comes at the new moment, and nothing comes again.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

use decider::clocks::{Clock, fire};
use decider::{Common, Context};
use proto::Cause;
use proto::clock::{ClockEvent, ClockId, ClockStarted};
use sla::policy::ClockKind;
use types::{Actor, Instant, OrderNumber};

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// A clock of fourteen days, with warnings on the 7th, 11th and 13th day at nine.
fn claim_filing(common: &Common) -> Clock {
    Clock::started(&ClockStarted {
        clock: ClockId {
            order: OrderNumber::compose(26, 7),
            kind: ClockKind::ClaimFiling,
            run: 1,
        },
        start: at("2026-01-05T10:00:00+08:00"),
        promised: None,
        policy: common.policies.adopted_hash(),
        zone: Some("Asia/Shanghai".to_owned()),
        due_at: None,
    })
}

/// What a clock says until a moment, with what its zone's data say then.
fn says(clock: &mut Clock, zone: &str, until: &str, common: &Common) -> Vec<String> {
    clock.zone = Some(zone.to_owned());
    let cause = Cause::Due { at: at(until) };
    let context = Context {
        now: at(until),
        actor: &Actor::Local,
        cause: &cause,
        common,
        unheard: &[],
    };
    let events = fire(vec![(clock.clone(), false)], at(until), &context);
    events
        .into_iter()
        .map(|(event, _)| {
            clock.evolve(&event);
            match event {
                ClockEvent::Warned(warned) => {
                    format!("warning {} due {}", warned.warning, warned.warned_due_at)
                }
                ClockEvent::Breached(breached) => {
                    format!("breach due {} noticed {}", breached.due_at, breached.noticed_at)
                }
                other => format!("{other:?}"),
            }
        })
        .collect()
}

// rule: SLA-21, SLA-22
#[test]
fn a_clock_says_each_thing_once_whatever_its_zone_becomes_in_between() {
    let common = Common::default();
    let mut clock = claim_filing(&common);
    let says = |clock: &mut Clock, zone: &str, until: &str| says(clock, zone, until, &common);
    assert_eq!(
        says(&mut clock, "Asia/Shanghai", "2026-01-17T00:00:00Z"),
        [
            "warning 1 due 2026-01-12T01:00:00Z",
            "warning 2 due 2026-01-16T01:00:00Z"
        ]
    );
    // Two hours later by the new data: the second warning would come again, if what was said were not known.
    assert!(says(&mut clock, "Asia/Dhaka", "2026-01-18T01:30:00Z").is_empty());
    assert_eq!(
        says(&mut clock, "Asia/Dhaka", "2026-01-19T18:30:00Z"),
        [
            "warning 3 due 2026-01-18T03:00:00Z",
            "breach due 2026-01-19T17:59:59.999999Z noticed 2026-01-19T18:30:00Z"
        ]
    );
    for zone in ["Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"] {
        assert!(
            says(&mut clock, zone, "2026-02-28T00:00:00Z").is_empty(),
            "{zone}"
        );
    }
}
