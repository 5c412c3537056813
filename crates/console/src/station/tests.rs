use proto::returns::ReturnsCommand;
use proto::{Command, Encoding};
use serde_json::json;
use sla::policy::Role;
use types::{Lang, PersonId};

use super::*;
use crate::testing::{escaped, frame, naughty, order, visitor};

fn part(words: &str) -> PartRow {
    serde_json::from_value(json!({
        "tag": "2600017-P1", "order": "2600017", "claim": "2600017-1", "claim_state": null,
        "claim_state_title": null, "machine": null, "model": words, "station": null,
        "engineer": { "id": "P301", "name": words }, "part_number": words, "name": words, "quantity": 1,
        "serial": null, "state": "expected", "state_title": { "zh": "待入站", "en": "expected" },
        "since": "2026-01-05T09:00:00+08:00", "month": "2026-01", "return": "not_handed_in",
        "return_title": { "zh": "未入站", "en": "not handed in" }, "condition": null, "photo": null,
        "checked_in_at": null, "consignment": null, "shipped_at": null, "received_at": null, "loss": null,
        "gone": null, "clocks": [],
    }))
    .unwrap()
}

fn station(id: &str, name: &str) -> Station {
    Station {
        id: StationId::new(id).unwrap(),
        name: name.to_owned(),
        region: name.to_owned(),
        zone: None,
        location: None,
    }
}

