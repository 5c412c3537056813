//! The file of one machine: what the directory knows, and every order about it.

use askama::Template;
use proto::desk::{Board, MachineListed, OrderSummary};
use proto::directory::{Position, Station};

use super::{Named, named};
use crate::board::ROWS;
use crate::frame::query;
use crate::texts::{BoardTexts, LayoutTexts, MachinesTexts};
use crate::write::Moment;
use crate::{Frame, Unwritten, place};

/// A machine with its history.
#[derive(Debug)]
pub struct MachineView<'a> {
    pub machine: &'a MachineListed,
    /// Every order about it, those that have ended included.
    pub orders: &'a Board,
    /// How many of them were left out from the top.
    pub skip: u32,
    /// For their names.
    pub stations: &'a [Station],
}

#[derive(Template)]
#[template(path = "machine.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    layout: &'static LayoutTexts,
    n: &'static MachinesTexts,
    b: &'static BoardTexts,
    serial: &'a str,
    model: &'a str,
    call: String,
    customer: Option<Named<'a>>,
    station: &'a str,
    site: String,
    facts: [(&'static str, String); 4],
    position: Option<Seen>,
    orders: Vec<Line<'a>>,
    total: u64,
    newer: Option<String>,
    older: Option<String>,
}

/// Where it was, and when.
struct Seen {
    place: String,
    at: Option<Moment>,
}

/// An order of the history.
struct Line<'a> {
    href: String,
    number: &'a str,
    opened_at: Moment,
    order_type: &'a str,
    step: &'a str,
    machine_down: bool,
    fault: String,
    engineer: &'a str,
    claim: String,
}

impl<'a> MachineView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let machine = &self.machine.machine;
        let serial = machine.serial.as_str();
        let more = u64::from(self.skip) + u64::from(ROWS) < self.orders.total;
        let page = Page {
            frame,
            layout: frame.layout(),
            n: MachinesTexts::of(frame.language()),
            b: BoardTexts::of(frame.language()),
            serial,
            model: &machine.model,
            call: format!("/intake?{}", query(&[("machine", serial)])),
            customer: self.machine.customer.as_ref().map(named),
            station: place::station_name(machine.station.as_ref(), self.stations),
            site: frame.text(&machine.site),
            facts: self.facts(MachinesTexts::of(frame.language())),
            position: machine
                .position
                .as_ref()
                .map(|position| self.seen(position, frame)),
            orders: self.orders.rows.iter().map(|order| line(order, frame)).collect(),
            total: self.orders.total,
            newer: (self.skip > 0).then(|| at(serial, self.skip.saturating_sub(ROWS))),
            older: more.then(|| at(serial, self.skip.saturating_add(ROWS))),
        };
        Ok(page.render()?)
    }

    fn seen(&self, position: &Position, frame: &Frame<'_>) -> Seen {
        let station = place::station(self.machine.machine.station.as_ref(), self.stations);
        Seen {
            place: place::seen(position, station, frame),
            at: position.seen_at.as_ref().map(|at| frame.moment(at)),
        }
    }

    /// What a claim's cover is judged by (CLM-3).
    fn facts(&self, n: &MachinesTexts) -> [(&'static str, String); 4] {
        let machine = &self.machine.machine;
        let unknown = || n.unknown.to_owned();
        let terms = machine.warranty.as_ref();
        let bought = machine.extension.as_ref();
        [
            (
                n.hours,
                machine.hours.map_or_else(unknown, |hours| hours.to_string()),
            ),
            (
                n.in_service,
                machine.in_service.map_or_else(unknown, |day| day.to_string()),
            ),
            (
                n.warranty,
                terms.map_or_else(unknown, |terms| {
                    limits(&terms.version, terms.months, terms.hours, n)
                }),
            ),
            (
                n.extension,
                bought.map_or_else(unknown, |bought| {
                    limits(&bought.contract, bought.months, bought.hours, n)
                }),
            ),
        ]
    }
}

/// `2024-A: 24 months / 8000 h`
fn limits(name: &str, months: u32, hours: Option<u32>, n: &MachinesTexts) -> String {
    let hours = hours.map_or_else(String::new, |hours| format!(" / {hours} {}", n.hours_unit));
    format!("{name}: {months} {}{hours}", n.months)
}

fn line<'a>(order: &'a OrderSummary, frame: &Frame<'_>) -> Line<'a> {
    Line {
        href: format!("/orders/{}", order.order),
        number: order.order.as_str(),
        opened_at: frame.moment(&order.opened_at),
        order_type: order.order_type_title.in_language(frame.language()),
        step: order.step_title.in_language(frame.language()),
        machine_down: order.machine_down,
        fault: frame.text(&order.fault),
        engineer: order.lead.as_ref().map_or("", |lead| lead.name.as_str()),
        claim: order
            .claim
            .map_or_else(String::new, |state| frame.say(&state.title()).to_owned()),
    }
}

fn at(serial: &str, skip: u32) -> String {
    let skip = (skip > 0).then(|| skip.to_string());
    let skip = skip.as_deref().map(|skip| ("skip", skip));
    let pairs: Vec<(&str, &str)> = [("serial", serial)].into_iter().chain(skip).collect();
    format!("/machines/file?{}", query(&pairs))
}
