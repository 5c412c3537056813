//! Claims from the draft to the manufacturer's answer, as the desk shows them.

use proto::claims::{
    AnsweredItem, ClaimCameBack, ClaimDecided, ClaimDropped, ClaimJudged, ClaimKind, ClaimLookedAt,
    ClaimNumbered, ClaimReturned, ClaimState, ClaimWrittenOff, CoverEnd, DecidedLine, Decision, MissingItem,
    NotCovered, ReturnAnswered, ServiceEnd, ServiceNoted,
};
use proto::desk::{CheckState, ClaimPage, ClaimQuery, LackingKind, Query};
use proto::document::{Document, DocumentKind, DocumentTarget};
use proto::field::{DocumentAttached, PartExchange, PartReplaced};
use proto::returns::PartState;
use sla::policy::Role;
use types::{Actor, Fen, Hash, ServiceName};

use super::*;
use crate::testing::{Logs, claim, cover, lines, number, person, t};

fn claims_of(logs: &Logs, query: ClaimsQuery) -> Claims {
    logs.ask(&Query::Claims(query))
}

fn unfiled() -> ClaimsQuery {
    ClaimsQuery {
        unfiled: true,
        ..ClaimsQuery::default()
    }
}

fn page_of(logs: &Logs, order: u64) -> ClaimPage {
    logs.ask(&Query::Claim(ClaimQuery { order: number(order) }))
}

fn not_covered(order: u64, ended_by: CoverEnd) -> NotCovered {
    NotCovered {
        order: number(order),
        cover: cover(Some(ended_by)),
        reason: None,
    }
}

/// Repaired on the 5th and the 6th with drafts, on the 7th with nobody knowing whether it is covered, on the 8th out of
/// warranty.
fn four_repairs() -> Logs {
    let mut logs = Logs::new();
    logs.at("05 16:00").repairs(1).drafts(1, ClaimKind::Failure);
    logs.at("06 16:00").repairs(2).drafts(2, ClaimKind::Failure);
    logs.at("07 16:00").repairs(3);
    logs.actor = Actor::Service(ServiceName::Claims);
    logs.claims(not_covered(3, CoverEnd::Unknown));
    logs.at("08 16:00")
        .repairs(4)
        .claims(not_covered(4, CoverEnd::Months));
    logs
}

// rule: CLM-22, SLA-5
#[test]
fn what_is_to_be_filed_stands_by_its_days_left_and_an_undecided_order_among_it() {
    let mut logs = four_repairs();
    logs.at("19 23:59");
    let days = |logs: &Logs| -> Vec<(bool, Option<i64>)> {
        let shown = claims_of(logs, unfiled()).claims.into_iter();
        shown.map(|row| (row.claim.is_some(), row.days_left)).collect()
    };
    assert_eq!(days(&logs), [(true, Some(0)), (true, Some(1)), (false, Some(2))]);
    // A minute later the last day of the first is past.
    logs.at("20 00:00");
    assert_eq!(days(&logs), [(true, Some(-1)), (true, Some(0)), (false, Some(1))]);
    let undecided = claims_of(&logs, unfiled()).claims.remove(2);
    assert_eq!(undecided.state_title.zh, "待判定保修");
    assert_eq!(undecided.lacking[0].kind, LackingKind::Cover);
    // Filed, it leaves the list; dropped with a reason, the undecided one does.
    logs.submits(1, 1, &lines()).claims(ClaimDropped {
        claim: claim(3, 1),
        reason: "客户付费".into(),
        by: Some(person("wei")),
    });
    assert_eq!(days(&logs), [(true, Some(0))]);
    assert_eq!(
        page_of(&logs, 3).not_claimed.map(|why| why.zh).as_deref(),
        Some("客户付费")
    );
    assert_eq!(page_of(&logs, 4).row.state_title.zh, "不索赔");
}

