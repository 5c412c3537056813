//! One order's whole page: its facts, plans and visits, clocks, messages, and what happened when.

mod closing;
pub(crate) mod happenings;
mod work;

use proto::desk::{Answered, OrderPage, TextMessage};

use crate::client::claim::list as claims;
use crate::client::clocks;
use crate::client::messages;
use crate::client::part;
use crate::client::queries::as_of;
use crate::client::report::shown;
use crate::client::shown::{customer, person, station};
use crate::client::table::Table;
use crate::client::view::{Tone, View};
use crate::client::words::{ClaimWord, OrderWord, PartWord, Word};

/// The page; its timeline in full, or without what other parts of the page show already.
pub(super) fn page(answered: &Answered<OrderPage>, all: bool, view: &View) -> String {
    let page = &answered.answer;
    let sections = [
        (view.word(Word::PlansAndVisits), work::work(page, view)),
        (
            view.word(Word::ClocksTitle),
            page.clocks
                .iter()
                .map(|clock| clocks::explained(clock, view))
                .collect(),
        ),
        (view.word(Word::Flags), happenings::flags(page, view)),
        (view.word(OrderWord::CallsAndReasons), closing::calls(page, view)),
        (view.word(Word::FollowUps), happenings::follow_ups(page, view)),
        (view.word(Word::Notes), happenings::notes(page, view)),
        (view.word(Word::RepeatCalls), happenings::calls(page, view)),
        (view.word(OrderWord::Report), report(page, view)),
        (view.word(OrderWord::Closing), closing::closing(page, view)),
        (view.word(ClaimWord::Claim), claim(page, view)),
        (view.word(PartWord::OldParts), old_parts(page, view)),
        (view.word(Word::Messages), texts(page, view)),
        (
            view.word(Word::Timeline),
            happenings::timeline(&page.timeline, all, view),
        ),
    ];
    let filled = sections.into_iter().filter(|(_, lines)| !lines.is_empty());
    let shown =
        filled.map(|(title, lines)| format!("{}\n{}", view.paint(Tone::Head, title), lines.join("\n")));
    let mut parts = vec![head(page, view), facts(page, view)];
    parts.extend(shown);
    parts.push(as_of(answered, view));
    parts.join("\n\n")
}

/// `工单 2600017  故障  已计划  停机`
fn head(page: &OrderPage, view: &View) -> String {
    let summary = &page.summary;
    let mut words = vec![
        view.say(Word::OrderTitle, &[summary.order.as_str()]),
        view.sentence(&summary.order_type_title).to_owned(),
    ];
    words.extend(
        summary
            .subtype
            .map(|subtype| view.sentence(&subtype.title()).to_owned()),
    );
    words.push(view.sentence(&summary.step_title).to_owned());
    words.extend(
        summary
            .machine_down
            .then(|| view.word(Word::MachineDown).to_owned()),
    );
    words.extend(
        summary
            .call_back_due
            .then(|| view.word(Word::MarkCallBack).to_owned()),
    );
    view.paint(Tone::Head, &words.join("  "))
}

fn facts(page: &OrderPage, view: &View) -> String {
    let summary = &page.summary;
    let said = summary
        .machine_said
        .as_ref()
        .map(|serial| view.say(Word::SerialSaid, &[serial.as_str()]));
    let serial = summary.machine.as_ref().map(ToString::to_string);
    let says_model = |model: &String| {
        serial
            .as_ref()
            .is_some_and(|serial| serial.starts_with(model.as_str()))
    };
    let model = summary.model.clone().filter(|model| !says_model(model));
    let machine = [model, serial, said];
    let phone = summary.caller_phone.as_ref().map(ToString::to_string);
    let solution = page.solution.as_ref().map(|solved| {
        let by = solved.by.as_ref().map(person).unwrap_or_default();
        format!("{}  {}  {by}", solved.text, view.time(solved.at))
    });
    let cancelled = page.cancelled.as_ref().map(|cancelled| {
        format!(
            "{}  {}  {}",
            view.sentence(&cancelled.reason.title),
            cancelled.note,
            view.time(cancelled.at)
        )
    });
    let rows = [
        (Word::Opened, Some(view.time(summary.opened_at))),
        (Word::Operator, summary.operator.as_ref().map(person)),
        (Word::Caller, joined([summary.caller.clone(), phone])),
        (Word::Customer, summary.customer.as_ref().map(customer)),
        (Word::Machine, joined(machine)),
        (Word::Hours, page.hours.map(|hours| hours.to_string())),
        (Word::Site, Some(summary.site.clone())),
        (Word::Fault, Some(summary.fault.clone())),
        (Word::Stopgap, page.stopgap.clone()),
        (
            Word::Station,
            summary
                .station
                .as_ref()
                .map(station)
                .or_else(|| Some(view.word(Word::NoStation).to_owned())),
        ),
        (Word::StepSince, Some(view.time(summary.step_since))),
        (Word::SecondOrder, page.second_order_reason.clone()),
        (Word::Solution, solution),
        (Word::Cancelled, cancelled),
    ];
    let mut table = Table::without_heads();
    let rows = rows.map(|(label, value)| (view.word(label), value));
    for (label, value) in rows.into_iter().chain(closing::origin(page, view)) {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            table.row([label.to_owned(), value]);
        }
    }
    table.render(view)
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn report(page: &OrderPage, view: &View) -> Vec<String> {
    page.report
        .as_ref()
        .map(|report| shown::lines(report, view))
        .unwrap_or_default()
}

fn claim(page: &OrderPage, view: &View) -> Vec<String> {
    let table = page
        .claim
        .as_ref()
        .map(|claim| claims::table(std::slice::from_ref(claim), view));
    table.into_iter().collect()
}

fn old_parts(page: &OrderPage, view: &View) -> Vec<String> {
    if page.parts.is_empty() {
        Vec::new()
    } else {
        vec![part::table(&page.parts, view)]
    }
}

/// Messages both ways in order of time.
fn texts(page: &OrderPage, view: &View) -> Vec<String> {
    let coming = page
        .messages_in
        .iter()
        .map(|message| (message.sent_at, TextMessage::In(message.clone())));
    let going = page
        .messages_out
        .iter()
        .map(|message| (message.queued_at, TextMessage::Out(message.clone())));
    let mut all: Vec<_> = coming.chain(going).collect();
    all.sort_by_key(|(at, _)| *at);
    let shown = messages::table(all.iter().map(|(_, message)| message), view);
    if all.is_empty() { Vec::new() } else { vec![shown] }
}

#[cfg(test)]
mod tests;
