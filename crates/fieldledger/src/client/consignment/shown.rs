//! Consignments as they are read: in rows, and one with its list (OLD-3, OLD-4).

use proto::desk::{Answered, ConsignmentPage, ConsignmentRow, Consignments, DiscrepancyShown};
use proto::returns::DiscrepancyOutcome;

use super::receive::discrepancy_line;
use crate::client::queries::{as_of, foot};
use crate::client::shown::{person, station};
use crate::client::table::Table;
use crate::client::view::{Tone, View};
use crate::client::words::{PartWord, Word};

pub(super) fn list(answered: &Answered<Consignments>, view: &View) -> String {
    let consignments = &answered.answer;
    let shown = if consignments.consignments.is_empty() {
        view.word(PartWord::NoConsignments).to_owned()
    } else {
        table(&consignments.consignments, view)
    };
    let foot = foot(
        consignments.consignments.len(),
        consignments.total,
        answered,
        view,
    );
    format!("{shown}\n\n{foot}")
}

fn table(consignments: &[ConsignmentRow], view: &View) -> String {
    let heads = [
        view.word(PartWord::Consignment),
        view.word(Word::Station),
        view.word(PartWord::Parts),
        view.word(PartWord::Carrier),
        view.word(PartWord::ShippedAt),
        view.word(PartWord::ArrivalDue),
        view.word(PartWord::ReceivedAt),
        view.word(PartWord::Discrepancies),
    ];
    let mut table = Table::new(heads);
    for row in consignments {
        let tone = (row.unsettled > 0).then_some(Tone::Warning);
        table.toned(tone, cells(row, view));
    }
    table.render(view)
}

fn cells(row: &ConsignmentRow, view: &View) -> [String; 8] {
    let minute = |at: Option<types::Instant>| at.map(|at| view.minute(at)).unwrap_or_default();
    let discrepancies = if row.discrepancies == 0 {
        String::new()
    } else {
        view.say(
            PartWord::OfWhichOpen,
            &[&row.discrepancies.to_string(), &row.unsettled.to_string()],
        )
    };
    [
        row.consignment.to_string(),
        row.station.name.clone(),
        row.parts.to_string(),
        format!("{} {}", row.carrier, row.tracking),
        view.minute(row.shipped_at),
        minute(row.arrival_due_at),
        minute(row.received_at),
        discrepancies,
    ]
}

pub(super) fn page(answered: &Answered<ConsignmentPage>, view: &View) -> String {
    let page = &answered.answer;
    let row = &page.row;
    let title = view.say(PartWord::ConsignmentTitle, &[row.consignment.as_str()]);
    let by = |time: String, by: &Option<proto::desk::NamedPerson>| {
        format!("{time}  {}", by.as_ref().map(person).unwrap_or_default())
    };
    let rows = [
        (view.word(Word::Station), Some(station(&row.station))),
        (
            view.word(PartWord::Carrier),
            Some(format!("{} {}", row.carrier, row.tracking)),
        ),
        (
            view.word(PartWord::Freight),
            row.freight.map(|freight| freight.to_string()),
        ),
        (
            view.word(PartWord::ShippedAt),
            Some(by(view.time(row.shipped_at), &row.shipped_by)),
        ),
        (
            view.word(PartWord::ArrivalDue),
            row.arrival_due_at.map(|at| view.time(at)),
        ),
        (
            view.word(PartWord::ReceivedAt),
            row.received_at.map(|at| by(view.time(at), &row.received_by)),
        ),
    ];
    let mut facts = Table::without_heads();
    for (label, value) in rows {
        if let Some(value) = value {
            facts.row([label.to_owned(), value.trim_end().to_owned()]);
        }
    }
    let mut parts = vec![
        view.paint(Tone::Head, &title),
        facts.render(view),
        packing(page, view),
    ];
    if !page.discrepancies.is_empty() {
        let lines: Vec<String> = page
            .discrepancies
            .iter()
            .map(|discrepancy| settled(discrepancy, view))
            .collect();
        let title = view.paint(Tone::Head, view.word(PartWord::Discrepancies));
        parts.push(format!("{title}\n{}", lines.join("\n")));
    }
    parts.push(as_of(answered, view));
    parts.join("\n\n")
}

