//! What stands in the logs, by what it was written for: each command, each record of another log that was reacted to,
//! each outcome of an effect.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use whole_system::System;

/// The kinds of events that commands of a simulation led to, by log and request id.
pub(crate) type Commands = BTreeMap<(String, String), Vec<String>>;

/// Reads all logs and gives what the simulation's commands led to.
///
/// # Panics
/// When something stands in two frames of a log: it was done twice, since each is decided in one.
pub(crate) fn written_once(system: &System) -> Commands {
    let mut frames: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let mut commands = Commands::new();
    for line in system.cli().prints(&["log", "export"]).lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| event[name].as_str().unwrap().to_owned();
        let (log, kind) = text("type")
            .split_once('.')
            .map(|(log, kind)| (log.to_owned(), kind.to_owned()))
            .unwrap();
        let cause: Value = serde_json::from_str(&text("cause")).unwrap();
        if let Some(request) = cause["request"]["id"].as_str()
            && request.starts_with("simulate-")
        {
            let of = (log.clone(), request.to_owned());
            commands.entry(of).or_default().push(kind);
        }
        if cause.get("due").is_none() {
            let of = (log, cause.to_string());
            frames.entry(of).or_default().insert(text("frame"));
        }
    }
    let twice: Vec<_> = frames.iter().filter(|(_, frames)| frames.len() > 1).collect();
    assert!(twice.is_empty(), "done twice: {twice:?}");
    commands
}
