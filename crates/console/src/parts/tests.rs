use proto::desk::{ConsignmentPage, NamedPerson};
use proto::returns::ReturnsCommand;
use proto::{Command, Encoding};
use serde_json::{Value, json};
use sla::policy::Role;
use types::{Lang, PersonId};

use super::*;
use crate::form::Kind;
use crate::testing::{escaped, frame, naughty, visitor};

const AT: &str = "2026-01-05T09:00:00+08:00";

fn said(words: &str) -> Value {
    json!({ "zh": words, "en": words })
}

fn part(words: &str, state: &str) -> PartRow {
    let person = json!({ "id": "P301", "name": words });
    serde_json::from_value(json!({
        "tag": "2600017-P1", "order": "2600017", "claim": "2600017-1", "claim_state": null,
        "claim_state_title": said(words), "machine": null, "model": words,
        "station": { "id": "HZ", "name": words, "region": words }, "engineer": person, "part_number": words,
        "name": words, "quantity": 1, "serial": words, "state": state, "state_title": said(words), "since": AT,
        "month": "2026-01", "return": "held", "return_title": said(words), "condition": "complete",
        "photo": null, "checked_in_at": AT, "consignment": "HZ-202601", "shipped_at": null, "received_at": null,
        "loss": { "reason": words, "answerable": [person], "deducted": 5, "at": AT, "by": person },
        "gone": said(words), "clocks": [],
    }))
    .unwrap()
}

fn consignment(words: &str) -> ConsignmentPage {
    let wrong = |number: u32, kind: &str| {
        json!({
            "discrepancy": { "number": number, "kind": kind, "tag": "2600017-P1", "listed": 1, "counted": 0,
                "words": words },
            "kind_title": said(words), "outcome": null, "reason": words, "settled_at": AT,
            "settled_by": { "id": "D1", "name": words },
        })
    };
    serde_json::from_value(json!({
        "row": {
            "consignment": "HZ-202601", "station": { "id": "HZ", "name": words, "region": words }, "parts": 1,
            "carrier": words, "tracking": words, "freight": 4_500, "shipped_at": AT, "shipped_by": null,
            "arrival_due_at": AT, "received_at": AT, "received_by": null, "discrepancies": 2, "unsettled": 2,
        },
        "parts": [{ "part": part(words, "missing"), "listed": 1, "counted": 0 }],
        "discrepancies": [wrong(1, "missing"), wrong(2, "bad_packing")],
    }))
    .unwrap()
}

/// What is asserted of a desk whose every text is those words.
fn with_desk<T>(words: &str, show: Whereabouts, then: impl FnOnce(&PartsView<'_>) -> T) -> T {
    let stations: [Station; 1] = serde_json::from_value(json!([
        { "id": "HZ", "name": words, "region": words, "zone": null }
    ]))
    .unwrap();
    let parts: Parts = serde_json::from_value(json!({
        "parts": [part(words, "at_station")], "total": 1, "states": { "at_station": 1 },
    }))
    .unwrap();
    let row = LedgerRow {
        station: part(words, "expected").station,
        due_at: Some(AT.parse().unwrap()),
        held: 1,
        ..LedgerRow::default()
    };
    let ledger = Ledger {
        month: "2026-01".parse().unwrap(),
        rows: vec![row],
        sum: LedgerRow::default(),
    };
    let consignments = [consignment(words).row];
    then(&PartsView {
        show,
        station: stations.first().map(|station| &station.id),
        skip: 0,
        stations: &stations,
        parts: &parts,
        consignments: &consignments,
        ledger: &ledger,
        packed: "2600017-P1",
        unscanned: Some(Unscanned {
            typed: words,
            is_tag: false,
        }),
        policy: Policy::shipped_ref(),
        refused: None,
    })
}

fn people(words: &str) -> [NamedPerson; 1] {
    [NamedPerson {
        id: PersonId::new("P301").unwrap(),
        name: words.to_owned(),
    }]
}

fn part_page(words: &str, state: &str, roles: &[Role]) -> String {
    let (part, people) = (part(words, state), people(words));
    let view = PartView {
        part: &part,
        staff: &people,
        house: &people,
        policy: Policy::shipped_ref(),
        refused: None,
    };
    view.page(&frame(&visitor(Lang::Zh, roles))).unwrap()
}

#[test]
fn whatever_people_write_is_shown_as_they_wrote_it_and_does_nothing() {
    let keeper = visitor(Lang::Zh, &[Role::WarehouseKeeper, Role::StationManager]);
    for text in naughty() {
        let list = with_desk(&text, Whereabouts::Held, |desk| {
            desk.page(&frame(&keeper)).unwrap()
        });
        let disputes = with_desk(&text, Whereabouts::Disputes, |desk| {
            desk.page(&frame(&keeper)).unwrap()
        });
        let one = part_page(&text, "received", &[Role::WarehouseKeeper]);
        let page = consignment(&text);
        let view = ConsignmentView {
            page: &page,
            policy: Policy::shipped_ref(),
            refused: None,
        };
        let boxed = view.page(&frame(&keeper)).unwrap();
        for (html, least) in [(&list, 6), (&disputes, 4), (&one, 8), (&boxed, 8)] {
            assert!(html.matches(&escaped(&text)).count() >= least, "{text:?}");
            for harm in ["<script>alert", "<img src=x", "<!--", " style="] {
                assert!(!html.contains(harm), "{harm} is in the page");
            }
        }
    }
}

// rule: OLD-2
// rule: OLD-5
#[test]
fn the_one_thing_that_is_next_comes_first_and_only_for_those_whose_work_it_is() {
    let manager = [Role::StationManager];
    let keeper = [Role::WarehouseKeeper];
    for (state, roles, next) in [
        ("expected", &manager, "f-returns-check-in-part"),
        ("expected", &keeper, "由其他岗位处理"),
        (
            "at_station",
            &manager,
            "/parts?show=held&#38;station=HZ&#38;pack=2600017-P1",
        ),
        ("on_the_way", &keeper, "/consignments/HZ-202601"),
        ("missing", &keeper, "处理争议"),
        ("received", &keeper, "f-returns-destroy-part"),
        ("destroyed", &keeper, "没有待办的操作"),
    ] {
        let html = part_page("动臂", state, roles);
        let first = html
            .split("id=\"next\"")
            .nth(1)
            .unwrap()
            .split("</section>")
            .next()
            .unwrap();
        assert!(first.contains(next), "{state}: {first}");
    }
    let received = part_page("动臂", "received", &keeper);
    assert!(received.contains("f-returns-forward-part") && received.contains("f-returns-record-loss"));
    assert!(!part_page("动臂", "received", &manager).contains("class=\"entry\""));
}

fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    owned.collect()
}