fn packing(page: &ConsignmentPage, view: &View) -> String {
    let heads = [
        view.word(PartWord::Tag),
        view.word(PartWord::PartNumber),
        view.word(PartWord::PartName),
        view.word(PartWord::Listed),
        view.word(PartWord::Counted),
        view.word(Word::State),
    ];
    let mut table = Table::new(heads);
    for part in &page.parts {
        let short = part.counted.is_some_and(|counted| counted < part.listed);
        table.toned(
            short.then_some(Tone::Warning),
            [
                part.part.tag.to_string(),
                part.part.part_number.clone(),
                part.part.name.clone(),
                part.listed.to_string(),
                part.counted
                    .map(|counted| counted.to_string())
                    .unwrap_or_default(),
                view.sentence(&part.part.state_title).to_owned(),
            ],
        );
    }
    table.render(view)
}

fn settled(shown: &DiscrepancyShown, view: &View) -> String {
    let line = discrepancy_line(&shown.discrepancy, view);
    let Some(outcome) = shown.outcome else {
        return view.paint(Tone::Warning, &line);
    };
    let word = match outcome {
        DiscrepancyOutcome::Found => PartWord::Found,
        DiscrepancyOutcome::Lost => PartWord::LostOnTheWay,
        DiscrepancyOutcome::Explained => PartWord::Explained,
    };
    let at = shown.settled_at.map(|at| view.time(at)).unwrap_or_default();
    let by = shown.settled_by.as_ref().map(person).unwrap_or_default();
    format!("{line}  {}  {}  {at}  {by}", view.word(word), shown.reason)
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::samples::part_row;
    use serde_json::json;
    use types::Lang;

    // rule: OLD-4
    #[test]
    fn a_consignment_shows_its_list_beside_the_count_and_what_came_of_the_differences() {
        let row = json!({ "consignment": "HZ-202601", "station": { "id": "HZ", "name": "杭州站", "region": "华东" },
            "parts": 1, "carrier": "顺丰", "tracking": "SF1", "freight": 4850, "shipped_at": "2026-01-20T02:00:00Z",
            "shipped_by": null, "arrival_due_at": "2026-01-30T15:59:59Z", "received_at": "2026-01-22T02:00:00Z",
            "received_by": { "id": "wh-01", "name": "仓管" }, "discrepancies": 1, "unsettled": 0 });
        let discrepancy = json!({ "number": 1, "kind": "missing", "tag": "2600017-P1", "listed": 2, "counted": 1, "words": "" });
        let answered: Answered<ConsignmentPage> = serde_json::from_value(json!({
            "as_of": "2026-01-23T00:00:00Z", "cut": { "returns": 9 },
            "answer": { "row": row, "parts": [{ "part": part_row(), "listed": 2, "counted": 1 }],
                "discrepancies": [{ "discrepancy": discrepancy, "kind_title": { "zh": "缺件", "en": "missing" },
                    "outcome": "found", "reason": "混在另一箱", "settled_at": "2026-01-23T00:00:00Z", "settled_by": null }] }
        }))
        .unwrap();
        assert_eq!(
            page(&answered, &View::plain(Lang::Zh)),
            "货单 HZ-202601\n\
             \n\
             服务站  杭州站 (HZ)\n\
             承运    顺丰 SF1\n\
             运费    48.50\n\
             寄出    2026-01-20 10:00\n\
             应到    2026-01-30 23:59:59\n\
             收件    2026-01-22 10:00  仓管 (wh-01)\n\
             \n\
             标签        件号       名称  清单  实收  状态\n\
             2600017-P1  4611-1234  油封  2     1     在站\n\
             \n\
             差异\n\
             1 缺件 2600017-P1：清单 2，实收 1  已找到  混在另一箱  2026-01-23 08:00\n\
             \n\
             截至 2026-01-23 08:00 [returns:9]"
        );
    }
}
