//! The disk full, read-only, failing, cut, missing, or held by somebody else: a sentence that says what to do, and
//! everything there that was answered.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use whole_system::{Answer, CommandLine, Data, HANGZHOU, Options, Refused, System, at};

const START: &str = "2026-01-05 08:00";

fn began(data: &Data) -> (System, String) {
    let system = System::start(&Options::sandbox(data, at(START)).refusing_below(0));
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    (system, order)
}

fn again(data: &Data) -> System {
    System::start(&Options::sandbox_again(data).refusing_below(0))
}

/// Adds a note under a request id; none when nobody answered.
fn note(system: &System, order: &str, text: &str) -> Option<Answer> {
    let request = system.http().post("/api/v1/hotline/add-note").acting("P101");
    let request = request.header("Idempotency-Key", &format!("note-{}", text.replace(" ", "-")));
    request.json(&json!({ "order": order, "text": text })).try_send()
}

/// How often a note stands in hotline's log.
fn times(system: &System, text: &str) -> usize {
    let export = system.http().get("/api/v1/logs/hotline/export").send();
    let records = export
        .body
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    records
        .filter(|record| record["kind"] == "NoteAdded" && record["event"]["text"] == text)
        .count()
}

fn assert_says(refused: &Refused, what: &[&str]) {
    assert!(refused.code.is_some_and(|code| code != 0), "{refused:?}");
    for said in what {
        assert!(refused.err.contains(said), "{said}: {refused:?}");
    }
}

#[test]
fn a_write_or_sync_that_fails_stops_the_system_and_what_was_answered_is_there_once_it_runs_again() {
    let data = Data::new();
    let (mut system, order) = began(&data);
    let mut answered = Vec::new();
    for fault in ["fault-write-fails", "fault-sync-fails"] {
        let text = format!("before {fault}");
        assert_eq!(note(&system, &order, &text).unwrap().status, 200);
        answered.push(text);
        fs::write(data.log("hotline").join(fault), "").unwrap();
        let lost = format!("during {fault}");
        let answer = note(&system, &order, &lost);
        assert!(answer.is_none_or(|answer| answer.status != 200));
        let ended = system.ended();
        assert_says(
            &ended,
            &[
                "log hotline",
                "check the disk and start again",
                "Everything that was answered is kept",
            ],
        );
        system = again(&data);
        // Nobody knows whether it was written: sent again under its id it is there once.
        assert_eq!(note(&system, &order, &lost).unwrap().status, 200);
        answered.push(lost);
    }
    for text in &answered {
        assert_eq!(times(&system, text), 1, "{text}");
    }
    system.settle();
    system.stop();
}

#[test]
fn when_each_service_is_a_process_a_failed_sync_restarts_one_of_them_and_the_answer_comes_after_all() {
    let data = Data::new();
    let options = Options::sandbox(&data, at(START)).processes().refusing_below(0);
    let system = System::start(&options);
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    let before = system.pid("hotline");
    fs::write(data.log("hotline").join("fault-sync-fails"), "").unwrap();
    let answer = note(&system, &order, "同步失败").unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(times(&system, "同步失败"), 1);
    system.settle();
    assert_ne!(system.pid("hotline"), before);
    system.stop();
}

#[test]
fn a_cut_tail_is_named_and_what_is_whole_is_saved() {
    let data = Data::new();
    let (system, order) = began(&data);
    for n in 0..40 {
        assert_eq!(note(&system, &order, &format!("note {n}")).unwrap().status, 200);
    }
    system.stop();
    let database = data.database("hotline");
    let length = fs::metadata(&database).unwrap().len();
    File::options()
        .write(true)
        .open(&database)
        .unwrap()
        .set_len(length * 3 / 5)
        .unwrap();

    let offline = CommandLine::on(data.path()).english();
    let said = offline.refused(&["log", "verify", "hotline"]);
    assert!(said.contains("hotline") && said.contains("damaged"), "{said}");
    let named = said
        .split("frame ")
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    assert!(named, "{said}");

    let exported = offline.run(&["log", "export", "hotline"]);
    assert_eq!(exported.code, 1, "{}", exported.err);
    assert!(exported.err.contains("cannot be read"), "{}", exported.err);
    let events: Vec<Value> = exported
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(
        events.iter().any(|event| event["type"] == "hotline.OrderOpened"),
        "{} events",
        events.len()
    );

    let refused = System::try_start(&Options::sandbox_again(&data)).unwrap_err();
    assert_says(&refused, &["hotline", "log verify"]);
    let chinese = CommandLine::on(data.path()).run(&["log", "verify", "hotline"]);
    assert!(chinese.out.contains("损坏"), "{}", chinese.out);
}

#[test]
fn a_log_that_is_gone_is_not_begun_anew() {
    let data = Data::new();
    let (system, _) = began(&data);
    system.stop();
    let aside = data.path().join("hotline-aside");
    fs::rename(data.log("hotline"), &aside).unwrap();
    let refused = System::try_start(&Options::sandbox_again(&data)).unwrap_err();
    assert_says(&refused, &["the log of hotline is gone", "log restore"]);
    let ran = CommandLine::on(data.path())
        .english()
        .run(&["log", "verify", "hotline"]);
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(ran.err.contains("there is no log in"), "{}", ran.err);
    fs::rename(&aside, data.log("hotline")).unwrap();
    again(&data).stop();
}

