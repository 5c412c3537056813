//! One row of a file, read cell by cell; what is wrong is collected.

use proto::directory::{BadCell, Row};
use types::Sentence;

use super::columns::{Layout, Place};
use crate::cells::{self, Cell};

/// Reads one row by the columns of its file.
#[derive(Debug)]
pub struct RowReader<'a, F: 'static> {
    layout: &'a Layout<F>,
    row: &'a Row,
    bad: Vec<BadCell>,
}

impl<'a, F: Copy + PartialEq> RowReader<'a, F> {
    #[must_use]
    pub const fn new(layout: &'a Layout<F>, row: &'a Row) -> Self {
        Self {
            layout,
            row,
            bad: Vec::new(),
        }
    }

    /// The first cell of a field that says something, read. A missing one is a bad cell.
    pub fn required<T>(&mut self, field: F, read: impl Fn(&str) -> Result<T, Sentence>) -> Option<T> {
        if self.says(field) {
            return self.optional(field, read);
        }
        self.refuse(field, self.why_empty(field));
        None
    }

    /// Nothing is there, or a formula of the spreadsheet went wrong.
    fn why_empty(&self, field: F) -> Sentence {
        let cells = self
            .layout
            .places(field)
            .map(|place| self.row.cells.get(place.index));
        let error = cells.flatten().find_map(|cell| cells::error_value(cell));
        error.map_or_else(
            || Sentence::new("此格不能为空", "this cell must be filled"),
            |error| {
                Sentence::new(
                    format!("此格是表格的错误值{error}，请在表格里改正公式或直接填写内容"),
                    format!("this cell holds the spreadsheet's error {error}; correct the formula or type the value"),
                )
            },
        )
    }

    /// The first cell of a field that says something, read.
    pub fn optional<T>(&mut self, field: F, read: impl Fn(&str) -> Result<T, Sentence>) -> Option<T> {
        let (place, cell) = self.saying(field).next()?;
        self.take(place, &cell, read)
    }

    /// The same where the file has such a column. Without one what is known stays, and also where somebody wrote
    /// that they do not know: `?`, `NA`, `#REF!`.
    pub fn optional_or<T>(
        &mut self,
        field: F,
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
    pub fn every<T>(&mut self, field: F, read: impl Fn(&str) -> Result<Vec<T>, Sentence>) -> Vec<T> {
        let cells: Vec<(&Place<F>, Cell)> = self.saying(field).collect();
        let mut found = Vec::new();
        for (place, cell) in cells {
            found.extend(self.take(place, &cell, &read).into_iter().flatten());
        }
        found
    }

    /// Every cell of a field that says something, under its head.
    pub fn every_under_its_head(&mut self, field: F) -> Vec<(String, String)> {
        let cells: Vec<(&Place<F>, Cell)> = self.saying(field).collect();
        let mut found = Vec::new();
        for (place, cell) in cells {
            let text = self.take(place, &cell, |text| Ok(text.to_owned()));
            found.extend(text.map(|text| (place.head.clone(), text)));
        }
        found
    }

    /// Notes that a field of this row is bad, under the head of its first cell that says something, or under the head
    /// people are told when the file has no such column.
    pub fn refuse(&mut self, field: F, reason: Sentence) {
        let said = self.saying(field).next().map(|(place, _)| place);
        let place = said.or_else(|| self.layout.places(field).next());
        let head = place.map_or_else(|| self.layout.told(field).to_owned(), |place| place.head.clone());
        self.note(head, reason);
    }

    /// Whether the row changes nothing about what these fields hold together: it has no such column, or says nothing
    /// but that it is not known.
    #[must_use]
    pub fn keeps(&self, fields: &[F]) -> bool {
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
    #[must_use]
    pub fn says(&self, field: F) -> bool {
        self.saying(field).next().is_some()
    }

    /// The row's line in its file.
    #[must_use]
    pub const fn line(&self) -> u32 {
        self.row.line
    }

    /// How much is wrong with this row so far.
    #[must_use]
    pub const fn problems(&self) -> usize {
        self.bad.len()
    }

    /// What is wrong with this row.
    #[must_use]
    pub fn into_bad(self) -> Vec<BadCell> {
        self.bad
    }

    fn take<T>(
        &mut self,
        place: &Place<F>,
        cell: &Cell,
        read: impl Fn(&str) -> Result<T, Sentence>,
    ) -> Option<T> {
        let read = match cell {
            Cell::Text(text) => read(text),
            Cell::Formula | Cell::NotKnown | Cell::Nothing => Err(cells::formula()),
        };
        read.map_err(|reason| self.note(place.head.clone(), reason)).ok()
    }

    fn note(&mut self, column: String, reason: Sentence) {
        let line = self.row.line;
        self.bad.push(BadCell { line, column, reason });
    }

    fn saying(&self, field: F) -> impl Iterator<Item = (&'a Place<F>, Cell)> + use<'a, F> {
        self.cells(field)
            .filter(|(_, cell)| matches!(cell, Cell::Text(_) | Cell::Formula))
    }

    fn cells(&self, field: F) -> impl Iterator<Item = (&'a Place<F>, Cell)> + use<'a, F> {
        let (layout, row) = (self.layout, self.row);
        layout
            .places(field)
            .filter_map(|place| Some((place, Cell::of(row.cells.get(place.index)?))))
    }
}
