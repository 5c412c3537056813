//! A backup while the system works, the next one of only what is new, and back again.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use whole_system::{CommandLine, Data, HANGZHOU, Options, System, at, project_file};

const PHOTO: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0 a hose that burst";

fn path(data: &Data) -> &str {
    data.path().to_str().unwrap()
}

/// Adds a note to an order.
fn note(system: &System, order: &str, text: &str) {
    let body = json!({ "order": order, "text": text });
    system.act("P101", "hotline/add-note", &body).taken();
}

fn attach_photo(system: &System, order: &str) {
    let put = system.http().post("/api/v1/documents").with("name", "旧件.jpg");
    let mut document = put.acting("P101").body("image/jpeg", PHOTO).send().taken();
    document["kind"] = json!("photo");
    let attach = json!({ "order": order, "target": "order", "document": document });
    system.act("P101", "field/attach-document", &attach).taken();
}

/// Backs up, adding notes for as long as that takes.
fn back_up_under_load(system: &System, to: &Data, order: &str) {
    let mut backup = system
        .cli()
        .command(&["log", "backup", path(to)])
        .spawn()
        .unwrap();
    let mut notes = 0;
    while backup.try_wait().unwrap().is_none() {
        notes += 1;
        note(system, order, &format!("during {notes}"));
    }
    let output = backup.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn backed_up(system: &System, to: &Data) -> Value {
    system.cli().json(&["log", "backup", path(to)])
}

fn restored(from: &Data) -> Data {
    let data = Data::new();
    let said = CommandLine::on(data.path()).prints(&["log", "restore", path(from)]);
    assert!(said.contains("已还原到"), "{said}");
    data
}

/// The texts of the notes in hotline's log.
fn notes(system: &System) -> Vec<String> {
    let export = system.http().get("/api/v1/logs/hotline/export").send().body;
    let records = export
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let notes = records.filter(|record| record["kind"] == "NoteAdded");
    notes
        .map(|record| record["event"]["text"].as_str().unwrap().to_owned())
        .collect()
}

fn verify(data: &Path) -> (i32, String) {
    let ran = CommandLine::on(data).english().run(&["log", "verify"]);
    (ran.code, ran.out + &ran.err)
}

#[test]
fn a_backup_under_load_is_sound_goes_on_from_where_it_was_and_restores_to_the_same_state() {
    let (data, backup) = (Data::new(), Data::new());
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")));
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    attach_photo(&system, &order);
    system.advance("30h");
    for n in 0..30 {
        note(&system, &order, &format!("before {n}"));
    }
    back_up_under_load(&system, &backup, &order);
    let (code, said) = verify(backup.path());
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("1 documents, sound"), "{said}");

    // What was answered before it began is in it, and no effect without its cause: every feed goes on.
    let under_load = restored(&backup);
    let copy = System::start(&Options::sandbox_again(&under_load));
    copy.settle();
    let there = notes(&copy);
    assert!(
        (0..30).all(|n| there.contains(&format!("before {n}"))),
        "{there:?}"
    );
    copy.stop();

    note(&system, &order, "last");
    system.settle();
    let second = backed_up(&system, &backup);
    let frames = second["logs"]["hotline"]["frame"].as_u64().unwrap();
    let new = second["logs"]["hotline"]["new"].as_u64().unwrap();
    assert!(new > 0 && new < frames / 2, "{second}");
    assert_eq!(second["documents"], 0, "{second}");
    let third = backed_up(&system, &backup);
    let logs = third["logs"].as_object().unwrap();
    assert_eq!(logs.len(), 7, "{third}");
    assert!(logs.values().all(|log| log["new"] == 0), "{third}");
    let (digest, now) = (system.digest(), system.now());
    system.stop();

    let again = restored(&backup);
    let copy = System::start(&Options::sandbox_again(&again));
    copy.settle();
    assert_eq!((copy.digest(), copy.now()), (digest, now));
    assert_eq!(notes(&copy).last().unwrap(), "last");
    copy.stop();
    let (code, said) = verify(again.path());
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_stopped_system_is_backed_up_too_and_a_damaged_backup_names_log_and_frame() {
    let (data, backup) = (Data::new(), Data::new());
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")));
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    note(&system, &order, "与昨天的工单重复");
    system.settle();
    let digest = system.digest();
    system.stop();

    let offline = CommandLine::on(data.path());
    let said = offline
        .clone()
        .english()
        .prints(&["log", "backup", path(&backup)]);
    assert!(said.contains("The backup is done"), "{said}");
    let again = restored(&backup);
    let copy = System::start(&Options::sandbox_again(&again));
    copy.settle();
    assert_eq!(copy.digest(), digest);
    copy.stop();

    let into_itself = offline.run(&["log", "backup", path(&data)]);
    assert_eq!(into_itself.code, 2, "{}", into_itself.err);
    assert!(into_itself.err.contains("是数据目录"), "{}", into_itself.err);
    let not_empty = offline.clone().english().run(&["log", "restore", path(&backup)]);
    assert_eq!(not_empty.code, 2, "{}", not_empty.err);
    assert!(
        not_empty.err.contains("is not an empty directory"),
        "{}",
        not_empty.err
    );

    let database = backup.database("hotline");
    let mut bytes = fs::read(&database).unwrap();
    let text = "与昨天的工单重复".as_bytes();
    let places: Vec<usize> = (0..bytes.len() - text.len())
        .filter(|at| bytes[*at..].starts_with(text))
        .collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place + 4] ^= 0b10;
    }
    fs::write(&database, bytes).unwrap();
    let (code, said) = verify(backup.path());
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("hotline  damaged: ") && said.contains("frame "),
        "{said}"
    );
    let nowhere = Data::new();
    let refused = CommandLine::on(nowhere.path())
        .english()
        .run(&["log", "restore", path(&backup)]);
    assert_ne!(refused.code, 0);
    assert!(
        refused.err.contains("log hotline is damaged at frame"),
        "{}",
        refused.err
    );
}