fn is_taken(form: &Form, sent: &[(String, String)]) -> Value {
    let body = form.body(sent, chrono_tz::Asia::Shanghai).unwrap();
    let (_, name) = form.addressee();
    let bytes = serde_json::to_vec(&body).unwrap();
    let read = ReturnsCommand::read(name, Encoding::Json, &bytes);
    assert!(read.is_ok(), "{body} {read:?}");
    body
}

// rule: OLD-4
#[test]
fn every_form_filled_in_is_a_body_that_its_command_takes() {
    let keeper = visitor(Lang::Zh, &[Role::WarehouseKeeper]);
    let frame = frame(&keeper);
    let page = consignment("动臂");
    let view = ConsignmentView {
        page: &page,
        policy: Policy::shipped_ref(),
        refused: None,
    };
    let receive = view.form("returns.receive-consignment", None, &frame).unwrap();
    let counted = typed(&[
        ("counted.2600017-P1.quantity", "0"),
        ("counted.2600017-P1.without_tag", "yes"),
        ("surplus.1.tag", ""),
        ("surplus.1.words", "水泵"),
        ("surplus.1.quantity", "2"),
        ("surplus.2.words", ""),
        ("at", ""),
    ]);
    let expected = json!({
        "consignment": "HZ-202601",
        "counted": [{ "tag": "2600017-P1", "quantity": 0, "without_tag": true, "badly_packed": false,
            "incomplete": false }],
        "surplus": [{ "words": "水泵", "quantity": 2 }],
    });
    assert_eq!(is_taken(&receive, &counted), expected);
    let settle = view.form("returns.settle-discrepancy", Some(1), &frame).unwrap();
    is_taken(&settle, &typed(&[("outcome", "found"), ("reason", "夹在另一箱")]));
    let packing = view.form("returns.settle-discrepancy", Some(2), &frame).unwrap();
    let Kind::Choice(outcomes) = &packing.fields[0].kind else {
        panic!("an outcome is chosen")
    };
    assert_eq!(outcomes.len(), 1, "what came cannot be found or lost");
    assert!(view.form("returns.settle-discrepancy", Some(9), &frame).is_none());
    let station = StationId::new("HZ").unwrap();
    let ship = with_desk("动臂", Whereabouts::Held, |desk| {
        desk.ship_form(&station, &frame)
    });
    let shipped = [
        ("carrier", "顺丰"),
        ("tracking", "SF1"),
        ("freight", "45.5"),
        ("parts", "2600017-P1"),
    ];
    assert_eq!(is_taken(&ship, &typed(&shipped))["freight"], 4_550);
    let (part, people) = (part("动臂", "received"), people("祝长庚"));
    let one = PartView {
        part: &part,
        staff: &people,
        house: &people,
        policy: Policy::shipped_ref(),
        refused: None,
    };
    for (command, sent) in [
        ("check-in-part", vec![("condition", "taken_apart")]),
        ("destroy-part", vec![("witness", "P301")]),
        ("forward-part", vec![("carrier", "顺丰"), ("tracking", "SF1")]),
        (
            "record-loss",
            vec![("reason", "丢失"), ("answerable", "P301"), ("deducted", "1200")],
        ),
    ] {
        let form = one.form(&format!("returns.{command}"), &frame).unwrap();
        is_taken(&form, &typed(&sent));
    }
}