// rule: CLM-22
#[test]
fn a_draft_that_went_by_itself_because_nothing_is_known_any_more_is_to_be_decided_about() {
    let mut logs = four_repairs();
    logs.actor = Actor::Service(ServiceName::Claims);
    logs.claims(ClaimDropped {
        claim: claim(1, 1),
        reason: "保修判断".into(),
        by: None,
    });
    logs.claims(not_covered(1, CoverEnd::Unknown));
    let undecided = claims_of(&logs, unfiled()).claims.remove(0);
    assert_eq!((undecided.order, undecided.claim), (number(1), None));
}

// rule: CLM-7
#[test]
fn a_pending_claim_is_named_each_day_until_somebody_looked_at_it() {
    let mut logs = four_repairs();
    let unseen = ClaimsQuery {
        not_looked_at_today: true,
        ..ClaimsQuery::default()
    };
    logs.at("09 10:00").by("wei").claims(ClaimLookedAt {
        claim: claim(1, 1),
        note: String::new(),
        by: Some(person("wei")),
    });
    logs.reviews(2, &[("model", "")]);
    assert_eq!(claims_of(&logs, unseen.clone()).total, 0);
    logs.at("10 00:00");
    assert_eq!(claims_of(&logs, unseen).total, 2);
    let pending = claims_of(
        &logs,
        ClaimsQuery {
            pending: true,
            ..ClaimsQuery::default()
        },
    );
    assert_eq!((pending.total, pending.not_looked_at_today), (3, 2));
}

fn decided(attempt: u8, decision: Decision, approved: [i64; 2]) -> ClaimDecided {
    let reasons = approved.map(|fen| if fen == 0 { "缺旧件照片" } else { "" });
    let lines = (1..).zip(approved.into_iter().zip(reasons));
    ClaimDecided {
        claim: claim(1, attempt),
        decision,
        lines: lines
            .map(|(line, (fen, reason))| DecidedLine {
                line,
                approved: Fen(fen),
                reason: reason.into(),
            })
            .collect(),
        approved: Fen(approved.iter().sum()),
        at: t("25 10:00"),
        by: None,
    }
}

// rule: CLM-8, CLM-16
#[test]
fn tries_stand_side_by_side_with_claimed_and_approved_per_line() {
    let mut logs = four_repairs();
    logs.at("12 10:00").submits(1, 1, &lines()).claims(ClaimNumbered {
        claim: claim(1, 1),
        number: "W-2026-0815".into(),
    });
    logs.at("25 10:00")
        .claims(decided(1, Decision::PartlyAccepted, [0, 48_000]));
    let material = lines().into_iter().take(1).collect::<Vec<_>>();
    logs.at("26 10:00")
        .drafts_try(1, 2, ClaimKind::Failure, material.clone(), "补旧件照片");
    // While the second is only a draft, the first stays cut.
    assert_eq!(page_of(&logs, 1).tries[0].state, ClaimState::PartlyAccepted);
    logs.at("27 10:00").submits(1, 2, &material);
    logs.at("30 10:00").claims(ClaimDecided {
        lines: decided(2, Decision::Accepted, [120_000, 0])
            .lines
            .into_iter()
            .take(1)
            .collect(),
        ..decided(2, Decision::Accepted, [120_000, 0])
    });
    let page = page_of(&logs, 1);
    let states: Vec<ClaimState> = page.tries.iter().map(|kept| kept.state).collect();
    assert_eq!(states, [ClaimState::Resubmitted, ClaimState::Accepted]);
    let money = |line: usize| -> Vec<(Fen, Option<Fen>, String)> {
        let tries = page.lines[line].tries.iter();
        tries
            .map(|one| (one.claimed, one.approved, one.reason.clone()))
            .collect()
    };
    assert_eq!(
        money(0),
        [
            (Fen(120_000), Some(Fen(0)), "缺旧件照片".to_owned()),
            (Fen(120_000), Some(Fen(120_000)), String::new())
        ]
    );
    assert_eq!(money(1), [(Fen(48_000), Some(Fen(48_000)), String::new())]);
    assert_eq!(page.row.claimed, Fen(120_000));
    assert!(page.timeline.iter().all(|entry| entry.log == ServiceName::Claims));
    assert!(
        page.timeline
            .iter()
            .any(|entry| entry.sentence.zh.contains("厂家部分受理"))
    );
}

