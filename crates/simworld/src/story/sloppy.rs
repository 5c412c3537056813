//! Texts as they really come: mistyped, doubled, out of order, from strangers.

use types::Span;

use super::dealer::Station;
use super::orders::{open, plan};
use super::{Pen, a_morning, begins};
use crate::dice::Dice;

/// An engineer who mistypes, arrives before he has left, and whose phone sends twice.
pub(super) fn sloppy(pen: &mut Pen, dice: &mut Dice, station: &Station, machine: &str) {
    let called = a_morning(dice);
    open(pen, called, machine, false);
    let planned = called + dice.minutes(30, 100);
    plan(pen, planned, station, station.second);
    let departed = planned + dice.minutes(20, 60);
    let arrived = departed + dice.minutes(30, 90);
    let phone = station.second_phone;
    pen.text(departed, phone, "处发了 {order}", departed);
    pen.text(arrived, phone, "到达 {order}", arrived);
    // What was sent before comes after.
    pen.text(
        arrived + dice.minutes(1, 20),
        phone,
        "出发 {order}",
        departed + Span::minutes(1),
    );
    let repaired = arrived + dice.minutes(60, 200);
    pen.text(repaired, phone, "修复{order}", repaired);
    pen.text(repaired + dice.minutes(0, 2), phone, "修复{order}", repaired);
    pen.text(
        repaired + dice.minutes(3, 30),
        phone,
        "收到",
        repaired + Span::minutes(3),
    );
    pen.ends("sloppy");
}

/// People who have nothing to do with any order.
pub(super) fn strangers(pen: &mut Pen, dice: &mut Dice) {
    let mut at = begins() + dice.minutes(30, 600);
    for text in ["你好，挖机卖吗", "[自动]正在开车", "TD"] {
        if dice.happens(6_000) {
            pen.text(at, "13500000009", text, at);
        }
        at = at + dice.minutes(1, 2_000);
    }
    let writes = dice.happens(5_000);
    pen.text(
        at,
        "13600000002",
        if writes { "师傅什么时候到" } else { "退订" },
        at,
    );
    pen.ends("strangers");
}
