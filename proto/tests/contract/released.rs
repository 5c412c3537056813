//! What released versions wrote and their clients sent: it is read for ever, whatever is written today.

use std::fs;
use std::path::Path;

use proto::claims::ClaimsCommand;
use proto::directory::DirectoryCommand;
use proto::dispatch::DispatchCommand;
use proto::field::FieldCommand;
use proto::hotline::HotlineCommand;
use proto::notify::NotifyCommand;
use proto::returns::ReturnsCommand;
use proto::{AnyEvent, Command, Encoding, StoredRecord};
use serde_json::Value;
use types::ServiceName;

use crate::golden::{bytes, rows};
use crate::samples::choices;

/// The versions whose goldens are kept: the folders beside the newest ones.
fn versions() -> Vec<String> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let entries = fs::read_dir(golden).unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.path().is_dir());
    let versions: Vec<String> = folders
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert!(versions.contains(&"0.1.0".to_owned()));
    versions
}

/// An event as answers show it, without its kind around it.
fn inside(event: &AnyEvent) -> Value {
    serde_json::to_value(event).unwrap()[event.kind().name].clone()
}

#[test]
fn every_event_that_a_released_version_wrote_is_read_and_says_what_it_said() {
    for version in versions() {
        let logs = ServiceName::ALL.map(|log| (log, log.as_str()));
        for (log, file) in logs.into_iter().chain([(ServiceName::Directory, "common")]) {
            for [schema, number, kind, body, json] in rows::<5>(&format!("golden/{version}/{file}.txt")) {
                let number = number.parse().unwrap();
                let event = AnyEvent::decode(log, schema.parse().unwrap(), number, &bytes(&body)).unwrap();
                if event.kind().version == number {
                    let json: Value = serde_json::from_str(&json).unwrap();
                    assert_eq!(inside(&event), json, "{file} {kind} of {version}");
                }
            }
        }
        for [body] in rows::<1>(&format!("golden/{version}/envelope.txt")) {
            StoredRecord::from_bytes(&bytes(&body)).unwrap();
        }
    }
}

#[test]
fn no_choice_of_a_released_version_is_gone_or_has_moved() {
    let today: Vec<[String; 3]> = choices::all()
        .into_iter()
        .map(|choice| [choice.name, choice.hex, choice.json])
        .collect();
    for version in versions() {
        for row in rows::<3>(&format!("golden/{version}/choices.txt")) {
            assert!(today.contains(&row), "{row:?} of {version}");
        }
    }
}

/// Reads a command as its service's endpoint does.
fn read(service: &str, name: &str, json: &str) -> Result<(), String> {
    fn taken<C: Command>(name: &str, json: &str) -> Result<(), String> {
        C::read(name, Encoding::Json, json.as_bytes()).map(drop)
    }
    match service {
        "directory" => taken::<DirectoryCommand>(name, json),
        "hotline" => taken::<HotlineCommand>(name, json),
        "dispatch" => taken::<DispatchCommand>(name, json),
        "field" => taken::<FieldCommand>(name, json),
        "notify" => taken::<NotifyCommand>(name, json),
        "claims" => taken::<ClaimsCommand>(name, json),
        "returns" => taken::<ReturnsCommand>(name, json),
        other => Err(format!("there is no service {other}")),
    }
}

#[test]
fn every_command_that_a_released_client_sends_is_read() {
    for version in versions() {
        for [command, _, json] in rows::<3>(&format!("golden/{version}/commands.txt")) {
            let (service, name) = command.split_once('.').unwrap();
            read(service, name, &json).unwrap_or_else(|failure| panic!("{command} of {version}: {failure}"));
        }
    }
}
