//! One row of a file, read cell by cell; what is wrong is collected.

use decider::cells::{self, Cell};
use proto::directory::{BadCell, Row};
use types::Sentence;

use super::columns::{Field, Layout, Place};

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
        self.take(place, &cell, read)
    }

    /// The same where the file has such a column. Without one what is known stays, and also where somebody wrote
    /// that they do not know: `?`, `NA`, `#REF!`.
    pub(super) fn optional_or<T>(
        &mut self,
        field: Field,
        read: impl Fn(&str) -> Result<T, Sentence>,
        known: Option<T>,
    ) -> Option<T> {
        if self.keeps(&[field]) {
            known
        } else {
            self.optional(field, read)
        }
    }

    /// Every cell of a field that says something, read.
    pub(super) fn every<T>(
        &mut self,
        field: Field,
        read: impl Fn(&str) -> Result<Vec<T>, Sentence>,
    ) -> Vec<T> {
        let cells: Vec<(&Place, Cell)> = self.saying(field).collect();
        let mut found = Vec::new();
        for (place, cell) in cells {
            found.extend(self.take(place, &cell, &read).into_iter().flatten());
        }
        found
    }

    /// Notes that a field of this row is bad, under the head of its first cell that says something.
    pub(super) fn refuse(&mut self, field: Field, reason: Sentence) {
        let said = self.saying(field).next().map(|(place, _)| place);
        let place = said.or_else(|| self.layout.places(field).next());
        self.bad.push(BadCell {
            line: self.row.line,
            column: place.map(|place| place.head.clone()).unwrap_or_default(),
            reason,
        });
    }

    /// Whether the row changes nothing about what these fields hold together: it has no such column, or says nothing
    /// but that it is not known.
    pub(super) fn keeps(&self, fields: &[Field]) -> bool {
        let mut cells = fields
            .iter()
            .flat_map(|field| self.cells(*field))
            .map(|(_, cell)| cell);
        let has_column = fields
            .iter()
            .any(|field| self.layout.places(*field).next().is_some());
        let silent = !fields.iter().any(|field| self.says(*field));
        !has_column || silent && cells.any(|cell| cell == Cell::NotKnown)
    }

    /// Whether any cell of a field says something.
    pub(super) fn says(&self, field: Field) -> bool {
        self.saying(field).next().is_some()
    }

    pub(super) const fn line(&self) -> u32 {
        self.row.line
    }

    /// How much is wrong with this row so far.
    pub(super) const fn problems(&self) -> usize {
        self.bad.len()
    }

    pub(super) fn into_bad(self) -> Vec<BadCell> {
        self.bad
    }

    fn take<T>(
        &mut self,
        place: &Place,
        cell: &Cell,
        read: impl Fn(&str) -> Result<T, Sentence>,
    ) -> Option<T> {
        let read = match cell {
            Cell::Text(text) => read(text),
            Cell::Formula | Cell::NotKnown | Cell::Nothing => Err(cells::formula()),
        };
        read.map_err(|reason| {
            self.bad.push(BadCell {
                line: self.row.line,
                column: place.head.clone(),
                reason,
            });
        })
        .ok()
    }

    fn saying(&self, field: Field) -> impl Iterator<Item = (&'a Place, Cell)> + use<'a> {
        self.cells(field)
            .filter(|(_, cell)| matches!(cell, Cell::Text(_) | Cell::Formula))
    }

    fn cells(&self, field: Field) -> impl Iterator<Item = (&'a Place, Cell)> + use<'a> {
        let (layout, row) = (self.layout, self.row);
        layout
            .places(field)
            .filter_map(|place| Some((place, Cell::of(row.cells.get(place.index)?))))
    }
}
