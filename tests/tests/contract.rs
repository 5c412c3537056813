//! The published documents held against the running system: what it answers is described, and what is described is there.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::BTreeSet;
use std::time::Duration;

use futures::StreamExt;
use serde_json::{Map, Value, json};
use types::ServiceName;
use whole_system::{Data, Described, Options, Question, Story, System, project_file, story_begins};

/// Asks every question there is and holds each answer against its schema; gives how many there were.
fn check_answers(system: &System, document: &Value, story: &Story) -> usize {
    let described = Described(document);
    let mut asked = 0;
    for Question { path, schema, .. } in Question::all(document, story) {
        let answer = system.http().get(&path).send();
        // An entry's id stands in one of the lists.
        if path.contains("/directory/") && answer.status == 404 {
            continue;
        }
        let wrong = described.wrong(&schema, &answer.taken());
        assert!(wrong.is_empty(), "{path}: {wrong:#?}");
        asked += 1;
    }
    asked
}

/// An answer to each kind of thing that is sent in, and a refusal.
fn check_deeds(system: &System, document: &Value, story: &Story) {
    let described = Described(document);
    let check = |path: &str, taken: bool, body: Vec<u8>, media: &str| {
        let sent = system.http().post(path).acting("A1").body(media, body).send();
        assert_eq!(sent.status == 200, taken, "{path}: {}", sent.body);
        let responses = &document["paths"][named(path)]["post"]["responses"];
        let response = if taken {
            &responses["200"]
        } else {
            &responses["default"]
        };
        let schema = &response["content"]["application/json"]["schema"];
        let wrong = described.wrong(schema, &sent.json());
        assert!(schema.is_object() && wrong.is_empty(), "{path}: {wrong:#?}");
    };
    let json = "application/json";
    let note = |order: &str| format!("{{\"order\":\"{order}\",\"text\":\"今天到货\"}}").into_bytes();
    check("/api/v1/hotline/add-note", true, note(&story.unrepaired), json);
    check("/api/v1/hotline/add-note", false, note("2600998"), json);
    check("/api/v1/logs/hotline/verify", true, b"{}".to_vec(), json);
    check("/api/v1/time/settle", true, b"{}".to_vec(), json);
    check("/api/v1/documents", true, b"paper".to_vec(), "text/plain");
    let stations = "服务站编号,服务站,区域\nTZ,台州站,华东\n";
    let http = system.http().post("/api/v1/imports/stations").acting("local");
    let imported = http.body("text/csv", stations).send().taken();
    let schema = &document["paths"]["/api/v1/imports/{list}"]["post"]["responses"]["200"];
    let wrong = described.wrong(&schema["content"]["application/json"]["schema"], &imported);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The document's name for a path that was asked.
fn named(path: &str) -> String {
    path.replace("/logs/hotline/", "/logs/{service}/")
}

/// Every record of every log against the message that the bus's document has for it.
fn check_records(system: &System, document: &Value) {
    let described = Described(document);
    for log in ServiceName::ALL {
        let records = system.ask(&format!("logs/{log}/tail?after=0"));
        let message = &document["components"]["messages"][format!("{log}.records")];
        let wrong = described.wrong(&message["payload"], &records);
        assert!(wrong.is_empty(), "{log}: {wrong:#?}");
    }
}

#[test]
fn everything_the_system_answers_is_described_and_the_document_served_is_the_one_published() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()));
    let story = system.play_story();
    let document = system.ask("openapi.json");
    let published = std::fs::read_to_string(project_file("proto/openapi.yaml")).unwrap();
    assert!(
        proto::yaml::write(&document) == published,
        "proto/openapi.yaml is not what is served"
    );
    let asked = check_answers(&system, &document, &story);
    assert!(asked > 40, "{asked}");
    check_deeds(&system, &document, &story);
    check_records(&system, &proto::asyncapi::value());
    system.stop();
}

#[test]
fn a_value_with_a_field_too_many_or_too_few_is_not_described() {
    let document = json!({ "schemas": {
        "Part": { "type": "object", "required": ["tag"], "properties": {
            "tag": { "type": "string" },
            "state": { "anyOf": [{ "enum": ["held", "lost"] }, { "type": "null" }] },
        } },
    } });
    let schema = json!({ "type": "array", "items": { "$ref": "#/schemas/Part" } });
    let wrong = |part: Value| Described(&document).wrong(&schema, &json!([part]));
    assert!(wrong(json!({ "tag": "2600017-P1", "state": null })).is_empty());
    assert_eq!(
        wrong(json!({ "tag": "2600017-P1", "shelf": 4 })),
        ["$[0].shelf is not described"]
    );
    assert_eq!(wrong(json!({ "state": "held" })), ["$[0].tag is missing"]);
    assert_eq!(wrong(json!({ "tag": 3 })), ["$[0].tag: 3 is no \"string\""]);
    assert_eq!(wrong(json!({ "tag": "2600017-P1", "state": "sold" })).len(), 1);
}

/// Asks everybody on the bus which endpoints they have, until as many answered as there are.
fn endpoints(system: &System, services: usize) -> BTreeSet<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let client = system.bus().await;
        let inbox = client.new_inbox();
        let answers = client.subscribe(inbox.clone()).await.unwrap().take(services);
        client
            .publish_with_reply("$SRV.INFO", inbox, "".into())
            .await
            .unwrap();
        let answers = tokio::time::timeout(Duration::from_secs(60), answers.collect::<Vec<_>>());
        let subjects = answers.await.unwrap().into_iter().flat_map(|answer| {
            let info: Value = serde_json::from_slice(&answer.payload).unwrap();
            let endpoints = info["endpoints"].as_array().unwrap().clone();
            endpoints
                .into_iter()
                .map(|endpoint| endpoint["subject"].as_str().unwrap().to_owned())
        });
        subjects.collect()
    })
}

/// The subjects of the bus's document that something answers on.
fn described(document: &Value) -> BTreeSet<String> {
    let channels = document["channels"].as_object().unwrap();
    let answered = channels
        .iter()
        .filter(|(id, _)| document["operations"][id.as_str()]["action"] == "receive");
    answered
        .flat_map(|(_, channel)| addresses(channel.as_object().unwrap()))
        .collect()
}

/// A channel's address, once for each service that it may stand for.
fn addresses(channel: &Map<String, Value>) -> Vec<String> {
    let address = channel["address"].as_str().unwrap();
    let services = channel
        .get("parameters")
        .and_then(|parameters| parameters["service"]["enum"].as_array());
    match services {
        None => vec![address.to_owned()],
        Some(services) => services
            .iter()
            .map(|service| address.replace("{service}", service.as_str().unwrap()))
            .collect(),
    }
}

#[test]
fn the_bus_offers_what_its_document_says_and_nothing_else() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()));
    // The services, the desk and whoever holds time.
    let offered = endpoints(&system, ServiceName::ALL.len() + 2);
    assert_eq!(offered, described(&proto::asyncapi::value()));
    system.stop();
}
