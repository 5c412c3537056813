//! The system seen from outside: health, readiness, numbers, log lines, and who may speak on its bus.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};
use whole_system::{Data, HANGZHOU, Options, Scrape, System, at, project_file};

fn scrape(system: &System) -> Scrape {
    let answer = system.http().get("/metrics").send();
    assert_eq!(answer.status, 200, "{}", answer.body);
    Scrape::read(&answer.body)
}

/// The names of numbers that a file of `deploy` uses.
fn named_in(file: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(project_file(file)).unwrap();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words
        .filter(|word| word.starts_with("fieldledger_"))
        .map(str::to_owned)
        .collect()
}

/// The errors that the services convention counts at one service.
fn errors_counted(system: &System, service: &str) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let answer = runtime.block_on(async {
        let client = system.bus().await;
        client
            .request(format!("$SRV.STATS.{service}"), "".into())
            .await
            .unwrap()
    });
    let stats: Value = serde_json::from_slice(&answer.payload).unwrap();
    let endpoints = stats["endpoints"].as_array().unwrap();
    endpoints
        .iter()
        .map(|endpoint| endpoint["num_errors"].as_u64().unwrap())
        .sum()
}

// rule: SLA-1
#[test]
fn numbers_move_with_what_is_done_and_dashboard_and_alerts_name_only_numbers_there_are() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")));
    system.import_sample();
    system.settle();
    let before = scrape(&system);
    let errors = errors_counted(&system, "hotline");
    let order = system.open_order(&HANGZHOU);
    let refused = system.act(
        "P101",
        "hotline/cancel-order",
        &json!({ "order": order, "reason": "no-such-reason" }),
    );
    assert!(refused.status >= 400, "{}", refused.body);
    let code = serde_json::from_str::<Value>(&refused.body).unwrap()["code"]
        .as_str()
        .unwrap()
        .to_owned();
    system.advance("72h");
    while system.http().get("/ready").send().status != 200 {}
    let after = scrape(&system);
    let grew = |name: &str, labels: &[(&str, &str)]| after.sum(name, labels) - before.sum(name, labels);

    let hotline = ("service", "hotline");
    assert_eq!(
        grew(
            "fieldledger_requests_total",
            &[hotline, ("endpoint", "open-order")]
        ),
        1.0
    );
    assert_eq!(
        grew(
            "fieldledger_request_errors_total",
            &[hotline, ("endpoint", "cancel-order")]
        ),
        1.0
    );
    assert_eq!(
        grew("fieldledger_rejections_total", &[hotline, ("code", &code)]),
        1.0
    );
    assert_eq!(errors_counted(&system, "hotline"), errors + 1);
    assert_eq!(
        grew("fieldledger_recorded_total", &[hotline, ("kind", "OrderOpened")]),
        1.0
    );
    let commits = grew("fieldledger_commit_seconds_count", &[hotline]);
    assert!(commits >= 1.0);
    assert_eq!(grew("fieldledger_log_frames", &[hotline]), commits);
    assert_eq!(
        grew("fieldledger_commit_records_sum", &[hotline]),
        grew("fieldledger_log_records", &[hotline])
    );
    assert!(grew("fieldledger_commit_bytes_sum", &[hotline]) > 0.0);
    assert!(grew("fieldledger_clocks_open", &[("clock", "SLA-1")]) >= 1.0);
    assert!(grew("fieldledger_clocks_overdue", &[("clock", "SLA-1")]) >= 1.0);
    assert!(grew("fieldledger_lateness_seconds_count", &[("due", "SLA-1")]) >= 1.0);
    assert!(
        grew(
            "fieldledger_sms_total",
            &[("direction", "out"), ("outcome", "accepted")]
        ) >= 1.0
    );
    assert!(
        grew(
            "fieldledger_http_requests_total",
            &[("route", "/api/v1/hotline/open-order"), ("status", "200")]
        ) >= 1.0
    );
    assert_eq!(after.sum("fieldledger_up", &[]), 8.0);
    assert_eq!(after.sum("fieldledger_ready", &[]), 8.0);
    assert_eq!(
        after.sum(
            "fieldledger_feed_behind_frames",
            &[("service", "notify"), ("log", "hotline")]
        ),
        0.0
    );
    assert!(after.sum("fieldledger_disk_free_bytes", &[hotline]) > 0.0);

    for file in ["deploy/grafana/fieldledger.json", "deploy/prometheus/alerts.yml"] {
        let named = named_in(file);
        assert!(named.len() > 5, "{file}");
        let unknown: Vec<_> = named.difference(after.names()).collect();
        assert!(unknown.is_empty(), "{file} names {unknown:?}");
    }
    system.stop();
}

