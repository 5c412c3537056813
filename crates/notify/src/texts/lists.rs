//! The day's list of unrepaired orders, short enough for an SMS (ORD-12).

use chrono::NaiveDate;
use types::OrderNumber;

use super::{About, day};

/// Orders that are named; the others are counted.
pub(crate) const ORDERS_NAMED: usize = 3;

/// Nothing to read when there is none.
// rule: ORD-12
pub(crate) fn unrepaired(date: NaiveDate, orders: usize, named: &[String]) -> Option<String> {
    if orders == 0 {
        return None;
    }
    let named_all = named.len() == orders;
    let rest = if named_all { "" } else { "；其余见系统" };
    Some(format!(
        "{}未修复工单共{orders}张：{}{rest}。",
        day(date),
        named.join("；")
    ))
}

/// One order with its machine and why it stays unrepaired.
pub(crate) fn unrepaired_order(
    order: &OrderNumber,
    about: Option<&About<'_>>,
    reason: Option<&str>,
) -> String {
    let machine = about.map_or_else(String::new, |about| format!("（{}）", about.machine()));
    format!("{order}{machine}{}", reason.unwrap_or("原因未报"))
}
