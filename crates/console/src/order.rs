//! An order's page: everything about it, what can be done, and how it was at any moment.

mod forms;
pub(crate) mod parts;

use askama::Template;
use proto::desk::OrderPage;
use types::Instant;

use crate::clock::ClockShown;
use crate::form::{FormShown, Refused};
use crate::texts::{BoardTexts, FormTexts, OrderTexts};
use crate::write::Moment;
use crate::{Frame, Unwritten};
pub(crate) use forms::plan;
pub use forms::{Offers, order_form};
use parts::{Fact, Line};

/// An order as it stands, or as it stood.
#[derive(Debug)]
pub struct OrderView<'a> {
    pub offers: Offers<'a>,
    /// When each record about it was written, until now.
    pub moments: &'a [Instant],
    /// The record up to which it is shown; none when it is shown as it stands.
    pub past: Option<usize>,
    /// A form that was sent and not taken.
    pub refused: Option<Refused<'a>>,
}

#[derive(Template)]
#[template(path = "order.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    b: &'static BoardTexts,
    o: &'static OrderTexts,
    live: Live<'a>,
    slider: Option<Slider>,
}

#[derive(Template)]
#[template(path = "order_body.html")]
struct Part<'a> {
    frame: &'a Frame<'a>,
    b: &'static BoardTexts,
    o: &'static OrderTexts,
    live: Live<'a>,
}

/// How one comes to a moment of the past.
struct Slider {
    last: usize,
    at: usize,
}

/// What of the page depends on the moment.
struct Live<'a> {
    page: &'a OrderPage,
    number: &'a str,
    /// The moment of the past it shows.
    past: Option<Moment>,
    facts: Vec<Fact>,
    clocks: Vec<ClockShown>,
    actions: Vec<FormShown>,
    refusals: Vec<(&'static str, String)>,
    timeline: Vec<Line>,
    /// Each under its title; none without lines.
    sections: Vec<(&'static str, Vec<Line>)>,
    documents: Vec<(String, String)>,
}

impl<'a> OrderView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let last = self.moments.len().saturating_sub(1);
        let page = Page {
            frame,
            b: BoardTexts::of(frame.language()),
            o: OrderTexts::of(frame.language()),
            live: self.live(frame),
            slider: (last > 0).then(|| Slider {
                last,
                at: self.past.unwrap_or(last),
            }),
        };
        Ok(page.render()?)
    }

    /// What changes with the moment alone.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn part(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let part = Part {
            frame,
            b: BoardTexts::of(frame.language()),
            o: OrderTexts::of(frame.language()),
            live: self.live(frame),
        };
        Ok(part.render()?)
    }

    fn live(&self, frame: &Frame<'_>) -> Live<'a> {
        let page = self.offers.page;
        let (actions, refusals) = match self.past {
            Some(_) => (Vec::new(), Vec::new()),
            None => self.actions(frame),
        };
        Live {
            page,
            number: page.summary.order.as_str(),
            past: self.past.map(|_| frame.moment(&frame.now)),
            facts: parts::facts(page, self.offers.stations, frame),
            clocks: page
                .clocks
                .iter()
                .map(|clock| ClockShown::of(clock, frame))
                .collect(),
            actions,
            refusals,
            timeline: parts::timeline(&page.timeline, frame),
            sections: parts::sections(page, frame),
            documents: parts::documents(page, frame),
        }
    }

    /// The forms of what can be done now by this visitor, and for the rest why not.
    fn actions(&self, frame: &Frame<'_>) -> (Vec<FormShown>, Vec<(&'static str, String)>) {
        let (page, t) = (self.offers.page, FormTexts::of(frame.language()));
        let (mut forms, mut refusals) = (Vec::new(), Vec::new());
        for action in &page.actions {
            let Some(form) = order_form(&action.command, &self.offers) else {
                continue;
            };
            let refused = self
                .refused
                .as_ref()
                .filter(|refused| refused.command == action.command);
            if !frame.visitor.may(self.offers.policy, &action.command) {
                refusals.push((form.title, t.not_allowed.to_owned()));
            } else if let (Some(why), None) = (&action.why_not, refused) {
                refusals.push((form.title, frame.say(why).to_owned()));
            } else {
                let address = format!(
                    "/orders/{}/{}",
                    page.summary.order,
                    action.command.replace('.', "/")
                );
                forms.push(FormShown::of(&form, address, frame, refused));
            }
        }
        (forms, refusals)
    }
}

#[cfg(test)]
mod tests;