fn photo() -> DocumentAttached {
    DocumentAttached {
        order: number(1),
        target: DocumentTarget::Part { line: 1 },
        document: Document {
            hash: Hash::of(&[b"photo"]),
            size: 9,
            media_type: "image/jpeg".into(),
            name: "旧件.jpg".into(),
            kind: DocumentKind::PartPhoto,
        },
        by: Some(person("tan")),
    }
}

// rule: CLM-4, CLM-19, CLM-20, OLD-7
#[test]
fn the_page_lays_cover_checklist_papers_judgements_and_parts_side_by_side() {
    let mut logs = four_repairs();
    logs.by("tan").field(PartReplaced {
        order: number(1),
        line: 1,
        exchange: PartExchange {
            part_number: "4611-1234".into(),
            name: "油缸密封件".into(),
            quantity: 2,
            old_serial: Some("S-778".into()),
            new_serial: Some("S-901".into()),
        },
        by: Some(person("tan")),
        message: None,
    });
    logs.field(photo()).expects(1, 1);
    logs.at("09 09:00")
        .reviews(1, &[("model", ""), ("hours", "与照片不符")]);
    let title = types::Sentence::new("小时数", "hours");
    logs.claims(ClaimReturned {
        claim: claim(1, 1),
        missing: vec![MissingItem {
            item: "hours".into(),
            title,
            note: "与照片不符".into(),
        }],
        engineer: Some(person("tan")),
        station: None,
    });
    logs.claims(ClaimJudged {
        claim: claim(1, 1),
        out_of_range: None,
        reason: "属于保修范围".into(),
        role: Role::ClaimsSupervisor,
        by: person("wei"),
    });
    let page = page_of(&logs, 1);
    let check = |item: &str| {
        let mut checks = page.checklist.iter();
        checks.find(|check| check.item == item).map(|check| check.state)
    };
    assert_eq!(check("model"), Some(CheckState::Passed));
    assert_eq!(check("hours"), Some(CheckState::Failed));
    assert_eq!(check("photos"), Some(CheckState::Open));
    assert_eq!(page.row.state, Some(ClaimState::Returned));
    let lacking = |kind: LackingKind| -> Vec<&str> {
        let all = page.row.lacking.iter();
        all.filter(|lacking| lacking.kind == kind)
            .map(|lacking| lacking.code.as_str())
            .collect()
    };
    assert_eq!(lacking(LackingKind::Checklist), ["hours"]);
    assert_eq!(lacking(LackingKind::Judgement), ["service_manager"]);
    assert!(lacking(LackingKind::Paper).contains(&"pfr_draft"));
    assert!(!lacking(LackingKind::Paper).contains(&"part_photo"));
    let held = page.papers.iter().filter(|paper| !paper.documents.is_empty());
    assert_eq!(held.count(), 1);
    assert_eq!((page.judgements.len(), page.judgements[0].counts), (1, true));
    assert_eq!(page.parts[0].state, PartState::Expected);
    assert_eq!(page.parts[0].claim_state, Some(ClaimState::Returned));
    assert_eq!(page.clock.map(|clock| clock.summary.due_at.is_some()), Some(true));
}

