//! The old parts desk: where every old part is, what is to be done with it, and by when.

mod consignment;
pub(crate) mod forms;
mod one;

use askama::Template;
use proto::desk::{ConsignmentRow, Ledger, LedgerRow, PartRow, Parts};
use proto::directory::Station;
use proto::returns::PartState;
use sla::policy::Policy;
use types::StationId;

use crate::choice::{Choice, Tab, stations};
use crate::clock::Chip;
use crate::form::{Form, FormShown, Refused};
use crate::frame::query;
use crate::texts::{LayoutTexts, PartsTexts};
use crate::write::Moment;
use crate::{Frame, Unwritten};
pub use consignment::ConsignmentView;
pub use one::PartView;

/// How many parts one page shows: all that a station ships at once, in all likelihood.
pub const PART_ROWS: u32 = 100;

/// Where parts are, as the desk is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    Expected,
    Held,
    Way,
    Received,
    Disputes,
}

impl Whereabouts {
    const ALL: [Self; 5] = [
        Self::Expected,
        Self::Held,
        Self::Way,
        Self::Received,
        Self::Disputes,
    ];

    /// What parts there are in.
    #[must_use]
    pub const fn state(self) -> PartState {
        match self {
            Self::Expected => PartState::Expected,
            Self::Held => PartState::AtStation,
            Self::Way => PartState::OnTheWay,
            Self::Received => PartState::Received,
            Self::Disputes => PartState::Missing,
        }
    }

    /// Whether consignments are shown instead of single parts.
    #[must_use]
    pub const fn shows_consignments(self) -> bool {
        matches!(self, Self::Way | Self::Disputes)
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Held => "held",
            Self::Way => "way",
            Self::Received => "received",
            Self::Disputes => "disputes",
        }
    }

    const fn title(self, p: &PartsTexts) -> &'static str {
        match self {
            Self::Expected => p.expected,
            Self::Held => p.held,
            Self::Way => p.way,
            Self::Received => p.received,
            Self::Disputes => p.disputes,
        }
    }
}

/// A tag that was scanned and did not lead to a part.
#[derive(Debug, Clone, Copy)]
pub struct Unscanned<'a> {
    pub typed: &'a str,
    /// Whether it is a tag at all.
    pub is_tag: bool,
}

/// Old parts, as they are narrowed.
#[derive(Debug)]
pub struct PartsView<'a> {
    pub show: Whereabouts,
    pub station: Option<&'a StationId>,
    pub skip: u32,
    /// To choose from.
    pub stations: &'a [Station],
    pub parts: &'a Parts,
    /// Those that are open, the newest first.
    pub consignments: &'a [ConsignmentRow],
    /// This month's.
    pub ledger: &'a Ledger,
    /// Tags that are packed so far, between spaces.
    pub packed: &'a str,
    pub unscanned: Option<Unscanned<'a>>,
    pub policy: &'a Policy,
    pub refused: Option<Refused<'a>>,
}

#[derive(Template)]
#[template(path = "parts.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    layout: &'static LayoutTexts,
    p: &'static PartsTexts,
    scan: Scan<'a>,
    station: Choice,
    show: &'static str,
    tabs: Vec<(Tab, u64)>,
    parts: Vec<Row<'a>>,
    total: u64,
    shows_consignments: bool,
    consignments: Vec<Consignment<'a>>,
    ship: Option<FormShown>,
    /// Whether parts could be packed once a station is chosen.
    may_pack: bool,
    month: String,
    deadlines: Vec<Deadline<'a>>,
    sum: Deadline<'a>,
    tags: Option<String>,
    ledger: String,
    newer: Option<String>,
    older: Option<String>,
}

/// The field a scanner types into.
pub(crate) struct Scan<'a> {
    /// What stays chosen while parts are scanned one after the other.
    pub(crate) kept: Vec<(&'static str, &'a str)>,
    pub(crate) typed: &'a str,
    pub(crate) problem: Option<&'static str>,
    /// Whether typing begins here.
    pub(crate) is_first: bool,
}

impl Scan<'_> {
    /// Beside something else that waits for an answer.
    const fn anew() -> Self {
        Self {
            kept: Vec::new(),
            typed: "",
            problem: None,
            is_first: false,
        }
    }
}

