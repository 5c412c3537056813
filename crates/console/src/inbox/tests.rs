use proto::field::FieldCommand;
use proto::{Command, Encoding};
use serde_json::json;
use sla::policy::Role;
use types::Lang;

use super::*;
use crate::testing::{escaped, frame, naughty, visitor};

fn item(words: &str, kind: &str) -> InboxItem {
    let said = json!({ "zh": words, "en": words });
    serde_json::from_value(json!({
        "kind": kind, "message": "2b6736cac0044f6baef1e8a6a7e48697", "since": "2026-01-05T09:00:00+08:00", "age_s": 3_600,
        "phone": "13800001301", "who": { "id": "P301", "name": said }, "text": words,
        "order": null, "candidates": ["2600017", "2600025"],
        "mistakes": [{ "code": "SMS-2.unknown_keyword", "sentence": said }],
        "reason": null, "set_aside": null,
    }))
    .unwrap()
}

fn page(item: InboxItem, roles: &[Role], refused: Option<(&str, Refused<'_>)>) -> String {
    let visitor = visitor(Lang::Zh, roles);
    let inbox = Inbox {
        items: vec![item],
        total: 1,
    };
    let view = InboxView {
        inbox: &inbox,
        policy: Policy::shipped_ref(),
        refused,
    };
    view.page(&frame(&visitor)).unwrap()
}

#[test]
fn whatever_came_by_sms_is_shown_as_it_came_and_what_was_typed_is_not_lost() {
    for text in naughty() {
        let typed = [("text".to_owned(), text.clone())];
        let refused = Refused {
            command: "field.answer-message",
            typed: &typed,
            problem: &text,
        };
        let html = page(
            item(&text, "not_understood"),
            &[Role::Operator],
            Some(("2b6736cac0044f6baef1e8a6a7e48697", refused)),
        );
        assert!(
            html.contains(&format!("\n{}</textarea>", escaped(&text))),
            "{text:?}"
        );
        assert!(
            html.contains(&format!("<blockquote><bdi>{}", escaped(&text))),
            "{text:?}"
        );
        assert!(!html.contains("<script>alert") && !html.contains("<img"));
    }
}

// rule: SMS-7
#[test]
fn a_message_is_settled_by_a_digit_and_a_letter_and_only_by_those_who_may() {
    let html = page(item("到了", "not_understood"), &[Role::Operator], None);
    for key in ["1", "2", "d", "a", "r"] {
        assert!(html.contains(&format!("data-key=\"{key}\"")), "{key}");
    }
    assert!(!html.contains("notify/resend-message"));
    let named = html.split("name=\"request\" value=\"").skip(1);
    let named: Vec<&str> = named.filter_map(|rest| rest.split('"').next()).collect();
    assert!(named.len() == 2 && named[0] != named[1]);
    assert!(
        named.iter().all(|id| types::RequestId::new(*id).is_ok()),
        "{named:?}"
    );
    let auditor = page(item("到了 13800001301", "not_understood"), &[Role::Auditor], None);
    assert!(
        !auditor.contains("class=\"entry\"")
            && !auditor.contains("class=\"settle\"")
            && !auditor.contains("13800001301")
    );
    let dead = page(item("到了", "dead"), &[Role::Operator], None);
    assert!(
        dead.contains("/inbox/2b6736cac0044f6baef1e8a6a7e48697/notify/resend-message")
            && !dead.contains("settle-message")
    );
}

// rule: SMS-7
#[test]
fn every_meaning_is_one_that_the_command_takes() {
    let item = item("到了", "not_understood");
    let policy = Policy::shipped_ref();
    let form = message_form("field.settle-message", &item, policy, Lang::Zh).unwrap();
    for meaning in forms::meanings(policy, Lang::Zh) {
        let typed = [
            ("order", "2600017"),
            ("happened", meaning.value.as_str()),
            ("note", ""),
        ];
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let body = form.body(&typed, chrono_tz::Asia::Shanghai).unwrap();
        let bytes = serde_json::to_vec(&body).unwrap();
        let read = FieldCommand::read("settle-message", Encoding::Json, &bytes);
        assert!(read.is_ok(), "{body} {read:?}");
    }
}
