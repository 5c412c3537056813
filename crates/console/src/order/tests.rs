use proto::desk::{ActionShown, NamedPerson};
use proto::directory::Station;
use proto::dispatch::DispatchCommand;
use proto::field::FieldCommand;
use proto::hotline::HotlineCommand;
use proto::{Command, Encoding};
use serde_json::json;
use sla::policy::{Policy, Role};
use types::{Lang, PersonId, Sentence, StationId};

use super::*;
use crate::form::Kind;
use crate::testing::{escaped, frame, naughty, order, visitor};

/// An order with those words wherever somebody may write, and these actions.
fn order_page(words: &str, actions: &[(&str, bool)]) -> OrderPage {
    let said = json!({ "zh": words, "en": words });
    let at = "2026-01-05T09:00:00+08:00";
    let who = json!({ "id": "P101", "name": said });
    let person = json!({ "id": "P301", "name": words });
    let mut page: OrderPage = serde_json::from_value(json!({
        "summary": serde_json::to_value(order(words)).unwrap(),
        "hours": 3120, "second_order_reason": words, "stopgap": words,
        "solution": { "text": words, "at": at, "by": person }, "cancelled": null,
        "plans": [], "visits": [], "clocks": [],
        "timeline": [{
            "log": "hotline", "frame": 9, "kind": "OrderOpened", "occurred_at": at, "recorded_at": at,
            "actor": who, "sentence": said,
        }],
        "messages_in": [], "messages_out": [],
        "notes": [{ "text": words, "at": at, "by": who }],
        "follow_ups": [{
            "order": "2600017", "follow_up": 3, "text": words, "at": at, "set_by": person, "state": "due",
            "done_at": null, "note": words,
        }],
        "attached_calls": [{ "called_at": at, "phone": "13900002001", "name": words, "said": words }],
        "flags": [], "position": null, "taken_over": null, "station_calls": [],
        "urgings": [{ "note": words, "at": at, "by": person }],
        "unrepaired_confirmations": [], "call_backs": [], "report": null, "papers": [],
        "closing": { "closed_at": null, "closed_by": null, "missing": [said], "reopened": [] },
        "repeat": {
            "suspected": { "order": "2600001", "resolved_at": at, "same_words": true },
            "verdict": null, "reason": "", "judged_at": null, "judged_by": null, "counts_against": null,
        },
        "repeated_by": [], "claim": null, "parts": [],
    }))
    .unwrap();
    let shown = actions.iter().map(|(command, open)| ActionShown {
        command: (*command).to_owned(),
        why_not: (!open).then(|| Sentence::new("工单已关闭", "the order is closed")),
    });
    page.actions = shown.collect();
    page
}

struct Around {
    stations: Vec<Station>,
    people: Vec<NamedPerson>,
}

fn around(words: &str) -> Around {
    Around {
        stations: vec![Station {
            id: StationId::new("north").unwrap(),
            name: words.to_owned(),
            region: words.to_owned(),
            zone: None,
            location: None,
        }],
        people: vec![NamedPerson {
            id: PersonId::new("P301").unwrap(),
            name: words.to_owned(),
        }],
    }
}

fn offers<'a>(page: &'a OrderPage, around: &'a Around) -> Offers<'a> {
    Offers {
        page,
        policy: Policy::shipped_ref(),
        stations: &around.stations,
        people: &around.people,
        language: Lang::Zh,
    }
}

fn view<'a>(page: &'a OrderPage, around: &'a Around, refused: Option<Refused<'a>>) -> OrderView<'a> {
    OrderView {
        offers: offers(page, around),
        moments: &[],
        past: None,
        refused,
    }
}

#[test]
fn whatever_people_write_is_shown_as_they_wrote_it_and_does_nothing() {
    let visitor = visitor(Lang::Zh, &[Role::Operator, Role::StationManager]);
    for text in naughty() {
        let page = order_page(&text, &[("hotline.add-note", true), ("dispatch.make-plan", true)]);
        let around = around(&text);
        let typed = [("text".to_owned(), text.clone())];
        let refused = Refused {
            command: "hotline.add-note",
            typed: &typed,
            problem: &text,
        };
        let html = view(&page, &around, Some(refused))
            .page(&frame(&visitor))
            .unwrap();
        assert!(html.matches(&escaped(&text)).count() > 10, "{text:?}");
        let typed_again = format!("dir=\"auto\" required>\n{}</textarea>", escaped(&text));
        assert!(html.contains(&typed_again), "{text:?} was lost");
        for tag in ["<script>alert", "<img", "<!--"] {
            assert!(!html.contains(tag), "{tag} is in the page");
        }
        assert!(!html.contains(" style="));
    }
}

