//! Counts of a Monday's orders, and rates that add up from their cases.

use proto::claims::{
    ClaimDecided, ClaimDropped, ClaimKind, ClaimReady, ClaimState, CoverEnd, Decision, NotCovered,
};
use proto::desk::{FiguresQuery, InOutcome, OutState, Query, Rate};
use proto::dispatch::{BreachLifted, ClockBreached, ClockCancelled, ClockMet};
use proto::field::{FlagKind, MessageQuarantined, ReportFlagged};
use proto::hotline::{
    CallAttached, CalledBack, Caller, OrderCancelled, RepeatJudged, RepeatSuspected, RepeatVerdict,
};
use proto::notify::{MessageQueued, SendAccepted, SendStarted};
use proto::order::{OrderType, Step};
use proto::returns::PartState;
use sla::policy::{ClockKind, Policy};
use types::Fen;

use super::*;
use crate::testing::{
    Logs, claim, clock, cover, facts, lines, message, number, person, phone, t, tag, wanted,
};

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

fn cases_of(logs: &Logs, figure: FigureKind, met: Option<bool>) -> FigureCases {
    logs.ask(&Query::FigureCases(query_of(figure, met)))
}

fn query_of(figure: FigureKind, met: Option<bool>) -> FigureCasesQuery {
    FigureCasesQuery {
        met,
        ..FigureCasesQuery::of(figure)
    }
}

fn rate_of(figures: &Figures, kind: FigureKind) -> (u64, u64) {
    let mut rates = figures.rates.iter();
    let whole = rates
        .find(|figure| figure.figure == kind)
        .expect("a figure")
        .whole;
    (whole.met, whole.of)
}

fn suspected(order: u64, earlier: u64, same_words: bool) -> RepeatSuspected {
    RepeatSuspected {
        order: number(order),
        earlier: number(earlier),
        resolved_at: t("05 15:00"),
        same_words,
    }
}

/// Failures 1 to 4 in the north, the second and third of which look like repeats of the first; a maintenance 5 in the
/// south, begun as promised. The first is claimed in time and accepted, the second never, the third dropped, of the
/// fourth the cover is unknown.
fn month() -> Logs {
    let mut logs = Logs::new();
    logs.at("05 15:00");
    for order in 1..=4 {
        logs.repairs(order);
    }
    logs.hotline(suspected(2, 1, true))
        .hotline(suspected(3, 1, false));
    for order in 1..=3 {
        logs.drafts(order, ClaimKind::Failure);
    }
    logs.claims(NotCovered {
        order: number(4),
        cover: cover(Some(CoverEnd::Unknown)),
        reason: None,
    });
    logs.opens(proto::order::OrderFacts {
        order_type: OrderType::PeriodicMaintenance,
        station: types::StationId::new("south").ok(),
        opened_at: t("05 15:00"),
        ..facts(5)
    });
    let promised = Some(t("06 09:00"));
    logs.starts(
        &number(5),
        ClockKind::PromisedDeparture,
        1,
        t("05 15:00"),
        promised,
    );
    let departed = clock(&number(5), ClockKind::PromisedDeparture, 1);
    logs.at("06 09:00").dispatch(ClockMet {
        clock: departed,
        at: t("06 09:00"),
    });
    logs.at("06 12:00")
        .reviews(1, &[("model", "")])
        .claims(ClaimReady {
            claim: claim(1, 1),
            total: Fen(168_000),
        });
    logs.submits(1, 1, &lines()).claims(ClaimDecided {
        claim: claim(1, 1),
        decision: Decision::Accepted,
        lines: Vec::new(),
        approved: Fen(168_000),
        at: t("06 12:00"),
        by: None,
    });
    logs.claims(ClaimDropped {
        claim: claim(3, 1),
        reason: "客户付费".into(),
        by: Some(person("wei")),
    });
    let cancelled = clock(&number(3), ClockKind::ClaimFiling, 1);
    logs.claims(ClockCancelled {
        clock: cancelled,
        at: t("06 12:00"),
        reason: "客户付费".into(),
    });
    for line in 1..=3 {
        logs.expects(1, line).checks_in(1, line);
    }
    logs.hotline(CalledBack {
        order: number(1),
        satisfied: Some(false),
        words: Some("等得太久".to_owned().into()),
        by: Some(person("wei")),
    });
    logs.at("25 12:00").ships("north-202601", &[tag(1, 1)]);
    logs.at("26 12:00").ships("north-202601-2", &[tag(1, 2)]);
    logs
}

