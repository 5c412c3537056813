//! Figures: the rates as charts, each opening down to its orders, and the list of what is not repaired.

mod chart;
mod filter;
mod one;
mod unrepaired;

use askama::Template;
use proto::desk::{FigureKind, Figures, FiguresQuery, IssuedList, Unrepaired};
use proto::directory::Station;

use crate::texts::{FiguresTexts, LayoutTexts};
use crate::{Frame, Unwritten};
use chart::{Chart, Point};
use filter::{Downloads, Filter, address};
pub use one::{FigureView, MonthRate, Period, months};
pub use unrepaired::UnrepairedView;

/// Every rate, and what was counted.
#[derive(Debug)]
pub struct FiguresView<'a> {
    pub figures: &'a Figures,
    pub filter: &'a FiguresQuery,
    /// To choose from.
    pub stations: &'a [Station],
    /// As things stand.
    pub unrepaired: &'a Unrepaired,
}

#[derive(Template)]
#[template(path = "figures.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    layout: &'static LayoutTexts,
    g: &'static FiguresTexts,
    filter: Filter<'a>,
    rates: Chart,
    counts: [(&'static str, u64); 9],
    downloads: Downloads,
    unrepaired: u64,
    last: Option<&'a IssuedList>,
}

impl<'a> FiguresView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let g = FiguresTexts::of(frame.language());
        let page = Page {
            frame,
            layout: frame.layout(),
            g,
            filter: Filter::of("/figures", self.filter, self.stations),
            rates: self.rates(frame),
            counts: self.counts(g),
            downloads: Downloads::of("/api/v1/figures", self.filter, &[], frame),
            unrepaired: self.unrepaired.total,
            last: self.unrepaired.lists.first(),
        };
        Ok(page.render()?)
    }

    fn rates(&self, frame: &Frame<'_>) -> Chart {
        let rates = self.figures.rates.iter().map(|figure| {
            let path = format!("/figures/{}", name(figure.figure));
            let href = address(&path, self.filter, &[]);
            Point::of(frame.say(&figure.title), Some(href), figure.whole)
        });
        Chart::of(rates.collect())
    }

    const fn counts(&self, g: &FiguresTexts) -> [(&'static str, u64); 9] {
        let figures = self.figures;
        [
            (g.calls, figures.calls),
            (g.orders, figures.orders),
            (g.attached, figures.attached_calls),
            (g.orders_open, figures.orders_open),
            (g.orders_99, figures.orders_99),
            (g.by_phone, figures.solved_by_phone),
            (g.visits, figures.visits),
            (g.left_unrepaired, figures.left_unrepaired),
            (g.to_decide, figures.claims_to_decide),
        ]
    }
}

/// A figure as paths and questions write it, `first_response`.
fn name(figure: FigureKind) -> String {
    let written = serde_json::to_value(figure).unwrap_or_default();
    written.as_str().map_or_else(String::new, str::to_owned)
}

#[cfg(test)]
mod tests;