#[test]
fn what_cannot_be_done_says_why_and_what_somebody_may_not_do_says_so() {
    let page = order_page(
        "动臂无力",
        &[
            ("hotline.add-note", true),
            ("hotline.cancel-order", false),
            ("dispatch.make-plan", true),
            ("hotline.judge-repeat", true),
        ],
    );
    let around = around("杭州站");
    let operator = visitor(Lang::En, &[Role::Operator]);
    let html = view(&page, &around, None).page(&frame(&operator)).unwrap();
    for form in ["f-hotline-add-note", "f-dispatch-make-plan"] {
        assert!(html.contains(form), "{form}");
    }
    for form in ["f-hotline-cancel-order", "f-hotline-judge-repeat"] {
        assert!(!html.contains(form), "{form}");
    }
    assert!(html.contains("the order is closed") && html.contains("Your role may not do this"));
    let auditor = visitor(Lang::En, &[Role::Auditor]);
    let html = view(&page, &around, None).page(&frame(&auditor)).unwrap();
    assert!(!html.contains("class=\"entry\""));
}

#[test]
fn the_past_has_no_forms_and_a_way_back() {
    let page = order_page("动臂无力", &[("hotline.add-note", true)]);
    let around = around("杭州站");
    let operator = visitor(Lang::Zh, &[Role::Operator]);
    let mut shown = view(&page, &around, None);
    let moments = [crate::testing::now(); 4];
    shown.moments = &moments;
    shown.past = Some(1);
    let html = shown.page(&frame(&operator)).unwrap();
    assert!(html.contains("max=\"3\" value=\"1\"") && html.contains("回到现在"));
    assert!(!html.contains("class=\"entry\""));
}

/// Every field filled in as somebody might.
fn filled(form: &crate::Form) -> Vec<(String, String)> {
    let fields = form.fields.iter().filter_map(|field| {
        let value = match &field.kind {
            Kind::Line | Kind::Text | Kind::Lines => "文字".to_owned(),
            Kind::Phone => "13900002001".to_owned(),
            Kind::Number => "3120".to_owned(),
            Kind::Check => "yes".to_owned(),
            Kind::Moment => "2026-01-06T10:00".to_owned(),
            Kind::Choice(offers) | Kind::Choices(offers) => offers.first()?.key.clone(),
            other @ (Kind::Money | Kind::Quantity | Kind::Hidden | Kind::Rows(_)) => {
                panic!("no order's form asks {other:?}")
            }
        };
        Some((field.name.to_owned(), value))
    });
    fields.collect()
}

#[test]
fn every_form_filled_in_is_a_body_that_its_command_takes() {
    let page = order_page("动臂无力", &[]);
    let around = around("杭州站");
    let offers = offers(&page, &around);
    let commands: Vec<String> = proto::command::named_in_rights()
        .into_iter()
        .filter(|command| order_form(command, &offers).is_some())
        .collect();
    assert_eq!(commands.len(), 23, "{commands:?}");
    for command in commands {
        let form = order_form(&command, &offers).unwrap();
        let body = form.body(&filled(&form), chrono_tz::Asia::Shanghai);
        if command.ends_with("-clock") {
            // A clock is chosen among those that run or pause; this order has none.
            assert_eq!(body.unwrap_err().field, "clock");
            continue;
        }
        let body = body.unwrap();
        let bytes = serde_json::to_vec(&body).unwrap();
        let (service, name) = form.addressee();
        let read = match service {
            "hotline" => HotlineCommand::read(name, Encoding::Json, &bytes).map(|_| ()),
            "dispatch" => DispatchCommand::read(name, Encoding::Json, &bytes).map(|_| ()),
            _ => FieldCommand::read(name, Encoding::Json, &bytes).map(|_| ()),
        };
        assert!(read.is_ok(), "{command}: {body} {read:?}");
    }
}
