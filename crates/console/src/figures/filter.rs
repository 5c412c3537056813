//! What figures are narrowed to, and how that is written into addresses.

use std::collections::BTreeSet;

use proto::desk::FiguresQuery;
use proto::directory::Station;

use crate::Frame;
use crate::frame::query;

/// The fields that narrow, as they stand.
pub(super) struct Filter<'a> {
    pub(super) action: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) regions: Vec<Choice<'a>>,
    pub(super) stations: Vec<Choice<'a>>,
    /// Whether what counts for a figure, or against it, can be chosen; and which is.
    pub(super) met: Option<Option<bool>>,
}

/// One thing to choose.
pub(super) struct Choice<'a> {
    pub(super) value: &'a str,
    pub(super) text: &'a str,
    pub(super) chosen: bool,
}

impl<'a> Filter<'a> {
    pub(super) fn of(action: &str, chosen: &FiguresQuery, all: &'a [Station]) -> Self {
        let regions: BTreeSet<&str> = all.iter().map(|station| station.region.as_str()).collect();
        let region = regions.into_iter().map(|region| Choice {
            value: region,
            text: region,
            chosen: chosen.region.as_deref() == Some(region),
        });
        Self {
            action: action.to_owned(),
            from: chosen.from.map_or_else(String::new, |day| day.to_string()),
            to: chosen.to.map_or_else(String::new, |day| day.to_string()),
            regions: region.collect(),
            stations: stations(chosen.station.as_ref().map(|id| id.as_str()), all),
            met: None,
        }
    }
}

pub(super) fn stations<'a>(chosen: Option<&str>, all: &'a [Station]) -> Vec<Choice<'a>> {
    let each = all.iter().map(|station| Choice {
        value: station.id.as_str(),
        text: &station.name,
        chosen: chosen == Some(station.id.as_str()),
    });
    each.collect()
}

/// The same as files.
pub(super) struct Downloads {
    pub(super) csv: String,
    pub(super) xlsx: String,
}

impl Downloads {
    pub(super) fn of(path: &str, narrow: &FiguresQuery, more: &[(&str, &str)], frame: &Frame<'_>) -> Self {
        let lang = frame.language().to_string();
        let file = |format: &str| {
            let of_file = [("format", format), ("lang", lang.as_str())];
            address(path, narrow, &[more, &of_file].concat())
        };
        Self {
            csv: file("csv"),
            xlsx: file("xlsx"),
        }
    }
}

/// A path with what narrows it; what narrows nothing is left out.
pub(super) fn address(path: &str, narrow: &FiguresQuery, more: &[(&str, &str)]) -> String {
    let days = [narrow.from, narrow.to].map(|day| day.map(|day| day.to_string()));
    let [from, to] = &days;
    let pairs = [
        ("from", from.as_deref()),
        ("to", to.as_deref()),
        ("station", narrow.station.as_ref().map(|id| id.as_str())),
        ("region", narrow.region.as_deref()),
    ];
    let said = pairs.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let pairs: Vec<(&str, &str)> = said.chain(more.iter().copied()).collect();
    if pairs.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query(&pairs))
    }
}
