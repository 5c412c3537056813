//! Old parts: from the engineer's report to the warehouse.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use serde_json::{Value, json};
use types::{Instant, Span};
use whole_system::{Data, Options, System, at, replaced, story_begins};

const MANAGER: &str = "B1";
const MANAGER_PHONE: &str = "13700000201";
const KEEPER: &str = "D1";

/// A part as the desk shows it.
fn shown(system: &System, tag: &str) -> Value {
    let parts = system.ask(&format!("returns/parts?tag={tag}"))["answer"]["parts"].clone();
    parts[0].clone()
}

/// When a part's clock of a kind is due, and where it stands.
fn part_clock(system: &System, tag: &str, kind: &str) -> (Instant, String) {
    let part = shown(system, tag);
    let clocks = part["clocks"].as_array().unwrap();
    let clock = clocks.iter().find(|clock| clock["kind"] == kind);
    let clock = clock.unwrap_or_else(|| panic!("no {kind} in {part}"));
    let due = serde_json::from_value(clock["due_at"].clone()).unwrap();
    (due, clock["state"].as_str().unwrap().to_owned())
}

fn last_moment_of(day: &str) -> Instant {
    at(&format!("{day} 23:59:59")) + Span::micros(999_999)
}

fn check_in(system: &System, tags: &[&String], when: &str) {
    system.advance_to(at(when));
    for tag in tags {
        let check_in = json!({ "tag": tag, "condition": "complete" });
        system.does(MANAGER, "returns/check-in-part", &check_in);
    }
}

/// Whom a text about a station's parts reached, with how many parts, since a message.
fn told_of_parts(system: &System, since: u64) -> Vec<(String, String)> {
    let sent = system.outbox_after(since).into_iter();
    let about = sent.filter(|sent| sent.text.contains("旧件"));
    about.map(|sent| (sent.to, sent.text)).collect()
}

/// Each month's ledger in the words of its sum.
fn ledger(system: &System, month: &str, columns: &[&str]) -> Vec<u64> {
    let sum = system.ask(&format!("returns/ledger?month={month}"))["answer"]["sum"].clone();
    columns
        .iter()
        .map(|column| sum[*column].as_u64().unwrap())
        .collect()
}

struct Parts {
    order: String,
    tags: [String; 3],
    next_month: String,
}

/// Two parts handed in on the 5th, one on the 24th, and one of another order on the 25th.
// rule: OLD-1, OLD-2, SLA-6
fn hand_in(system: &System) -> Parts {
    let parts = json!([
        replaced("4611-1234", "A0912"),
        replaced("4611-1234", "A0913"),
        replaced("9017-55", "Q1")
    ]);
    let order = system.repaired("EC300DL60417", &parts);
    let other = system.repaired("EC140DL60555", &json!([replaced("4611-1234", "A0914")]));
    let tags = [1, 2, 3].map(|line| format!("{order}-P{line}"));
    let next_month = format!("{other}-P1");
    check_in(system, &[&tags[0], &tags[1]], "2026-03-05 09:00");
    let since = system.sent_so_far();
    system.advance_to(at("2026-03-20 09:00"));
    let told = told_of_parts(system, since);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].0 == MANAGER_PHONE && told[0].1.contains("2件旧件"),
        "{told:?}"
    );

    check_in(system, &[&tags[2]], "2026-03-24 10:00");
    let since = system.sent_so_far();
    check_in(system, &[&next_month], "2026-03-25 09:30");
    let told = told_of_parts(system, since);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].1.contains("3件旧件"), "{told:?}");
    for tag in &tags {
        let running = (last_moment_of("2026-03-25"), "running".to_owned());
        assert_eq!(part_clock(system, tag, "SLA-6"), running, "{tag}");
    }
    let due = part_clock(system, &next_month, "SLA-6").0;
    assert_eq!(due, last_moment_of("2026-04-25"));
    Parts {
        order,
        tags,
        next_month,
    }
}

