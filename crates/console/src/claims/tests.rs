use proto::claims::ClaimsCommand;
use proto::desk::{ClaimActionShown, ClaimPage};
use proto::{Command, Encoding};
use serde_json::{Value, json};
use sla::policy::{Policy, Role};
use types::{Lang, Sentence};

use super::*;
use crate::form::{Form, Kind, Refused};
use crate::testing::{escaped, frame, naughty, visitor};

const AT: &str = "2026-01-05T09:00:00+08:00";

/// Every command about a claim that has a form.
const COMMANDS: [&str; 15] = [
    "claims.open-draft",
    "claims.review-claim",
    "claims.take-claim-back",
    "claims.change-lines",
    "claims.judge-claim",
    "claims.look-at-claim",
    "claims.retry-package",
    "claims.submit-claim",
    "claims.record-manufacturer-number",
    "claims.record-decision",
    "claims.resubmit-claim",
    "claims.record-credit",
    "claims.close-claim",
    "claims.write-off-claim",
    "claims.drop-claim",
];

fn said(words: &str) -> Value {
    json!({ "zh": words, "en": words })
}

fn row(words: &str, days_left: Option<i64>) -> Value {
    json!({
        "order": "2600017", "claim": "2600017-2", "kind": "failure", "kind_title": said("故障索赔"),
        "state": "in_review", "state_title": said("审核中"), "since": AT, "order_type": "failure_repair",
        "subtype": null, "fault": words, "machine": null, "model": words,
        "customer": { "id": "C1", "name": words },
        "station": { "id": "HZ", "name": words, "region": words },
        "engineer": { "id": "P301", "name": words }, "repaired_at": AT, "claimed": 22_001, "approved": null,
        "credited": 0, "manufacturer_number": words, "clock": null, "days_left": days_left, "pending": true,
        "looked_at": null, "looked_at_today": false,
        "lacking": [{ "kind": "paper", "code": "photo", "title": said(words), "note": words }],
    })
}

fn tried(number: &str, state: &str, words: &str) -> Value {
    let was_filed = state == "rejected";
    let person = json!({ "id": "C1", "name": words });
    json!({
        "claim": number, "kind": "failure", "kind_title": said("故障索赔"), "state": state,
        "state_title": said(words), "since": AT, "drafted_at": AT, "drafted_by": person, "reason": words,
        "remarks": if was_filed { "甲" } else { words }, "claimed": 22_001, "returned": 1,
        "package": if was_filed { Value::Null } else { document(words, "claim_package", "application/zip") },
        "package_problem": words, "manufacturer_number": words,
        "submission": was_filed.then(|| json!({
            "package": hash(), "total": 22_001, "at": "2026-01-04T09:00:00+08:00", "by": person,
        })),
        "decision": was_filed.then(|| json!({ "decision": "rejected", "approved": 0, "at": AT, "by": person })),
        "credited": 0, "given_up": words,
    })
}

fn hash() -> String {
    "ab".repeat(32)
}

fn document(name: &str, kind: &str, media: &str) -> Value {
    json!({ "hash": hash(), "size": 9, "media_type": media, "name": name, "kind": kind })
}

/// A second try in review after a refusal, with those words wherever somebody may write.
fn claim_page(words: &str) -> ClaimPage {
    let person = json!({ "id": "C1", "name": words });
    let photo = document(words, "photo", "image/jpeg");
    let in_try = |claim: &str, approved: Value| {
        json!({ "claim": claim, "quantity": 100, "price": 22_001, "claimed": 22_001, "approved": approved,
            "reason": words })
    };
    let mut page: ClaimPage = serde_json::from_value(json!({
        "row": row(words, Some(-1)), "cover": null, "not_claimed": said(words),
        "checklist": [
            { "item": "model", "title": said("型号"), "state": "failed", "note": words, "answers": [words],
              "by": person, "at": AT },
            { "item": "cause", "title": said("故障原因"), "state": "open", "note": "", "by": null, "at": null },
        ],
        "report": {
            "content": { "hours": 3_121, "work_condition": words, "fault": words, "cause": words, "repair": words,
                "labour": [{ "code": words, "description": words, "hours": 150 }] },
            "by": person, "filed_at": AT,
            "parts": [{ "line": 1, "tag": "2600017-P1", "exchange": {
                "part_number": words, "name": words, "quantity": 1, "old_serial": words, "new_serial": words } }],
            "documents": [{ "document": photo, "kind_title": said("照片"), "target": "order", "by": person,
                "at": AT }],
            "gaps": [], "complete": true,
        },
        "papers": [{ "kind": "pfr_draft", "title": said("PFR草稿"), "documents": [] }],
        "judgements": [{ "claim": "2600017-2", "role": "claims_supervisor", "role_title": said("索赔主管"),
            "by": person, "counts": false, "out_of_range": "goodwill", "reason": words, "at": AT }],
        "lines": [{ "line": 2, "kind": "material", "kind_title": said("配件"), "code": words, "description": words,
            "part": 1, "tries": [in_try("2600017-1", json!(0)), in_try("2600017-2", Value::Null)] }],
        "tries": [tried("2600017-1", "rejected", words), tried("2600017-2", "in_review", words)],
        "credits": [{ "claim": "2600017-1", "credit_note": words, "amount": 5, "explanation": words, "at": AT,
            "by": person }],
        "clock": null, "parts": [],
        "timeline": [{ "log": "claims", "frame": 9, "kind": "ClaimDrafted", "occurred_at": AT, "recorded_at": AT,
            "actor": { "id": "C1", "name": said(words) }, "sentence": said(words) }],
    }))
    .unwrap();
    page.actions = COMMANDS.map(|command| action(command, None)).into();
    page
}

