use std::sync::Arc;

use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::calendar::Calendar;
use crate::explain::{SegmentKind, sum};

const START: &str = "2026-01-05T00:00:00Z";

fn start() -> Instant {
    START.parse().unwrap()
}

fn after(span: &str) -> Instant {
    start() + span.parse().unwrap()
}

/// The 36-hour clock with its three warnings.
fn response() -> Terms {
    Terms {
        limit: Limit::Elapsed(Span::hours(36)),
        warnings: [12, 24, 33]
            .map(|hours| WarnAt::AfterStart(Span::hours(hours)))
            .to_vec(),
        pausable: true,
    }
}

fn office(allowance: Span) -> Terms {
    let mut calendar = Calendar::closed(Tz::Asia__Shanghai);
    for day in calendar.week.iter_mut().take(5) {
        *day = vec!["08:00-12:00".parse().unwrap(), "13:00-17:00".parse().unwrap()];
    }
    Terms {
        limit: Limit::Working(allowance, Arc::new(calendar)),
        warnings: vec![WarnAt::Percent(50)],
        pausable: true,
    }
}

fn running() -> Facts {
    Facts {
        start: start(),
        pauses: Vec::new(),
        end: None,
    }
}

fn paused(pauses: &[(&str, Option<&str>)]) -> Facts {
    Facts {
        pauses: pauses
            .iter()
            .map(|(from, until)| Pause {
                from: after(from),
                until: until.map(after),
            })
            .collect(),
        ..running()
    }
}

fn ended(facts: Facts, kind: EndKind, at: &str) -> Facts {
    Facts {
        end: Some(End { at: after(at), kind }),
        ..facts
    }
}

fn warned(judgement: &Judgement) -> Vec<usize> {
    judgement.warnings.iter().map(|warning| warning.index).collect()
}

// rule: SLA-2
#[test]
fn an_open_clock_warns_at_12_24_and_33_hours_and_is_breached_after_36() {
    let steps: [(&str, &[usize], Outcome); 6] = [
        ("11h59m59s", &[], Outcome::Running),
        ("12h", &[0], Outcome::Running),
        ("24h", &[0, 1], Outcome::Running),
        ("33h", &[0, 1, 2], Outcome::Running),
        ("36h", &[0, 1, 2], Outcome::Running),
        ("36h1s", &[0, 1, 2], Outcome::Breached),
    ];
    for (at, warnings, outcome) in steps {
        let judgement = judge(&running(), &response(), after(at));
        assert_eq!(warned(&judgement), warnings, "{at}");
        assert_eq!(judgement.outcome, outcome, "{at}");
    }
    let breached = judge(&running(), &response(), after("37h"));
    assert_eq!(breached.breach, Some(after("36h")));
    assert_eq!(breached.remaining, Span::hours(-1));
}

// rule: SLA-2
#[test]
fn an_act_at_the_due_instant_is_in_time_and_one_later_is_not() {
    let met = |at: &str| judge(&ended(running(), EndKind::Met, at), &response(), after("40h"));
    assert_eq!(met("36h").outcome, Outcome::Met);
    assert_eq!(met("36h").breach, None);
    let late = met("36h1s");
    assert_eq!(late.outcome, Outcome::Breached);
    assert_eq!(late.remaining, Span::seconds(-1));
    assert_eq!(warned(&met("24h")), [0]);
}

// rule: SLA-32
#[test]
fn news_of_an_act_done_in_time_lifts_a_breach() {
    assert_eq!(
        judge(&running(), &response(), after("36h10m")).outcome,
        Outcome::Breached
    );
    let heard_late = ended(running(), EndKind::Met, "35h59m");
    let judgement = judge(&heard_late, &response(), after("36h10m"));
    assert_eq!(judgement.outcome, Outcome::Met);
    assert_eq!(judgement.breach, None);
    assert_eq!(next_due(&heard_late, &response(), after("36h10m")), None);
}

// rule: ORD-17
#[test]
fn a_cancelled_clock_stops_without_breach_and_a_breach_before_it_stays() {
    let cancelled = |at: &str| {
        judge(
            &ended(running(), EndKind::Cancelled, at),
            &response(),
            after("100h"),
        )
    };
    assert_eq!(cancelled("20h").outcome, Outcome::Cancelled);
    assert_eq!(cancelled("20h").breach, None);
    assert_eq!(warned(&cancelled("20h")), [0]);
    assert_eq!(cancelled("40h").outcome, Outcome::Breached);
}

// rule: SLA-23
#[test]
fn a_pause_moves_warnings_and_due_time_and_the_wall_clock_figure_stays_beside_it() {
    let facts = paused(&[("10h", Some("15h")), ("14h", Some("16h"))]);
    let judgement = judge(&facts, &response(), after("30h"));
    assert_eq!(judgement.due, Some(after("42h")));
    assert_eq!(judgement.warnings.first().unwrap().due_at, after("18h"));
    assert_eq!(judgement.counted, Span::hours(24));
    assert_eq!(judgement.wall_elapsed, Span::hours(30));
    let firm = Terms {
        pausable: false,
        ..response()
    };
    assert_eq!(judge(&facts, &firm, after("30h")).due, Some(after("36h")));
}

