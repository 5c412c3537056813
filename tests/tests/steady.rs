//! A steady load for as long as wanted: orders are opened and closed at the same rate, and what each leaves in
//! memory has a bound.
//!
//! Whenever memory is looked at no order is open and nothing is left to do, so that all of what grew is what closed
//! orders left behind.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant as Moment};

use serde_json::json;
use whole_system::{Data, Options, System, story_begins};

/// Orders served between two looks at the memory.
const ROUND: usize = 20;
/// The first part of the time: caches fill, and every kind of thing has happened.
const WARM_UP: f64 = 0.4;
/// How much a closed order may leave in the memory of all services together, in bytes: the request ids of its commands and
/// the frames of seven logs in the databases' caches, both of which have a bound that ten minutes do not reach, and where it
/// is found. An order that stays in all seven takes three times as much.
const LEFT_IN_SERVICES: f64 = 5.0 * 1024.0;
/// The same in the desk, which has every order at hand for figures and search.
const LEFT_IN_DESK: f64 = 12.0 * 1024.0;
/// How much the memory of a process at rest moves up and down by itself, in bytes.
const UNREST: f64 = 1024.0 * 1024.0;

/// How much memory each part held after so many orders had been served.
#[derive(Debug, Clone)]
struct Look {
    served: usize,
    resident: BTreeMap<String, u64>,
}

/// Serves one order from the call to its closing, each in one of three ways.
fn serve(system: &System, number: usize) {
    let machine = ["EC300DL60417", "EC140DL60555"][number % 2];
    let open = json!({
        "caller": { "phone": "13600000001", "name": "池经理" },
        "machine": machine, "fault": format!("故障{number}"), "machine_down": false,
        "order_type": if number % 3 == 1 { "customer_visit" } else { "failure_repair" },
    });
    let opened = system.does("A1", "hotline/open-order", &open);
    let facts = &opened["events"][0]["event"]["facts"];
    let order = facts["order"].as_str().unwrap();
    match number % 3 {
        0 => {
            let solved = json!({ "order": order, "solution": "重新插紧保险" });
            system.does("B1", "dispatch/solve-by-phone", &solved);
        }
        1 => {
            system.repair_at_once(order, "B1", ["B2", "B3"][number % 2]);
            system.file_report("B2", order, &json!([]));
            let papers = json!({ "order": order, "class": "maintenance" });
            system.does("C1", "hotline/review-papers", &papers);
        }
        _ => {
            let cancel = json!({ "order": order, "reason": "duplicate", "note": "同一台机器" });
            system.does("A1", "hotline/cancel-order", &cancel);
            return;
        }
    }
    let call = json!({ "order": order, "satisfied": true });
    system.does("A1", "hotline/record-call-back", &call);
    system.does("A1", "hotline/close-order", &json!({ "order": order }));
}

/// Serves orders until the time is over.
fn load(system: &System, lasting: Duration) -> Vec<Look> {
    let began = Moment::now();
    let (mut looks, mut served) = (Vec::new(), 0);
    while began.elapsed() < lasting {
        for _ in 0..ROUND {
            serve(system, served);
            served += 1;
            system.advance("10m");
        }
        let resident = system.resident_by_part();
        looks.push(Look { served, resident });
    }
    looks
}

/// By how many bytes a part's memory grew with each order, as a line through all looks has it.
fn slope(looks: &[Look], part: &str) -> f64 {
    let count = looks.len() as f64;
    let of = |look: &Look| (look.served as f64, look.resident[part] as f64);
    let middle = |value: fn((f64, f64)) -> f64| looks.iter().map(of).map(value).sum::<f64>() / count;
    let (served, resident) = (middle(|look| look.0), middle(|look| look.1));
    let above = looks.iter().map(of).map(|(x, y)| (x - served) * (y - resident));
    let below = looks.iter().map(of).map(|(x, _)| (x - served).powi(2));
    above.sum::<f64>() / below.sum::<f64>().max(1.0)
}

#[test]
#[ignore = "takes as long as it is told; `cargo xtask soak` runs it"]
fn soak_orders_opened_and_closed_at_the_same_rate_leave_little_in_memory() {
    let minutes = std::env::var("FIELDLEDGER_SOAK_MINUTES").map_or(10, |minutes| minutes.parse().unwrap());
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()).processes());
    system.import_dealer();
    let looks = load(&system, Duration::from_secs(60 * minutes));
    system.stop();
    let warm = (looks.len() as f64 * WARM_UP) as usize;
    let steady = &looks[warm..];
    let (first, last) = (&steady[0], &steady[steady.len() - 1]);
    let mib = |bytes: u64| bytes as f64 / (1024.0 * 1024.0);
    let orders = last.served - first.served;
    eprintln!(
        "{minutes} minutes, {} orders served, warm after {}; MiB when warm and at the end, bytes more with each order:",
        last.served, first.served,
    );
    let (mut services, mut unrest) = (0.0, 0.0);
    for (part, resident) in &last.resident {
        let slope = slope(steady, part);
        eprintln!(
            "{part:>10} {:7.1} {:7.1} {slope:8.0}",
            mib(first.resident[part]),
            mib(*resident)
        );
        if !["desk", "gateway"].contains(&part.as_str()) {
            (services, unrest) = (services + slope, unrest + UNREST);
        }
    }
    let whole = |look: &Look| mib(look.resident.values().sum());
    eprintln!("{:>10} {:7.1} {:7.1}", "together", whole(first), whole(last));
    let allowed = |left: f64, unrest: f64| left + unrest / orders as f64;
    assert!(
        services <= allowed(LEFT_IN_SERVICES, unrest),
        "the services hold {services:.0} bytes more with each order that is closed"
    );
    for (part, left) in [("desk", LEFT_IN_DESK), ("gateway", 0.0)] {
        let slope = slope(steady, part);
        assert!(
            slope <= allowed(left, 4.0 * UNREST),
            "the {part} holds {slope:.0} bytes more with each order that is closed"
        );
    }
}