/// What is asserted of a desk whose every text is those words.
fn with_desk<T>(words: &str, then: impl FnOnce(&StationView<'_>) -> T) -> T {
    let stations = [station("HZ", words)];
    let engineers = [NamedPerson {
        id: PersonId::new("P301").unwrap(),
        name: words.to_owned(),
    }];
    let board = Board {
        rows: vec![order(words)],
        total: 1,
        steps: std::collections::BTreeMap::new(),
        urgencies: std::collections::BTreeMap::new(),
    };
    let [station] = &stations;
    then(&StationView {
        station,
        stations: &stations,
        board: &board,
        engineers: &engineers,
        expected: &[part(words)],
        held: &[part(words)],
        planned: None,
        policy: Policy::shipped_ref(),
        refused: None,
    })
}

#[test]
fn whatever_people_write_is_shown_as_they_wrote_it_and_does_nothing() {
    let manager = visitor(Lang::Zh, &[Role::StationManager]);
    for text in naughty() {
        let html = with_desk(&text, |desk| desk.page(&frame(&manager)).unwrap());
        assert!(html.matches(&escaped(&text)).count() >= 8, "{text:?}");
        assert!(!html.contains("<script>alert") && !html.contains("<img"));
    }
}

// rule: ORD-8
#[test]
fn an_order_to_answer_is_planned_from_the_desk_with_its_four_inputs() {
    let manager = visitor(Lang::Zh, &[Role::StationManager]);
    let engineer = visitor(Lang::Zh, &[Role::FieldEngineer]);
    let folded = with_desk("杭州站", |desk| desk.page(&frame(&manager)).unwrap());
    assert!(folded.contains("<details class=\"plan\"><summary>"));
    for input in ["parts", "engineers", "agreed_with_customer", "arrears"] {
        assert!(folded.contains(&format!("name=\"inputs.{input}\"")), "{input}");
    }
    let chosen: OrderNumber = "2600017".parse().unwrap();
    let open = with_desk("杭州站", |desk| {
        let desk = StationView {
            planned: Some(&chosen),
            ..desk.clone()
        };
        desk.page(&frame(&manager)).unwrap()
    });
    assert!(open.contains("<details class=\"plan\" open>"));
    assert!(open.contains("<option value=\"2600017\" selected>"));
    let html = with_desk("杭州站", |desk| desk.page(&frame(&engineer)).unwrap());
    assert!(!html.contains("/station/dispatch/make-plan"));
}

// rule: OLD-2
// rule: OLD-3
#[test]
fn parts_are_checked_in_and_shipped_by_those_who_may() {
    let manager = visitor(Lang::Zh, &[Role::StationManager]);
    let operator = visitor(Lang::Zh, &[Role::Operator]);
    let html = with_desk("杭州站", |desk| desk.page(&frame(&manager)).unwrap());
    assert!(html.contains("/station/returns/check-in-part?station=HZ"));
    assert!(html.contains("/station/returns/ship-consignment?station=HZ"));
    let html = with_desk("杭州站", |desk| desk.page(&frame(&operator)).unwrap());
    assert!(!html.contains("/station/returns/"));
    for (command, typed) in [
        (
            "check-in-part",
            vec![("tag", "2600017-P1"), ("condition", "complete")],
        ),
        ("ship-consignment", vec![("carrier", "顺丰"), ("tracking", "SF1")]),
    ] {
        let typed: Vec<(String, String)> = typed
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let body = with_desk("杭州站", |desk| {
            let form = desk
                .form(&format!("returns.{command}"), &frame(&manager))
                .unwrap();
            form.body(&typed, chrono_tz::Asia::Shanghai).unwrap()
        });
        let bytes = serde_json::to_vec(&body).unwrap();
        let read = ReturnsCommand::read(command, Encoding::Json, &bytes);
        assert!(read.is_ok(), "{body} {read:?}");
    }
}

#[test]
fn the_desk_is_the_one_asked_for_or_the_visitors_own_or_the_first() {
    let stations = [station("HZ", "杭州站"), station("NB", "宁波站")];
    let id = |text: &str| StationId::new(text).unwrap();
    let shown = |asked: Option<&StationId>, own: Option<&StationId>| {
        station_of(asked, own, &stations).map(|station| station.id.to_string())
    };
    let (hangzhou, ningbo, nowhere) = (id("HZ"), id("NB"), id("XX"));
    assert_eq!(shown(Some(&ningbo), Some(&hangzhou)), Some("NB".to_owned()));
    assert_eq!(shown(None, Some(&ningbo)), Some("NB".to_owned()));
    assert_eq!(shown(None, None), Some("HZ".to_owned()));
    assert_eq!(shown(Some(&nowhere), Some(&hangzhou)), None);
}

// rule: ORD-8
// rule: ORD-9
#[test]
fn an_engineers_day_has_every_visit_they_lead_or_go_along_on_until_the_day_after_it_is_over() {
    let engineer = |id: &str| NamedPerson {
        id: PersonId::new(id).unwrap(),
        name: "谭工".to_owned(),
    };
    let manager = visitor(Lang::Zh, &[Role::StationManager]);
    let frame = frame(&manager);
    let told = |id: &str, orders: &[proto::desk::OrderSummary]| -> Vec<(String, bool, String, Vec<&str>)> {
        let trips = day::of(&engineer(id), orders, &frame).into_iter();
        let words = |trip: &Trip<'_>| trip.times.iter().map(|(word, _)| *word).collect();
        trips
            .map(|trip| (trip.state.to_owned(), trip.leads, trip.with.clone(), words(&trip)))
            .collect()
    };
    let mut orders = [order("小何"), order("小何")];
    let trip = orders[0].trip.as_mut().unwrap();
    (trip.departed, trip.arrived) = (Some(crate::testing::now()), Some(crate::testing::now()));
    let (planned, on_site) = (vec!["预计出发"], vec!["预计出发", "出发", "到达"]);
    let both = "小何、小何".to_owned();
    assert_eq!(
        told("P301", &orders),
        [
            ("在现场".to_owned(), true, both.clone(), on_site),
            ("计划".to_owned(), true, both.clone(), planned.clone()),
        ]
    );
    assert_eq!(
        told("P302", &orders[1..]),
        [("计划".to_owned(), false, both, planned)]
    );
    assert!(told("P303", &orders).is_empty());
    let ended = orders[0].trip.as_mut().unwrap();
    ended.ended = Some(crate::testing::now());
    assert_eq!(told("P301", &orders[..1])[0].0, "已离开");
    let ended = orders[0].trip.as_mut().unwrap();
    ended.ended = Some("2026-01-04T18:00:00+08:00".parse().unwrap());
    assert!(told("P301", &orders[..1]).is_empty());
}
