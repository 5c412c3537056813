//! The list of what is not repaired, as things stand or as it went out on a day (ORD-12).

use askama::Template;
use proto::desk::{FiguresQuery, IssuedList, Unrepaired, UnrepairedOrder, UnrepairedQuery};
use proto::directory::Station;

use super::filter::{Choice, Downloads, address, stations};
use crate::board::ROWS;
use crate::texts::{BoardTexts, FiguresTexts, LayoutTexts};
use crate::write::Moment;
use crate::{Frame, Unwritten};

/// A list of orders that are not repaired.
#[derive(Debug)]
pub struct UnrepairedView<'a> {
    pub list: &'a Unrepaired,
    pub query: &'a UnrepairedQuery,
    /// To choose from.
    pub stations: &'a [Station],
}

#[derive(Template)]
#[template(path = "unrepaired.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    layout: &'static LayoutTexts,
    b: &'static BoardTexts,
    g: &'static FiguresTexts,
    date: String,
    stations: Vec<Choice<'a>>,
    issued: Option<&'a IssuedList>,
    rows: Vec<Row<'a>>,
    total: u64,
    lists: Vec<(String, &'a IssuedList)>,
    newer: Option<String>,
    older: Option<String>,
    downloads: Downloads,
}

/// An order in a row.
struct Row<'a> {
    href: String,
    order: &'a str,
    step: &'a str,
    since: Moment,
    reason: String,
    to_confirm: String,
    confirmed: bool,
    machine_down: bool,
    machine: String,
    customer: &'a str,
    fault: String,
    station: &'a str,
}

impl<'a> UnrepairedView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let g = FiguresTexts::of(frame.language());
        let (list, query) = (self.list, self.query);
        let skipped = query.skip.unwrap_or_default();
        let more = u64::from(skipped) + u64::from(ROWS) < list.total;
        let date = query.date.map(|date| date.to_string());
        let page = Page {
            frame,
            layout: frame.layout(),
            b: BoardTexts::of(frame.language()),
            g,
            stations: stations(query.station.as_ref().map(|id| id.as_str()), self.stations),
            issued: list.issued.as_ref(),
            rows: list.orders.iter().map(|order| row(order, frame, g)).collect(),
            total: list.total,
            lists: list
                .lists
                .iter()
                .map(|issued| (self.at(Some(&issued.date.to_string()), 0), issued))
                .collect(),
            newer: (skipped > 0).then(|| self.at(date.as_deref(), skipped.saturating_sub(ROWS))),
            older: more.then(|| self.at(date.as_deref(), skipped.saturating_add(ROWS))),
            downloads: self.downloads(date.as_deref(), frame),
            date: date.unwrap_or_default(),
        };
        Ok(page.render()?)
    }

    /// The list of a day, or as things stand, without so many rows.
    fn at(&self, date: Option<&str>, skip: u32) -> String {
        let skip = (skip > 0).then(|| skip.to_string());
        let date = date.map(|date| ("date", date));
        let skip = skip.as_deref().map(|skip| ("skip", skip));
        let more: Vec<(&str, &str)> = date.into_iter().chain(skip).collect();
        address("/figures/unrepaired", &self.narrow(), &more)
    }

    fn downloads(&self, date: Option<&str>, frame: &Frame<'_>) -> Downloads {
        let more: Vec<(&str, &str)> = date.map(|date| ("date", date)).into_iter().collect();
        Downloads::of("/api/v1/unrepaired", &self.narrow(), &more, frame)
    }

    fn narrow(&self) -> FiguresQuery {
        FiguresQuery {
            station: self.query.station.clone(),
            ..FiguresQuery::default()
        }
    }
}

fn row<'a>(order: &'a UnrepairedOrder, frame: &Frame<'_>, g: &'static FiguresTexts) -> Row<'a> {
    let reason = order.reason.as_ref();
    let department = order.to_confirm_with.map(|department| department.title());
    let machine = order.machine.as_ref().map(|machine| machine.as_str());
    let named = [machine, order.model.as_deref()];
    let named: Vec<&str> = named.into_iter().flatten().collect();
    Row {
        href: format!("/orders/{}", order.order),
        order: order.order.as_str(),
        step: order.step_title.in_language(frame.language()),
        since: frame.moment(&order.since),
        reason: reason.map_or_else(
            || g.no_reason.to_owned(),
            |reason| frame.say(&reason.title).to_owned(),
        ),
        to_confirm: department.map_or_else(String::new, |title| frame.say(&title).to_owned()),
        confirmed: order.confirmed_today,
        machine_down: order.machine_down,
        machine: if named.is_empty() {
            "—".to_owned()
        } else {
            named.join(" ")
        },
        customer: order
            .customer
            .as_ref()
            .map_or("—", |customer| customer.name.as_str()),
        fault: frame.text(&order.fault),
        station: order
            .station
            .as_ref()
            .map_or(g.no_station, |station| station.name.as_str()),
    }
}
