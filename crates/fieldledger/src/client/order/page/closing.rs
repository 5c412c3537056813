//! What follows a call or a repair, as the page shows it (ORD-5, ORD-6, ORD-12 to ORD-14, ORD-24).

use proto::desk::OrderPage;
use proto::hotline::RepeatVerdict;

use super::happenings::lines;
use crate::client::shown::person;
use crate::client::table::Table;
use crate::client::unrepaired;
use crate::client::view::{Tone, View};
use crate::client::words::OrderWord;

/// The station's call, urgings, and why it was unrepaired on which day.
pub(super) fn calls(page: &OrderPage, view: &View) -> Vec<String> {
    let mut table = Table::without_heads();
    for call in &page.station_calls {
        let by_phone = if call.solvable_by_phone {
            OrderWord::SolvableByPhone
        } else {
            OrderWord::NotSolvableByPhone
        };
        let said = view.say(
            OrderWord::StationCallSaid,
            &[&call.fault, view.word(by_phone), &call.site, &call.customer_parts],
        );
        let by = call.by.as_ref().map(person).unwrap_or_default();
        table.row([
            view.time(call.at),
            view.word(OrderWord::StationCall).to_owned(),
            said,
            by,
        ]);
    }
    for urging in &page.urgings {
        let by = urging.by.as_ref().map(person).unwrap_or_default();
        let what = view.word(OrderWord::Urging).to_owned();
        table.row([view.time(urging.at), what, urging.note.clone(), by]);
    }
    for confirmed in &page.unrepaired_confirmations {
        let by = confirmed.by.as_ref().map(person).unwrap_or_default();
        table.row([
            view.time(confirmed.at),
            view.word(OrderWord::UnrepairedBecause).to_owned(),
            unrepaired::confirmation(confirmed, view),
            by,
        ]);
    }
    let empty =
        page.station_calls.is_empty() && page.urgings.is_empty() && page.unrepaired_confirmations.is_empty();
    lines(table, empty, view)
}

/// Call-backs, the review of the papers, repeat repairs, and what stands between the order and its closing.
pub(super) fn closing(page: &OrderPage, view: &View) -> Vec<String> {
    let mut all = call_backs(page, view);
    all.extend(papers(page, view));
    all.extend(repeat(page, view));
    let closing = &page.closing;
    all.extend(closing.reopened.iter().map(|reopened| {
        let by = reopened.by.as_ref().map(person).unwrap_or_default();
        view.say(
            OrderWord::ReopenedLine,
            &[&view.time(reopened.at), &reopened.reason, &by],
        )
    }));
    if let Some(at) = closing.closed_at {
        let by = closing.closed_by.as_ref().map(person).unwrap_or_default();
        all.push(view.say(OrderWord::ClosedLine, &[&view.time(at), &by]));
    }
    let missing: Vec<&str> = closing
        .missing
        .iter()
        .map(|missing| view.sentence(missing))
        .collect();
    if !missing.is_empty() {
        let said = view.say(OrderWord::BeforeClosing, &[&view.one_after_another(&missing)]);
        all.push(view.paint(Tone::Dim, &said));
    }
    all
}

fn call_backs(page: &OrderPage, view: &View) -> Vec<String> {
    let mut table = Table::without_heads();
    for call in &page.call_backs {
        let outcome = match call.satisfied {
            Some(true) => OrderWord::Satisfied,
            Some(false) => OrderWord::Unsatisfied,
            None => OrderWord::Unreached,
        };
        table.toned(
            (call.satisfied == Some(false)).then_some(Tone::Warning),
            [
                view.time(call.at),
                view.word(OrderWord::CallBack).to_owned(),
                view.word(outcome).to_owned(),
                call.words.clone().unwrap_or_default(),
                call.by.as_ref().map(person).unwrap_or_default(),
            ],
        );
    }
    lines(table, page.call_backs.is_empty(), view)
}

fn papers(page: &OrderPage, view: &View) -> Vec<String> {
    let mut table = Table::without_heads();
    for papers in &page.papers {
        let state = if papers.missing.is_empty() {
            view.word(OrderWord::Complete).to_owned()
        } else {
            view.say(OrderWord::Lacking, &[&view.listed(&papers.missing)])
        };
        let asked = papers
            .asked
            .as_ref()
            .map(|asked| view.say(OrderWord::Asked, &[&person(asked)]));
        table.row([
            view.time(papers.at),
            view.word(OrderWord::Papers).to_owned(),
            view.sentence(&papers.class_title).to_owned(),
            state,
            [asked, papers.note.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("  "),
            papers.by.as_ref().map(person).unwrap_or_default(),
        ]);
    }
    lines(table, page.papers.is_empty(), view)
}

fn repeat(page: &OrderPage, view: &View) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(repeat) = &page.repeat {
        if let Some(earlier) = &repeat.suspected {
            let word = if earlier.same_words {
                OrderWord::LooksLikeInSameWords
            } else {
                OrderWord::LooksLike
            };
            said.push(view.say(word, &[earlier.order.as_str(), &view.time(earlier.resolved_at)]));
        }
        let verdict = match &repeat.verdict {
            Some(RepeatVerdict::Repeat { of }) => Some(view.say(OrderWord::IsRepeat, &[of.as_str()])),
            Some(RepeatVerdict::Objective { of }) => Some(view.say(OrderWord::IsObjective, &[of.as_str()])),
            Some(RepeatVerdict::AnotherFault) => Some(view.word(OrderWord::IsAnotherFault).to_owned()),
            None => None,
        };
        said.extend(verdict.map(|verdict| {
            let by = repeat.judged_by.as_ref().map(person).unwrap_or_default();
            let at = repeat.judged_at.map(|at| view.time(at)).unwrap_or_default();
            format!("{verdict}  {}  {at}  {by}", repeat.reason)
                .trim_end()
                .to_owned()
        }));
    }
    said.extend(
        page.repeated_by
            .iter()
            .map(|later| view.paint(Tone::Warning, &view.say(OrderWord::RepeatedBy, &[later.as_str()]))),
    );
    said
}

/// Where the machine was seen, and where the order came from.
pub(super) fn origin(page: &OrderPage, view: &View) -> [(&'static str, Option<String>); 2] {
    let position = page.position.as_ref().map(|position| {
        let seen = position
            .seen_at
            .map(|at| view.say(OrderWord::SeenAt, &[&view.time(at)]))
            .unwrap_or_default();
        let [latitude, longitude] = [position.latitude, position.longitude].map(proto::directory::degrees);
        format!("{latitude}, {longitude}  {seen}").trim_end().to_owned()
    });
    let taken_over = page
        .taken_over
        .as_ref()
        .map(|taken| view.say(OrderWord::NumberThere, &[&taken.number, &taken.line.to_string()]));
    [
        (view.word(OrderWord::Position), position),
        (view.word(OrderWord::TakenOver), taken_over),
    ]
}