// rule: CLM-4
#[test]
fn what_a_claim_was_returned_for_stays_beside_its_answer() {
    let mut logs = four_repairs();
    logs.at("09 09:00")
        .reviews(1, &[("model", ""), ("cause", "太简单"), ("photos", "缺旧件照片")]);
    let missing = |item: &str| MissingItem {
        item: item.into(),
        title: types::Sentence::new(item, item),
        note: "补".into(),
    };
    logs.claims(ClaimReturned {
        claim: claim(1, 1),
        missing: vec![missing("cause"), missing("photos")],
        engineer: Some(person("tan")),
        station: None,
    });
    let answered = |item: &str, answer: &str| ReturnAnswered {
        claim: claim(1, 1),
        items: vec![AnsweredItem {
            item: item.into(),
            answer: answer.into(),
        }],
        by: None,
    };
    let shown = |logs: &Logs, item: &str| {
        let checklist = page_of(logs, 1).checklist.into_iter();
        let check = checklist.into_iter().find(|check| check.item == item).unwrap();
        (check.state, check.note, check.answers)
    };
    let said = |text: &str| text.to_owned();
    logs.at("10 09:00").claims(answered("cause", "密封圈老化"));
    assert_eq!(
        shown(&logs, "cause"),
        (CheckState::Open, said("太简单"), vec![said("密封圈老化")])
    );
    assert_eq!(
        shown(&logs, "photos"),
        (CheckState::Failed, said("缺旧件照片"), Vec::new())
    );
    assert_eq!(page_of(&logs, 1).row.state, Some(ClaimState::Returned));
    logs.at("11 09:00").claims(answered("photos", "旧件.jpg"));
    logs.claims(ClaimCameBack {
        claim: claim(1, 1),
        order: number(1),
    });
    assert_eq!(shown(&logs, "photos").0, CheckState::Open);
    assert_eq!(shown(&logs, "photos").2, [said("旧件.jpg")]);
    let page = page_of(&logs, 1);
    assert_eq!(page.row.state, Some(ClaimState::InReview));
    let told = page
        .timeline
        .iter()
        .any(|entry| entry.sentence.zh.contains("旧件.jpg"));
    assert!(told, "{:?}", page.timeline);
}

// rule: CLM-22
#[test]
fn an_order_cancelled_while_its_cover_was_unknown_leaves_the_list() {
    let mut logs = four_repairs();
    logs.at("09 09:00");
    let undecided = |logs: &Logs| {
        let shown = claims_of(logs, unfiled()).claims.into_iter();
        shown.filter(|row| row.claim.is_none()).count()
    };
    assert_eq!(undecided(&logs), 1);
    logs.claims(ServiceNoted {
        order: number(3),
        ended: ServiceEnd::Cancelled { at: t("09 09:00") },
    });
    assert_eq!(undecided(&logs), 0);
}

// rule: CLM-8
#[test]
fn claims_refused_for_good_are_listed_by_the_month_in_which_they_were_given_up() {
    let mut logs = four_repairs();
    logs.at("12 10:00").submits(1, 1, &lines());
    logs.at("25 10:00").claims(decided(1, Decision::Rejected, [0, 0]));
    logs.at("02-03 10:00").claims(ClaimWrittenOff {
        claim: claim(1, 1),
        reason: "厂家不再受理".into(),
        by: Some(person("wei")),
    });
    let refused_in = |month: &str| {
        let refused = claims_of(
            &logs,
            ClaimsQuery {
                refused_for_good: true,
                month: month.parse().ok(),
                ..ClaimsQuery::default()
            },
        );
        (refused.total, refused.claimed)
    };
    assert_eq!(refused_in("2026-01"), (0, Fen(0)));
    assert_eq!(refused_in("2026-02"), (1, Fen(168_000)));
}