/// A part in a row.
pub(crate) struct Row<'a> {
    pub(crate) tag: String,
    pub(crate) name: &'a str,
    pub(crate) number: &'a str,
    pub(crate) quantity: u32,
    pub(crate) machine: String,
    pub(crate) station: &'a str,
    pub(crate) engineer: &'a str,
    pub(crate) month: String,
    pub(crate) since: Moment,
    pub(crate) state: &'a str,
    pub(crate) chips: Vec<Chip<'a>>,
    pub(crate) class: &'static str,
}

/// A consignment in a row.
struct Consignment<'a> {
    href: String,
    id: &'a str,
    station: &'a str,
    parts: u32,
    carrier: &'a str,
    tracking: &'a str,
    shipped_at: Moment,
    arrival_due: Option<Moment>,
    is_late: bool,
    received_at: Option<Moment>,
    unsettled: u32,
    discrepancies: u32,
}

/// A station's month.
struct Deadline<'a> {
    station: &'a str,
    href: Option<String>,
    due: Option<Moment>,
    left: String,
    counts: [u64; 6],
    class: &'static str,
}

impl<'a> PartsView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let p = PartsTexts::of(frame.language());
        let more = u64::from(self.skip) + u64::from(PART_ROWS) < self.parts.total;
        let more = more && !self.show.shows_consignments();
        let station = self.station.map(StationId::as_str);
        let page = Page {
            frame,
            layout: frame.layout(),
            p,
            scan: self.scan(p),
            station: stations(p.station, self.stations, self.station),
            show: self.show.as_str(),
            tabs: self.tabs(p),
            parts: self.parts.parts.iter().map(|part| Row::of(part, frame)).collect(),
            total: self.parts.total,
            shows_consignments: self.show.shows_consignments(),
            consignments: self.consignments(frame),
            ship: self.ship(frame),
            may_pack: self.show == Whereabouts::Held && self.may_ship(frame),
            month: self.ledger.month.to_string(),
            deadlines: self
                .ledger
                .rows
                .iter()
                .map(|row| deadline(row, p, frame))
                .collect(),
            sum: deadline(&self.ledger.sum, p, frame),
            tags: station.map(|id| format!("/api/v1/returns/tags?{}", query(&[("station", id)]))),
            ledger: self.spreadsheet(frame),
            newer: (self.skip > 0).then(|| self.at(self.show, self.skip.saturating_sub(PART_ROWS))),
            older: more.then(|| self.at(self.show, self.skip.saturating_add(PART_ROWS))),
        };
        Ok(page.render()?)
    }

    fn scan(&self, p: &PartsTexts) -> Scan<'a> {
        let station = self.station.map(StationId::as_str);
        let packs = self.show == Whereabouts::Held;
        let kept = [
            ("show", packs.then_some(Whereabouts::Held.as_str())),
            ("station", station.filter(|_| packs)),
            (
                "pack",
                Some(self.packed).filter(|packed| packs && !packed.is_empty()),
            ),
        ];
        let kept = kept.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Scan {
            kept: kept.collect(),
            typed: self.unscanned.map_or("", |unscanned| unscanned.typed),
            problem: self.unscanned.map(|unscanned| {
                if unscanned.is_tag {
                    p.no_such_tag
                } else {
                    p.not_a_tag
                }
            }),
            is_first: self.refused.is_none(),
        }
    }

    fn tabs(&self, p: &PartsTexts) -> Vec<(Tab, u64)> {
        let tabs = Whereabouts::ALL.into_iter().map(|show| {
            let tab = Tab {
                text: show.title(p),
                href: self.at(show, 0),
                chosen: show == self.show,
            };
            let count = self.parts.states.get(&show.state());
            (tab, count.copied().unwrap_or_default())
        });
        tabs.collect()
    }

    fn at(&self, show: Whereabouts, skip: u32) -> String {
        let skipped = skip.to_string();
        let pairs = [
            ("show", Some(show.as_str())),
            ("station", self.station.map(StationId::as_str)),
            ("skip", (skip > 0).then_some(skipped.as_str())),
        ];
        let pairs: Vec<(&str, &str)> = pairs
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        format!("/parts?{}", query(&pairs))
    }

    fn spreadsheet(&self, frame: &Frame<'_>) -> String {
        let (month, lang) = (self.ledger.month.to_string(), frame.language().to_string());
        let asked = [
            ("month", month.as_str()),
            ("format", "xlsx"),
            ("lang", lang.as_str()),
        ];
        format!("/api/v1/returns/ledger?{}", query(&asked))
    }

    fn consignments(&self, frame: &'a Frame<'a>) -> Vec<Consignment<'a>> {
        let shown = self.consignments.iter().filter(|row| match self.show {
            Whereabouts::Way => row.received_at.is_none(),
            Whereabouts::Disputes => row.unsettled > 0,
            Whereabouts::Expected | Whereabouts::Held | Whereabouts::Received => false,
        });
        shown.map(|row| consignment_row(row, frame)).collect()
    }

    fn may_ship(&self, frame: &Frame<'_>) -> bool {
        frame.visitor.may(self.policy, "returns.ship-consignment")
    }

    fn ship(&self, frame: &Frame<'_>) -> Option<FormShown> {
        let station = self.station?;
        let held = self.show == Whereabouts::Held && !self.parts.parts.is_empty();
        let form = self.ship_form(station, frame);
        let address = format!("/parts/ship/{station}/returns/ship-consignment");
        (held && self.may_ship(frame)).then(|| FormShown::of(&form, address, frame, self.refused.as_ref()))
    }

    /// The form by which what a station holds is shipped.
    #[must_use]
    pub fn ship_form(&self, station: &StationId, frame: &Frame<'_>) -> Form {
        forms::ship(station, &self.parts.parts, self.packed, frame.language())
    }
}

