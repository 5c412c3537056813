//! What a released version wrote, opened by today's program.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use types::ServiceName;
use whole_system::{Data, Frozen, Options, Story, System, story_begins, verified};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How many records of each kind a log has in its first so many, each of which this program can read.
fn kinds(system: &System, log: ServiceName, records: usize) -> BTreeMap<String, u64> {
    let export = system.http().get(&format!("/api/v1/logs/{log}/export")).send();
    let mut kinds = BTreeMap::new();
    for line in export.body.lines().take(records) {
        let record: Value = serde_json::from_str(line).unwrap();
        assert!(record.get("unreadable").is_none(), "{record}");
        *kinds
            .entry(record["kind"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    kinds
}

/// Leaves this version's logs behind for the versions to come; a version that did so before keeps those it has.
fn leave_behind() {
    if Frozen::exists(VERSION) {
        return;
    }
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()));
    let story = system.play_story();
    let kinds = ServiceName::ALL.map(|log| (log, kinds(&system, log, usize::MAX)));
    system.stop();
    Frozen::keep(&data, VERSION, &story, kinds.into());
}

fn state_of(page: &Value, clock: &str) -> String {
    let clocks = page["clocks"].as_array().unwrap();
    let found = clocks.iter().find(|found| found["summary"]["kind"] == clock);
    found.unwrap()["summary"]["state"].as_str().unwrap().to_owned()
}

/// What the story's orders must say for ever, whatever their pages say besides.
fn check_orders(system: &System, story: &Story) {
    let page = system.page(&story.claimed);
    assert_eq!(page["summary"]["step"], "closed");
    assert_eq!(page["visits"][0]["lead"]["id"], "B2");
    for clock in ["SLA-1", "SLA-2", "SLA-3", "SLA-4", "SLA-5", "SLA-10"] {
        assert_eq!(state_of(&page, clock), "met", "{clock}");
    }
    let claim = system.claim(&story.claimed);
    let row = &claim["row"];
    assert_eq!(
        (&row["state"], &row["credited"]),
        (&json!("closed"), &json!(234_000))
    );
    assert_eq!(claim["cover"]["last_day"], "2027-04-09");
    assert_eq!(claim["judgements"].as_array().unwrap().len(), 2);
    let part = &claim["parts"][0];
    assert_eq!(
        (&part["state"], &part["return"]),
        (&json!("received"), &json!("in_time"))
    );
    for (order, step) in [
        (&story.unrepaired, "unrepaired"),
        (&story.cancelled, "cancelled"),
        (&story.solved, "solved_by_phone"),
    ] {
        assert_eq!(system.page(order)["summary"]["step"], step);
    }
    let consignment = system.ask("returns/consignments/TZ-202603");
    assert_eq!(
        consignment["answer"]["discrepancies"].as_array().unwrap().len(),
        1
    );
}

fn check(frozen: &Frozen) {
    let data = frozen.unpack();
    for (log, left) in &frozen.logs {
        let found = verified(&data, *log);
        assert_eq!(
            (found.frames, found.records, found.head),
            (left.frames, left.records, left.head),
            "{log} of {}",
            frozen.version
        );
    }
    let system = System::start(&Options::sandbox_again(&data));
    system.settle();
    for (log, left) in &frozen.logs {
        let records = usize::try_from(left.records).unwrap();
        assert_eq!(kinds(&system, *log, records), left.kinds, "{log}");
        let verify = system.http().post(&format!("/api/v1/logs/{log}/verify"));
        let verified = verify.json(&json!({})).send().taken();
        assert_eq!(
            (&verified["finding"], &verified["bad_documents"]),
            (&Value::Null, &json!(0))
        );
    }
    for service in system.ask("status")["services"].as_array().unwrap() {
        assert_eq!(
            (&service["stopped"], &service["set_aside"]),
            (&json!({}), &json!(0)),
            "{service}"
        );
    }
    check_orders(&system, &frozen.story);
    let note = json!({ "order": frozen.story.unrepaired, "text": "今天到货" });
    system.act("A1", "hotline/add-note", &note).taken();
    system.stop();
}

#[test]
fn the_logs_of_every_released_version_open_and_say_what_they_said_and_go_on() {
    if std::env::var_os("FIELDLEDGER_BLESS").is_some() {
        leave_behind();
    }
    let all = Frozen::all();
    assert!(!all.is_empty());
    all.iter().for_each(check);
}
