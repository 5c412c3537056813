//! Tasks of the day, from urging the station to closing the order.

use proto::desk::Query;
use proto::dispatch::ClockWarned;
use proto::field::{ReportGap, ServiceReportJudged};
use proto::hotline::{CalledBack, PapersClass, PapersReviewed, RepeatSuspected, UnrepairedConfirmed, Urged};

use super::*;
use crate::testing::{Logs, clock, facts, number, person, t};

fn kinds(logs: &Logs) -> Vec<ToDoKind> {
    let to_do: ToDo = logs.ask(&Query::ToDo(ToDoQuery::default()));
    to_do.items.into_iter().map(|item| item.kind).collect()
}

// rule: ORD-5, ORD-12
#[test]
fn the_station_is_urged_once_for_each_warning_and_the_reason_is_confirmed_each_day() {
    let mut logs = Logs::new();
    logs.opens(facts(1));
    assert_eq!(kinds(&logs), [ToDoKind::ConfirmUnrepaired]);
    let policy = Policy::shipped_ref().hash();
    let clock = clock(&number(1), ClockKind::FirstResponse, 1);
    logs.at("05 09:00").dispatch(ClockWarned {
        clock,
        warning: 1,
        warned_due_at: t("05 09:00"),
        noticed_at: t("05 09:00"),
        due_at: t("05 10:00"),
        rung: 0,
        policy,
    });
    assert_eq!(kinds(&logs), [ToDoKind::Urge, ToDoKind::ConfirmUnrepaired]);
    logs.at("05 09:05").hotline(Urged {
        order: number(1),
        note: "站长马上联系".to_owned().into(),
        by: Some(person("wei")),
    });
    assert_eq!(kinds(&logs), [ToDoKind::ConfirmUnrepaired]);
    logs.at("05 15:00").hotline(UnrepairedConfirmed {
        order: number(1),
        reason: "waiting_parts".into(),
        confirmed_with: Vec::new(),
        note: None,
        expected_at: None,
        by: Some(person("wei")),
    });
    assert_eq!(kinds(&logs), []);
    logs.at("06 08:00");
    assert_eq!(kinds(&logs), [ToDoKind::ConfirmUnrepaired]);
}

// rule: ORD-13, ORD-14, ORD-24, ORD-25
#[test]
fn a_repaired_order_asks_for_call_back_report_and_papers_before_it_can_be_closed() {
    let mut logs = Logs::new();
    logs.at("05 15:00").repairs(1).hotline(RepeatSuspected {
        order: number(1),
        earlier: number(9),
        resolved_at: t("01 10:00"),
        same_words: true,
    });
    let gap = ReportGap {
        code: "cause".into(),
        sentence: Sentence::new("缺故障原因", "the cause is missing"),
    };
    let judged = |gaps| ServiceReportJudged {
        order: number(1),
        gaps,
    };
    logs.field(judged(vec![gap]));
    let all = [
        ToDoKind::CallBack,
        ToDoKind::JudgeRepeat,
        ToDoKind::CompleteReport,
        ToDoKind::ReviewPapers,
    ];
    assert_eq!(kinds(&logs), all);
    let called = |satisfied| CalledBack {
        order: number(1),
        satisfied,
        words: None,
        by: Some(person("wei")),
    };
    // Nobody answered: the call-back stays to do.
    logs.at("06 10:00").hotline(called(None));
    assert_eq!(kinds(&logs), all);
    logs.hotline(called(Some(true))).field(judged(Vec::new()));
    let reviewed = |missing| PapersReviewed {
        order: number(1),
        class: PapersClass::FailureRepaired,
        missing,
        asked: None,
        note: None,
        by: Some(person("wei")),
    };
    logs.hotline(reviewed(vec!["服务单".into()]));
    assert_eq!(kinds(&logs), [ToDoKind::JudgeRepeat, ToDoKind::ReviewPapers]);
    logs.hotline(reviewed(Vec::new()));
    assert_eq!(kinds(&logs), [ToDoKind::JudgeRepeat, ToDoKind::Close]);
}
