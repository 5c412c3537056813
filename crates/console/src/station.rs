//! The station's desk: what to answer now, who does what, and the old parts of this month.

mod day;

use askama::Template;
use proto::desk::{Board, NamedPerson, OrderSummary, PartRow};
use proto::directory::Station;
use proto::order::Step;
use sla::policy::Policy;
use types::{OrderNumber, StationId};

use crate::board::Row;
use crate::clock::Chip;
use crate::form::{Field, Form, FormShown, Kind, Offer, Refused};
use crate::frame::query;
use crate::order;
use crate::parts::forms;
use crate::texts::{ActionTexts, BoardTexts, StationTexts};
use crate::{Frame, Unwritten};
use day::Trip;

/// A station's orders, people and parts.
#[derive(Debug, Clone)]
pub struct StationView<'a> {
    pub station: &'a Station,
    /// To choose from.
    pub stations: &'a [Station],
    /// Its open orders.
    pub board: &'a Board,
    pub engineers: &'a [NamedPerson],
    /// Replaced, and not handed in.
    pub expected: &'a [PartRow],
    /// Handed in, and not shipped.
    pub held: &'a [PartRow],
    /// The order that is to be planned.
    pub planned: Option<&'a OrderNumber>,
    pub policy: &'a Policy,
    pub refused: Option<Refused<'a>>,
}

#[derive(Template)]
#[template(path = "station.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    b: &'static BoardTexts,
    s: &'static StationTexts,
    station: &'a Station,
    stations: Vec<(&'a str, &'a str, bool)>,
    /// To answer, then under way.
    orders: [(&'static str, Vec<Row<'a>>); 2],
    engineers: Vec<(&'a str, Vec<Trip<'a>>)>,
    /// Where the old parts of each kind are worked on.
    desk: [String; 2],
    expected: Vec<PartLine<'a>>,
    held: Vec<PartLine<'a>>,
    check_in: Option<FormShown>,
    ship: Option<FormShown>,
    /// Where this desk is.
    here: String,
    plan: Option<FormShown>,
    is_planning: bool,
}

/// An old part in a line.
struct PartLine<'a> {
    tag: String,
    href: String,
    name: &'a str,
    engineer: &'a str,
    month: String,
    chips: Vec<Chip<'a>>,
}