#[test]
fn a_part_that_does_not_answer_is_named_and_the_system_is_ready_again_when_it_does() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")).processes());
    system.settle();
    let ready = || {
        let answer = system.http().get("/ready").send();
        (
            answer.status,
            serde_json::from_str::<Value>(&answer.body).unwrap(),
        )
    };
    while ready().0 != 200 {}
    system.hold("returns", true);
    let (status, said) = ready();
    let health = system.http().get("/health").send();
    system.hold("returns", false);
    assert_eq!((status, &said["ready"]), (503, &json!(false)), "{said}");
    assert_eq!(said["away"]["returns"]["code"], "service.no_answer");
    assert_eq!(health.status, 200);
    assert!(serde_json::from_str::<Value>(&health.body).unwrap()["away"]["returns"].is_object());
    while ready().0 != 200 {}
    system.stop();
}

#[test]
fn one_request_is_followed_from_http_through_every_log_and_every_line() {
    let data = Data::new();
    let options = Options::sandbox(&data, at("2026-01-05 08:00"));
    let system = System::start(&options.writing_lines("info,kit=debug"));
    system.import_sample();
    let opened = system
        .http()
        .post("/api/v1/hotline/open-order")
        .acting("P101")
        .header("X-Request-Id", "trace-0001")
        .json(&json!({
            "caller": { "phone": "13900000001", "name": "某机主" }, "site": "城北采石场", "fault": "动臂无动作",
            "machine_down": true, "order_type": "failure_repair", "machine": HANGZHOU.machine,
        }))
        .send();
    assert_eq!(opened.status, 200, "{}", opened.body);
    system.settle();
    let logs = |traced: &Value| -> BTreeSet<String> {
        let records = traced.as_array().unwrap().iter();
        records
            .map(|record| record["log"].as_str().unwrap().to_owned())
            .collect()
    };
    let running = system.cli().json(&["log", "trace", "trace-0001"]);
    assert!(
        logs(&running).is_superset(&["hotline", "dispatch", "notify"].map(str::to_owned).into()),
        "{running}"
    );
    let unknown = system.cli().english().run(&["log", "trace", "trace-0002"]).out;
    assert!(
        unknown.contains("No record comes from request trace-0002"),
        "{unknown}"
    );
    let lines = system.stop_and_tell();
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|failure| panic!("{failure}: {line}")))
        .collect();
    let recorded = lines
        .iter()
        .find(|line| line["message"] == "recorded" && line["request"] == "trace-0001");
    let recorded = recorded.unwrap_or_else(|| panic!("no line of it among {} lines", lines.len()));
    assert_eq!(recorded["service"], "hotline");
    assert!(
        recorded["stream"].as_str().unwrap().starts_with("order/") && recorded["frame"].is_u64(),
        "{recorded}"
    );
    let answered = lines
        .iter()
        .find(|line| line["span"]["request"] == "trace-0001" && line["message"] == "answered");
    assert_eq!(
        answered.unwrap_or_else(|| panic!("nobody answered"))["span"]["endpoint"],
        "open-order"
    );
}

#[test]
fn the_bus_is_locked_with_a_secret_of_this_data_directory() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")).processes());
    let secret = std::fs::metadata(data.path().join("nats.secret")).unwrap();
    assert_eq!(secret.permissions().mode() & 0o777, 0o600);
    let (_, address) = system.nats().split_once('@').unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        assert!(
            async_nats::connect(address).await.is_err(),
            "nobody in particular got in"
        );
        let client = system.bus().await;
        let answer = client.request("fl.hotline.health", "".into()).await.unwrap();
        let health: Value = serde_json::from_slice(&answer.payload).unwrap();
        assert_eq!(health["service"], "hotline");
    });
    system.stop();
}
