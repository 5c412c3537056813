//! Old parts as they are read: in rows, and one with its way (OLD-1, OLD-7).

use proto::desk::{Answered, ClockState, PartReturn, PartRow, Parts};

use crate::client::clocks;
use crate::client::queries::foot;
use crate::client::shown::{people, person, station};
use crate::client::table::Table;
use crate::client::view::{Tone, View};
use crate::client::words::{PartWord, Word};

pub(super) fn list(answered: &Answered<Parts>, view: &View) -> String {
    let parts = &answered.answer;
    let shown = if parts.parts.is_empty() {
        view.word(PartWord::NoParts).to_owned()
    } else {
        table(&parts.parts, view)
    };
    format!(
        "{shown}\n\n{}",
        foot(parts.parts.len(), parts.total, answered, view)
    )
}

/// One line for each part.
pub(crate) fn table(parts: &[PartRow], view: &View) -> String {
    let heads = [
        view.word(PartWord::Tag),
        view.word(PartWord::PartNumber),
        view.word(PartWord::PartName),
        view.word(PartWord::Pieces),
        view.word(Word::State),
        view.word(PartWord::Since),
        view.word(PartWord::Month),
        view.word(PartWord::Return),
        view.word(Word::Station),
        view.word(PartWord::ClaimState),
        view.word(Word::Clocks),
    ];
    let mut table = Table::new(heads);
    for part in parts {
        table.toned(tone(part), row(part, view));
    }
    table.render(view)
}

fn tone(part: &PartRow) -> Option<Tone> {
    let breached = part
        .clocks
        .iter()
        .any(|clock| clock.open && clock.state == ClockState::Breached);
    match part.part_return {
        PartReturn::NotReturned => Some(Tone::Bad),
        _ if breached => Some(Tone::Bad),
        PartReturn::Late => Some(Tone::Warning),
        PartReturn::NotHandedIn | PartReturn::Held | PartReturn::InTime => None,
    }
}

fn row(part: &PartRow, view: &View) -> [String; 11] {
    let claim = part.claim_state_title.as_ref().map(|title| view.sentence(title));
    [
        part.tag.to_string(),
        part.part_number.clone(),
        part.name.clone(),
        format!("x{}", part.quantity),
        view.sentence(&part.state_title).to_owned(),
        view.day_and_minute(part.since),
        part.month.to_string(),
        view.sentence(&part.return_title).to_owned(),
        part.station
            .as_ref()
            .map(|station| station.name.clone())
            .unwrap_or_default(),
        claim.unwrap_or_default().to_owned(),
        clocks::open_in_short(&part.clocks, view),
    ]
}

/// The part that was asked for, with everything its tag says.
pub(super) fn page(answered: &Answered<Parts>, view: &View) -> String {
    let pages: Vec<String> = answered.answer.parts.iter().map(|part| one(part, view)).collect();
    let shown = if pages.is_empty() {
        view.word(PartWord::NoParts).to_owned()
    } else {
        pages.join("\n\n")
    };
    format!("{shown}\n\n{}", crate::client::queries::as_of(answered, view))
}

