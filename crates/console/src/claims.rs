//! The claims desk: claims by the days left, and one order's claim with everything that belongs to it.

mod documents;
mod facts;
mod filter;
mod forms;
mod lines;
mod one;

use askama::Template;
use proto::desk::{ClaimRow, Claims, ClaimsQuery};
use proto::directory::Station;
use types::{Fen, Lang};

use crate::board::ROWS;
use crate::choice::{Choice, Tab};
use crate::clock::Chip;
use crate::frame::narrowed;
use crate::texts::{ClaimsTexts, LayoutTexts};
use crate::write::Moment;
use crate::{Frame, Unwritten};
pub(crate) use documents::File;
pub use one::ClaimView;

/// Claims, as they are narrowed.
#[derive(Debug)]
pub struct ClaimsView<'a> {
    pub claims: &'a Claims,
    pub filter: &'a ClaimsQuery,
    /// To choose from.
    pub stations: &'a [Station],
}

#[derive(Template)]
#[template(path = "claims.html")]
struct Whole<'a> {
    frame: &'a Frame<'a>,
    layout: &'static LayoutTexts,
    c: &'static ClaimsTexts,
    choices: Vec<Choice>,
    /// What is kept while the filter is changed.
    kept: Option<&'static str>,
    live: Live<'a>,
}

#[derive(Template)]
#[template(path = "claims_rows.html")]
struct Part<'a> {
    frame: &'a Frame<'a>,
    layout: &'static LayoutTexts,
    c: &'static ClaimsTexts,
    live: Live<'a>,
}

/// The part that is fetched anew when something changes.
struct Live<'a> {
    /// Where it is fetched.
    own: String,
    tabs: [Tab; 4],
    claims: &'a Claims,
    rows: Vec<Row<'a>>,
    spreadsheet: String,
    newer: Option<String>,
    older: Option<String>,
}

/// A claim in a row.
struct Row<'a> {
    class: &'static str,
    href: String,
    /// The claim's number, or its order's where there is no claim yet.
    number: String,
    state: &'a str,
    kind: &'a str,
    days: String,
    chip: Option<Chip<'a>>,
    machine: String,
    model: &'a str,
    customer: &'a str,
    station: &'a str,
    engineer: &'a str,
    repaired: Option<Moment>,
    fault: &'a str,
    /// What was asked for, approved and paid, each with its word.
    money: Vec<(&'static str, String)>,
    lacking: String,
    looked_at: bool,
}

impl<'a> ClaimsView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let page = Whole {
            frame,
            layout: frame.layout(),
            c: ClaimsTexts::of(frame.language()),
            choices: filter::choices(self, frame),
            kept: filter::kept(self.filter),
            live: self.live(frame),
        };
        Ok(page.render()?)
    }

    /// The rows alone, as they take the place of the ones before.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn rows(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let part = Part {
            frame,
            layout: frame.layout(),
            c: ClaimsTexts::of(frame.language()),
            live: self.live(frame),
        };
        Ok(part.render()?)
    }

    fn live(&self, frame: &'a Frame<'a>) -> Live<'a> {
        let skipped = self.filter.skip.unwrap_or_default();
        let at = |skip: u32| {
            let wanted = ClaimsQuery {
                skip: (skip > 0).then_some(skip),
                ..self.filter.clone()
            };
            narrowed("/claims", &wanted)
        };
        let more = u64::from(skipped) + u64::from(ROWS) < self.claims.total;
        Live {
            own: narrowed("/claims", self.filter),
            tabs: filter::tabs(self.filter, frame),
            claims: self.claims,
            rows: self.claims.claims.iter().map(|row| shown(row, frame)).collect(),
            spreadsheet: filter::spreadsheet(self.filter, frame),
            newer: (skipped > 0).then(|| at(skipped.saturating_sub(ROWS))),
            older: more.then(|| at(skipped.saturating_add(ROWS))),
        }
    }
}

fn shown<'a>(row: &'a ClaimRow, frame: &Frame<'a>) -> Row<'a> {
    let claim = row.claim.as_ref().map(ToString::to_string);
    let lacking: Vec<&str> = row.lacking.iter().map(|lack| frame.say(&lack.title)).collect();
    let open = row.clock.as_ref().filter(|clock| clock.open);
    Row {
        class: class(row.days_left),
        href: format!("/claims/{}", row.order),
        number: claim.unwrap_or_else(|| row.order.to_string()),
        state: frame.say(&row.state_title),
        kind: row.kind_title.as_ref().map_or("", |title| frame.say(title)),
        days: row
            .days_left
            .map(|days| days_left(days, frame))
            .unwrap_or_default(),
        chip: open.map(|clock| Chip::of(clock, frame)),
        machine: row.machine.as_ref().map(ToString::to_string).unwrap_or_default(),
        model: row.model.as_deref().unwrap_or_default(),
        customer: row
            .customer
            .as_ref()
            .map_or("", |customer| customer.name.as_str()),
        station: row.station.as_ref().map_or("", |station| station.name.as_str()),
        engineer: row.engineer.as_ref().map_or("", |person| person.name.as_str()),
        repaired: row.repaired_at.as_ref().map(|at| frame.moment(at)),
        fault: &row.fault,
        money: money(row, frame),
        lacking: lacking.join(frame.comma()),
        looked_at: row.looked_at_today,
    }
}

/// What was asked for, and what came of it so far.
fn money(row: &ClaimRow, frame: &Frame<'_>) -> Vec<(&'static str, String)> {
    let c = ClaimsTexts::of(frame.language());
    let paid = (row.credited != Fen(0)).then_some(row.credited);
    let all = [
        (c.submitted_claim, Some(row.claimed)),
        (c.approved_sum, row.approved),
        (c.credited_sum, paid),
    ];
    let known = all
        .into_iter()
        .filter_map(|(word, fen)| Some((word, fen?.to_string())));
    known.collect()
}

/// The colour of so many days left: late, soon, or neither.
fn class(days: Option<i64>) -> &'static str {
    const SOON: i64 = 3;
    match days {
        Some(days) if days < 0 => "breached",
        Some(days) if days <= SOON => "warned",
        Some(_) | None => "",
    }
}

/// `剩3天`, `due today`, `2 days overdue`.
fn days_left(days: i64, frame: &Frame<'_>) -> String {
    let c = ClaimsTexts::of(frame.language());
    let word = match days {
        0 => return c.today.to_owned(),
        days if days < 0 => c.overdue,
        _ => c.to_go,
    };
    match frame.language() {
        Lang::Zh => format!("{word}{}天", days.saturating_abs()),
        Lang::En => format!("{} {word}", days.saturating_abs()),
    }
}

#[cfg(test)]
mod tests;
