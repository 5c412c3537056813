//! What follows a repair, or its absence.

use proto::hotline::{
    CalledBack, Department, HotlineEvent, OrderClosed, OrderReopened, PapersClass, PapersReviewed,
    RepeatJudged, RepeatSuspected, RepeatVerdict, ReportNoted, UnrepairedConfirmed, UnrepairedListIssued,
    UnrepairedRow, Urged,
};
use proto::order::Step;

use super::super::{at, day, order, order_99, person, report, words};

pub(super) fn events() -> Vec<HotlineEvent> {
    [waiting(), list(), papers(), ends(), repeats()].concat()
}

fn waiting() -> Vec<HotlineEvent> {
    let urged = Urged {
        order: order(),
        note: words("催站上联系客户，答应十点前回复"),
        by: Some(person("op-2")),
    };
    let confirmed = UnrepairedConfirmed {
        order: order(),
        reason: "parts_missing".to_owned(),
        confirmed_with: vec![Department::Parts],
        note: Some(words("密封件明日到站")),
        expected_at: Some(at("18:00:00")),
        by: Some(person("op-2")),
    };
    vec![
        Urged {
            by: None,
            ..urged.clone()
        }
        .into(),
        urged.into(),
        UnrepairedConfirmed {
            confirmed_with: Vec::new(),
            note: None,
            expected_at: None,
            by: None,
            ..confirmed.clone()
        }
        .into(),
        confirmed.into(),
    ]
}

fn list() -> Vec<HotlineEvent> {
    let row = UnrepairedRow {
        order: order(),
        since: at("08:30:00"),
        step: Step::Unrepaired,
        reason: Some("parts_missing".to_owned()),
        confirmed_today: true,
    };
    let silent = UnrepairedRow {
        order: order_99(),
        reason: None,
        confirmed_today: false,
        ..row.clone()
    };
    let issued = UnrepairedListIssued {
        date: day("2026-03-09"),
        due_at: at("16:30:00"),
        rows: vec![row],
        left_out: 1,
    };
    vec![
        UnrepairedListIssued {
            rows: vec![silent],
            left_out: 0,
            ..issued.clone()
        }
        .into(),
        issued.into(),
    ]
}

fn papers() -> Vec<HotlineEvent> {
    let reviewed = PapersReviewed {
        order: order(),
        class: PapersClass::ToBeClaimed,
        missing: vec!["旧件照片".to_owned()],
        asked: Some(person("e-017")),
        note: Some(words("明天补")),
        by: Some(person("op-2")),
    };
    vec![
        ReportNoted {
            order: order(),
            gaps: report::gaps(),
        }
        .into(),
        ReportNoted {
            order: order(),
            gaps: Vec::new(),
        }
        .into(),
        PapersReviewed {
            missing: Vec::new(),
            asked: None,
            note: None,
            by: None,
            ..reviewed.clone()
        }
        .into(),
        reviewed.into(),
    ]
}

fn ends() -> Vec<HotlineEvent> {
    let back = CalledBack {
        order: order(),
        satisfied: Some(false),
        words: Some(words("还有异响")),
        by: Some(person("op-2")),
    };
    let reopened = OrderReopened {
        order: order(),
        reason: "动臂又下沉".to_owned(),
        by: Some(person("op-2")),
    };
    vec![
        CalledBack {
            satisfied: None,
            words: None,
            by: None,
            ..back.clone()
        }
        .into(),
        back.into(),
        OrderClosed {
            order: order(),
            by: Some(person("op-2")),
        }
        .into(),
        OrderClosed {
            order: order(),
            by: None,
        }
        .into(),
        OrderReopened {
            by: None,
            ..reopened.clone()
        }
        .into(),
        reopened.into(),
    ]
}

fn repeats() -> Vec<HotlineEvent> {
    let judged = RepeatJudged {
        order: order(),
        verdict: RepeatVerdict::Repeat { of: order_99() },
        reason: "同一油缸".to_owned(),
        by: Some(person("op-2")),
    };
    vec![
        RepeatSuspected {
            order: order(),
            earlier: order_99(),
            resolved_at: at("07:00:00"),
            same_words: true,
        }
        .into(),
        RepeatJudged {
            verdict: RepeatVerdict::AnotherFault,
            by: None,
            ..judged.clone()
        }
        .into(),
        judged.into(),
    ]
}
