//! From the call to the engineer's report, as the README's tour goes.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use serde_json::Value;
use whole_system::{Data, Options, System, at, phone};

const OPERATOR: &str = "P101";
const MANAGER: &str = "P201";
const LEAD: &str = "P301";
const CUSTOMER: &str = "13900002001";

/// Imports the sample with the client, as a new dealer would.
fn import(system: &System) {
    for list in ["stations", "people", "customers", "machines"] {
        let file = whole_system::project_file(&format!("deploy/sample/{list}.csv"));
        let file = file.to_str().unwrap();
        let said = system.cli().prints(&["import", list, file]);
        assert!(said.starts_with("文件共"), "{said}");
    }
}

fn open(system: &System) -> String {
    let accepted = system.cli_as(OPERATOR).json(&[
        "order",
        "open",
        "--phone",
        CUSTOMER,
        "--name",
        "吴师傅",
        "--machine",
        "EC210BLC30121",
        "--type",
        "故障",
        "--fault",
        "动臂提升无力",
    ]);
    accepted["events"][0]["event"]["facts"]["order"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn plan(system: &System, order: &str) {
    let _ = system.cli_as(MANAGER).prints(&[
        "plan",
        "make",
        order,
        "--depart-at",
        "2026-01-05 10:00",
        "--lead",
        LEAD,
        "--with",
        "P302",
        "--parts",
        "有货",
        "--engineers",
        "2人",
        "--agreed",
        "今天中午",
        "--arrears",
        "无",
    ]);
}

fn send(system: &System, text: &str) {
    let _ = system
        .cli()
        .prints(&["sms", "send", "--from", &phone(LEAD), text]);
    system.settle();
}

fn clock(page: &Value, kind: &str) -> Value {
    let clocks = page["clocks"].as_array().unwrap();
    let found = clocks.iter().find(|clock| clock["summary"]["kind"] == kind);
    found.unwrap_or_else(|| panic!("no {kind} in {clocks:?}"))["summary"].clone()
}

/// Plays the tour: opened at 8:00, planned at 8:40, departed at 9:20, arrived at 11:50, repaired at 16:30.
fn tour(system: &System) -> String {
    import(system);
    let order = open(system);
    system.advance("40m");
    plan(system, &order);
    system.advance_to(at("2026-01-05 09:20"));
    send(system, &format!("出发 {order} 预计 12:30 同行 郑建平"));
    system.advance_to(at("2026-01-05 11:50"));
    send(system, "到达");
    system.advance_to(at("2026-01-05 16:30"));
    send(system, &format!("修复 {order}"));
    order
}

/// Everybody who was told, with a piece of what they read.
// rule: ORD-5, ORD-8, ORD-9, ORD-10, ORD-11, ORD-12, SMS-10
fn check_who_was_told(system: &System, order: &str) {
    let sent = system.outbox();
    let told = |to: &str, says: &[&str]| {
        let found = sent
            .iter()
            .filter(|sent| sent.to == to && says.iter().all(|says| sent.text.contains(says)));
        assert_eq!(found.count(), 1, "{to} {says:?} in {sent:#?}");
    };
    told(&phone(MANAGER), &["新工单", order, "动臂提升无力", CUSTOMER]);
    told(&phone("P504"), &["新工单", order]);
    told(&phone(LEAD), &["派工", order, "1月5日 10:00出发", "同行郑建平"]);
    told(&phone("P302"), &["派工", order]);
    told(CUSTOMER, &["已安排服务", "1月5日 10:00"]);
    told(
        CUSTOMER,
        &["工程师沈立新", &phone(LEAD), "已出发", "1月5日 12:30"],
    );
    for manager in [MANAGER, "P503"] {
        told(&phone(manager), &[order, "沈立新", "已出发", "郑建平"]);
        told(&phone(manager), &[order, "已到达现场"]);
        told(&phone(manager), &[order, "已修复并离开"]);
    }
    // It was half past four, and nothing was repaired yet.
    for reader in ["P501", "P606", "P607"] {
        told(&phone(reader), &["未修复工单共1张", order]);
    }
    let all = 5 + 1 + 6 + 3;
    assert_eq!(sent.len(), all, "{sent:#?}");
}

// rule: ORD-1, ORD-4, ORD-8, ORD-9, ORD-10, ORD-11, SLA-1, SLA-2, SLA-3, SLA-4, SMS-5
#[test]
fn a_call_becomes_an_order_that_is_planned_reached_and_repaired_in_time() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")));
    let order = tour(&system);
    assert!(order.starts_with("26"), "{order}");

    let page = system.page(&order);
    assert_eq!(page["summary"]["step"], "repaired");
    for kind in ["SLA-1", "SLA-2", "SLA-3", "SLA-4"] {
        assert_eq!(clock(&page, kind)["state"], "met", "{kind}");
    }
    let visit = &page["visits"][0];
    assert_eq!(visit["lead"]["id"], LEAD);
    let time = |name: &str| visit[name].as_str().unwrap().parse().unwrap();
    let expected = [
        ("departed", "09:20"),
        ("eta", "12:30"),
        ("arrived", "11:50"),
        ("repaired", "16:30"),
    ];
    for (name, hour) in expected {
        let is: types::Instant = time(name);
        assert_eq!(is, at(&format!("2026-01-05 {hour}")), "{name}");
    }
    let timeline = page["timeline"].as_array().unwrap();
    for kind in [
        "OrderOpened",
        "PlanMade",
        "Departed",
        "Arrived",
        "Repaired",
        "ClockMet",
    ] {
        let entry = timeline.iter().find(|entry| entry["kind"] == kind);
        let entry = entry.unwrap_or_else(|| panic!("no {kind} in {timeline:#?}"));
        assert!(
            entry["occurred_at"].is_string() && entry["recorded_at"].is_string(),
            "{entry}"
        );
    }
    let shown = system.cli().prints(&["order", "show", &order]);
    for cell in [
        &order,
        "EC210BLC30121",
        "动臂提升无力",
        "沈立新",
        "2026-01-05 09:20",
        "36小时",
    ] {
        assert!(shown.contains(cell), "no {cell} in\n{shown}");
    }
    check_who_was_told(&system, &order);
    system.stop();
}

#[test]
fn after_a_stop_the_system_knows_what_it_knew_and_every_moment_can_be_asked_about() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")));
    let order = tour(&system);
    let board = |system: &System| system.ask("board?include_ended=true")["answer"].clone();
    let before = (system.digest(), board(&system), system.page(&order), system.now());
    system.stop();

    let system = System::start(&Options::sandbox_again(&data));
    let after = (system.digest(), board(&system), system.page(&order), system.now());
    assert_eq!(after.3, before.3);
    assert_eq!(after.1, before.1);
    assert_eq!(after.2, before.2);
    assert_eq!(after.0, before.0);

    let then = |at: &str| {
        system
            .http()
            .get(&format!("/api/v1/orders/{order}"))
            .with("at", at)
            .send()
    };
    let early = system
        .http()
        .get("/api/v1/board")
        .with("at", at("2026-01-05 07:59"))
        .send()
        .taken();
    assert_eq!(early["answer"]["total"], 0, "{early}");
    then(&at("2026-01-05 07:59").to_string()).refused(404, "order.unknown");

    let planned = then(&at("2026-01-05 09:00").to_string()).taken();
    assert_eq!(planned["answer"]["plans"].as_array().unwrap().len(), 1);
    assert_eq!(planned["answer"]["visits"], serde_json::json!([]));
    assert_eq!(planned["answer"]["summary"]["step"], "planned");
    assert_eq!(clock(&planned["answer"], "SLA-1")["state"], "met");
    assert_eq!(clock(&planned["answer"], "SLA-2")["state"], "running");

    let cut = planned["cut"].as_object().unwrap();
    let frames: Vec<String> = cut.iter().map(|(log, frame)| format!("{log}:{frame}")).collect();
    let by_frames = then(&frames.join(",")).taken();
    assert_eq!(
        (&by_frames["cut"], &by_frames["answer"]["plans"]),
        (&planned["cut"], &planned["answer"]["plans"])
    );
    assert_eq!(by_frames["answer"]["timeline"], planned["answer"]["timeline"]);
    assert_eq!(by_frames["answer"]["summary"]["step"], "planned");
    system.stop();
}
