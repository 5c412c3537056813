//! Golden bytes: what was once written is written so for ever, and reads as it did.

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};

use proto::claims::{ClaimsCommand, ClaimsEvent};
use proto::common::CommonEvent;
use proto::directory::{DirectoryCommand, DirectoryEvent};
use proto::dispatch::{DispatchCommand, DispatchEvent};
use proto::field::{FieldCommand, FieldEvent};
use proto::hotline::{HotlineCommand, HotlineEvent};
use proto::notify::{NotifyCommand, NotifyEvent};
use proto::returns::{ReturnsCommand, ReturnsEvent};
use proto::wire::LogVerified;
use proto::{Command, Encoding, Event, Rejection, StoredRecord};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::golden::{bytes, hex, hold, rows};
use crate::samples::{self, choices, commands, wire};

const EVENT_HEAD: &str = "# schema version kind bytes json\n";

fn events<E: Event + DeserializeOwned>(log: &str, samples: &[E]) {
    let file = format!("golden/{log}.txt");
    let mut made = EVENT_HEAD.to_owned();
    for event in samples {
        let kind = event.kind();
        let json = inside(event, kind.name);
        let body = event.encode().unwrap();
        writeln!(
            made,
            "{} {} {} {} {json}",
            kind.schema,
            kind.version,
            kind.name,
            hex(&body)
        )
        .unwrap();
    }
    every_kind_is_filled(samples);
    hold(&file, &made);
    for (row, sample) in rows::<5>(&file).iter().zip(samples) {
        let [schema, version, kind, body, json] = row;
        let decoded = E::decode(schema.parse().unwrap(), version.parse().unwrap(), &bytes(body)).unwrap();
        assert_eq!(&decoded, sample);
        let read: E = serde_json::from_str(&format!("{{\"{kind}\":{json}}}")).unwrap();
        assert_eq!(&read, sample);
    }
}

/// An event's JSON without the kind around it, as answers and `log tail` show it.
fn inside<E: Event>(event: &E, kind: &str) -> String {
    let json = serde_json::to_string(event).unwrap();
    let inside = json
        .strip_prefix(&format!("{{\"{kind}\":"))
        .and_then(|rest| rest.strip_suffix('}'));
    inside.unwrap().to_owned()
}

fn every_kind_is_filled<E: Event>(samples: &[E]) {
    let filled: BTreeSet<&str> = samples
        .iter()
        .filter(|event| is_filled(&serde_json::to_value(event).unwrap()))
        .map(|event| event.kind().name)
        .collect();
    for kind in E::KINDS {
        assert!(
            filled.contains(kind.name),
            "{} has no sample with every field filled",
            kind.name
        );
    }
}

