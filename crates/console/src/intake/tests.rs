use proto::hotline::HotlineCommand;
use proto::{Command, Encoding};
use serde_json::json;
use sla::policy::Role;
use types::Lang;

use super::*;
use crate::testing::{escaped, frame, naughty, visitor};

fn call(words: &str) -> Call {
    let order = json!({
        "order": "2600017", "matched": "serial", "step": "opened",
        "step_title": { "zh": words, "en": words }, "opened_at": "2026-01-05T09:00:00+08:00",
        "machine": null, "customer": null, "caller_phone": "13900002001", "site": words, "fault": words,
    });
    serde_json::from_value(json!({
        "customers": [{
            "customer": "C1", "matched": "phone", "name": words, "phones": ["13900002001"], "machines": 2,
            "open_orders": [],
        }],
        "machines": [{
            "serial": "EC210BLC30121", "matched": "phone", "model": words, "site": words, "customer": null,
            "station": null, "open_orders": [],
        }],
        "open_orders": [order], "last_calls": [order], "duplicate": order,
    }))
    .unwrap()
}

#[test]
fn what_was_typed_survives_a_refusal_and_what_is_known_does_nothing() {
    let operator = visitor(Lang::Zh, &[Role::Operator]);
    for text in naughty() {
        let typed = [("caller.phone", "13900002001"), ("fault", text.as_str())]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let known = call(&text);
        let view = IntakeView {
            asked: &CallQuery::default(),
            known: &known,
            stations: &[],
            refused: Some(Refused {
                command: OPEN_ORDER,
                typed: &typed,
                problem: &text,
            }),
        };
        let html = view.page(&frame(&operator)).unwrap();
        assert!(
            html.contains(&format!("\n{}</textarea>", escaped(&text))),
            "{text:?} was lost"
        );
        assert!(html.contains("value=\"13900002001\""));
        assert!(html.matches(&escaped(&text)).count() >= 8, "{text:?}");
        assert!(!html.contains("<script>alert") && !html.contains("<img"));
    }
}

// rule: ORD-18
#[test]
fn an_open_failure_order_of_the_machine_is_offered_before_anything_is_saved() {
    let operator = visitor(Lang::Zh, &[Role::Operator]);
    let known = call("动臂无力");
    let html = known_caller(&known, &CallQuery::default(), &frame(&operator)).unwrap();
    assert!(html.contains("formaction=\"/intake/attach/2600017\""));
    let unknown = known_caller(&Call::default(), &CallQuery::default(), &frame(&operator)).unwrap();
    assert!(!unknown.contains("formaction") && unknown.contains("尚无匹配"));
}

#[test]
fn a_call_brings_its_number_along_and_the_form_is_what_the_command_takes() {
    let operator = visitor(Lang::En, &[Role::Operator]);
    let asked = CallQuery {
        phone: "13900002001".to_owned(),
        machine: "EC210BLC30121".to_owned(),
    };
    let form = open_order(&asked, &[], &frame(&operator));
    let mut typed: Vec<(String, String)> = form
        .fields
        .iter()
        .filter(|field| !field.preset.is_empty())
        .map(|field| (field.name.to_owned(), field.preset.clone()))
        .collect();
    typed.push(("fault".to_owned(), "no power".to_owned()));
    let body = form.body(&typed, chrono_tz::Asia::Shanghai).unwrap();
    let bytes = serde_json::to_vec(&body).unwrap();
    let read = HotlineCommand::read("open-order", Encoding::Json, &bytes);
    assert!(read.is_ok(), "{body} {read:?}");
    assert_eq!(body["caller"]["phone"], "13900002001");
}