impl<'a> StationView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let s = StationTexts::of(frame.language());
        let rows = |wanted: &dyn Fn(Step) -> bool| {
            let fitting = self.board.rows.iter().filter(|row| wanted(row.step));
            fitting.map(|row| Row::of(row, frame)).collect()
        };
        let page = Page {
            frame,
            b: BoardTexts::of(frame.language()),
            s,
            station: self.station,
            stations: self.choices(),
            orders: [
                (s.answer, rows(&|step| step == Step::Opened)),
                (s.on_their_way, rows(&|step| step != Step::Opened)),
            ],
            engineers: self.engineers.iter().map(|one| self.day(one, frame)).collect(),
            desk: ["expected", "held"].map(|show| self.parts_desk(show)),
            expected: self.expected.iter().map(|part| line(part, frame)).collect(),
            held: self.held.iter().map(|part| line(part, frame)).collect(),
            check_in: self
                .shown("returns.check-in-part", frame)
                .filter(|_| !self.expected.is_empty()),
            ship: self
                .shown("returns.ship-consignment", frame)
                .filter(|_| !self.held.is_empty()),
            here: format!("/station?{}", self.named()),
            plan: self
                .shown("dispatch.make-plan", frame)
                .filter(|_| self.to_answer().next().is_some()),
            is_planning: self.planned.is_some() || self.refused.as_ref().is_some_and(is_plan),
        };
        Ok(page.render()?)
    }

    /// The station, as an address names it.
    fn named(&self) -> String {
        query(&[("station", self.station.id.as_str())])
    }

    fn to_answer(&self) -> impl Iterator<Item = &'a OrderSummary> {
        self.board.rows.iter().filter(|row| row.step == Step::Opened)
    }

    /// A plan for one of the orders to answer.
    fn plan(&self, command: &str, frame: &Frame<'_>) -> Form {
        let t = ActionTexts::of(frame.language());
        let which = StationTexts::of(frame.language()).which;
        let orders = self.to_answer().map(|row| {
            let customer = row
                .customer
                .as_ref()
                .map_or("", |customer| customer.name.as_str());
            let machine = row.machine.as_ref().map_or("", |machine| machine.as_str());
            Offer::plain(row.order.as_str(), &format!("{} {machine} {customer}", row.order))
        });
        let chosen = self.planned.map_or("", |order| order.as_str());
        let order = Field::new("order", which, Kind::Choice(orders.collect()));
        let mut fields = vec![order.required().preset(chosen)];
        fields.extend(order::plan(self.engineers, t));
        Form {
            command: command.to_owned(),
            title: t.make_plan,
            fields,
            fixed: Vec::new(),
        }
    }

    fn choices(&self) -> Vec<(&'a str, &'a str, bool)> {
        let all = self.stations.iter();
        all.map(|one| (one.id.as_str(), one.name.as_str(), one.id == self.station.id))
            .collect()
    }

    fn day(&self, engineer: &'a NamedPerson, frame: &'a Frame<'a>) -> (&'a str, Vec<Trip<'a>>) {
        (&engineer.name, day::of(engineer, &self.board.rows, frame))
    }

    fn parts_desk(&self, show: &str) -> String {
        let station = self.station.id.as_str();
        format!("/parts?{}", query(&[("show", show), ("station", station)]))
    }

    fn shown(&self, command: &str, frame: &Frame<'_>) -> Option<FormShown> {
        let form = self.form(command, frame)?;
        let may = frame.visitor.may(self.policy, command);
        let address = format!("/station/{}?{}", command.replace('.', "/"), self.named());
        may.then(|| FormShown::of(&form, address, frame, self.refused.as_ref()))
    }

    /// The form of a command that is sent from here.
    #[must_use]
    pub fn form(&self, command: &str, frame: &Frame<'_>) -> Option<Form> {
        let s = StationTexts::of(frame.language());
        match command {
            "dispatch.make-plan" => Some(self.plan(command, frame)),
            "returns.check-in-part" => Some(Form {
                command: command.to_owned(),
                title: s.check_in_one,
                fields: vec![
                    Field::new("tag", s.tag, Kind::Choice(forms::tags(self.expected))).required(),
                    Field::new("condition", s.condition, forms::conditions(frame.language()))
                        .required()
                        .preset("complete"),
                ],
                fixed: Vec::new(),
            }),
            "returns.ship-consignment" => {
                Some(forms::ship(&self.station.id, self.held, "", frame.language()))
            }
            _ => None,
        }
    }
}

fn is_plan(refused: &Refused<'_>) -> bool {
    refused.command == "dispatch.make-plan"
}

/// The station whose desk is shown: the one asked for, the visitor's own, or the first.
#[must_use]
pub fn station_of<'a>(
    asked: Option<&StationId>,
    own: Option<&StationId>,
    stations: &'a [Station],
) -> Option<&'a Station> {
    let named = |wanted: Option<&StationId>| stations.iter().find(|one| Some(&one.id) == wanted);
    match asked {
        Some(_) => named(asked),
        None => named(own).or_else(|| stations.first()),
    }
}

fn line<'a>(part: &'a PartRow, frame: &Frame<'_>) -> PartLine<'a> {
    PartLine {
        tag: part.tag.to_string(),
        href: format!("/parts/{}", part.tag),
        name: forms::named(part),
        engineer: part
            .engineer
            .as_ref()
            .map_or("", |engineer| engineer.name.as_str()),
        month: part.month.to_string(),
        chips: part
            .clocks
            .iter()
            .filter(|clock| clock.open)
            .map(|clock| Chip::of(clock, frame))
            .collect(),
    }
}

#[cfg(test)]
mod tests;
