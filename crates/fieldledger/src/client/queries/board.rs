//! The board: a line for each order, the most urgent first. Names without ids and days without years keep it narrow.

use proto::desk::{Answered, Board, ClockState, OrderSummary};

use super::as_of;
use crate::client::clocks;
use crate::client::table::Table;
use crate::client::view::{Tone, View, cut};
use crate::client::words::{ClaimWord, Word};

pub(super) fn board(answered: &Answered<Board>, view: &View) -> String {
    let board = &answered.answer;
    if board.rows.is_empty() {
        return format!("{}\n{}", view.word(Word::BoardEmpty), as_of(answered, view));
    }
    let heads = [
        Word::Order,
        Word::Opened,
        Word::Kind,
        Word::Step,
        Word::Clocks,
        Word::Station,
        Word::Machine,
        Word::Customer,
        Word::Fault,
        Word::Lead,
        Word::Marks,
    ];
    let mut table = Table::new(heads.map(|head| view.word(head)));
    for order in &board.rows {
        table.toned(tone(order), row(order, view));
    }
    let total = view.say(
        Word::BoardTotal,
        &[&board.rows.len().to_string(), &board.total.to_string()],
    );
    format!(
        "{}\n\n{}\n{}",
        table.render(view),
        view.paint(Tone::Dim, &total),
        as_of(answered, view)
    )
}

fn tone(order: &OrderSummary) -> Option<Tone> {
    let open = || order.clocks.iter().filter(|clock| clock.open);
    if open().any(|clock| clock.state == ClockState::Breached) {
        Some(Tone::Bad)
    } else {
        order.machine_down.then_some(Tone::Warning)
    }
}

fn row(order: &OrderSummary, view: &View) -> [String; 11] {
    [
        order.order.to_string(),
        view.day_and_minute(order.opened_at),
        view.sentence(&order.order_type_title).to_owned(),
        view.sentence(&order.step_title).to_owned(),
        clocks::open_in_short(&order.clocks, view),
        order.station.as_ref().map_or_else(
            || view.word(Word::NoStation).to_owned(),
            |station| station.name.clone(),
        ),
        machine(order),
        caller(order),
        cut(&order.fault, 20),
        order
            .lead
            .as_ref()
            .map(|lead| lead.name.clone())
            .unwrap_or_default(),
        marks(order, view),
    ]
}

fn machine(order: &OrderSummary) -> String {
    let serial = match (&order.machine, &order.machine_said) {
        (Some(serial), _) => serial.to_string(),
        (None, Some(said)) => format!("{said}?"),
        (None, None) => String::new(),
    };
    let model = order
        .model
        .clone()
        .filter(|model| !serial.starts_with(model.as_str()));
    [model.unwrap_or_default(), serial].join(" ").trim().to_owned()
}

fn caller(order: &OrderSummary) -> String {
    let phone = order.caller_phone.as_ref().map(ToString::to_string);
    order
        .customer
        .as_ref()
        .map(|customer| customer.name.clone())
        .or_else(|| order.caller.clone())
        .or(phone)
        .unwrap_or_default()
}

/// What else stands out: machine down, repeat calls, follow-ups, flags, messages, the call-back.
fn marks(order: &OrderSummary, view: &View) -> String {
    let counted = [
        (order.calls.saturating_sub(1), Word::MarkCalls),
        (order.follow_ups_due, Word::MarkFollowUps),
        (order.flags, Word::MarkFlags),
        (order.unsettled_messages, Word::MarkMessages),
    ];
    let down = order
        .machine_down
        .then(|| view.word(Word::MachineDown).to_owned());
    let counted = counted.into_iter().filter(|(count, _)| *count > 0);
    let call_back = order
        .call_back_due
        .then(|| view.word(Word::MarkCallBack).to_owned());
    let claim = order
        .claim
        .map(|state| view.say(ClaimWord::MarkClaim, &[view.sentence(&state.title())]));
    down.into_iter()
        .chain(counted.map(|(count, word)| view.say(word, &[&count.to_string()])))
        .chain(call_back)
        .chain(claim)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::samples::summary;
    use types::Lang;

    fn shown(lang: Lang) -> String {
        let answered = serde_json::json!({
            "as_of": "2026-01-05T00:40:00Z", "cut": { "hotline": 12, "dispatch": 9 },
            "answer": { "rows": [summary()], "total": 1 }
        });
        board(&serde_json::from_value(answered).unwrap(), &View::plain(lang))
    }

    #[test]
    fn the_board_shows_each_order_with_its_open_clocks_and_what_stands_out() {
        assert_eq!(
            shown(Lang::Zh),
            "工单     报修时间     类型  进度    时钟                                     服务站  整机        客户      故障      主修  标记\n\
             2600017  01-05 08:00  故障  已计划  SLA-2 还剩 35小时20分  SLA-3 超时 2小时  杭州站  EC210-0042  安吉土方  动臂无力  林涛  停机 来电+1 跟进1\n\
             \n\
             显示 1 / 1 单\n\
             截至 2026-01-05 08:40 [hotline:12,dispatch:9]"
        );
        let english = shown(Lang::En);
        assert!(
            english.contains("SLA-2 35h 20m left  SLA-3 2h overdue"),
            "{english}"
        );
        assert!(
            english.ends_with("as of 2026-01-05 08:40 [hotline:12,dispatch:9]"),
            "{english}"
        );
    }
}
