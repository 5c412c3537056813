//! What a list can be narrowed by.

use proto::directory::Station;
use serde::Serialize;
use types::StationId;

/// A field of a filter with what can be chosen.
pub(crate) struct Choice {
    pub(crate) label: &'static str,
    pub(crate) name: &'static str,
    pub(crate) options: Vec<Choosable>,
}

/// One thing to choose.
pub(crate) struct Choosable {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) chosen: bool,
}

/// A part of a list, and the way to it.
pub(crate) struct Tab {
    pub(crate) text: &'static str,
    pub(crate) href: String,
    pub(crate) chosen: bool,
}

/// A word of the contract as questions write it, `partly_accepted`.
pub(crate) fn word(word: &impl Serialize) -> String {
    let written = serde_json::to_value(word).unwrap_or_default();
    written.as_str().unwrap_or_default().to_owned()
}

pub(crate) fn stations(label: &'static str, stations: &[Station], chosen: Option<&StationId>) -> Choice {
    let options = stations.iter().map(|station| Choosable {
        value: station.id.to_string(),
        text: station.name.clone(),
        chosen: chosen == Some(&station.id),
    });
    Choice {
        label,
        name: "station",
        options: options.collect(),
    }
}
