//! Administration: how the system stands, who works here and may come in, stations, policy, and lists from elsewhere.

mod import;
mod people;
mod person;
mod policy;
mod stations;
mod system;
#[cfg(test)]
mod tests;
mod tokens;

use proto::directory::BadCell;
use types::Instant;

use crate::Frame;
use crate::frame::Link;
use crate::texts::AdminTexts;

pub use import::ImportView;
pub use people::PeopleView;
pub use person::{CodeShown, PersonView};
pub use policy::{PolicyOutcome, PolicyView};
pub use stations::{StationEntryView, StationsView, station_row};
pub use system::{SystemView, release_form};
pub use tokens::{TokenLine, TokensView, token_form};

/// The rights by which an entry of the directory is changed: a form is an import of one row.
pub(crate) const ENTRY: &str = "directory.apply-import";

/// How somebody can come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrance {
    pub has_password: bool,
    /// Until when a one-time code lets them in.
    pub code_until: Option<Instant>,
    pub signed_in_at: Option<Instant>,
    pub sessions: u64,
    pub extension: Option<String>,
}

/// A page of administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    System,
    People,
    Stations,
    Import,
    Policy,
    Tokens,
}

impl Section {
    pub(crate) fn links(self, frame: &Frame<'_>) -> Vec<Link> {
        let a = AdminTexts::of(frame.language());
        let all = [
            (Self::System, "/admin", a.system),
            (Self::People, "/admin/people", a.people),
            (Self::Stations, "/admin/stations", a.stations),
            (Self::Import, "/admin/import", a.import),
            (Self::Policy, "/admin/policy", a.policy),
            (Self::Tokens, "/admin/tokens", a.tokens),
        ];
        let linked = all.into_iter().map(|(section, href, text)| Link {
            href,
            text,
            is_here: section == self,
        });
        linked.collect()
    }
}

/// What is wrong with a cell, for whoever looks.
pub(crate) struct BadLine<'a> {
    pub(crate) line: u32,
    pub(crate) column: &'a str,
    pub(crate) reason: &'a str,
}

pub(crate) fn bad_lines<'a>(bad: &'a [BadCell], frame: &Frame<'_>) -> Vec<BadLine<'a>> {
    let each = bad.iter().map(|cell| BadLine {
        line: cell.line,
        column: &cell.column,
        reason: cell.reason.in_language(frame.language()),
    });
    each.collect()
}
