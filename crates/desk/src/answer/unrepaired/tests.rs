//! The day's list, as things stand and as it went out.

use proto::desk::Query;
use proto::hotline::{Department, UnrepairedConfirmed};
use types::OrderNumber;

use super::*;
use crate::testing::{Logs, facts, number, person, t};

fn list(logs: &Logs, date: Option<&str>) -> Unrepaired {
    logs.ask(&Query::Unrepaired(UnrepairedQuery {
        date: date.map(|date| date.parse().expect("a date")),
        ..UnrepairedQuery::default()
    }))
}

fn orders(unrepaired: &Unrepaired) -> Vec<OrderNumber> {
    unrepaired.orders.iter().map(|row| row.order.clone()).collect()
}

// rule: ORD-12
#[test]
fn a_days_list_stays_as_it_went_out_while_the_orders_go_on() {
    let mut logs = Logs::new();
    logs.opens(facts(1)).opens(facts(2));
    logs.at("05 15:00").by("wei").hotline(UnrepairedConfirmed {
        order: number(1),
        reason: "waiting_parts".into(),
        confirmed_with: vec![Department::Parts],
        note: Some("周三到货".to_owned().into()),
        expected_at: Some(t("08 12:00")),
        by: Some(person("wei")),
    });
    let standing = list(&logs, None);
    assert_eq!(orders(&standing), [number(1), number(2)]);
    let first = &standing.orders[0];
    assert_eq!(
        first.reason.as_ref().map(|reason| reason.title.zh.as_str()),
        Some("等待配件")
    );
    let confirmed = first.confirmed.as_ref().expect("a confirmation");
    assert_eq!(first.to_confirm_with, None);
    assert_eq!(confirmed.confirmed_with, [Department::Parts]);
    assert!(first.confirmed_today && !standing.orders[1].confirmed_today);
    let row = |order: u64, reason: Option<&str>| UnrepairedRow {
        order: number(order),
        since: t("05 08:00"),
        step: proto::order::Step::Opened,
        reason: reason.map(str::to_owned),
        confirmed_today: reason.is_some(),
    };
    logs.at("05 16:30").hotline(UnrepairedListIssued {
        date: "2026-01-05".parse().expect("a date"),
        due_at: t("05 16:30"),
        rows: vec![row(1, Some("waiting_parts")), row(2, None)],
        left_out: 0,
    });
    logs.at("06 10:00").repairs(2);
    assert_eq!(orders(&list(&logs, None)), [number(1)]);
    // The next day it is to be confirmed anew, with the department where it lies.
    let next_day = list(&logs, None).orders.remove(0);
    assert_eq!(
        (next_day.confirmed_today, next_day.to_confirm_with),
        (false, Some(Department::Parts))
    );
    let issued = list(&logs, Some("2026-01-05"));
    assert_eq!(orders(&issued), [number(1), number(2)]);
    let shown = issued.issued.expect("the list");
    assert_eq!((shown.orders, shown.confirmed, issued.lists.len()), (2, 1, 1));
    assert_eq!(list(&logs, Some("2026-01-06")).total, 0);
}
