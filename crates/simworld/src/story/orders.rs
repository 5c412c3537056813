//! Smaller orders: left unrepaired, called twice, solved by phone, late, forgotten.

use serde_json::json;
use types::{Instant, ServiceName, Span};

use super::dealer::Station;
use super::{Expect, Keep, Pen, a_morning, clock};
use crate::dice::Dice;

const HOTLINE: ServiceName = ServiceName::Hotline;
const DISPATCH: ServiceName = ServiceName::Dispatch;

fn call(machine: &str, down: bool) -> String {
    json!({
        "caller": { "phone": "13600000001", "name": "池经理" }, "machine": machine, "fault": "动臂下降过快",
        "machine_down": down, "order_type": "failure_repair", "subtype": "claimable",
    })
    .to_string()
}

/// A call opens an order.
pub(super) fn open(pen: &mut Pen, at: Instant, machine: &str, down: bool) {
    let step = pen.does(at, "A1", (HOTLINE, "open-order"), &call(machine, down));
    step.keep = Some(Keep::Order);
}

/// The station's manager sends somebody.
pub(super) fn plan(pen: &mut Pen, at: Instant, station: &Station, lead: &str) {
    let inputs =
        json!({ "parts": "有货", "engineers": "1人", "agreed_with_customer": "当天到", "arrears": "无" });
    let depart_at = at + Span::hours(2);
    let body = json!({ "order": "{order}", "depart_at": depart_at, "lead": lead, "inputs": inputs });
    pen.does(at, station.manager, (DISPATCH, "make-plan"), &body.to_string());
}

/// Reached, and left without a part.
pub(super) fn unrepaired(pen: &mut Pen, dice: &mut Dice, station: &Station, machine: &str) {
    let called = a_morning(dice);
    open(pen, called, machine, false);
    let planned = called + dice.minutes(30, 100);
    plan(pen, planned, station, station.second);
    let departed = planned + dice.minutes(30, 100);
    let eta = clock(departed + Span::minutes(60));
    let arrived = departed + dice.minutes(30, 90);
    pen.text(
        departed,
        station.second_phone,
        &format!("出发 {{order}} 预计 {eta}"),
        departed,
    );
    pen.text(arrived, station.second_phone, "到达 {order}", arrived);
    let left = arrived + dice.minutes(20, 100);
    pen.text(left, station.second_phone, "未修复 {order} 缺配件", left);
    pen.ends("unrepaired");
}

/// The same machine is called about twice: the second order is refused, its call attached, and the first cancelled.
pub(super) fn cancelled(pen: &mut Pen, dice: &mut Dice, machine: &str) {
    let called = a_morning(dice);
    open(pen, called, machine, true);
    let again = called + dice.minutes(5, 50);
    let second = pen.does(again, "A1", (HOTLINE, "open-order"), &call(machine, true));
    second.expect = Expect::Refused("ORD-18.open_order");
    let attach = json!({ "order": "{order}", "caller": { "phone": "13600000001" }, "said": "还没有人来" });
    pen.does(
        again + Span::minutes(1),
        "A1",
        (HOTLINE, "attach-call"),
        &attach.to_string(),
    );
    let cancel = json!({ "order": "{order}", "reason": "customer_withdrew", "note": "自己修好了" });
    let at = again + dice.minutes(10, 3_000);
    pen.does(at, "A1", (HOTLINE, "cancel-order"), &cancel.to_string());
    pen.ends("cancelled");
}

/// The station's manager solves it by phone.
pub(super) fn solved(pen: &mut Pen, dice: &mut Dice, station: &Station, machine: &str) {
    let called = a_morning(dice);
    open(pen, called, machine, false);
    let at = called + dice.minutes(10, 200);
    if dice.happens(5_000) {
        pen.text(at, station.manager_phone, "电话解决 {order} 重新插紧保险", at);
    } else {
        let body = json!({ "order": "{order}", "solution": "重新插紧保险" }).to_string();
        pen.does(at, station.manager, (DISPATCH, "solve-by-phone"), &body);
    }
    pen.ends("solved");
}

/// Nobody replies until the clocks have warned and run out; who arrives then, or arrived in time and says so late.
pub(super) fn late(pen: &mut Pen, dice: &mut Dice, station: &Station, machine: &str) {
    let called = a_morning(dice);
    open(pen, called, machine, dice.happens(5_000));
    let planned = called + dice.minutes(25 * 60, 32 * 60);
    plan(pen, planned, station, station.engineer);
    let arrived = called + dice.minutes(33 * 60, 39 * 60);
    let heard = arrived + dice.minutes(0, 5 * 60);
    pen.text(heard, station.engineer_phone, "到达 {order}", arrived);
    let repaired = heard + dice.minutes(30, 120);
    pen.text(repaired, station.engineer_phone, "修复 {order}", repaired);
    pen.ends("late");
}

/// Nobody ever replies: every warning comes, and the breach.
pub(super) fn forgotten(pen: &mut Pen, dice: &mut Dice, machine: &str) {
    let called = a_morning(dice);
    open(pen, called, machine, false);
    let note = json!({ "order": "{order}", "text": "客户来电催促" }).to_string();
    pen.does(
        called + dice.minutes(60, 4_000),
        "A1",
        (HOTLINE, "add-note"),
        &note,
    );
    pen.ends("forgotten");
}
