//! One consignment: its list, the count, and what was wrong (OLD-3, OLD-4).

use askama::Template;
use proto::desk::{ConsignmentPage, DiscrepancyShown};
use proto::returns::DiscrepancyOutcome;
use sla::policy::Policy;

use super::{Row, Scan, forms};
use crate::form::{Form, FormShown, Refused};
use crate::texts::PartsTexts;
use crate::write::Moment;
use crate::{Frame, Unwritten};

/// A consignment with its list.
#[derive(Debug)]
pub struct ConsignmentView<'a> {
    pub page: &'a ConsignmentPage,
    pub policy: &'a Policy,
    /// A form that was sent and not taken, with the discrepancy it is about.
    pub refused: Option<(Option<u32>, Refused<'a>)>,
}

#[derive(Template)]
#[template(path = "consignment.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    p: &'static PartsTexts,
    scan: Scan<'a>,
    id: &'a str,
    state: &'static str,
    facts: Vec<(&'static str, String)>,
    packing_list: String,
    receive: Option<FormShown>,
    list: Vec<Listed<'a>>,
    is_received: bool,
    discrepancies: Vec<Wrong<'a>>,
}

/// A part of the list.
struct Listed<'a> {
    row: Row<'a>,
    listed: u32,
    counted: Option<u32>,
    is_short: bool,
}

/// A discrepancy and what came of it.
struct Wrong<'a> {
    number: u32,
    kind: &'a str,
    tag: String,
    listed: u32,
    counted: u32,
    words: &'a str,
    outcome: &'static str,
    reason: &'a str,
    settled_by: &'a str,
    settled_at: Option<Moment>,
    settle: Option<FormShown>,
}

const RECEIVE: &str = "returns.receive-consignment";
const SETTLE: &str = "returns.settle-discrepancy";

impl<'a> ConsignmentView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let (p, row) = (PartsTexts::of(frame.language()), &self.page.row);
        let state = match (row.received_at, row.unsettled) {
            (None, _) => p.way,
            (Some(_), 0) => p.received,
            (Some(_), _) => p.disputes,
        };
        let page = Page {
            frame,
            p,
            scan: Scan::anew(),
            id: row.consignment.as_str(),
            state,
            facts: self.facts(frame),
            packing_list: format!("/api/v1/returns/consignments/{}/packing-list", row.consignment),
            receive: self.receive(frame),
            list: self.list(frame),
            is_received: row.received_at.is_some(),
            discrepancies: self.discrepancies(frame),
        };
        Ok(page.render()?)
    }

    fn facts(&self, frame: &Frame<'_>) -> Vec<(&'static str, String)> {
        let (p, row) = (PartsTexts::of(frame.language()), &self.page.row);
        let name = |person: Option<&proto::desk::NamedPerson>| {
            person.map_or_else(String::new, |person| format!(" {}", person.name))
        };
        let at = |at: types::Instant| frame.moment(&at).people;
        let shipped = format!("{}{}", at(row.shipped_at), name(row.shipped_by.as_ref()));
        let received = row
            .received_at
            .map(|moment| format!("{}{}", at(moment), name(row.received_by.as_ref())));
        let all = [
            (p.station, Some(row.station.name.clone())),
            (p.count_of, Some(row.parts.to_string())),
            (p.carrier, Some(row.carrier.clone())),
            (p.tracking, Some(row.tracking.clone())),
            (p.freight, row.freight.map(|fen| fen.to_string())),
            (p.shipped_at, Some(shipped)),
            (p.arrival_due, row.arrival_due_at.map(at)),
            (p.received_at, received),
        ];
        let known = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
        known.filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The form of a command about this consignment, or about one of its discrepancies.
    #[must_use]
    pub fn form(&self, command: &str, number: Option<u32>, frame: &Frame<'_>) -> Option<Form> {
        match (command, number) {
            (RECEIVE, None) => Some(forms::receive(self.page, frame.language())),
            (SETTLE, Some(number)) => {
                let mut all = self.page.discrepancies.iter();
                let shown = all.find(|shown| shown.discrepancy.number == number)?;
                Some(forms::settle(self.page, shown, frame.language()))
            }
            _ => None,
        }
    }

    fn receive(&self, frame: &Frame<'_>) -> Option<FormShown> {
        let refused = self.refused.as_ref().filter(|(number, _)| number.is_none());
        let waits = self.page.row.received_at.is_none() || refused.is_some();
        let may = frame.visitor.may(self.policy, RECEIVE);
        let form = self.form(RECEIVE, None, frame)?;
        let address = format!(
            "/consignments/{}/{}",
            self.page.row.consignment,
            RECEIVE.replace('.', "/")
        );
        (waits && may).then(|| FormShown::of(&form, address, frame, refused.map(|(_, refused)| refused)))
    }

    fn list(&self, frame: &'a Frame<'a>) -> Vec<Listed<'a>> {
        let shown = self.page.parts.iter().map(|listed| Listed {
            row: Row::of(&listed.part, frame),
            listed: listed.listed,
            counted: listed.counted,
            is_short: listed.counted.is_some_and(|counted| counted != listed.listed),
        });
        shown.collect()
    }

    fn discrepancies(&self, frame: &'a Frame<'a>) -> Vec<Wrong<'a>> {
        let p = PartsTexts::of(frame.language());
        let shown = self.page.discrepancies.iter().map(|shown| {
            let found = &shown.discrepancy;
            Wrong {
                number: found.number,
                kind: frame.say(&shown.kind_title),
                tag: found.tag.as_ref().map(ToString::to_string).unwrap_or_default(),
                listed: found.listed,
                counted: found.counted,
                words: &found.words,
                outcome: match shown.outcome {
                    None => p.unsettled,
                    Some(DiscrepancyOutcome::Found) => p.found,
                    Some(DiscrepancyOutcome::Lost) => p.lost,
                    Some(DiscrepancyOutcome::Explained) => p.explained,
                },
                reason: &shown.reason,
                settled_by: shown
                    .settled_by
                    .as_ref()
                    .map_or("", |person| person.name.as_str()),
                settled_at: shown.settled_at.as_ref().map(|at| frame.moment(at)),
                settle: self.settle(shown, frame),
            }
        });
        shown.collect()
    }

    /// What was lost can still be found, so it stays open to that.
    fn settle(&self, shown: &DiscrepancyShown, frame: &Frame<'_>) -> Option<FormShown> {
        let number = shown.discrepancy.number;
        let is_open = matches!(shown.outcome, None | Some(DiscrepancyOutcome::Lost));
        let refused = self.refused.as_ref().filter(|(about, _)| *about == Some(number));
        let form = self.form(SETTLE, Some(number), frame)?;
        let may = frame.visitor.may(self.policy, SETTLE);
        let address = format!(
            "/consignments/{}/{number}/{}",
            self.page.row.consignment,
            SETTLE.replace('.', "/")
        );
        (may && (is_open || refused.is_some())).then(|| {
            FormShown::of(&form, address, frame, refused.map(|(_, refused)| refused))
                .within(&number.to_string())
        })
    }
}