impl<'a> Row<'a> {
    pub(crate) fn of(part: &'a PartRow, frame: &Frame<'a>) -> Self {
        let open = || part.clocks.iter().filter(|clock| clock.open);
        let chips: Vec<Chip<'a>> = open().map(|clock| Chip::of(clock, frame)).collect();
        Self {
            tag: part.tag.to_string(),
            name: forms::named(part),
            number: &part.part_number,
            quantity: part.quantity,
            machine: part.machine.as_ref().map(ToString::to_string).unwrap_or_default(),
            station: part.station.as_ref().map_or("", |station| station.name.as_str()),
            engineer: part.engineer.as_ref().map_or("", |person| person.name.as_str()),
            month: part.month.to_string(),
            since: frame.moment(&part.since),
            state: frame.say(&part.state_title),
            class: row_class(&chips),
            chips,
        }
    }
}

/// The most urgent of some clocks, as a row shows it.
fn row_class(chips: &[Chip<'_>]) -> &'static str {
    let has = |class: &str| chips.iter().any(|chip| chip.class == class);
    if has("breached") {
        "breached"
    } else if has("warned") {
        "warned"
    } else {
        ""
    }
}

fn consignment_row<'a>(row: &'a ConsignmentRow, frame: &Frame<'_>) -> Consignment<'a> {
    let is_open = row.received_at.is_none();
    Consignment {
        href: format!("/consignments/{}", row.consignment),
        id: row.consignment.as_str(),
        station: &row.station.name,
        parts: row.parts,
        carrier: &row.carrier,
        tracking: &row.tracking,
        shipped_at: frame.moment(&row.shipped_at),
        arrival_due: row.arrival_due_at.as_ref().map(|at| frame.moment(at)),
        is_late: is_open && row.arrival_due_at.is_some_and(|due| due < frame.now),
        received_at: row.received_at.as_ref().map(|at| frame.moment(at)),
        unsettled: row.unsettled,
        discrepancies: row.discrepancies,
    }
}

/// A row of the ledger as a deadline: late ones in red, those with parts to ship in the last days in yellow.
// rule: SLA-6
fn deadline<'a>(row: &'a LedgerRow, p: &PartsTexts, frame: &Frame<'_>) -> Deadline<'a> {
    const SOON: i64 = 5 * 24 * 60 * 60;
    let left = row.due_at.map(|due| due.since(frame.now).as_seconds());
    let waits = row.held > 0 || row.not_handed_in > 0;
    let class = match left {
        _ if row.late > 0 || row.not_returned > 0 => "breached",
        Some(left) if waits && left < 0 => "breached",
        Some(left) if waits && left < SOON => "warned",
        Some(_) | None => "",
    };
    let station = row.station.as_ref();
    Deadline {
        station: station.map_or(p.sum, |station| station.name.as_str()),
        href: station.map(|station| {
            let of = [("show", "held"), ("station", station.id.as_str())];
            format!("/parts?{}", query(&of))
        }),
        due: row.due_at.as_ref().map(|at| frame.moment(at)),
        left: left
            .filter(|_| waits)
            .map(|left| frame.left(left))
            .unwrap_or_default(),
        counts: [
            row.expected,
            row.not_handed_in,
            row.held,
            row.in_time,
            row.late,
            row.not_returned,
        ],
        class,
    }
}

#[cfg(test)]
mod tests;
