//! One old part: what its tag says, where it is, and what is to be done with it next.

use askama::Template;
use proto::desk::{NamedPerson, PartRow};
use proto::returns::PartState;
use sla::policy::Policy;

use super::{Scan, forms};
use crate::claims::File;
use crate::clock::Chip;
use crate::form::{Form, FormShown, Refused};
use crate::frame::query;
use crate::texts::PartsTexts;
use crate::{Frame, Unwritten};

/// A part and whom its forms offer.
#[derive(Debug)]
pub struct PartView<'a> {
    pub part: &'a PartRow,
    /// The people of its station, who may answer for it.
    pub staff: &'a [NamedPerson],
    /// The people of the house, who may witness.
    pub house: &'a [NamedPerson],
    pub policy: &'a Policy,
    pub refused: Option<Refused<'a>>,
}

#[derive(Template)]
#[template(path = "part.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    p: &'static PartsTexts,
    scan: Scan<'a>,
    tag: String,
    name: &'a str,
    state: &'a str,
    facts: Vec<(&'static str, String)>,
    chips: Vec<Chip<'a>>,
    links: Vec<(String, String)>,
    photo: Option<File>,
    /// The one thing to do next: a way to where it is done, or its form.
    way: Option<(String, &'static str)>,
    next: Option<FormShown>,
    /// Why there is nothing to do for this visitor.
    idle: Option<&'static str>,
    others: Vec<FormShown>,
}

/// What is done next with a part, by where it is.
struct Next {
    /// Where it is done together with other parts.
    way: Option<(String, &'static str)>,
    /// The command that is sent from its own page.
    command: Option<&'static str>,
}

impl<'a> PartView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let (p, part) = (PartsTexts::of(frame.language()), self.part);
        let next = self.next(p);
        let own = next.command.and_then(|command| self.shown(command, frame));
        let own = own.map(|form| {
            if part.state == PartState::Expected {
                form.ready()
            } else {
                form
            }
        });
        let others = OTHERS.iter().filter(|command| Some(**command) != next.command);
        let others = others.filter(|command| self.is_open_to(command));
        let is_mine = own.is_some() || next.way.is_some();
        let page = Page {
            frame,
            p,
            scan: Scan::anew(),
            tag: part.tag.to_string(),
            name: forms::named(part),
            state: frame.say(&part.state_title),
            facts: self.facts(frame),
            chips: part.clocks.iter().map(|clock| Chip::of(clock, frame)).collect(),
            links: self.links(p),
            photo: part.photo.as_ref().map(File::of),
            idle: (!is_mine).then_some(if next.command.is_some() {
                p.not_yours
            } else {
                p.done
            }),
            way: next.way,
            next: own,
            others: others.filter_map(|command| self.shown(command, frame)).collect(),
        };
        Ok(page.render()?)
    }

    fn next(&self, p: &PartsTexts) -> Next {
        let part = self.part;
        let consignment = part.consignment.as_ref().map(|id| format!("/consignments/{id}"));
        let station = part.station.as_ref().map_or("", |station| station.id.as_str());
        let tag = part.tag.to_string();
        let packing = [("show", "held"), ("station", station), ("pack", tag.as_str())];
        let (way, command) = match part.state {
            PartState::Expected => (None, Some(CHECK_IN)),
            PartState::AtStation => (Some((format!("/parts?{}", query(&packing)), p.pack)), None),
            PartState::OnTheWay => (consignment.map(|href| (href, p.to_receive)), None),
            PartState::Missing => (consignment.map(|href| (href, p.to_settle)), None),
            PartState::Received => (None, Some(DESTROY)),
            PartState::Destroyed | PartState::Forwarded | PartState::Lost | PartState::NotExpected => {
                (None, None)
            }
        };
        Next { way, command }
    }

    /// Whether a command can be about a part that is where this one is.
    fn is_open_to(&self, command: &str) -> bool {
        match self.part.state {
            PartState::Received => true,
            PartState::Expected | PartState::AtStation | PartState::OnTheWay | PartState::Missing => {
                command == RECORD_LOSS
            }
            // The manufacturer's deduction comes later.
            PartState::Lost => command == RECORD_LOSS,
            PartState::Destroyed | PartState::Forwarded | PartState::NotExpected => false,
        }
    }

    fn shown(&self, command: &str, frame: &Frame<'_>) -> Option<FormShown> {
        let form = self.form(command, frame)?;
        let may = frame.visitor.may(self.policy, command);
        let address = format!("/parts/{}/{}", self.part.tag, command.replace('.', "/"));
        may.then(|| FormShown::of(&form, address, frame, self.refused.as_ref()))
    }

    /// The form of a command about this part.
    #[must_use]
    pub fn form(&self, command: &str, frame: &Frame<'_>) -> Option<Form> {
        forms::of_part(command, self.part, self.staff, self.house, frame.language())
    }

    fn links(&self, p: &PartsTexts) -> Vec<(String, String)> {
        let part = self.part;
        let order = part.order.as_str();
        let print = format!("/api/v1/returns/tags?{}", query(&[("order", order)]));
        let mut links = vec![
            (format!("/orders/{order}"), format!("{} {order}", p.order)),
            (format!("/claims/{order}"), format!("{} {}", p.claim, part.claim)),
            (print, p.tags.to_owned()),
        ];
        if let Some(consignment) = &part.consignment {
            let words = format!("{} {consignment}", p.consignment);
            links.push((format!("/consignments/{consignment}"), words));
        }
        links
    }

    fn facts(&self, frame: &Frame<'_>) -> Vec<(&'static str, String)> {
        let (p, part) = (PartsTexts::of(frame.language()), self.part);
        let at = |at: Option<types::Instant>| at.map(|at| frame.moment(&at).people);
        let loss = part.loss.as_ref();
        let answerable = loss.map(|loss| {
            let names: Vec<&str> = loss
                .answerable
                .iter()
                .map(|person| person.name.as_str())
                .collect();
            names.join(frame.comma())
        });
        let claim = part.claim_state_title.as_ref().map(|title| frame.say(title));
        let all = [
            (p.part, Some(part.name.clone())),
            (p.part_number, Some(part.part_number.clone())),
            (p.quantity, Some(part.quantity.to_string())),
            (p.serial, part.serial.clone()),
            (p.machine, part.machine.as_ref().map(ToString::to_string)),
            (
                p.station,
                part.station.as_ref().map(|station| station.name.clone()),
            ),
            (
                p.engineer,
                part.engineer.as_ref().map(|person| person.name.clone()),
            ),
            (p.claim, claim.map(|title| format!("{} {title}", part.claim))),
            (p.month, Some(part.month.to_string())),
            (p.returned, Some(frame.say(&part.return_title).to_owned())),
            (
                p.condition,
                part.condition
                    .map(|condition| frame.say(&condition.title()).to_owned()),
            ),
            (p.since, Some(frame.moment(&part.since).people)),
            (p.checked_in_at, at(part.checked_in_at)),
            (p.shipped_at, at(part.shipped_at)),
            (p.received_at, at(part.received_at)),
            (p.loss, loss.map(|loss| loss.reason.clone())),
            (p.answerable, answerable),
            (
                p.deducted,
                loss.and_then(|loss| loss.deducted).map(|fen| fen.to_string()),
            ),
            (p.gone, part.gone.as_ref().map(|gone| frame.say(gone).to_owned())),
        ];
        let known = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
        known.filter(|(_, value)| !value.is_empty()).collect()
    }
}

const CHECK_IN: &str = "returns.check-in-part";
const DESTROY: &str = "returns.destroy-part";
const RECORD_LOSS: &str = "returns.record-loss";
/// What can be done besides.
const OTHERS: [&str; 3] = [DESTROY, "returns.forward-part", RECORD_LOSS];
