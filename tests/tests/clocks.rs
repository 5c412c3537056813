//! Warnings and breaches: when they come due, whom they tell, and what lifts them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use serde_json::Value;
use types::{Instant, Span};
use whole_system::{Call, Data, HANGZHOU, Options, Sent, System, at, phone};

const OPENED: &str = "2026-01-05 08:00";

fn hours(hours: i64) -> Instant {
    at(OPENED) + Span::hours(hours)
}

fn with_order(data: &Data, call: &Call<'_>) -> (System, String) {
    let system = System::start(&Options::sandbox(data, at(OPENED)));
    system.import_sample();
    let order = system.open_order(call);
    (system, order)
}

/// The order's 36-hour clock.
fn response(system: &System, order: &str) -> Value {
    let page = system.page(order);
    let clocks = page["clocks"].as_array().unwrap();
    clocks
        .iter()
        .find(|clock| clock["summary"]["kind"] == "SLA-2")
        .unwrap()
        .clone()
}

/// When each warning and the breach was due.
fn due_times(clock: &Value) -> Vec<Instant> {
    let warnings = clock["warnings"].as_array().unwrap().iter();
    let all = warnings.chain(Some(&clock["breach"]).filter(|breach| !breach.is_null()));
    all.map(|notice| notice["due_at"].as_str().unwrap().parse().unwrap())
        .collect()
}

fn noticed_times(clock: &Value) -> Vec<Instant> {
    let warnings = clock["warnings"].as_array().unwrap().iter();
    let all = warnings.chain(Some(&clock["breach"]).filter(|breach| !breach.is_null()));
    all.map(|notice| notice["noticed_at"].as_str().unwrap().parse().unwrap())
        .collect()
}

/// Who was told about the 36-hour clock of an order, in the order they were told.
fn told(sent: &[Sent], order: &str) -> Vec<(String, &'static str)> {
    let about = sent
        .iter()
        .filter(|sent| sent.text.contains(order) && sent.text.contains("36小时"));
    let kinds = ["第1次提醒", "第2次提醒", "第3次提醒", "超时：", "更正："];
    about
        .map(|sent| {
            let kind = kinds.into_iter().find(|kind| sent.text.contains(kind));
            (sent.to.clone(), kind.unwrap_or_else(|| panic!("{}", sent.text)))
        })
        .collect()
}

fn ladder(people: [&str; 4]) -> Vec<(String, &'static str)> {
    let kinds = ["第1次提醒", "第2次提醒", "第3次提醒", "超时："];
    people.into_iter().map(phone).zip(kinds).collect()
}

// rule: SLA-2, SLA-20, SLA-22
#[test]
fn thirty_seven_hours_warn_at_12_24_and_33_and_breach_at_36_each_once_and_to_the_right_people() {
    let data = Data::new();
    let (system, order) = with_order(&data, &HANGZHOU);
    system.advance("37h");
    let clock = response(&system, &order);
    let due = [12, 24, 33, 36].map(hours);
    assert_eq!(due_times(&clock), due);
    assert_eq!(noticed_times(&clock), due);
    assert_eq!(
        told(&system.outbox(), &order),
        ladder(["P201", "P401", "P501", "P501"])
    );
    system.advance("48h");
    assert_eq!(due_times(&response(&system, &order)), due);
    assert_eq!(told(&system.outbox(), &order).len(), 4);
    system.stop();
}

// rule: SLA-2, SLA-20, SLA-22
#[test]
fn what_came_due_while_everything_was_down_is_noticed_at_the_start_once() {
    let data = Data::new();
    let (system, order) = with_order(&data, &HANGZHOU);
    system.advance("1h");
    system.stop();

    let system = System::start(&Options::sandbox(&data, hours(37)));
    assert_eq!(system.now(), hours(37));
    let due = [12, 24, 33, 36].map(hours);
    let clock = response(&system, &order);
    assert_eq!(due_times(&clock), due);
    for (due, noticed) in due.into_iter().zip(noticed_times(&clock)) {
        assert!(noticed >= due, "due {due}, noticed {noticed}");
    }
    assert_eq!(
        told(&system.outbox(), &order),
        ladder(["P201", "P401", "P501", "P501"])
    );
    system.stop();

    let system = System::start(&Options::sandbox_again(&data));
    assert_eq!(due_times(&response(&system, &order)), due);
    assert_eq!(told(&system.outbox(), &order).len(), 4);
    system.stop();
}

