//! Counts of a Monday's orders, and rates that add up from their cases.

use proto::desk::{FiguresQuery, InOutcome, OutState, Query, Rate};
use proto::dispatch::{BreachLifted, ClockBreached, ClockCancelled, ClockMet};
use proto::field::{FlagKind, MessageQuarantined, ReportFlagged};
use proto::hotline::{CallAttached, Caller, OrderCancelled};
use proto::notify::{MessageQueued, SendAccepted, SendStarted};
use proto::order::Step;
use sla::policy::{ClockKind, Policy};

use super::*;
use crate::testing::{Logs, clock, facts, message, number, phone, t, wanted};

fn breached(order: u64, kind: ClockKind, due: &str) -> ClockBreached {
    ClockBreached {
        clock: clock(&number(order), kind, 1),
        due_at: t(due),
        noticed_at: t(due),
        rung: 0,
        policy: Policy::shipped_ref().hash(),
        unheard: Vec::new(),
    }
}

/// Four orders: answered in time; breached; breached and lifted; cancelled. And one that still runs.
fn story() -> Logs {
    let mut logs = Logs::new();
    for order in 1..=4 {
        logs.opens(facts(order));
    }
    let first = |order| clock(&number(order), ClockKind::FirstResponse, 1);
    logs.at("05 08:30").dispatch(ClockMet {
        clock: first(1),
        at: t("05 08:30"),
    });
    let cancelled = OrderCancelled {
        order: number(4),
        reason: "duplicate".into(),
        note: String::new(),
    };
    logs.hotline(cancelled);
    for kind in [ClockKind::FirstResponse, ClockKind::Response36] {
        let (clock, reason) = (clock(&number(4), kind, 1), "duplicate".to_owned());
        logs.dispatch(ClockCancelled {
            clock,
            at: t("05 08:30"),
            reason,
        });
    }
    logs.at("05 10:00")
        .dispatch(breached(2, ClockKind::FirstResponse, "05 10:00"));
    logs.dispatch(breached(3, ClockKind::FirstResponse, "05 10:00"));
    logs.at("05 10:05").dispatch(BreachLifted {
        clock: first(3),
        met_at: t("05 09:50"),
    });
    let caller = Caller {
        phone: phone("13700001111").into(),
        name: None,
    };
    logs.hotline(CallAttached {
        order: number(1),
        caller,
        said: "还没来".into(),
        called_at: t("05 10:05"),
    });
    logs.at("05 10:10").opens(proto::order::OrderFacts {
        opened_at: t("05 10:10"),
        ..facts(5)
    });
    logs
}

// rule: ORD-18, SLA-32
#[test]
fn each_call_has_one_order_each_clock_one_state_and_a_lifted_breach_counts_as_met() {
    let figures: Figures = story().ask(&Query::Figures(FiguresQuery::default()));
    assert_eq!((figures.calls, figures.orders, figures.attached_calls), (6, 5, 1));
    assert!(figures.every_call_has_its_order() && figures.every_clock_ends_once());
    let first = &figures.clocks[&ClockKind::FirstResponse];
    let states = [
        first.running,
        first.paused,
        first.met,
        first.breached,
        first.lifted,
        first.cancelled,
    ];
    assert_eq!((first.started, states, first.ended), (5, [1, 0, 1, 1, 1, 1], 3));
    assert_eq!(figures.first_response, Rate { met: 2, of: 3 });
    assert_eq!(figures.first_response.basis_points(), Some(6_666));
    assert_eq!(figures.response_36.basis_points(), None);
    assert_eq!(figures.orders_by_step[&Step::Cancelled], 1);
    assert_eq!(figures.orders_open, 4);
}

// rule: SLA-32
#[test]
fn an_end_recorded_twice_is_found() {
    let mut logs = story();
    logs.dispatch(ClockMet {
        clock: clock(&number(1), ClockKind::FirstResponse, 1),
        at: t("05 08:30"),
    });
    let figures: Figures = logs.ask(&Query::Figures(FiguresQuery::default()));
    assert!(!figures.every_clock_ends_once());
}

// rule: SMS-7, SMS-10
#[test]
fn each_message_is_accounted_for_in_exactly_one_place() {
    let mut logs = story();
    logs.sms("m1", None, "你好");
    let taken_only: Figures = logs.ask(&Query::Figures(FiguresQuery::default()));
    assert!(!taken_only.every_message_is_accounted_for());
    logs.field(MessageQuarantined {
        message: message("m1"),
    });
    for id in ["s1", "s2"] {
        logs.notify(MessageQueued {
            wanted: wanted(id, &number(1)),
        });
    }
    let to = phone("13900000002").into();
    logs.notify(SendStarted {
        message: message("s1"),
        attempt: 1,
        to,
    });
    logs.notify(SendAccepted {
        message: message("s1"),
        attempt: 1,
    });
    let about = String::new().into();
    logs.field(ReportFlagged {
        order: number(1),
        visit: 1,
        flag: FlagKind::EtaMissing,
        about,
    });
    let figures: Figures = logs.ask(&Query::Figures(FiguresQuery::default()));
    assert!(figures.every_message_is_accounted_for());
    assert_eq!(figures.messages_in.by_outcome[&InOutcome::Quarantined], 1);
    assert_eq!(figures.messages_out.by_state[&OutState::Accepted], 1);
    assert_eq!(figures.messages_out.by_state[&OutState::Queued], 1);
    assert_eq!(figures.flags[&FlagKind::EtaMissing], 1);
}