fn action(command: &str, why_not: Option<Sentence>) -> ClaimActionShown {
    let claim = why_not.is_none().then(|| "2600017-2".parse().unwrap());
    ClaimActionShown {
        command: command.to_owned(),
        claim,
        why_not,
    }
}

fn view<'a>(page: &'a ClaimPage, refused: Option<Refused<'a>>) -> ClaimView<'a> {
    ClaimView {
        page,
        policy: Policy::shipped_ref(),
        refused,
    }
}

#[test]
fn whatever_people_write_is_shown_as_they_wrote_it_and_does_nothing() {
    let claims = visitor(Lang::Zh, &[Role::ClaimsSupervisor]);
    for text in naughty() {
        let page = claim_page(&text);
        let typed = [
            ("items.model.note".to_owned(), text.clone()),
            ("items.cause.passed".to_owned(), "passed".to_owned()),
        ];
        let refused = Refused {
            command: "claims.review-claim",
            typed: &typed,
            problem: &text,
        };
        let html = view(&page, Some(refused)).page(&frame(&claims)).unwrap();
        assert!(html.matches(&escaped(&text)).count() > 30, "{text:?}");
        let again = format!("name=\"items.model.note\" value=\"{}\"", escaped(&text));
        assert!(html.contains(&again), "{text:?} was lost");
        let list = serde_json::from_value(json!({
            "claims": [row(&text, Some(3))], "total": 1, "claimed": 22_001, "approved": 0, "credited": 0,
            "not_looked_at_today": 1,
        }))
        .unwrap();
        let listed = ClaimsView {
            claims: &list,
            filter: &ClaimsQuery::default(),
            stations: &[],
        };
        let list = listed.page(&frame(&claims)).unwrap();
        assert!(list.matches(&escaped(&text)).count() >= 6, "{text:?}");
        for harm in ["<script>alert", "<img src=x", "<!--", " style="] {
            assert!(
                !html.contains(harm) && !list.contains(harm),
                "{harm} is in the page"
            );
        }
    }
}

// rule: CLM-7
#[test]
fn what_is_late_is_told_by_colour_and_by_word_in_both_languages() {
    for (language, days, class, word) in [
        (Lang::Zh, -2, "breached", "逾期2天"),
        (Lang::Zh, 0, "warned", "今天到期"),
        (Lang::En, 3, "warned", "3 days left"),
        (Lang::En, 9, "", "9 days left"),
    ] {
        let claims = visitor(language, &[Role::ClaimsStaff]);
        let list = serde_json::from_value(json!({
            "claims": [row("动臂", Some(days))], "total": 1, "claimed": 22_001, "approved": 0, "credited": 0,
            "not_looked_at_today": 1,
        }))
        .unwrap();
        let listed = ClaimsView {
            claims: &list,
            filter: &ClaimsQuery::default(),
            stations: &[],
        };
        let html = listed.page(&frame(&claims)).unwrap();
        assert!(html.contains(&format!("<tr class=\"{class}\">")), "{days}");
        assert!(html.contains(word), "{days}");
        assert!(html.contains("/api/v1/claims?format=xlsx&#38;lang="), "{days}");
    }
}

