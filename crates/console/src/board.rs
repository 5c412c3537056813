//! The board: open orders with their clocks counting down, the most urgent first.

mod filter;
mod row;

use askama::Template;
use proto::desk::{Board, BoardQuery};
use proto::directory::Station;

use crate::choice::Choice;
use crate::texts::{BoardTexts, LayoutTexts};
use crate::{Frame, Unwritten};
use filter::Tab;
pub(crate) use row::Row;

/// How many orders one page shows.
pub const ROWS: u32 = 50;

/// What the board shows, and which part of it.
#[derive(Debug)]
pub struct BoardView<'a> {
    pub board: &'a Board,
    pub filter: &'a BoardQuery,
    /// To choose from.
    pub stations: &'a [Station],
}

#[derive(Template)]
#[template(path = "board.html")]
struct Whole<'a> {
    frame: &'a Frame<'a>,
    layout: &'static LayoutTexts,
    b: &'static BoardTexts,
    filter: &'a BoardQuery,
    choices: Vec<Choice>,
    live: Live<'a>,
}

#[derive(Template)]
#[template(path = "board_rows.html")]
struct Part<'a> {
    frame: &'a Frame<'a>,
    layout: &'static LayoutTexts,
    b: &'static BoardTexts,
    live: Live<'a>,
}

/// The part that is fetched anew when something changes.
struct Live<'a> {
    /// Where it is fetched.
    own: String,
    total: u64,
    urgencies: Vec<Tab>,
    steps: Vec<Tab>,
    rows: Vec<Row<'a>>,
    newer: Option<String>,
    older: Option<String>,
}

impl<'a> BoardView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let page = Whole {
            frame,
            layout: frame.layout(),
            b: BoardTexts::of(frame.language()),
            filter: self.filter,
            choices: filter::choices(self, frame),
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
            b: BoardTexts::of(frame.language()),
            live: self.live(frame),
        };
        Ok(part.render()?)
    }

    fn live(&self, frame: &'a Frame<'a>) -> Live<'a> {
        let (board, filter) = (self.board, self.filter);
        let skipped = filter.skip.unwrap_or_default();
        let at = |skip: u32| {
            filter::address(&BoardQuery {
                skip: (skip > 0).then_some(skip),
                ..filter.clone()
            })
        };
        let more = u64::from(skipped) + u64::from(ROWS) < board.total;
        Live {
            own: filter::address(filter),
            total: board.total,
            urgencies: filter::urgencies(self, frame),
            steps: filter::steps(self, frame),
            rows: board.rows.iter().map(|order| Row::of(order, frame)).collect(),
            newer: (skipped > 0).then(|| at(skipped.saturating_sub(ROWS))),
            older: more.then(|| at(skipped.saturating_add(ROWS))),
        }
    }
}

#[cfg(test)]
mod tests;
