//! One row of a list of open orders, read cell by cell; what is wrong is collected.

use decider::cells::{self, Cell};
use proto::directory::{BadCell, Row};
use types::Sentence;

use super::columns::{self, Field, Layout, Place};

/// Reads one row by the columns of its file.
pub(super) struct RowReader<'a> {
    layout: &'a Layout,
    row: &'a Row,
    bad: Vec<BadCell>,
}

impl<'a> RowReader<'a> {
    pub(super) const fn new(layout: &'a Layout, row: &'a Row) -> Self {
        Self {
            layout,
            row,
            bad: Vec::new(),
        }
    }

    /// The first cell of a field that says something, read. A missing one is a bad cell.
    pub(super) fn required<T>(
        &mut self,
        field: Field,
        read: impl Fn(&str) -> Result<T, Sentence>,
    ) -> Option<T> {
        if self.says(field) {
            return self.optional(field, read);
        }
        self.refuse(field, Sentence::new("此格不能为空", "this cell must be filled"));
        None
    }

    /// The first cell of a field that says something, read.
    pub(super) fn optional<T>(
        &mut self,
        field: Field,
        read: impl Fn(&str) -> Result<T, Sentence>,
    ) -> Option<T> {
        let (place, cell) = self.saying(field).next()?;
        let read = match cell {
            Cell::Text(text) => read(&text),
            Cell::Formula | Cell::NotKnown | Cell::Nothing => Err(cells::formula()),
        };
        read.map_err(|reason| self.note(place.head.clone(), reason)).ok()
    }

    /// Every cell of a field that says something, under its head.
    pub(super) fn every(&mut self, field: Field) -> Vec<(String, String)> {
        let said: Vec<(&Place, Cell)> = self.saying(field).collect();
        let mut texts = Vec::new();
        for (place, cell) in said {
            match cell {
                Cell::Text(text) => texts.push((place.head.clone(), text)),
                Cell::Formula | Cell::NotKnown | Cell::Nothing => {
                    self.note(place.head.clone(), cells::formula());
                }
            }
        }
        texts
    }

    /// Notes that a field of this row is bad, under the head of its first cell that says something.
    pub(super) fn refuse(&mut self, field: Field, reason: Sentence) {
        let said = self.saying(field).next().map(|(place, _)| place);
        let place = said.or_else(|| self.layout.places(field).next());
        let head = place.map_or_else(|| columns::names(field).0.to_owned(), |place| place.head.clone());
        self.note(head, reason);
    }

    /// Whether any cell of a field says something.
    pub(super) fn says(&self, field: Field) -> bool {
        self.saying(field).next().is_some()
    }

    pub(super) const fn line(&self) -> u32 {
        self.row.line
    }

    pub(super) fn into_bad(self) -> Vec<BadCell> {
        self.bad
    }

    fn note(&mut self, column: String, reason: Sentence) {
        self.bad.push(BadCell {
            line: self.row.line,
            column,
            reason,
        });
    }

    fn saying(&self, field: Field) -> impl Iterator<Item = (&'a Place, Cell)> + use<'a> {
        let (layout, row) = (self.layout, self.row);
        layout
            .places(field)
            .filter_map(|place| Some((place, Cell::of(row.cells.get(place.index)?))))
            .filter(|(_, cell)| matches!(cell, Cell::Text(_) | Cell::Formula))
    }
}