#[test]
fn an_export_is_cloud_events_with_lasting_ids() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")));
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    let running = system.cli().prints(&["log", "export", "hotline"]);
    system.settle();
    system.stop();
    let lying = CommandLine::on(data.path()).prints(&["log", "export", "hotline"]);
    assert!(
        lying.starts_with(&running),
        "the same records are the same events"
    );
    let events: Vec<Value> = running
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let opened = events
        .iter()
        .find(|event| event["type"] == "hotline.OrderOpened")
        .unwrap();
    assert_eq!(opened["specversion"], "1.0");
    assert_eq!(opened["source"], "/fieldledger/logs/hotline");
    assert_eq!(opened["data"]["facts"]["order"], order.as_str());
    let mut ids: Vec<&str> = events.iter().map(|event| event["id"].as_str().unwrap()).collect();
    ids.dedup();
    assert_eq!(ids.len(), events.len());
}

#[test]
fn a_system_known_by_its_address_alone_takes_its_token_and_is_backed_up_where_its_data_lie() {
    let (data, elsewhere, to) = (Data::new(), Data::new(), Data::new());
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")));
    system.import_sample();
    let run = fs::read(data.path().join("run.json")).unwrap();
    let run: Value = serde_json::from_slice(&run).unwrap();
    let asked = |data: &Data| {
        let command = CommandLine::on(data.path()).english();
        command.option("--server", system.http().base())
    };
    let policy = project_file("deploy/policy.toml");
    let load = ["policy", "load", policy.to_str().unwrap()];
    let refused = asked(&elsewhere).run(&load);
    assert!(refused.err.contains("actor.unproved"), "{}", refused.err);
    let token = run["token"].as_str().unwrap();
    let loaded = asked(&elsewhere).option("--token", token).run(&load);
    assert_eq!(loaded.code, 0, "{}", loaded.err);
    let refused = asked(&elsewhere).run(&["log", "backup", path(&to)]);
    assert!(refused.err.contains("with --data, too"), "{}", refused.err);
    let with_token = asked(&data).option("--token", token);
    let done = with_token.run(&["log", "backup", path(&to)]);
    assert_eq!(done.code, 0, "{}", done.err);
    let (code, said) = verify(to.path());
    assert_eq!(code, 0, "{said}");
    system.stop();
}