// rule: CLM-7, CLM-8
#[test]
fn a_refused_claim_whose_second_try_was_dropped_is_pending_again_until_it_is_given_up() {
    let mut logs = four_repairs();
    logs.at("12 10:00").submits(1, 1, &lines());
    logs.at("25 10:00").claims(decided(1, Decision::Rejected, [0, 0]));
    logs.at("26 10:00")
        .drafts_try(1, 2, ClaimKind::Failure, lines(), "补充照片");
    let drop = ClaimDropped {
        claim: claim(1, 2),
        reason: "照片已无法补拍".into(),
        by: Some(person("wei")),
    };
    logs.at("27 10:00").by("wei").claims(drop);
    let page = page_of(&logs, 1);
    assert_eq!(
        (&page.row.claim, page.row.state, page.row.pending),
        (&Some(claim(1, 1)), Some(ClaimState::Rejected), true)
    );
    assert_eq!((page.tries.len(), page.not_claimed), (2, None));
    let given_up = ClaimWrittenOff {
        claim: claim(1, 1),
        reason: "厂家不再受理".into(),
        by: Some(person("wei")),
    };
    logs.at("28 10:00").claims(given_up);
    let refused = ClaimsQuery {
        refused_for_good: true,
        ..ClaimsQuery::default()
    };
    assert_eq!(claims_of(&logs, refused).total, 1);
}

/// The commands that can be sent about an order's claim, each with the try it is about.
fn can_be_done(logs: &Logs, order: u64) -> Vec<(String, Option<u8>)> {
    let actions = page_of(logs, order).actions.into_iter();
    let open = actions.filter(|action| action.why_not.is_none());
    open.map(|action| {
        let command = action.command.trim_start_matches("claims.").to_owned();
        (command, action.claim.map(|claim| claim.attempt))
    })
    .collect()
}

// rule: CLM-7
#[test]
fn what_can_be_done_about_a_claim_follows_from_where_its_tries_stand() {
    let mut logs = four_repairs();
    let about = |attempt: u8, commands: &[&str]| -> Vec<(String, Option<u8>)> {
        let each = commands.iter();
        each.map(|command| ((*command).to_owned(), Some(attempt)))
            .collect()
    };
    let unfiled = [
        "review-claim",
        "change-lines",
        "judge-claim",
        "look-at-claim",
        "drop-claim",
    ];
    assert_eq!(can_be_done(&logs, 1), about(1, &unfiled));
    let actions = page_of(&logs, 1).actions;
    let why = |command: &str| {
        let action = actions.iter().find(|action| action.command == command).unwrap();
        action.why_not.clone().unwrap().zh
    };
    assert!(
        why("claims.submit-claim").starts_with("还缺："),
        "{}",
        why("claims.submit-claim")
    );
    assert_eq!(why("claims.open-draft"), "该工单已有索赔");
    let undecided = [("open-draft".to_owned(), None), ("drop-claim".to_owned(), None)];
    assert_eq!(can_be_done(&logs, 3), undecided);
    logs.at("12 10:00").submits(1, 1, &lines());
    let filed = ["look-at-claim", "record-manufacturer-number", "record-decision"];
    assert_eq!(can_be_done(&logs, 1), about(1, &filed));
    logs.at("25 10:00").claims(decided(1, Decision::Rejected, [0, 0]));
    let rejected = [
        "look-at-claim",
        "record-manufacturer-number",
        "record-decision",
        "resubmit-claim",
        "write-off-claim",
    ];
    assert_eq!(can_be_done(&logs, 1), about(1, &rejected));
    logs.at("26 10:00")
        .drafts_try(1, 2, ClaimKind::Failure, lines(), "补充照片");
    let open = can_be_done(&logs, 1);
    assert!(open.contains(&("review-claim".to_owned(), Some(2))), "{open:?}");
    assert!(
        open.contains(&("record-manufacturer-number".to_owned(), Some(1))),
        "{open:?}"
    );
    assert!(
        !open.iter().any(|(command, _)| command == "resubmit-claim"),
        "{open:?}"
    );
    let soon = ClaimsQuery {
        within_days: Some(-1),
        ..ClaimsQuery::default()
    };
    let late = claims_of(&logs, soon).claims;
    assert!(late.iter().all(|row| row.days_left.is_some_and(|left| left < 0)) && !late.is_empty());
}
