//! What the logs of dispatch, field, claims and returns say about clocks.

use proto::clock::{
    BreachLifted, ClockBreached, ClockCancelled, ClockEvent, ClockId, ClockMet, ClockPaused, ClockResumed,
    ClockStarted, ClockStopped, ClockWarned,
};
use sla::policy::ClockKind;
use types::ServiceName;

use super::{at, hash, order};

pub(crate) fn clock() -> ClockId {
    ClockId {
        order: order(),
        kind: ClockKind::PromisedDeparture,
        run: 2,
    }
}

/// The same events in each of the logs.
pub(crate) fn events<E: From<ClockEvent>>() -> Vec<E> {
    running().into_iter().chain(ended()).map(E::from).collect()
}

fn running() -> Vec<ClockEvent> {
    let started = ClockStarted {
        clock: clock(),
        start: at("09:10:00"),
        promised: Some(at("10:30:00")),
        policy: hash(),
        zone: Some("Asia/Urumqi".to_owned()),
        due_at: Some(at("11:00:00")),
    };
    let resumed = ClockResumed {
        clock: clock(),
        at: at("10:10:00"),
        due_at: Some(at("11:40:00")),
    };
    vec![
        ClockStarted {
            promised: None,
            zone: None,
            due_at: None,
            ..started.clone()
        }
        .into(),
        started.into(),
        ClockPaused {
            clock: clock(),
            at: at("09:30:00"),
            reason: "customer_asked".to_owned(),
        }
        .into(),
        ClockResumed {
            due_at: None,
            ..resumed.clone()
        }
        .into(),
        resumed.into(),
        ClockWarned {
            clock: clock(),
            warning: 1,
            warned_due_at: at("10:00:00"),
            noticed_at: at("10:00:02"),
            due_at: at("11:00:00"),
            rung: 1,
            policy: hash(),
        }
        .into(),
    ]
}

fn ended() -> Vec<ClockEvent> {
    let breached = ClockBreached {
        clock: clock(),
        due_at: at("11:00:00"),
        noticed_at: at("11:01:00"),
        rung: 2,
        policy: hash(),
        unheard: vec![ServiceName::Field],
    };
    vec![
        ClockBreached {
            unheard: Vec::new(),
            ..breached.clone()
        }
        .into(),
        breached.into(),
        BreachLifted {
            clock: clock(),
            met_at: at("10:58:00"),
        }
        .into(),
        ClockMet {
            clock: clock(),
            at: at("10:35:00"),
        }
        .into(),
        ClockStopped {
            clock: clock(),
            at: at("11:20:00"),
        }
        .into(),
        ClockCancelled {
            clock: clock(),
            at: at("12:00:00"),
            reason: "duplicate".to_owned(),
        }
        .into(),
    ]
}
