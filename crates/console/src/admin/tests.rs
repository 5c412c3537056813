use std::collections::BTreeMap;

use proto::desk::{NamedPerson, PersonListed};
use proto::directory::{ListKind, Station};
use proto::wire::{Feeds, Status};
use serde_json::json;
use sla::policy::{Policy, PolicyProblem, Role};
use types::{Actor, Lang, PersonId, Sentence, ServiceName, StationId};

use super::*;
use crate::form::Refused;
use crate::testing::{escaped, frame, naughty, now, visitor};

fn listed(words: &str) -> PersonListed {
    serde_json::from_value(json!({
        "person": {
            "id": "P301", "name": words, "roles": ["field_engineer", "station_manager"], "station": "HZ",
            "region": words, "grade": 2,
            "phones": [{ "phone": "13800001301", "from": "2026-01-01T00:00:00+08:00", "until": null }],
        },
        "left": false,
        "deputy": { "id": "P302", "name": words },
    }))
    .unwrap()
}

fn station(words: &str) -> Station {
    Station {
        id: StationId::new("HZ").unwrap(),
        name: words.to_owned(),
        region: words.to_owned(),
        zone: None,
        location: None,
    }
}

fn bad(words: &str) -> Vec<BadCell> {
    vec![BadCell {
        line: 3,
        column: words.to_owned(),
        reason: Sentence::new(words, words),
    }]
}

fn person_page(words: &str, role: Role) -> String {
    let stations = [station(words)];
    let colleagues = [NamedPerson {
        id: PersonId::new("P302").unwrap(),
        name: words.to_owned(),
    }];
    let looks = visitor(Lang::Zh, &[role]);
    let typed = [("name".to_owned(), words.to_owned())];
    let view = PersonView {
        listed: Some(&listed(words)),
        stations: &stations,
        colleagues: &colleagues,
        entrance: None,
        code: None,
        policy: Policy::shipped_ref(),
        refused: Some(Refused {
            command: ENTRY,
            typed: &typed,
            problem: words,
        }),
        bad: &bad(words),
    };
    view.page(&frame(&looks)).unwrap()
}

fn pages(words: &str) -> Vec<String> {
    let looks = visitor(Lang::Zh, &[Role::Administrator]);
    let frame = frame(&looks);
    let (people, stations) = ([listed(words)], [station(words)]);
    let list = PeopleView {
        people: &people,
        entrances: None,
        total: 1,
        skip: 0,
        station: None,
        stations: &stations,
        may_add: true,
    };
    let problems = [PolicyProblem {
        line: 7,
        column: 1,
        entry: words.to_owned(),
        reason: Sentence::new(words, words),
    }];
    let policy = PolicyView {
        policy: Policy::shipped_ref(),
        typed: Some(words),
        outcome: Some(PolicyOutcome::Bad(&problems)),
    };
    let token = TokenLine {
        id: "abcd".to_owned(),
        name: words.to_owned(),
        scopes: vec!["read".to_owned()],
        person: None,
        made_by: Actor::Local,
        made_at: now(),
    };
    let tokens = TokensView {
        tokens: &[token],
        given: None,
        refused: None,
    };
    let import = ImportView {
        list: Some(ListKind::People),
        rows: words,
        taken: None,
        problem: Some(words),
        bad: &bad(words),
    };
    let entry = StationEntryView {
        station: Some(&stations[0]),
        policy: Policy::shipped_ref(),
        refused: None,
        bad: &bad(words),
    };
    let stations = StationsView {
        stations: &stations,
        may_change: true,
    };
    vec![
        list.page(&frame).unwrap(),
        person_page(words, Role::Administrator),
        stations.page(&frame).unwrap(),
        entry.page(&frame).unwrap(),
        policy.page(&frame).unwrap(),
        tokens.page(&frame).unwrap(),
        import.page(&frame).unwrap(),
    ]
}

#[test]
fn whatever_people_write_is_shown_as_they_wrote_it_and_does_nothing() {
    for words in naughty() {
        for page in pages(&words) {
            assert!(page.contains(&escaped(&words)), "{words:?} in {page}");
            assert!(
                words.starts_with('=') || !words.contains('<') || !page.contains(&words),
                "{words:?}"
            );
        }
    }
}

// rule: DIR-1
// rule: DIR-4
#[test]
fn each_sees_the_forms_that_their_rights_allow() {
    let sees = |role| {
        let page = person_page("王", role);
        [
            "apply-import",
            "give-phone",
            "appoint-deputy",
            "end-deputy",
            "record-leaving",
        ]
        .map(|command| page.contains(&format!("/admin/person/directory/{command}?id=P301")))
    };
    assert_eq!(sees(Role::Administrator), [true; 5]);
    assert_eq!(sees(Role::CustomerCentreManager), [false, true, true, true, true]);
    assert_eq!(sees(Role::StationManager), [false, false, true, true, false]);
    assert_eq!(sees(Role::Auditor), [false; 5]);
}

#[test]
fn the_roles_they_have_are_chosen_already() {
    let looks = visitor(Lang::En, &[Role::Administrator]);
    let view = PersonView {
        listed: Some(&listed("王")),
        stations: &[],
        colleagues: &[],
        entrance: None,
        code: None,
        policy: Policy::shipped_ref(),
        refused: None,
        bad: &[],
    };
    let page = view.page(&frame(&looks)).unwrap();
    assert_eq!(page.matches("name=\"roles\" value=").count(), Role::ALL.len());
    for role in ["field_engineer", "station_manager"] {
        assert!(
            page.contains(&format!("value=\"{role}\" checked")),
            "{role}: {page}"
        );
    }
    assert_eq!(page.matches(" checked>").count(), 2, "{page}");
}

#[test]
fn a_stopped_feed_says_why_and_an_administrator_lets_it_go_on() {
    let status: Status = serde_json::from_value(json!({
        "service": "dispatch", "log_id": "a", "head": 9, "head_hash": "0".repeat(64), "position": 30,
        "stamp": now(), "now": now(), "reach": { "hotline": 4 }, "stopped": { "hotline": "x" },
        "set_aside": 1, "digest": null,
    }))
    .unwrap();
    let feeds: Feeds = serde_json::from_value(json!({
        "feeds": [{ "log": "hotline", "read_to": 4, "stopped": "kind 999 is not known here" }],
        "set_aside": [],
    }))
    .unwrap();
    let feeds = BTreeMap::from([(ServiceName::Dispatch, feeds)]);
    let view = SystemView {
        services: &[status],
        away: &BTreeMap::new(),
        feeds: &feeds,
        disk: None,
        policy: Policy::shipped_ref(),
        verified: None,
        refused: None,
        reads_logs: false,
    };
    let looks = visitor(Lang::En, &[Role::Auditor]);
    let page = view.page(&frame(&looks)).unwrap();
    assert!(page.contains("kind 999 is not known here"), "{page}");
    assert!(!page.contains("/admin/feeds/"), "{page}");
    let looks = visitor(Lang::En, &[Role::Administrator]);
    let page = view.page(&frame(&looks)).unwrap();
    assert!(
        page.contains("action=\"/admin/feeds/dispatch/hotline\""),
        "{page}"
    );
}