fn one(part: &PartRow, view: &View) -> String {
    let head = [
        view.say(PartWord::TagTitle, &[&part.tag.to_string()]),
        view.sentence(&part.state_title).to_owned(),
        view.sentence(&part.return_title).to_owned(),
    ];
    let loss = part.loss.as_ref().map(|loss| {
        let deducted = loss
            .deducted
            .map(|yuan| view.say(PartWord::Deducted, &[&yuan.to_string()]));
        let said = [
            Some(view.time(loss.at)),
            Some(loss.reason.clone()),
            Some(people(&loss.answerable)),
            deducted,
        ];
        said.into_iter().flatten().collect::<Vec<_>>().join("  ")
    });
    let clocks: Vec<String> = part
        .clocks
        .iter()
        .map(|clock| {
            let due = clock.due_at.map(|at| view.say(Word::DueAt, &[&view.time(at)]));
            let said = [
                clock.kind.to_string(),
                view.sentence(&clock.title).to_owned(),
                clocks::standing(clock, view),
                due.unwrap_or_default(),
            ];
            said.join(" ").trim_end().to_owned()
        })
        .collect();
    let machine: Vec<String> = [part.model.clone(), part.machine.as_ref().map(ToString::to_string)]
        .into_iter()
        .flatten()
        .collect();
    let claim = part.claim_state_title.as_ref().map(|title| view.sentence(title));
    let rows = [
        (
            view.word(PartWord::PartNumber),
            Some(format!("{} x{} {}", part.part_number, part.quantity, part.name)),
        ),
        (view.word(PartWord::SerialNumber), part.serial.clone()),
        (view.word(Word::Machine), Some(machine.join(" "))),
        (view.word(Word::Station), part.station.as_ref().map(station)),
        (view.word(PartWord::Engineer), part.engineer.as_ref().map(person)),
        (
            view.word(PartWord::ClaimState),
            Some(format!("{} {}", part.claim, claim.unwrap_or_default())),
        ),
        (view.word(PartWord::Since), Some(view.time(part.since))),
        (view.word(PartWord::Month), Some(part.month.to_string())),
        (
            view.word(PartWord::Condition),
            part.condition
                .map(|condition| view.sentence(&condition.title()).to_owned()),
        ),
        (
            view.word(PartWord::Photo),
            part.photo
                .as_ref()
                .map(|photo| format!("{}  {}", photo.name, photo.hash)),
        ),
        (
            view.word(PartWord::HandedIn),
            part.checked_in_at.map(|at| view.time(at)),
        ),
        (
            view.word(PartWord::ShippedWith),
            part.consignment.as_ref().map(|consignment| {
                let at = part.shipped_at.map(|at| view.time(at)).unwrap_or_default();
                format!("{consignment}  {at}")
            }),
        ),
        (
            view.word(PartWord::ReceivedAt),
            part.received_at.map(|at| view.time(at)),
        ),
        (view.word(PartWord::Loss), loss),
        (
            view.word(PartWord::Gone),
            part.gone.as_ref().map(|why| view.sentence(why).to_owned()),
        ),
        (
            view.word(Word::Clocks),
            (!clocks.is_empty()).then(|| view.one_after_another(&clocks)),
        ),
    ];
    let mut table = Table::without_heads();
    for (label, value) in rows {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            table.row([label.to_owned(), value]);
        }
    }
    format!(
        "{}\n{}",
        view.paint(Tone::Head, &head.join("  ")),
        table.render(view)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::samples::part_row;
    use types::Lang;

    fn answered() -> Answered<Parts> {
        serde_json::from_value(serde_json::json!({
            "as_of": "2026-01-10T00:40:00Z", "cut": { "returns": 7 },
            "answer": { "parts": [part_row()], "total": 1 }
        }))
        .unwrap()
    }

    // rule: OLD-7
    #[test]
    fn a_part_stands_with_where_it_is_its_month_its_claim_and_its_clock() {
        assert_eq!(
            list(&answered(), &View::plain(Lang::Zh)),
            "标签        件号       名称  数量  状态  自           月份     返回  服务站  索赔    时钟\n\
             2600017-P1  4611-1234  油封  x2    在站  01-06 09:00  2026-01  待寄  杭州站  已提交  SLA-6 还剩 15天7小时\n\
             \n\
             显示 1 / 1 条\n\
             截至 2026-01-10 08:40 [returns:7]"
        );
        let page = page(&answered(), &View::plain(Lang::En));
        assert!(
            page.starts_with("Old part 2600017-P1  at station  to be shipped\n"),
            "{page}"
        );
        assert!(
            page.contains("SLA-6 old parts back 15d 7h left due 2026-01-25 23:59:59"),
            "{page}"
        );
    }
}