// rule: SLA-23
#[test]
fn while_paused_nothing_comes_due() {
    let facts = paused(&[("10h", None)]);
    let judgement = judge(&facts, &response(), after("100h"));
    assert_eq!(judgement.outcome, Outcome::Paused);
    assert_eq!(judgement.due, None);
    assert_eq!(judgement.counted, Span::hours(10));
    assert_eq!(next_due(&facts, &response(), after("10h")), None);
    assert_eq!(
        judge(&facts, &response(), after("9h")).due,
        Some(after("36h")),
        "not known yet at nine hours"
    );
    let resumed = paused(&[("10h", Some("50h"))]);
    assert_eq!(next_due(&resumed, &response(), after("50h")), Some(after("52h")));
}

// rule: SLA-27
#[test]
fn a_pause_over_closing_time_counts_only_its_open_hours() {
    // Monday 08:00 local is the start; paused from 16:00 to 09:00 of Tuesday: two working hours.
    let facts = paused(&[("8h", Some("25h"))]);
    let judgement = judge(&facts, &office(Span::hours(10)), after("30h"));
    assert_eq!(judgement.due, Some("2026-01-06T04:00:00Z".parse().unwrap()));
    assert_eq!(sum(&judgement.explanation, SegmentKind::Paused), Span::hours(2));
    assert_eq!(sum(&judgement.explanation, SegmentKind::Counted), Span::hours(10));
}

// rule: SLA-25
#[test]
fn the_explanation_runs_from_start_to_due_without_gaps() {
    let judgement = judge(
        &paused(&[("2h", Some("3h"))]),
        &office(Span::hours(9)),
        after("1h"),
    );
    let kinds: Vec<_> = judgement
        .explanation
        .iter()
        .map(|segment| (segment.kind, segment.length()))
        .collect();
    assert_eq!(
        judge(
            &paused(&[("2h", Some("3h"))]),
            &office(Span::hours(9)),
            after("60h")
        )
        .due,
        Some("2026-01-06T02:00:00Z".parse().unwrap())
    );
    assert_eq!(
        kinds,
        [
            (SegmentKind::Counted, Span::hours(4)),
            (SegmentKind::Closed, Span::hours(1)),
            (SegmentKind::Counted, Span::hours(4)),
            (SegmentKind::Closed, Span::hours(15)),
            (SegmentKind::Counted, Span::hours(1)),
        ],
        "judged before the pause"
    );
}

// rule: SLA-3
#[test]
fn a_promised_time_warns_before_it_and_gives_no_time_when_it_lies_in_the_past() {
    let promise = |at: Instant| Terms {
        limit: Limit::At(at),
        warnings: vec![WarnAt::BeforeDue(Span::minutes(30))],
        pausable: false,
    };
    let judgement = judge(&running(), &promise(after("2h")), after("3h"));
    assert_eq!(
        judgement.warnings,
        [Warning {
            index: 0,
            due_at: after("1h30m")
        }]
    );
    assert_eq!(judgement.breach, Some(after("2h")));
    assert!(
        judge(&running(), &promise(after("20m")), after("3h"))
            .warnings
            .is_empty()
    );
    let past = judge(&running(), &promise(start() - Span::hours(1)), after("1s"));
    assert_eq!(past.breach, Some(start()));
}

#[test]
fn the_clock_wakes_at_each_warning_and_just_after_its_due_instant() {
    let mut wakes = Vec::new();
    let mut at = start();
    while let Some(next) = next_due(&running(), &response(), at) {
        wakes.push(next);
        at = next;
    }
    let just_after = after("36h") + Span::micros(1);
    assert_eq!(wakes, [after("12h"), after("24h"), after("33h"), just_after]);
}

proptest! {
    /// Whatever judging once shows, waking at each due instant shows too, and nothing else.
    #[test]
    fn waking_when_due_finds_what_judging_late_finds(
        pauses in prop::collection::vec((0_i64..60, 1_i64..20), 0..4),
        end in prop::option::of(0_i64..80),
        working in any::<bool>(),
    ) {
        let hour = |hours: i64| start() + Span::hours(hours);
        let facts = Facts {
            start: start(),
            pauses: pauses
                .iter()
                .map(|(from, length)| Pause { from: hour(*from), until: Some(hour(from + length)) })
                .collect(),
            end: end.map(|at| End { at: hour(at), kind: EndKind::Met }),
        };
        let terms = if working { office(Span::hours(12)) } else { response() };
        let late = judge(&facts, &terms, hour(2_000));
        let (mut at, mut found) = (start(), Vec::new());
        while let Some(next) = next_due(&facts, &terms, at) {
            let before = judge(&facts, &terms, next - Span::micros(1));
            let then = judge(&facts, &terms, next);
            let news = then.warnings.len() - before.warnings.len() + usize::from(then.breach.is_some() && before.breach.is_none());
            prop_assert!(news > 0, "nothing new at {}", next);
            found = then.warnings;
            at = next;
        }
        prop_assert_eq!(found, late.warnings);
        prop_assert_eq!(judge(&facts, &terms, at).breach, late.breach);
        if let Some(due) = late.due {
            prop_assert_eq!(sum(&late.explanation, SegmentKind::Counted), late.allowance);
            prop_assert_eq!(late.explanation.last().map(|segment| segment.until), Some(due));
        }
    }
}