/// March's parts leave on the last evening; tags and the packing list can be printed.
// rule: OLD-3, SLA-6
fn ship(system: &System, parts: &Parts) -> String {
    let page = |path: &str| String::from_utf8(system.http().get(path).download()).unwrap();
    let tags = page("/api/v1/returns/tags?station=TZ");
    for tag in parts.tags.iter().chain([&parts.next_month]) {
        assert!(tags.contains(tag.as_str()), "no {tag} in {tags}");
    }
    system.advance_to(at("2026-03-25 23:59"));
    let shipment = json!({ "station": "TZ", "parts": parts.tags, "carrier": "顺捷物流", "tracking": "SJ30918",
        "freight": 4_500 });
    let shipped = system.does(MANAGER, "returns/ship-consignment", &shipment);
    let consignment = &shipped["events"][0]["event"]["consignment"];
    let consignment = consignment.as_str().unwrap().to_owned();
    let list = page(&format!(
        "/api/v1/returns/consignments/{consignment}/packing-list"
    ));
    for said in parts
        .tags
        .iter()
        .map(String::as_str)
        .chain(["顺捷物流", "SJ30918"])
    {
        assert!(list.contains(said), "no {said} in {list}");
    }
    assert!(!list.contains(parts.next_month.as_str()));
    for tag in &parts.tags {
        assert_eq!(part_clock(system, tag, "SLA-6").1, "met");
        let due = (last_moment_of("2026-03-30"), "running".to_owned());
        assert_eq!(part_clock(system, tag, "SLA-7"), due);
    }
    consignment
}

/// Two of three are in the box; the third is asked for after the 30th and turns up in April.
// rule: OLD-4, OLD-7, OLD-8, SLA-7
fn receive(system: &System, parts: &Parts, consignment: &str) {
    let [first, second, third] = &parts.tags;
    system.advance_to(at("2026-03-27 11:00"));
    let counted = json!([{ "tag": first, "quantity": 1 }, { "tag": second, "quantity": 1 }]);
    let count = json!({ "consignment": consignment, "counted": counted });
    system.does(KEEPER, "returns/receive-consignment", &count);
    let page = system.ask(&format!("returns/consignments/{consignment}"))["answer"].clone();
    let found = &page["discrepancies"][0]["discrepancy"];
    assert_eq!(
        (&found["kind"], &found["tag"]),
        (&json!("missing"), &json!(third)),
        "{page:#}"
    );
    assert_eq!(page["row"]["unsettled"], 1);

    let since = system.sent_so_far();
    system.advance_to(at("2026-03-31 00:00"));
    let told = told_of_parts(system, since);
    let late = told.iter().filter(|(_, text)| text.contains("旧件超期"));
    let late: Vec<_> = late.collect();
    assert!(late.len() == 1 && late[0].1.contains("1件旧件"), "{told:?}");
    assert_eq!(part_clock(system, third, "SLA-7").1, "breached");
    let columns = ["expected", "in_time", "received", "missing"];
    assert_eq!(ledger(system, "2026-03", &columns), [3, 3, 2, 1]);

    system.advance_to(at("2026-04-02 15:00"));
    let settle =
        json!({ "consignment": consignment, "number": 1, "outcome": "found", "reason": "夹在另一箱" });
    system.does(KEEPER, "returns/settle-discrepancy", &settle);
    assert_eq!(shown(system, third)["state"], "received");
    assert_eq!(ledger(system, "2026-03", &columns), [3, 3, 3, 0]);
    assert_eq!(ledger(system, "2026-04", &["expected", "held"]), [1, 1]);
    let claim = system.claim(&parts.order);
    for part in claim["parts"].as_array().unwrap() {
        assert_eq!(part["state"], "received", "{part}");
    }
    let destroy = json!({ "tag": first, "witness": "C2" });
    system
        .act(KEEPER, "returns/destroy-part", &destroy)
        .refused(409, "OLD-7.claim_undecided");
}

// rule: OLD-1, OLD-3, OLD-4, OLD-8, SLA-6, SLA-7
#[test]
fn old_parts_are_tagged_shipped_by_the_25th_counted_short_by_one_and_all_found_in_the_end() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()));
    system.import_dealer();
    let parts = hand_in(&system);
    let consignment = ship(&system, &parts);
    receive(&system, &parts, &consignment);
    system.stop();
}