// rule: CLM-8
#[test]
fn another_try_stands_beside_what_was_submitted_and_answered_before() {
    let claims = visitor(Lang::En, &[Role::ClaimsStaff]);
    let page = claim_page("boom drops");
    let html = view(&page, None).page(&frame(&claims)).unwrap();
    let difference = html.split("id=\"difference\"").nth(1).unwrap();
    for told in [
        "2600017-1",
        "2600017-2",
        "1 × 220.01 = 220.01",
        "<del><bdi>甲</bdi></del>",
    ] {
        assert!(difference.contains(told), "{told}");
    }
    assert!(difference.contains("Papers added since"));
    let mut first = claim_page("boom drops");
    first.tries.remove(0);
    let html = view(&first, None).page(&frame(&claims)).unwrap();
    assert!(!html.contains("id=\"difference\""));
}

#[test]
fn what_cannot_be_done_says_why_and_what_somebody_may_not_do_says_so() {
    let mut page = claim_page("动臂");
    page.actions = vec![
        action(
            "claims.submit-claim",
            Some(Sentence::new("还缺：照片", "lacking: photos")),
        ),
        action("claims.write-off-claim", None),
        action("claims.look-at-claim", None),
        action("claims.review-claim", None),
    ];
    let staff = visitor(Lang::En, &[Role::ClaimsStaff]);
    let html = view(&page, None).page(&frame(&staff)).unwrap();
    assert!(html.contains("f-claims-look-at-claim") && html.contains("lacking: photos"));
    assert!(
        html.contains("Your role may not do this"),
        "only supervisors write off"
    );
    assert!(!html.contains("f-claims-write-off-claim") && !html.contains("f-claims-submit-claim"));
    let auditor = visitor(Lang::En, &[Role::Auditor]);
    let html = view(&page, None).page(&frame(&auditor)).unwrap();
    assert!(!html.contains("class=\"entry\"") && html.contains("to be checked"));
    let typed = [("at".to_owned(), "2026-01-05T10:00".to_owned())];
    let refused = Refused {
        command: "claims.submit-claim",
        typed: &typed,
        problem: "somebody was faster",
    };
    let html = view(&page, Some(refused)).page(&frame(&staff)).unwrap();
    assert!(html.contains("somebody was faster") && html.contains("value=\"2026-01-05T10:00\""));
}

/// Every field filled in as somebody might, as a browser sends it.
fn filled(form: &Form) -> Vec<(String, String)> {
    let mut sent = Vec::new();
    for field in &form.fields {
        match &field.kind {
            Kind::Rows(rows) => {
                for row in &rows.rows {
                    for column in &rows.columns {
                        let name = format!("{}.{}.{}", field.name, row.key, column.name);
                        sent.extend(one(&column.kind, "").map(|value| (name, value)));
                    }
                }
            }
            kind => sent.extend(one(kind, &field.preset).map(|value| (field.name.to_owned(), value))),
        }
    }
    sent
}

fn one(kind: &Kind, preset: &str) -> Option<String> {
    Some(match kind {
        Kind::Line | Kind::Text | Kind::Lines => "文字".to_owned(),
        Kind::Phone => "13900002001".to_owned(),
        Kind::Number => "3120".to_owned(),
        Kind::Money => "183.05".to_owned(),
        Kind::Quantity => "1.5".to_owned(),
        Kind::Check => "yes".to_owned(),
        Kind::Moment => "2026-01-06T10:00".to_owned(),
        Kind::Choice(offers) | Kind::Choices(offers) => offers.first()?.key.clone(),
        Kind::Hidden => preset.to_owned(),
        Kind::Rows(_) => return None,
    })
}

#[test]
fn every_form_filled_in_is_a_body_that_its_command_takes() {
    let page = claim_page("动臂");
    let staff = visitor(Lang::Zh, &[Role::ClaimsStaff]);
    for command in COMMANDS {
        let form = view(&page, None).form(command, &frame(&staff)).unwrap();
        let body = form.body(&filled(&form), chrono_tz::Asia::Shanghai).unwrap();
        let bytes = serde_json::to_vec(&body).unwrap();
        let (_, name) = form.addressee();
        let read = ClaimsCommand::read(name, Encoding::Json, &bytes);
        assert!(read.is_ok(), "{command}: {body} {read:?}");
    }
}

#[test]
fn lines_that_somebody_else_changed_are_not_overwritten() {
    let page = claim_page("动臂");
    let staff = visitor(Lang::Zh, &[Role::ClaimsStaff]);
    let form = view(&page, None)
        .form("claims.change-lines", &frame(&staff))
        .unwrap();
    let sent = filled(&form);
    let mut changed = claim_page("动臂");
    changed.lines[0].tries[1].price = types::Fen(1);
    let form = view(&changed, None)
        .form("claims.change-lines", &frame(&staff))
        .unwrap();
    let no = form.body(&sent, chrono_tz::Asia::Shanghai).unwrap_err();
    assert!(no.sentence.zh.contains("他人修改"), "{}", no.sentence.zh);
}
