//! What is answered about a moment is what a desk would say that had read no further.

use std::collections::BTreeSet;

use decider::Reader;
use proptest::prelude::*;
use proto::Rejection;
use proto::desk::{
    BoardQuery, ClaimQuery, ClaimsQuery, FigureCasesQuery, FigureKind, FiguresQuery, FollowUpsQuery,
    LedgerQuery, OrderQuery, PartsQuery, Query, UnrepairedQuery,
};
use proto::directory::PolicyLoaded;
use proto::hotline::{CalledBack, RepeatJudged, RepeatSuspected, RepeatVerdict};
use proto::returns::PartState;
use serde_json::Value;
use sla::policy::Policy;
use types::{Hash, Instant, ServiceName, Span, StationId};

use crate::testing::{Logs, ORDERS, facts, history, number, person, t};
use crate::{Desk, Model};

fn cases_of(figure: FigureKind) -> Query {
    Query::FigureCases(FigureCasesQuery::of(figure))
}

/// Every question that has an answer of its own at a moment, narrowed in one way or another.
fn questions(at: Instant) -> Vec<Query> {
    let day = at.utc().date_naive();
    let figures = [
        FiguresQuery::default(),
        FiguresQuery {
            station: StationId::new("south").ok(),
            ..FiguresQuery::default()
        },
        FiguresQuery {
            region: Some("华北".into()),
            ..FiguresQuery::default()
        },
        FiguresQuery {
            from: (at - Span::days(9)).utc().date_naive().into(),
            to: (at - Span::days(1)).utc().date_naive().into(),
            ..FiguresQuery::default()
        },
    ];
    let on = |date, station| {
        Query::Unrepaired(UnrepairedQuery {
            date,
            station,
            ..UnrepairedQuery::default()
        })
    };
    let lists = [
        on(None, None),
        on(None, StationId::new("north").ok()),
        on(Some(day), None),
        on(Some(day - chrono::Days::new(2)), None),
    ];
    let one = |order| Query::Order(OrderQuery { order: number(order) });
    let cases = FigureKind::ALL.map(cases_of);
    let others = [
        Query::Board(BoardQuery::default()),
        one(ORDERS[0]),
        one(ORDERS[3]),
    ];
    let claims = [
        Query::Claims(ClaimsQuery::default()),
        Query::Claims(ClaimsQuery {
            pending: true,
            within_days: Some(9),
            ..ClaimsQuery::default()
        }),
        Query::Claim(ClaimQuery {
            order: number(ORDERS[1]),
        }),
        Query::FollowUps(FollowUpsQuery::default()),
    ];
    let parts = [
        Query::Parts(PartsQuery::default()),
        Query::Parts(PartsQuery {
            station: StationId::new("south").ok(),
            state: Some(PartState::AtStation),
            ..PartsQuery::default()
        }),
        Query::Ledger(LedgerQuery::default()),
    ];
    let all = figures.map(Query::Figures).into_iter();
    let all = all.chain(cases).chain(lists).chain(others);
    all.chain(claims).chain(parts).collect()
}

/// The moments at which something was recorded, those just before, and some between and behind.
fn moments(logs: &Logs) -> Vec<Instant> {
    let stamps: BTreeSet<Instant> = logs
        .records
        .iter()
        .map(|(record, _)| record.recorded_at)
        .collect();
    let around = stamps
        .iter()
        .flat_map(|at| [*at - Span::micros(1), *at, *at + Span::hours(30)]);
    around.chain([logs.now + Span::days(40)]).collect()
}

/// A desk that reads one log after another where nothing waits for it, and has read these records.
fn desk<'a>(records: impl Iterator<Item = &'a (decider::Foreign, u64)>) -> Model {
    let is_late = |log| matches!(log, ServiceName::Returns | ServiceName::Notify);
    let mut records: Vec<_> = records.collect();
    records.sort_by_key(|(record, _)| is_late(record.log));
    let mut model = Model::default();
    for (record, depth) in records {
        Desk::fold(&mut model, record, *depth);
    }
    model
}

fn answered(model: &Model, query: &Query, at: Instant) -> Result<Value, Rejection> {
    let question = serde_json::to_value(query).expect("a question");
    Desk::answer(model, &question, at)
}

/// The answer of a desk that goes on while what `early` held of the moment is folded again.
fn answered_then(
    early: &Model,
    live: &Model,
    logs: &Logs,
    query: &Query,
    at: Instant,
) -> Result<Value, Rejection> {
    let question = serde_json::to_value(query).expect("a question");
    let past = Desk::past(early, &question, at).expect("an answer of its own");
    let directory = logs
        .records
        .iter()
        .filter(|(record, _)| record.log == ServiceName::Directory);
    let mut then = desk(directory.filter(|(record, _)| record.recorded_at <= at));
    Desk::fold_past(&mut then, &past, at);
    Desk::answer_then(live, &then, &past, &question, at)
}

