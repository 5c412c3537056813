//! Values as people type them: codes or the trade's own words, refused in both languages.

use proto::claims::{ClaimKind, ClaimState};
use proto::desk::{FigureKind, PartReturn, ToDoKind};
use proto::directory::ListKind;
use proto::document::DocumentKind;
use proto::field::ReportKind;
use proto::hotline::{Department, PapersClass};
use proto::order::{OrderSubtype, OrderType, Step};
use proto::returns::{Condition, PartState};
use serde::Serialize;
use types::{ClaimNumber, Fen, Hash, InvalidOrderNumber, OrderNumber, PartTag, Quantity, Sentence};

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

/// Reads a claim's number.
pub(crate) fn claim_number(text: &str) -> Result<ClaimNumber, String> {
    let wrong = |wrong| format!("索赔单号为工单号加-和次数，如 2600017-1 {wrong}");
    text.parse().map_err(wrong)
}

/// Reads an order's number, or a claim's, which begins with it.
pub(crate) fn order_or_claim(text: &str) -> Result<OrderNumber, String> {
    match claim_number(text) {
        Ok(claim) => Ok(claim.order),
        Err(_) => order_number(text),
    }
}

/// Reads the tag of an old part.
pub(crate) fn part_tag(text: &str) -> Result<PartTag, String> {
    text.parse()
        .map_err(|wrong| format!("旧件标签为工单号加-P和行号，如 2600017-P1 {wrong}"))
}

/// Reads a document's hash.
pub(crate) fn hash(text: &str) -> Result<Hash, String> {
    text.trim()
        .parse()
        .map_err(|wrong| format!("文件编号为64位十六进制数 {wrong}"))
}

/// Reads an amount in yuan.
pub(crate) fn fen(text: &str) -> Result<Fen, String> {
    text.parse().map_err(|wrong| format!("金额写成 183.05 {wrong}"))
}

/// Reads a quantity with at most two decimals.
pub(crate) fn quantity(text: &str) -> Result<Quantity, String> {
    text.parse().map_err(|wrong| format!("数量写成 2 或 1.5 {wrong}"))
}

/// Reads yes or no.
pub(crate) fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "是" | "能" | "可以" => Ok(true),
        "no" | "n" | "否" | "不能" | "不可以" => Ok(false),
        _ => Err("可选 one of: yes 是, no 否".to_owned()),
    }
}

/// Reads the kind of a document.
pub(crate) fn document_kind(text: &str) -> Result<DocumentKind, String> {
    one_of(text, &DocumentKind::ALL, DocumentKind::title)
}

/// Reads the kind of a claim.
pub(crate) fn claim_kind(text: &str) -> Result<ClaimKind, String> {
    one_of(text, &ClaimKind::ALL, ClaimKind::title)
}

/// Reads where a claim stands.
pub(crate) fn claim_state(text: &str) -> Result<ClaimState, String> {
    one_of(text, &ClaimState::ALL, ClaimState::title)
}

/// Reads where an old part is.
pub(crate) fn part_state(text: &str) -> Result<PartState, String> {
    one_of(text, &PartState::ALL, PartState::title)
}

/// Reads what became of an old part's return.
pub(crate) fn part_return(text: &str) -> Result<PartReturn, String> {
    one_of(text, &PartReturn::ALL, PartReturn::title)
}

/// Reads how a part was handed in.
pub(crate) fn condition(text: &str) -> Result<Condition, String> {
    one_of(
        text,
        &[Condition::Complete, Condition::TakenApart],
        Condition::title,
    )
}

/// Reads who confirmed something.
pub(crate) fn department(text: &str) -> Result<Department, String> {
    one_of(text, &Department::ALL, Department::title)
}

/// Reads the class of a service's papers.
pub(crate) fn papers_class(text: &str) -> Result<PapersClass, String> {
    one_of(text, &PapersClass::ALL, PapersClass::title)
}

/// Reads a kind of task.
pub(crate) fn to_do_kind(text: &str) -> Result<ToDoKind, String> {
    one_of(text, &ToDoKind::ALL, ToDoKind::title)
}

/// Reads a rate by its definition, `KPI-1`, `KPI-4.timeliness`, or by its code or name.
pub(crate) fn figure(text: &str) -> Result<FigureKind, String> {
    let typed = text.trim().to_lowercase();
    let by_id = FigureKind::ALL
        .into_iter()
        .find(|figure| figure_name(*figure).to_lowercase() == typed);
    if let Some(figure) = by_id {
        return Ok(figure);
    }
    one_of(text, &FigureKind::ALL, FigureKind::title).map_err(|_| {
        let known: Vec<String> = FigureKind::ALL
            .into_iter()
            .map(|figure| format!("{} {}", figure_name(figure), figure.title().zh))
            .collect();
        format!("可选 one of: {}", known.join(", "))
    })
}

/// The name a rate is asked for by: its definition, and which of them where it has several.
pub(crate) fn figure_name(figure: FigureKind) -> String {
    let id = figure.id();
    let several = FigureKind::ALL
        .into_iter()
        .filter(|other| other.id() == id)
        .count()
        > 1;
    if !several {
        return id.to_owned();
    }
    let code = code(figure);
    let short = ["claim_", "maintenance_"]
        .iter()
        .find_map(|head| code.strip_prefix(head));
    format!("{id}.{}", short.unwrap_or(&code))
}

/// A value's code as JSON writes it.
pub(crate) fn code<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// Finds the value that a code or a name in either language means.
pub(crate) fn one_of<T: Copy + Serialize>(
    text: &str,
    all: &[T],
    title: fn(T) -> Sentence,
) -> Result<T, String> {
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

    // rule: KPI-4
    #[test]
    fn a_rate_is_named_by_its_definition_and_by_which_of_them_where_it_has_several() {
        assert_eq!(figure("KPI-1"), Ok(FigureKind::FirstResponse));
        assert_eq!(figure("kpi-4.timeliness"), Ok(FigureKind::ClaimTimeliness));
        assert_eq!(figure("claim_success"), Ok(FigureKind::ClaimSuccess));
        assert_eq!(figure("旧件返回率"), Ok(FigureKind::PartReturn));
        for kind in FigureKind::ALL {
            assert_eq!(figure(&figure_name(kind)), Ok(kind));
        }
        assert!(
            figure("KPI-4")
                .unwrap_err()
                .contains("KPI-4.completeness 索赔完整率")
        );
    }

    #[test]
    fn a_claim_is_also_meant_by_its_order_and_the_other_way_round() {
        let order = OrderNumber::compose(26, 1);
        for text in ["2600017", "2600017-1", "2600017-2"] {
            assert_eq!(order_or_claim(text), Ok(order.clone()), "{text}");
        }
        assert!(order_or_claim("2600017-0").is_err());
        assert_eq!([yes_or_no("是"), yes_or_no("no")], [Ok(true), Ok(false)]);
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