// rule: KPI-1, KPI-2, KPI-3, KPI-4, KPI-5, KPI-6, KPI-8
#[test]
fn each_rate_counts_what_its_definition_says() {
    let logs = month();
    let figures: Figures = logs.ask(&Query::Figures(FiguresQuery::default()));
    let of = |kind| rate_of(&figures, kind);
    // Nobody answered any of the five calls in time, nor arrived anywhere.
    assert_eq!(
        (of(FigureKind::FirstResponse), of(FigureKind::Response36)),
        ((0, 5), (0, 5))
    );
    // The same words count until somebody judges; other words do not.
    assert_eq!(of(FigureKind::FirstTimeFix), (3, 4));
    assert_eq!(of(FigureKind::ClaimTimeliness), (1, 2));
    // Filed; past its days; dropped; and past the days it would have had.
    assert_eq!(of(FigureKind::ClaimCompleteness), (1, 4));
    assert_eq!(
        (of(FigureKind::ClaimSuccess), of(FigureKind::ChecklistFirstTime)),
        ((1, 1), (1, 1))
    );
    // In time, late, and not shipped although the 25th is past.
    assert_eq!(of(FigureKind::PartReturn), (2, 3));
    assert_eq!(of(FigureKind::MaintenanceTimeliness), (1, 1));
    assert_eq!(of(FigureKind::MaintenanceCompletion), (0, 1));
    assert_eq!(
        (of(FigureKind::CallBack), of(FigureKind::Satisfaction)),
        ((1, 4), (0, 1))
    );
    assert_eq!(figures.claims[&ClaimState::Accepted].approved, Fen(168_000));
    assert_eq!(
        (
            figures.claims[&ClaimState::Draft].claims,
            figures.claims_to_decide
        ),
        (1, 1)
    );
    assert_eq!(figures.parts[&PartState::OnTheWay], 2);
}

// rule: KPI-3, ORD-14
#[test]
fn a_repeat_for_an_objective_reason_does_not_count_and_a_judged_one_does() {
    let mut logs = month();
    let rate = |logs: &Logs| {
        rate_of(
            &logs.ask(&Query::Figures(FiguresQuery::default())),
            FigureKind::FirstTimeFix,
        )
    };
    let judged = |order, verdict| RepeatJudged {
        order: number(order),
        verdict,
        reason: "现场核实".into(),
        by: Some(person("wei")),
    };
    let of = number(1);
    logs.hotline(judged(2, RepeatVerdict::Objective { of: of.clone() }));
    assert_eq!(rate(&logs), (4, 4));
    logs.hotline(judged(3, RepeatVerdict::Repeat { of }));
    assert_eq!(rate(&logs), (3, 4));
    let repeated = cases_of(&logs, FigureKind::FirstTimeFix, Some(false));
    assert_eq!((repeated.total, repeated.cases[0].order.clone()), (1, number(1)));
}

// rule: KPI-1, KPI-2, KPI-3, KPI-4, KPI-5, KPI-6
#[test]
fn the_cases_behind_a_rate_add_up_to_it_over_all_and_by_station() {
    let logs = month();
    let figures: Figures = logs.ask(&Query::Figures(FiguresQuery::default()));
    assert_eq!(figures.rates.len(), FigureKind::ALL.len());
    for figure in &figures.rates {
        let all = cases_of(&logs, figure.figure, None);
        let met = cases_of(&logs, figure.figure, Some(true));
        let missed = cases_of(&logs, figure.figure, Some(false));
        for (skip, limit) in [(1_u32, 1_u32), (0, 1), (1, 500), (0, 0)] {
            let piece: FigureCases = logs.ask(&Query::FigureCases(FigureCasesQuery {
                skip: Some(skip),
                limit: Some(limit),
                ..query_of(figure.figure, None)
            }));
            let of_all = (0..)
                .zip(&all.cases)
                .filter(|(nth, _)| (skip..skip + limit).contains(nth));
            let of_all = of_all.map(|(_, case)| case);
            assert!(piece.cases.iter().eq(of_all), "{}", figure.title.en);
            assert_eq!((piece.rate, piece.total), (all.rate, all.total));
        }
        let of_engineers = all.engineers.iter().fold(Rate::default(), |sum, of| Rate {
            met: sum.met + of.rate.met,
            of: sum.of + of.rate.of,
        });
        assert_eq!(of_engineers, figure.whole, "{}", figure.title.en);
        for of in all.engineers.iter().filter(|of| of.engineer.is_some()) {
            let own: FigureCases = logs.ask(&Query::FigureCases(FigureCasesQuery {
                engineer: of.engineer.as_ref().map(|person| person.id.clone()),
                ..query_of(figure.figure, None)
            }));
            assert_eq!(
                (own.rate, own.total),
                (of.rate, of.rate.of),
                "{}",
                figure.title.en
            );
        }
        assert_eq!(
            (all.total, met.total),
            (figure.whole.of, figure.whole.met),
            "{}",
            figure.title.en
        );
        assert_eq!(met.total + missed.total, all.total);
        assert_eq!(all.rate, figure.whole);
        let stations = figure.stations.iter().map(|station| station.rate);
        let (met, of) = stations.fold((0, 0), |(met, of), rate| (met + rate.met, of + rate.of));
        assert_eq!((met, of), (figure.whole.met, figure.whole.of));
    }
    let narrowed = |query: FiguresQuery| -> (u64, u64, u64) {
        let figures: Figures = logs.ask(&Query::Figures(query));
        (
            figures.orders,
            figures.response_36.of,
            rate_of(&figures, FigureKind::PartReturn).1,
        )
    };
    let south = FiguresQuery {
        station: types::StationId::new("south").ok(),
        ..FiguresQuery::default()
    };
    assert_eq!(narrowed(south), (1, 1, 0));
    let north = FiguresQuery {
        region: Some("华北".into()),
        from: "2026-01-25".parse().ok(),
        ..FiguresQuery::default()
    };
    // The parts are due on the 25th; the orders were opened before.
    assert_eq!(narrowed(north), (0, 0, 3));
}
