//! Real-looking texts and what they mean. All are sent from Shanghai at 10:00 on Monday 2026-11-16 unless
//! the table says otherwise; `2600017` and `2600025` are right order numbers, `2600018` is not.

use chrono_tz::Tz;
use proto::field::{PartExchange, ReportKind};
use types::{Instant, OrderNumber};

use super::*;

mod meanings;
mod mistakes;
mod properties;

const ORDER: &str = "2600017";
const TEN: &str = "2026-11-16T10:00:00+08:00";

fn moment(text: &str) -> Instant {
    text.parse().unwrap()
}

/// `14:30` today, `17 09:00` on another day of the month, `12-01 08:00` or a whole date.
fn at(text: &str) -> Instant {
    let (date, time) = text.split_once(' ').unwrap_or(("16", text));
    let date = match date.len() {
        2 => format!("2026-11-{date}"),
        5 => format!("2026-{date}"),
        _ => date.to_owned(),
    };
    moment(&format!("{date}T{time}:00+08:00"))
}

fn reasons() -> Vec<ReasonWords> {
    let reason = |code: &str, words: &[&str]| ReasonWords {
        code: code.to_owned(),
        words: words.iter().map(|&word| word.to_owned()).collect(),
    };
    vec![
        reason("parts", &["配件", "等件", "缺件", "没货", "parts"]),
        reason("claim_decision", &["索赔", "厂家"]),
        reason("customer", &["客户", "客户原因", "customer"]),
        reason("tools", &["工具", "tools"]),
    ]
}

fn sent(text: &str, sent_at: &str) -> Understood {
    let reasons = reasons();
    let reading = Reading {
        sent_at: moment(sent_at),
        zone: Tz::Asia__Shanghai,
        reasons: &reasons,
        longest: 500,
    };
    read(text, &reading)
}

fn at_ten(text: &str) -> Understood {
    sent(text, TEN)
}

fn order(text: &str) -> OrderNumber {
    text.parse().unwrap()
}

fn check(rows: &[(&str, Meaning)], order_said: Option<&str>) {
    for (text, meaning) in rows {
        let expected = Understood::right(order_said.map(order), meaning.clone());
        assert_eq!(at_ten(text), expected, "{text}");
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn departed(eta: &str, companions: &[&str]) -> Meaning {
    Meaning::Depart {
        at: None,
        eta: (!eta.is_empty()).then(|| at(eta)),
        companions: names(companions),
    }
}

fn arrived() -> Meaning {
    Meaning::Arrive { at: None }
}

fn repaired() -> Meaning {
    Meaning::Repaired { at: None }
}

fn unrepaired(reason: &str, words: &str) -> Meaning {
    Meaning::Unrepaired {
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        words: words.to_owned(),
    }
}

fn planned(depart_at: &str, engineers: &[&str]) -> Meaning {
    Meaning::Plan {
        depart_at: at(depart_at),
        engineers: names(engineers),
        perhaps: names(&[]),
    }
}

fn part(part_number: &str, quantity: u32) -> PartExchange {
    PartExchange {
        part_number: part_number.to_owned(),
        name: String::new(),
        quantity,
        old_serial: None,
        new_serial: None,
    }
}

fn replaced(parts: &[(&str, u32)]) -> Meaning {
    Meaning::Parts {
        parts: parts
            .iter()
            .map(|&(number, quantity)| part(number, quantity))
            .collect(),
    }
}

fn solved(solution: &str) -> Meaning {
    Meaning::PhoneSolved {
        solution: solution.to_owned(),
    }
}

fn corrected(of: ReportKind, time: &str) -> Meaning {
    Meaning::Correction { of, at: at(time) }
}