/// Where two answers differ.
fn differences(told: &Result<Value, String>, wanted: &Result<Value, String>) -> String {
    let lines = |answer| {
        format!("{answer:#?}")
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (told, wanted) = (lines(told), lines(wanted));
    let differing = told.iter().zip(&wanted).filter(|(told, wanted)| told != wanted);
    let shown = differing
        .take(9)
        .map(|(told, wanted)| format!("{told} but {wanted}"));
    shown.collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_about_any_moment_is_that_of_a_desk_that_has_read_no_further(
        steps in proptest::collection::vec(any::<(u8, u8, u8, u8)>(), 1..80),
        chosen in proptest::collection::vec(any::<(prop::sample::Index, prop::sample::Index, usize)>(), 5),
        asks_now in any::<bool>(),
    ) {
        let logs = history(&steps);
        let live = desk(logs.records.iter());
        let figures = Query::Figures(FiguresQuery::default());
        if asks_now {
            answered(&live, &figures, logs.now).expect("figures");
        }
        let moments = moments(&logs);
        for (moment, read, first) in chosen {
            let at = *moment.get(&moments);
            let then = desk(logs.records.iter().filter(|(record, _)| record.recorded_at <= at));
            // At least what belongs to the moment was read when what is needed was put aside.
            let known = logs.records.partition_point(|(record, _)| record.recorded_at <= at);
            let read = known + read.index(logs.records.len() - known + 1);
            let early = desk(logs.records[..read].iter());
            for query in questions(at).into_iter().skip(first % 4).step_by(4) {
                let told = answered_then(&early, &live, &logs, &query, at).map_err(|refused| refused.code);
                let wanted = answered(&then, &query, at).map_err(|refused| refused.code);
                prop_assert!(told == wanted, "{query:?} at {at}:\n{}", differences(&told, &wanted));
            }
        }
        // What was kept for a moment does not outlive it.
        let fresh = desk(logs.records.iter());
        prop_assert_eq!(answered(&live, &figures, logs.now), answered(&fresh, &figures, logs.now));
    }
}

/// The first was repaired and is thought to be repeated by the third, until somebody says otherwise; the second ended.
fn judged_later() -> Logs {
    let mut logs = Logs::new();
    logs.repairs(1).repairs(2);
    logs.at("06 08:00").opens(facts(3)).hotline(RepeatSuspected {
        order: number(3),
        earlier: number(1),
        resolved_at: t("05 08:00"),
        same_words: true,
    });
    logs.at("07 08:00").hotline(CalledBack {
        order: number(1),
        satisfied: Some(true),
        words: None,
        by: Some(person("wei")),
    });
    logs.at("08 08:00").hotline(RepeatJudged {
        order: number(3),
        verdict: RepeatVerdict::AnotherFault,
        reason: "另一处故障".to_owned(),
        by: None,
    });
    logs
}

// rule: ORD-14, KPI-3
#[test]
fn a_repeat_that_was_judged_away_counts_at_the_moments_before() {
    let logs = judged_later();
    let repeated = |at: &str| {
        let (live, at) = (desk(logs.records.iter()), t(at));
        let told = |query: &Query| answered_then(&live, &live, &logs, query, at).expect("an answer");
        let page = told(&Query::Order(OrderQuery { order: number(1) }));
        let cases = told(&cases_of(FigureKind::FirstTimeFix));
        (page["repeated_by"].clone(), cases["rate"].clone())
    };
    let rate = |met: u64| serde_json::json!({ "met": met, "of": 2 });
    let (of_nobody, of_third) = (serde_json::json!([]), serde_json::json!([number(3)]));
    assert_eq!(repeated("05 20:00"), (of_nobody.clone(), rate(2)));
    assert_eq!(repeated("07 08:00"), (of_third, rate(1)));
    assert_eq!(repeated("08 08:00"), (of_nobody, rate(2)));
}

// rule: SLA-20
#[test]
fn a_clock_of_an_order_that_changes_meanwhile_is_judged_by_the_policy_it_started_under() {
    let mut logs = Logs::new();
    let text = Policy::shipped_ref()
        .text()
        .replacen("limit = \"2h\"", "limit = \"1h\"", 1);
    let hash = Hash::of(&[text.as_bytes()]);
    logs.at("05 07:00").directory(PolicyLoaded { hash, text });
    logs.at("05 08:00").opens(facts(1));
    let early = desk(logs.records.iter());
    logs.at("06 08:00").hotline(CalledBack {
        order: number(1),
        satisfied: Some(true),
        words: None,
        by: Some(person("wei")),
    });
    let figures = Query::Figures(FiguresQuery::default());
    let live = desk(logs.records.iter());
    let at = t("05 09:30");
    let told = answered_then(&early, &live, &logs, &figures, at).expect("figures");
    assert_eq!(told["clocks"]["SLA-1"]["breached"], 1, "{told:#}");
    assert_eq!(Ok(told), answered(&early, &figures, at));
}

#[test]
fn only_what_was_there_and_has_changed_since_is_folded_again() {
    let logs = judged_later();
    let folded_again = |at: &str| {
        let query = Query::Figures(FiguresQuery::default());
        let needed = super::needed(&logs.model, &query, t(at)).expect("an answer of its own");
        needed.orders
    };
    assert_eq!(folded_again("05 20:00"), [number(1)].into());
    assert_eq!(folded_again("07 20:00"), [number(1), number(3)].into());
    assert_eq!(folded_again("08 08:00"), BTreeSet::new());
    assert_eq!(folded_again("05 07:00"), BTreeSet::new());
}
