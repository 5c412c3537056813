//! What fields of forms are called where their forms are not at hand: on the pages that carry them through sign-in.

use types::Lang;

use crate::form::SEEN;
use crate::texts::{ActionTexts, AdminTexts, ClaimsTexts, FormTexts, IntakeTexts, PartsTexts};

/// What a form carries that nobody typed.
const UNTYPED: [&str; 5] = ["request", "claim", "package", "other", SEEN];

/// Whether somebody typed a field, so that they want to see it again.
pub(super) fn is_typed(name: &str) -> bool {
    !UNTYPED.contains(&name)
}

/// A field as its form calls it; in rows with the row it stands in. One that no form asks keeps its own name.
pub(crate) fn label(name: &str, language: Lang) -> String {
    if let Some(known) = of_order(name, language).or_else(|| of_desks(name, language)) {
        return known.to_owned();
    }
    let Some((list, rest)) = name.split_once('.') else {
        return of_admin(name, language).unwrap_or(name).to_owned();
    };
    let (row, column) = rest.rsplit_once('.').unwrap_or(("", rest));
    let of = |name: &str| of_column(name, language).or_else(|| of_desks(name, language));
    match (of_desks(list, language), of(column)) {
        (Some(list), Some(column)) => format!("{list} {row} {column}"),
        _ => name.to_owned(),
    }
}

/// What calls and orders ask.
fn of_order(name: &str, language: Lang) -> Option<&'static str> {
    let (t, i) = (ActionTexts::of(language), IntakeTexts::of(language));
    let label = match name {
        "caller.phone" => t.phone,
        "caller.name" => t.name,
        "said" => t.said,
        "machine" => t.machine,
        "model" => i.model,
        "reason" => t.reason,
        "station" => t.station,
        "fault" => t.fault,
        "site" => t.site,
        "hours" => t.hours,
        "order_type" => t.order_type,
        "subtype" => t.subtype,
        "machine_down" => t.machine_down,
        "stopgap" => t.stopgap,
        "second_order_reason" => i.second,
        "called_at" => i.called_at,
        "text" => t.text,
        "at" => t.at,
        "follow_up" => t.follow_up,
        "note" => t.note,
        "solvable_by_phone" => t.solvable_by_phone,
        "customer_parts" => t.customer_parts,
        "solution" => t.solution,
        "depart_at" => t.depart_at,
        "lead" => t.lead,
        "companions" => t.companions,
        "inputs.parts" => t.parts,
        "inputs.engineers" => t.engineers,
        "inputs.agreed_with_customer" => t.agreed,
        "inputs.arrears" => t.arrears,
        "happened" => t.happened,
        "engineer" => t.engineer,
        "clock" => t.clock,
        "confirmed_with" => t.confirmed_with,
        "expected_at" => t.expected_at,
        "class" => t.class,
        "missing" => t.missing,
        "asked" => t.asked,
        "satisfied" => t.satisfied,
        "words" => t.words,
        "verdict" => t.verdict,
        _ => return None,
    };
    Some(label)
}

/// What claims and old parts ask.
fn of_desks(name: &str, language: Lang) -> Option<&'static str> {
    let (c, p) = (ClaimsTexts::of(language), PartsTexts::of(language));
    let label = match name {
        "items" => c.review,
        "lines" => c.lines,
        "counted" => p.list,
        "surplus" => p.surplus,
        "kind" => c.kind,
        "remarks" => c.remarks,
        "out_of_range" => c.verdict,
        "number" => c.number,
        "credit_note" => c.credit_note,
        "amount" => c.amount,
        "explanation" => c.explanation,
        "condition" => p.condition,
        "carrier" => p.carrier,
        "tracking" => p.tracking,
        "freight" => p.freight,
        "parts" => p.which,
        "witness" => p.witness,
        "answerable" => p.answerable,
        "deducted" => p.deducted,
        "outcome" => p.outcome,
        _ => return None,
    };
    Some(label)
}

/// The columns of rows.
fn of_column(name: &str, language: Lang) -> Option<&'static str> {
    let (c, p) = (ClaimsTexts::of(language), PartsTexts::of(language));
    let label = match name {
        "passed" => c.verdict,
        "note" => c.note,
        "code" => c.code,
        "description" => c.description,
        "quantity" => c.quantity,
        "price" => c.price,
        "part" => c.part,
        "approved" => c.approved_line,
        "reason" => c.cut_reason,
        "tag" => p.tag,
        "words" => p.words,
        "without_tag" => p.without_tag,
        "badly_packed" => p.badly_packed,
        "incomplete" => p.incomplete,
        "remove" => FormTexts::of(language).remove,
        _ => return None,
    };
    Some(label)
}

/// What those who look after the system are asked.
fn of_admin(name: &str, language: Lang) -> Option<&'static str> {
    let a = AdminTexts::of(language);
    let label = match name {
        "name" => a.name,
        "phone" => a.phone,
        "roles" => a.roles,
        "region" => a.region,
        "grade" => a.grade,
        "from" => a.from,
        "until" => a.until,
        "deputy" => a.deputy,
        _ => return None,
    };
    Some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_called_what_its_form_calls_it_and_a_cell_by_its_row() {
        for (name, zh, en) in [
            ("fault", "故障", "Fault"),
            ("inputs.arrears", "欠款或预付", "Arrears or prepayment"),
            ("lines.2.price", "索赔明细 2 单价（元）", "Lines 2 Price (yuan)"),
            (
                "counted.2600017-P1.quantity",
                "装箱清单 2600017-P1 数量",
                "Packing list 2600017-P1 Quantity",
            ),
            ("unheard.of", "unheard.of", "unheard.of"),
        ] {
            assert_eq!(
                (label(name, Lang::Zh), label(name, Lang::En)),
                (zh.to_owned(), en.to_owned())
            );
        }
        assert!(is_typed("fault") && !is_typed("request") && !is_typed("seen"));
    }
}
