//! A machine whose time jumps an hour either way and whose zone data change, under a running system and over a restart:
//! recorded time never goes back, and what comes due does so once.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use types::{Instant, Span};
use whole_system::{Data, HANGZHOU, Machine, Options, System, project_file};

const HERE: &str = "Asia/Shanghai";
const ELSEWHERE: &str = "Pacific/Apia";

/// Every event of every log, each log in its order.
fn events(system: &System) -> Vec<Value> {
    let lines = system.cli().prints(&["log", "export"]);
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn time(event: &Value) -> Instant {
    event["time"].as_str().unwrap().parse().unwrap()
}

/// When follow-ups came due, as the hotline's log has it.
fn came_due(events: &[Value]) -> Vec<Instant> {
    let due = events
        .iter()
        .filter(|event| event["type"] == "hotline.FollowUpCameDue");
    due.map(time).collect()
}

struct Shop {
    system: System,
    order: String,
}

impl Shop {
    fn notes(&self, text: &str) {
        let note = json!({ "order": self.order, "text": text });
        self.system.act("P101", "hotline/add-note", &note).taken();
    }

    fn follows_up(&self, at: Instant) {
        let follow_up = json!({ "order": self.order, "text": format!("到点 {at}"), "at": at });
        self.system
            .act("P101", "hotline/set-follow-up", &follow_up)
            .taken();
    }

    /// Waits until so many follow-ups have come due.
    fn until_due(&self, count: usize) {
        while came_due(&events(&self.system)).len() < count {}
    }

    /// When each clock of the order is due.
    fn due_times(&self) -> BTreeMap<String, String> {
        let page = self.system.page(&self.order);
        let clocks = page["clocks"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        clocks
            .map(|clock| (text(&clock["summary"]["kind"]), text(&clock["summary"]["due_at"])))
            .collect()
    }
}

fn opened(system: &System) -> String {
    for list in ["stations", "people", "customers", "machines"] {
        let file = project_file(&format!("deploy/sample/{list}.csv"));
        system.import(list, std::fs::read(file).unwrap()).taken();
    }
    let call = json!({
        "caller": { "phone": HANGZHOU.phone, "name": "吴师傅" },
        "machine": HANGZHOU.machine, "fault": "动臂提升无力", "machine_down": false,
        "order_type": "failure_repair",
    });
    let opened = system.act("P101", "hotline/open-order", &call).taken();
    let facts = &opened["events"][0]["event"]["facts"];
    facts["order"].as_str().unwrap().to_owned()
}

// rule: SLA-32
#[test]
fn a_machine_whose_time_jumps_records_nothing_before_what_it_recorded_and_nothing_due_twice() {
    let Some(machine) = Machine::find() else {
        eprintln!("SKIPPED: no system time jumps here; it needs libfaketime");
        return;
    };
    let data = Data::new();
    let system = System::start(&Options::real_time(&data).on(&machine, HERE));
    let order = opened(&system);
    let shop = Shop { system, order };
    let began = shop.system.now();
    shop.follows_up(began + Span::minutes(30));
    shop.follows_up(began + Span::minutes(40));
    let due = shop.due_times();

    machine.set(Span::hours(1));
    shop.until_due(2);
    machine.set(Span::minutes(0));
    shop.notes("又回来了");
    // Half an hour after the last stamp, an hour and a half after what the machine says now.
    shop.follows_up(began + Span::minutes(90));
    machine.set(Span::hours(-1));
    shop.notes("再往回");
    let Shop { system, order } = shop;
    system.stop();

    let system = System::start(&Options::real_time(&data).on(&machine, ELSEWHERE));
    let shop = Shop { system, order };
    shop.notes("重启之后");
    assert_eq!(shop.due_times(), due, "due times move with no clock and no zone");
    assert_eq!(
        came_due(&events(&shop.system)).len(),
        2,
        "an hour and a half too early"
    );
    machine.set(Span::hours(2));
    shop.until_due(3);

    let events = events(&shop.system);
    let mut logs: BTreeMap<&str, Vec<Instant>> = BTreeMap::new();
    let mut clocks: BTreeMap<String, usize> = BTreeMap::new();
    for event in &events {
        let kind = event["type"].as_str().unwrap();
        let (log, kind) = kind.split_once('.').unwrap();
        logs.entry(log).or_default().push(time(event));
        if ["ClockWarned", "ClockBreached", "FollowUpCameDue"].contains(&kind) {
            let of = |name: &str| event["data"][name].to_string();
            let what = [
                kind.to_owned(),
                of("clock"),
                of("warning"),
                of("order"),
                of("follow_up"),
            ]
            .join(" ");
            *clocks.entry(what).or_default() += 1;
        }
    }
    assert!(logs.values().all(|times| times.is_sorted()), "{logs:?}");
    assert!(clocks.values().all(|count| *count == 1), "{clocks:?}");
    let noticed = came_due(&events);
    let due = [30, 40, 90].map(|minutes| began + Span::minutes(minutes));
    assert!(
        noticed.len() == due.len() && noticed.iter().zip(due).all(|(noticed, due)| *noticed >= due),
        "{noticed:?}, due {due:?}"
    );
    for log in logs.keys() {
        let verified = shop.system.http().post(&format!("/api/v1/logs/{log}/verify"));
        let verified = verified.json(&json!({})).send().taken();
        assert!(verified["finding"].is_null(), "{log}: {verified}");
    }
    shop.system.stop();
}
