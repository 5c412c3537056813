//! The engineer's report as it is read: content, parts, documents, what it lacks (ORD-25).

use proto::desk::{Answered, DocumentShown, OrderPage, ReportShown};
use proto::document::DocumentTarget;
use proto::field::ReportContent;

use crate::client::queries::as_of;
use crate::client::shown::person;
use crate::client::table::Table;
use crate::client::view::{Tone, View, size};
use crate::client::words::{OrderWord, Word};

pub(super) fn page(answered: &Answered<OrderPage>, view: &View) -> String {
    let order = answered.answer.summary.order.as_str();
    let head = view.paint(Tone::Head, &view.say(OrderWord::ReportOf, &[order]));
    let lines = match &answered.answer.report {
        Some(report) => lines(report, view).join("\n"),
        None => view.word(OrderWord::NoReport).to_owned(),
    };
    format!("{head}\n{lines}\n\n{}", as_of(answered, view))
}

/// The report in lines; below what was said come parts, documents and gaps.
pub(crate) fn lines(report: &ReportShown, view: &View) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(content(&report.content, view));
    lines.extend(parts(report, view));
    lines.extend(documents(&report.documents, view));
    if let Some(at) = report.filed_at {
        let by = report.by.as_ref().map(person).unwrap_or_default();
        lines.push(view.paint(Tone::Dim, &view.say(OrderWord::FiledBy, &[&view.time(at), &by])));
    }
    let gaps: Vec<&str> = report
        .gaps
        .iter()
        .map(|gap| view.sentence(&gap.sentence))
        .collect();
    if !gaps.is_empty() {
        let lacks = view.say(OrderWord::ReportLacks, &[&view.one_after_another(&gaps)]);
        lines.push(view.paint(Tone::Warning, &lacks));
    } else if report.complete {
        lines.push(view.paint(Tone::Good, view.word(OrderWord::ReportComplete)));
    }
    lines
}

fn content(content: &ReportContent, view: &View) -> Option<String> {
    let labour = content.labour.iter().flatten().map(|labour| {
        let code = labour.code.as_deref().unwrap_or_default();
        format!("{code} {}h {}", labour.hours, labour.description)
            .trim_start()
            .to_owned()
    });
    let labour: Vec<String> = labour.collect();
    let rows = [
        (
            view.word(Word::Hours),
            content.hours.map(|hours| hours.to_string()),
        ),
        (
            view.word(OrderWord::WorkCondition),
            content.work_condition.clone(),
        ),
        (view.word(Word::Fault), content.fault.clone()),
        (view.word(OrderWord::RepairCause), content.cause.clone()),
        (view.word(OrderWord::RepairText), content.repair.clone()),
        (
            view.word(OrderWord::LabourDone),
            (!labour.is_empty()).then(|| view.one_after_another(&labour)),
        ),
        (
            view.word(OrderWord::PartsReplaced),
            content
                .no_parts
                .then(|| view.word(OrderWord::NoPartsReplaced).to_owned()),
        ),
    ];
    let said: Vec<_> = rows
        .into_iter()
        .filter_map(|(label, value)| Some([label.to_owned(), value?]))
        .collect();
    let mut table = Table::without_heads();
    let empty = said.is_empty();
    said.into_iter().for_each(|row| table.row(row));
    (!empty).then(|| table.render(view))
}

fn parts(report: &ReportShown, view: &View) -> Option<String> {
    let mut table = Table::without_heads();
    for part in &report.parts {
        let exchange = &part.exchange;
        let serial = |word, serial: &Option<String>| {
            serial
                .as_ref()
                .map(|serial| view.say(word, &[serial]))
                .unwrap_or_default()
        };
        table.row([
            part.tag.to_string(),
            exchange.part_number.clone(),
            format!("x{}", exchange.quantity),
            exchange.name.clone(),
            serial(OrderWord::OldSerial, &exchange.old_serial),
            serial(OrderWord::NewSerial, &exchange.new_serial),
        ]);
    }
    (!report.parts.is_empty()).then(|| table.render(view))
}

fn documents(documents: &[DocumentShown], view: &View) -> Option<String> {
    let mut table = Table::without_heads();
    for shown in documents {
        let target = match shown.target {
            DocumentTarget::Order => String::new(),
            DocumentTarget::Visit { visit } => view.say(Word::OfVisit, &[&visit.to_string()]),
            DocumentTarget::Part { line } => view.say(OrderWord::OfPart, &[&line.to_string()]),
        };
        table.row([
            view.sentence(&shown.kind_title).to_owned(),
            shown.document.name.clone(),
            size(shown.document.size),
            target,
            view.time(shown.at),
            shown.by.as_ref().map(person).unwrap_or_default(),
            shown.document.hash.to_string(),
        ]);
    }
    (!documents.is_empty()).then(|| table.render(view))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use types::Lang;

    // rule: ORD-25
    #[test]
    fn a_report_shows_what_was_said_replaced_and_photographed_and_what_it_lacks() {
        let report: ReportShown = serde_json::from_value(json!({
            "content": { "hours": 5120, "cause": "油封老化",
                "labour": [{ "code": null, "description": "更换油封", "hours": 150 }], "no_parts": false },
            "by": { "id": "eng-01", "name": "林涛" }, "filed_at": "2026-01-05T09:00:00Z",
            "parts": [{ "line": 1, "tag": "2600017-P1", "exchange": { "part_number": "4611-1234", "name": "油封",
                "quantity": 2, "old_serial": "SN1", "new_serial": null } }],
            "documents": [{ "document": { "hash": "0".repeat(64), "size": 81234, "media_type": "image/jpeg",
                "name": "旧件.jpg", "kind": "part_photo" }, "kind_title": { "zh": "旧件照片", "en": "photo of the part" },
                "target": { "part": { "line": 1 } }, "by": null, "at": "2026-01-05T09:01:00Z" }],
            "gaps": [{ "code": "repair", "sentence": { "zh": "缺维修内容", "en": "the repair text is missing" } }],
            "complete": false
        }))
        .unwrap();
        let shown = lines(&report, &View::plain(Lang::Zh)).join("\n");
        assert_eq!(
            shown,
            format!(
                "工作小时  5120\n\
                 故障原因  油封老化\n\
                 工时      1.5h 更换油封\n\
                 2600017-P1  4611-1234  x2  油封  旧件 SN1\n\
                 旧件照片  旧件.jpg  81.2 kB  换件1  2026-01-05 17:01     {}\n\
                 2026-01-05 17:00 林涛 (eng-01)\n\
                 尚缺：缺维修内容",
                "0".repeat(64)
            )
        );
    }
}
