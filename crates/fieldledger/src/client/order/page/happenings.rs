//! What was noted, flagged and recorded about an order.

use proto::desk::{FollowUpState, OrderPage, TimelineEntry};
use types::ServiceName;

use crate::client::queries::follow_up_state;
use crate::client::shown::{person, who};
use crate::client::table::Table;
use crate::client::view::{Tone, View, cut};
use crate::client::words::Word;

/// What the services note of each other, and texts, which have a part of the page to themselves.
const BESIDE_THE_ORDER: &[&str] = &[
    "OrderNoted",
    "OrderDropped",
    "FieldOrderNoted",
    "FieldOrderEnded",
    "AssignmentNoted",
    "VisitProgressed",
    "MessageReceived",
    "MessageUnderstood",
    "ReportNoted",
    "ClaimOrderNoted",
    "ServiceNoted",
    "ClaimReportNoted",
    "ClaimStandNoted",
    "StationNoted",
    "PartNoted",
];

/// The records in order of what happened; the second time is when it was written down, where that was later.
pub(crate) fn timeline(entries: &[TimelineEntry], all: bool, view: &View) -> Vec<String> {
    let is_beside = |entry: &TimelineEntry| {
        entry.log == ServiceName::Notify || BESIDE_THE_ORDER.contains(&entry.kind.as_str())
    };
    let (shown, beside): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| all || !is_beside(entry));
    let mut lines = records(&shown, view);
    if !beside.is_empty() {
        let more = view.say(Word::MoreRecords, &[&beside.len().to_string()]);
        lines.push(view.paint(Tone::Dim, &more));
    }
    lines
}

fn records(entries: &[&TimelineEntry], view: &View) -> Vec<String> {
    let mut table = Table::new(
        [Word::Occurred, Word::Recorded, Word::What, Word::Who, Word::Log].map(|head| view.word(head)),
    );
    for entry in entries {
        let recorded = view.time(entry.recorded_at);
        table.row([
            view.time(entry.occurred_at),
            if entry.recorded_at == entry.occurred_at {
                "=".to_owned()
            } else {
                recorded
            },
            cut(view.sentence(&entry.sentence), 72),
            who(&entry.actor, view),
            format!("{}#{}", entry.log, entry.frame),
        ]);
    }
    lines(table, entries.is_empty(), view)
}

pub(super) fn flags(page: &OrderPage, view: &View) -> Vec<String> {
    let mut table = Table::without_heads();
    for flag in &page.flags {
        let about = if flag.visit == 0 {
            String::new()
        } else {
            view.say(Word::OfVisit, &[&flag.visit.to_string()])
        };
        let title = view.sentence(&flag.title).to_owned();
        table.toned(
            Some(Tone::Warning),
            [view.time(flag.at), title, about, flag.about.clone()],
        );
    }
    lines(table, page.flags.is_empty(), view)
}

pub(super) fn follow_ups(page: &OrderPage, view: &View) -> Vec<String> {
    let mut table = Table::without_heads();
    for follow_up in &page.follow_ups {
        let due = follow_up.state == FollowUpState::Due;
        table.toned(
            due.then_some(Tone::Warning),
            [
                follow_up.follow_up.to_string(),
                view.time(follow_up.at),
                view.word(follow_up_state(follow_up.state)).to_owned(),
                follow_up.text.clone(),
                follow_up.note.clone(),
                follow_up.set_by.as_ref().map(person).unwrap_or_default(),
            ],
        );
    }
    lines(table, page.follow_ups.is_empty(), view)
}

pub(super) fn notes(page: &OrderPage, view: &View) -> Vec<String> {
    let mut table = Table::without_heads();
    for note in &page.notes {
        table.row([view.time(note.at), who(&note.by, view), note.text.clone()]);
    }
    lines(table, page.notes.is_empty(), view)
}

pub(super) fn calls(page: &OrderPage, view: &View) -> Vec<String> {
    let mut table = Table::without_heads();
    for call in &page.attached_calls {
        let phone = call.phone.as_ref().map(ToString::to_string).unwrap_or_default();
        let name = call.name.clone().unwrap_or_default();
        table.row([view.time(call.called_at), phone, name, call.said.clone()]);
    }
    lines(table, page.attached_calls.is_empty(), view)
}

pub(super) fn lines(table: Table, empty: bool, view: &View) -> Vec<String> {
    if empty {
        Vec::new()
    } else {
        vec![table.render(view)]
    }
}
