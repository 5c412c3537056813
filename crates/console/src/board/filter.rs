//! What the board can be narrowed by.

use std::collections::BTreeSet;

use proto::desk::{BoardQuery, Urgency};
use proto::order::{OrderType, Step};
use types::Sentence;

use super::BoardView;
use crate::Frame;
use crate::choice::{Choice, Choosable, stations, word};
use crate::frame::narrowed;
use crate::texts::BoardTexts;

/// A part of the board with how many orders it has.
pub(super) struct Tab {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) count: u64,
    pub(super) href: String,
    pub(super) chosen: bool,
}

pub(super) fn choices(view: &BoardView<'_>, frame: &Frame<'_>) -> Vec<Choice> {
    let b = BoardTexts::of(frame.language());
    let filter = view.filter;
    let regions: BTreeSet<&str> = view
        .stations
        .iter()
        .map(|station| station.region.as_str())
        .collect();
    let region = regions.into_iter().map(|region| Choosable {
        value: region.to_owned(),
        text: region.to_owned(),
        chosen: filter.region.as_deref() == Some(region),
    });
    let kind = OrderType::ALL.into_iter().map(|kind| Choosable {
        value: kind.as_str().to_owned(),
        text: frame.say(&kind.title()).to_owned(),
        chosen: filter.order_type == Some(kind),
    });
    let choice = |label, name, options| Choice { label, name, options };
    vec![
        choice(b.region, "region", region.collect()),
        stations(b.station, view.stations, filter.station.as_ref()),
        choice(b.order_type, "order_type", kind.collect()),
    ]
}

/// One tab for each urgency; the chosen one leads back to all.
pub(super) fn urgencies(view: &BoardView<'_>, frame: &Frame<'_>) -> Vec<Tab> {
    let counts = &view.board.urgencies;
    let shown = Urgency::ALL.into_iter().map(|urgency| {
        let chosen = view.filter.urgency == Some(urgency);
        let wanted = BoardQuery {
            urgency: (!chosen).then_some(urgency),
            skip: None,
            ..view.filter.clone()
        };
        let count = counts.get(&urgency).copied().unwrap_or_default();
        tab(&urgency, &urgency.title(), count, &wanted, chosen, frame)
    });
    shown.collect()
}

/// One tab for each step that open orders stand at; the chosen one leads back to all.
pub(super) fn steps(view: &BoardView<'_>, frame: &Frame<'_>) -> Vec<Tab> {
    let open = Step::ALL.into_iter().filter(|step| !step.is_ended());
    let shown = open.map(|step| {
        let chosen = view.filter.step == Some(step);
        let wanted = BoardQuery {
            step: (!chosen).then_some(step),
            skip: None,
            ..view.filter.clone()
        };
        let count = view.board.steps.get(&step).copied().unwrap_or_default();
        tab(&step, &step.title(), count, &wanted, chosen, frame)
    });
    shown.collect()
}

fn tab(
    id: &impl serde::Serialize,
    title: &Sentence,
    count: u64,
    wanted: &BoardQuery,
    chosen: bool,
    frame: &Frame<'_>,
) -> Tab {
    Tab {
        id: word(id),
        text: frame.say(title).to_owned(),
        count,
        href: address(wanted),
        chosen,
    }
}

/// Where the board is shown as narrowed.
pub(super) fn address(wanted: &BoardQuery) -> String {
    narrowed("/", wanted)
}