fn is_filled(json: &Value) -> bool {
    match json {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty() && items.iter().all(is_filled),
        Value::Object(fields) => fields.values().all(is_filled),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

#[test]
fn what_the_kit_writes_stands_as_it_always_did() {
    events::<CommonEvent>("common", &samples::common::events());
}

#[test]
fn directorys_events_stand_as_they_always_did() {
    events::<DirectoryEvent>("directory", &samples::directory::events());
}

#[test]
fn hotlines_events_stand_as_they_always_did() {
    events::<HotlineEvent>("hotline", &samples::hotline::events());
}

#[test]
fn dispatchs_events_stand_as_they_always_did() {
    events::<DispatchEvent>("dispatch", &samples::dispatch::events());
}

#[test]
fn fields_events_stand_as_they_always_did() {
    events::<FieldEvent>("field", &samples::field::events());
}

#[test]
fn notifys_events_stand_as_they_always_did() {
    events::<NotifyEvent>("notify", &samples::notify::events());
}

#[test]
fn claims_events_stand_as_they_always_did() {
    events::<ClaimsEvent>("claims", &samples::claims::events());
}

#[test]
fn returns_events_stand_as_they_always_did() {
    events::<ReturnsEvent>("returns", &samples::returns::events());
}

#[test]
fn the_envelope_around_events_stands_as_it_always_did() {
    let mut made = "# bytes\n".to_owned();
    for envelope in samples::common::envelopes() {
        writeln!(made, "{}", hex(&envelope.to_bytes().unwrap())).unwrap();
    }
    hold("golden/envelope.txt", &made);
    for (row, sample) in rows::<1>("golden/envelope.txt")
        .iter()
        .zip(samples::common::envelopes())
    {
        assert_eq!(StoredRecord::from_bytes(&bytes(&row[0])).unwrap(), sample);
    }
}

#[test]
fn every_choice_of_every_enum_stands_as_it_always_did() {
    let mut made = "# enum bytes json\n".to_owned();
    for choice in choices::all() {
        writeln!(made, "{} {} {}", choice.name, choice.hex, choice.json).unwrap();
    }
    hold("golden/choices.txt", &made);
}

/// The schemas of everything that is stored, and of what clients send and services say to each other.
fn definitions() -> serde_json::Map<String, Value> {
    let mut all = SchemaGenerator::default();
    for log in [
        CommonEvent::json_schema,
        DirectoryEvent::json_schema,
        HotlineEvent::json_schema,
        DispatchEvent::json_schema,
        FieldEvent::json_schema,
        NotifyEvent::json_schema,
        ClaimsEvent::json_schema,
        ReturnsEvent::json_schema,
    ] {
        log(&mut all);
    }
    for commands in [
        DirectoryCommand::schemas,
        HotlineCommand::schemas,
        DispatchCommand::schemas,
        FieldCommand::schemas,
        NotifyCommand::schemas,
        ClaimsCommand::schemas,
        ReturnsCommand::schemas,
    ] {
        commands(&mut all);
    }
    all.subschema_for::<Rejection>();
    all.subschema_for::<LogVerified>();
    all.take_definitions(true)
}

#[test]
fn every_enum_inside_the_contract_has_its_choices_among_the_goldens() {
    let sampled: BTreeSet<String> = choices::all().into_iter().map(|choice| choice.name).collect();
    let definitions = definitions();
    let is_enum = |schema: &Value| schema.get("enum").is_some() || schema.get("oneOf").is_some();
    let enums = definitions.iter().filter(|(_, schema)| is_enum(schema));
    let left_out: Vec<&String> = enums
        .map(|(name, _)| name)
        .filter(|name| !sampled.contains(*name))
        .collect();
    assert!(definitions.len() > 100 && left_out.is_empty(), "{left_out:?}");
}

/// Writes commands in both encodings and reads them back by name, as an endpoint does.
fn commands_of<C: Command + PartialEq>(service: &str, samples: &[C]) -> String {
    let sampled: BTreeSet<&str> = samples.iter().map(Command::name).collect();
    assert_eq!(
        sampled,
        C::NAMES.iter().copied().collect(),
        "every command of {service} has a sample"
    );
    let mut made = String::new();
    for command in samples {
        let name = command.name();
        let json = body(command);
        let read = C::read(name, Encoding::Json, json.as_bytes()).unwrap();
        assert_eq!(&read, command);
        // An enum's bytes begin with the place of the choice, in one byte as long as there are fewer than 128.
        let postcard = postcard::to_stdvec(command).unwrap().split_off(1);
        assert_eq!(&C::read(name, Encoding::Postcard, &postcard).unwrap(), command);
        writeln!(made, "{service}.{name} {} {json}", hex(&postcard)).unwrap();
    }
    made
}

/// A command's JSON without the name of its kind around it.
fn body<C: Command>(command: &C) -> String {
    let json = serde_json::to_string(command).unwrap();
    let inside = json.split_once(':').and_then(|(_, rest)| rest.strip_suffix('}'));
    inside.unwrap().to_owned()
}

#[test]
fn commands_stand_on_the_bus_as_they_always_did() {
    let made = [
        "# command bytes json\n".to_owned(),
        commands_of("directory", &commands::directory::commands()),
        commands_of("hotline", &commands::hotline::commands()),
        commands_of("dispatch", &commands::dispatch::commands()),
        commands_of("field", &commands::field::commands()),
        commands_of("notify", &commands::notify::commands()),
        commands_of("claims", &commands::claims::commands()),
        commands_of("returns", &commands::returns::commands()),
    ];
    hold("golden/commands.txt", &made.concat());
}

/// What travels in both encodings.
fn both<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, samples: &[T]) -> String {
    let written = samples.iter().map(|sample| {
        let postcard = Encoding::Postcard.write(sample).unwrap();
        assert_eq!(&Encoding::Postcard.read::<T>(&postcard).unwrap(), sample);
        format!("{name} {} {}\n", hex(&postcard), json_of(sample))
    });
    written.collect()
}

/// What travels as JSON only, because it holds values of any shape.
fn json<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, samples: &[T]) -> String {
    samples
        .iter()
        .map(|sample| format!("{name} json-only {}\n", json_of(sample)))
        .collect()
}

fn json_of<T: Serialize + DeserializeOwned + PartialEq + Debug>(sample: &T) -> String {
    let json = serde_json::to_string(sample).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), sample);
    json
}

#[test]
fn what_services_say_to_each_other_stands_as_it_always_did() {
    let made = [
        "# type bytes json\n".to_owned(),
        both("FeedRead", &wire::feed_reads()),
        both("FeedPage", &wire::feed_pages()),
        both("Probe", &wire::probes()),
        both("Probed", &wire::probed()),
        both("Await", &wire::awaits()),
        both("Status", &wire::statuses()),
        both("StatusQuery", &wire::status_queries()),
        both("Feeds", &wire::feeds()),
        both("FeedRelease", &wire::feed_releases()),
        both("LogTail", &wire::log_tails()),
        both("LogFrames", &wire::log_frames()),
        both("LogVerified", &wire::logs_verified()),
        both("Advance", &wire::advances()),
        both("TimeShown", &wire::times_shown()),
        json("Accepted", &wire::accepted()),
        json("Rejection", &wire::rejections()),
    ];
    hold("golden/wire.txt", &made.concat());
}
