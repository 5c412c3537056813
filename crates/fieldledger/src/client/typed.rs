//! Values as people type them: codes or the trade's own words, refused in both languages.

use proto::directory::ListKind;
use proto::field::ReportKind;
use proto::order::{OrderSubtype, OrderType, Step};
use serde::Serialize;
use types::{InvalidOrderNumber, OrderNumber, Sentence};

/// Reads an order's number.
pub(crate) fn order_number(text: &str) -> Result<OrderNumber, String> {
    text.trim().parse().map_err(|wrong| match wrong {
        InvalidOrderNumber::Shape(_) => format!("工单号为7到12位数字 {wrong}"),
        InvalidOrderNumber::CheckDigit(_) => format!("工单号校验位不对 {wrong}"),
    })
}

/// Reads what an order is about: `failure_repair`, `故障` or `failure repair`.
pub(crate) fn order_type(text: &str) -> Result<OrderType, String> {
    one_of(text, &OrderType::ALL, OrderType::title)
}

/// Reads the finer kind of an order.
pub(crate) fn order_subtype(text: &str) -> Result<OrderSubtype, String> {
    one_of(text, &OrderSubtype::ALL, OrderSubtype::title)
}

/// Reads where an order stands.
pub(crate) fn step(text: &str) -> Result<Step, String> {
    one_of(text, &Step::ALL, Step::title)
}

/// Reads which report is meant.
pub(crate) fn report_kind(text: &str) -> Result<ReportKind, String> {
    one_of(text, &ReportKind::ALL, ReportKind::title)
}

/// Reads which list of the directory is meant.
pub(crate) fn list_kind(text: &str) -> Result<ListKind, String> {
    one_of(text, &ListKind::ALL, ListKind::title)
}

/// A value's code as JSON writes it.
pub(crate) fn code<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

fn one_of<T: Copy + Serialize>(text: &str, all: &[T], title: fn(T) -> Sentence) -> Result<T, String> {
    let wanted = text.trim().to_lowercase().replace(['-', ' '], "_");
    let means = |&value: &T| {
        let title = title(value);
        code(value) == wanted || title.zh == text.trim() || title.en.replace(['-', ' '], "_") == wanted
    };
    all.iter().copied().find(means).ok_or_else(|| {
        let known: Vec<String> = all
            .iter()
            .map(|&value| format!("{} {}", code(value), title(value).zh))
            .collect();
        format!("可选 one of: {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_read_from_its_code_and_from_either_name() {
        for text in ["failure_repair", "failure-repair", "Failure Repair", "故障"] {
            assert_eq!(order_type(text), Ok(OrderType::FailureRepair), "{text}");
        }
        assert_eq!(order_subtype("3000小时"), Ok(OrderSubtype::ThreeThousandHours));
        assert_eq!(list_kind("整机"), Ok(ListKind::Machines));
        let refused = step("nowhere").unwrap_err();
        assert!(
            refused.contains("opened 待回复") && refused.contains("repaired 已修复"),
            "{refused}"
        );
    }

    // rule: ORD-4
    #[test]
    fn a_mistyped_order_number_is_refused_before_anything_is_sent() {
        let number = OrderNumber::compose(26, 1);
        assert_eq!(order_number(number.as_str()), Ok(number));
        assert!(
            order_number("2600010")
                .unwrap_err()
                .starts_with("工单号校验位不对")
        );
        assert!(order_number("26").unwrap_err().starts_with("工单号为7到12位数字"));
    }
}
