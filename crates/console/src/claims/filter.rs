//! What the claims desk can be narrowed by.

use proto::claims::{ClaimKind, ClaimState};
use proto::desk::ClaimsQuery;

use super::{ClaimsView, days_left};
use crate::Frame;
use crate::choice::{Choice, Choosable, Tab, stations, word};
use crate::frame::{narrowed, query};
use crate::texts::ClaimsTexts;

/// How many days somebody looks ahead: what is late, what is due today, and the warnings' distances.
const AHEAD: [i64; 5] = [-1, 0, 3, 7, 14];

pub(super) fn choices(view: &ClaimsView<'_>, frame: &Frame<'_>) -> Vec<Choice> {
    let (c, filter) = (ClaimsTexts::of(frame.language()), view.filter);
    let days = AHEAD.into_iter().map(|days| Choosable {
        value: days.to_string(),
        text: match days {
            -1 => c.late.to_owned(),
            0 => days_left(0, frame),
            days => format!("{days} {}", c.within),
        },
        chosen: filter.within_days == Some(days),
    });
    let state = ClaimState::ALL.into_iter().map(|state| Choosable {
        value: word(&state),
        text: frame.say(&state.title()).to_owned(),
        chosen: filter.state == Some(state),
    });
    let kind = ClaimKind::ALL.into_iter().map(|kind| Choosable {
        value: kind.as_str().to_owned(),
        text: frame.say(&kind.title()).to_owned(),
        chosen: filter.kind == Some(kind),
    });
    let choice = |label, name, options| Choice { label, name, options };
    vec![
        choice(c.days, "within_days", days.collect()),
        choice(c.state, "state", state.collect()),
        stations(c.station, view.stations, filter.station.as_ref()),
        choice(c.kind, "kind", kind.collect()),
    ]
}

/// What the filter's form keeps: the part of the desk that is open.
pub(super) const fn kept(filter: &ClaimsQuery) -> Option<&'static str> {
    if filter.unfiled {
        Some("unfiled")
    } else if filter.not_looked_at_today {
        Some("not_looked_at_today")
    } else if filter.pending {
        Some("pending")
    } else {
        None
    }
}

/// The parts of the desk, each narrowed as the list is.
pub(super) fn tabs(filter: &ClaimsQuery, frame: &Frame<'_>) -> [Tab; 4] {
    let c = ClaimsTexts::of(frame.language());
    let all = [
        (c.any_claim, None),
        (c.to_file, Some("unfiled")),
        (c.to_look_at, Some("pending")),
        (c.unseen, Some("not_looked_at_today")),
    ];
    all.map(|(text, part)| {
        let wanted = ClaimsQuery {
            unfiled: part == Some("unfiled"),
            pending: part == Some("pending"),
            not_looked_at_today: part == Some("not_looked_at_today"),
            skip: None,
            ..filter.clone()
        };
        Tab {
            text,
            href: narrowed("/claims", &wanted),
            chosen: part == kept(filter),
        }
    })
}

/// The list as a file.
pub(super) fn spreadsheet(filter: &ClaimsQuery, frame: &Frame<'_>) -> String {
    let whole = ClaimsQuery {
        skip: None,
        ..filter.clone()
    };
    let address = narrowed("/api/v1/claims", &whole);
    let gap = if address.contains('?') { '&' } else { '?' };
    let lang = frame.language().to_string();
    format!(
        "{address}{gap}{}",
        query(&[("format", "xlsx"), ("lang", lang.as_str())])
    )
}