// rule: SLA-22, ORD-5
#[test]
fn a_machine_that_stands_still_is_told_of_one_rung_higher() {
    let data = Data::new();
    let (system, order) = with_order(
        &data,
        &Call {
            machine_down: true,
            ..HANGZHOU
        },
    );
    system.advance("37h");
    assert_eq!(
        told(&system.outbox(), &order),
        ladder(["P401", "P501", "P501", "P501"])
    );
    let division_manager = phone("P502");
    let down: Vec<Sent> = system
        .outbox()
        .into_iter()
        .filter(|sent| sent.to == division_manager)
        .collect();
    assert_eq!(down.len(), 1, "{down:?}");
    assert!(down[0].text.contains("停机"), "{down:?}");
    system.stop();
}

// rule: SLA-32, SMS-6
#[test]
fn an_arrival_sent_in_time_and_delivered_late_lifts_the_breach_which_stays_visible() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(OPENED)));
    system.import_sample();
    let orders = ["EC210BLC30121", "EC210BLC30122", "EC240BLC41007"]
        .map(|machine| system.open_order(&Call { machine, ..HANGZHOU }));
    for order in &orders {
        system.plan("P201", order, hours(34), "P301");
    }
    system.advance_to(hours(36) + Span::seconds(600));
    let sent = system.sent_so_far();
    let [a_minute_before, exactly, a_second_after] = &orders;
    let arrivals = [(a_minute_before, -60), (exactly, 0), (a_second_after, 1)];
    for (order, seconds) in arrivals {
        assert_eq!(response(&system, order)["summary"]["state"], "breached");
        system.sms_sent_at(
            &phone("P301"),
            &format!("到达 {order}"),
            hours(36) + Span::seconds(seconds),
        );
    }
    for order in [a_minute_before, exactly] {
        let clock = response(&system, order);
        assert_eq!(clock["summary"]["state"], "lifted", "{clock}");
        assert_eq!(
            (&clock["breach"]["lifted"], due_times(&clock)[3]),
            (&Value::Bool(true), hours(36))
        );
        assert_eq!(
            told(&system.outbox_after(sent), order),
            [(phone("P501"), "更正：")]
        );
    }
    let late = response(&system, a_second_after);
    assert_eq!(
        (&late["summary"]["state"], &late["breach"]["lifted"]),
        (&"breached".into(), &Value::Bool(false))
    );
    let figures = system.ask("figures")["answer"]["clocks"]["SLA-2"].clone();
    assert_eq!(
        (&figures["lifted"], &figures["breached"]),
        (&2.into(), &1.into()),
        "{figures}"
    );
    system.stop();
}

// rule: SLA-2
#[test]
fn an_arrival_at_the_last_instant_is_in_time() {
    let data = Data::new();
    let (system, order) = with_order(&data, &HANGZHOU);
    system.plan("P201", &order, hours(34), "P301");
    system.advance_to(hours(36));
    system.sms(&phone("P301"), &format!("到达 {order}"));
    system.advance("1h");
    let clock = response(&system, &order);
    assert!(
        ["met", "lifted"].contains(&clock["summary"]["state"].as_str().unwrap()),
        "{clock}"
    );
    let figures = system.ask("figures")["answer"]["response_36"].clone();
    assert_eq!(
        (&figures["met"], &figures["of"]),
        (&1.into(), &1.into()),
        "{figures}"
    );
    system.stop();
}
