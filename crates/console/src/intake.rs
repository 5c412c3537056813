//! Intake: a call is written down while the caller is on the line.

mod known;

use askama::Template;
use proto::desk::{Call, CallQuery};
use proto::directory::Station;
use proto::order::{OrderSubtype, OrderType};

use crate::form::{Field, Form, FormShown, Kind, Offer, Refused};
use crate::texts::IntakeTexts;
use crate::{Frame, Unwritten};
use known::Known;

/// The command that intake sends.
const OPEN_ORDER: &str = "hotline.open-order";
/// Where what is known of a caller is looked up.
const KNOWN: &str = "/intake/known";

/// A call that is being written down.
#[derive(Debug)]
pub struct IntakeView<'a> {
    /// What was typed or brought along so far.
    pub asked: &'a CallQuery,
    pub known: &'a Call,
    pub stations: &'a [Station],
    /// What was sent and not taken.
    pub refused: Option<Refused<'a>>,
}

#[derive(Template)]
#[template(path = "intake.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    i: &'static IntakeTexts,
    form: FormShown,
    known: Known<'a>,
}

#[derive(Template)]
#[template(path = "intake_known.html")]
struct Part<'a> {
    i: &'static IntakeTexts,
    known: Known<'a>,
}

impl<'a> IntakeView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let form = open_order(self.asked, self.stations, frame);
        let page = Page {
            frame,
            i: IntakeTexts::of(frame.language()),
            form: FormShown::of(&form, "/intake".to_owned(), frame, self.refused.as_ref()),
            known: Known::of(self.known, self.asked, frame),
        };
        Ok(page.render()?)
    }
}

/// What is known of the caller alone, as it takes the place of what was known with less typed.
///
/// # Errors
/// [`Unwritten`].
pub fn known_caller(call: &Call, asked: &CallQuery, frame: &Frame<'_>) -> Result<String, Unwritten> {
    let part = Part {
        i: IntakeTexts::of(frame.language()),
        known: Known::of(call, asked, frame),
    };
    Ok(part.render()?)
}

/// What is asked for a new order, the caller's phone first.
#[must_use]
pub fn open_order(asked: &CallQuery, stations: &[Station], frame: &Frame<'_>) -> Form {
    let i = IntakeTexts::of(frame.language());
    let kinds = OrderType::ALL.map(|kind| Offer::plain(kind.as_str(), frame.say(&kind.title())));
    let finer = OrderSubtype::ALL.map(|finer| Offer::plain(finer.as_str(), frame.say(&finer.title())));
    let stations = stations
        .iter()
        .map(|station| Offer::plain(station.id.as_str(), &station.name));
    Form {
        command: OPEN_ORDER.to_owned(),
        title: i.open,
        fields: vec![
            Field::new("caller.phone", i.phone, Kind::Phone)
                .required()
                .preset(&asked.phone)
                .first()
                .asking(KNOWN),
            Field::new("caller.name", i.name, Kind::Line),
            Field::new("machine", i.machine, Kind::Line)
                .preset(&asked.machine)
                .asking(KNOWN),
            Field::new("machine_down", i.machine_down, Kind::Check),
            Field::new("fault", i.fault, Kind::Text).required(),
            Field::new("order_type", i.order_type, Kind::Choice(kinds.into()))
                .required()
                .preset(OrderType::FailureRepair.as_str()),
            Field::new("subtype", i.subtype, Kind::Choice(finer.into())),
            Field::new("site", i.site, Kind::Line),
            Field::new("hours", i.hours, Kind::Number),
            Field::new("model", i.model, Kind::Line),
            Field::new("station", i.station, Kind::Choice(stations.collect())),
            Field::new("called_at", i.called_at, Kind::Moment),
            Field::new("second_order_reason", i.second, Kind::Line),
        ],
        fixed: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