#[test]
fn a_second_process_on_the_same_directory_is_refused_and_the_first_goes_on() {
    let data = Data::new();
    let (system, order) = began(&data);
    let second = System::try_start(&Options::sandbox_again(&data)).unwrap_err();
    assert_says(&second, &["another `fieldledger up` runs on"]);
    let refused = CommandLine::on(data.path()).run(&["up", "--sandbox"]).err;
    assert!(refused.contains("上已有一个 fieldledger up 在运行"), "{refused}");
    let serve = CommandLine::on(data.path()).english().run(&[
        "serve",
        "hotline",
        "--nats",
        system.nats(),
        "--virtual-time",
        "2026-01-05T00:00:00Z",
    ]);
    assert_eq!(serve.code, 1, "{}", serve.err);
    assert!(
        serve.err.contains("Another process uses this data directory"),
        "{}",
        serve.err
    );
    assert_eq!(note(&system, &order, "照常").unwrap().status, 200);
    system.stop();
}

#[test]
fn a_disk_nearly_full_takes_no_new_orders_but_reports_of_running_ones() {
    let data = Data::new();
    let (system, order) = began(&data);
    system.stop();
    let system = System::start(&Options::sandbox_again(&data).refusing_below(1 << 40));
    let body = json!({
        "caller": { "phone": "13900002002", "name": "吴师傅" },
        "fault": "不着车", "machine_down": true, "order_type": "failure_repair",
    });
    let refused = system
        .act("P101", "hotline/open-order", &body)
        .refused(429, "disk.nearly_full");
    assert!(refused["facts"]["free_mib"].as_u64().is_some(), "{refused}");
    let photo = system.http().post("/api/v1/documents").acting("P101");
    photo
        .body("image/jpeg", b"\xff\xd8\xff\xe0 photo")
        .send()
        .refused(429, "disk.nearly_full");
    assert_eq!(note(&system, &order, "旧单照记").unwrap().status, 200);
    let shown = system.cli().english().run(&["status"]).out;
    assert!(shown.contains("new orders are not taken"), "{shown}");
    assert!(system.cli().run(&["status"]).out.contains("暂停受理新工单"));
    let health = system.http().get("/health").send();
    assert!(health.body.contains("暂停受理新工单"), "{}", health.body);
    system.stop();
}

/// A file system of its own in memory, until it is dropped.
struct Mounted<'a>(&'a Path);

impl<'a> Mounted<'a> {
    /// None, loudly, where nothing may be mounted.
    #[expect(clippy::print_stderr, reason = "a test that tries nothing says so")]
    fn at(directory: &'a Path, size: &str) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "fieldledger-test"]);
        let ran = mount.arg(directory).output();
        if ran.as_ref().is_ok_and(|ran| ran.status.success()) {
            return Some(Self(directory));
        }
        eprintln!("SKIPPED, no full or read-only disk was tried (it needs root and mount): {ran:?}");
        None
    }

    fn remount(&self, how: &str) {
        let mut mount = Command::new("mount");
        let ran = mount.args(["-o", &format!("remount,{how}")]).arg(self.0).status();
        assert!(ran.unwrap().success());
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        // Lazily, so that nothing that still looks at it keeps it for ever.
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

/// Takes all the room there is.
fn fill(path: &Path) {
    let mut file = File::create(path).unwrap();
    let block = vec![0_u8; 64 * 1024];
    for size in [block.len(), 512] {
        while file.write_all(&block[..size]).is_ok() {}
    }
}

#[test]
fn a_full_disk_and_a_read_only_one_stop_the_system_in_a_sentence_and_lose_nothing_that_was_answered() {
    let data = Data::new();
    let Some(disk) = Mounted::at(data.path(), "96m") else {
        return;
    };
    let (system, order) = began(&data);
    let filler = data.path().join("filler");
    fill(&filler);
    let mut answered = Vec::new();
    for n in 0..4_000 {
        let text = format!("note {n}");
        match note(&system, &order, &text) {
            Some(answer) if answer.status == 200 => answered.push(text),
            _ => break,
        }
    }
    assert!(answered.len() < 4_000, "the disk did not fill up");
    assert_says(
        &system.ended(),
        &["check the disk", "Everything that was answered is kept"],
    );
    fs::remove_file(&filler).unwrap();

    disk.remount("ro");
    let refused = System::try_start(&Options::sandbox_again(&data).refusing_below(0)).unwrap_err();
    assert_says(&refused, &["failed to write", "Read-only file system"]);
    disk.remount("rw");

    let system = again(&data);
    for text in &answered {
        assert_eq!(times(&system, text), 1, "{text}");
    }
    assert_eq!(note(&system, &order, "有空间了").unwrap().status, 200);
    system.settle();
    system.stop();
    let verified = CommandLine::on(data.path()).english().run(&["log", "verify"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}
