//! What the board can be narrowed by.

use std::collections::BTreeSet;

use proto::desk::{BoardQuery, Urgency};
use proto::order::{OrderType, Step};
use serde_json::Value;
use types::Sentence;

use super::BoardView;
use crate::Frame;
use crate::texts::BoardTexts;

/// A field of the filter with what can be chosen.
pub(super) struct Choice<'a> {
    pub(super) label: &'static str,
    pub(super) name: &'static str,
    pub(super) options: Vec<Offer<'a>>,
}

/// One thing to choose.
pub(super) struct Offer<'a> {
    pub(super) value: &'a str,
    pub(super) text: String,
    pub(super) chosen: bool,
}

/// A part of the board with how many orders it has.
pub(super) struct Tab {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) count: u64,
    pub(super) href: String,
    pub(super) chosen: bool,
}

pub(super) fn choices<'a>(view: &BoardView<'a>, frame: &Frame<'_>) -> Vec<Choice<'a>> {
    let b = BoardTexts::of(frame.language());
    let filter = view.filter;
    let regions: BTreeSet<&str> = view
        .stations
        .iter()
        .map(|station| station.region.as_str())
        .collect();
    let region = regions.into_iter().map(|region| Offer {
        value: region,
        text: region.to_owned(),
        chosen: filter.region.as_deref() == Some(region),
    });
    let station = view.stations.iter().map(|station| Offer {
        value: station.id.as_str(),
        text: station.name.clone(),
        chosen: filter.station.as_ref() == Some(&station.id),
    });
    let kind = OrderType::ALL.into_iter().map(|kind| Offer {
        value: kind.as_str(),
        text: frame.say(&kind.title()).to_owned(),
        chosen: filter.order_type == Some(kind),
    });
    let choice = |label, name, options| Choice { label, name, options };
    vec![
        choice(b.region, "region", region.collect()),
        choice(b.station, "station", station.collect()),
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
    let id = serde_json::to_value(id).ok();
    let id = id.as_ref().and_then(Value::as_str).unwrap_or_default();
    Tab {
        id: id.to_owned(),
        text: frame.say(title).to_owned(),
        count,
        href: address(wanted),
        chosen,
    }
}

/// Where the board is shown as narrowed; what narrows nothing is left out.
pub(super) fn address(wanted: &BoardQuery) -> String {
    let written = serde_json::to_value(wanted).unwrap_or_default();
    let fields = written.as_object().into_iter().flatten();
    let pairs: Vec<(&String, String)> = fields
        .filter_map(|(name, value)| match value {
            Value::String(text) => Some((name, text.clone())),
            Value::Bool(true) => Some((name, "true".to_owned())),
            Value::Number(number) => Some((name, number.to_string())),
            Value::Null | Value::Bool(false) | Value::Array(_) | Value::Object(_) => None,
        })
        .filter(|(name, _)| *name != "limit")
        .collect();
    match serde_urlencoded::to_string(pairs) {
        Ok(query) if !query.is_empty() => format!("/?{query}"),
        Ok(_) | Err(_) => "/".to_owned(),
    }
}
