//! One row of a file, read cell by cell; what is wrong is collected.

use proto::directory::{BadCell, Row};
use types::Sentence;

use super::cell;
use super::columns::{Field, Layout, Place};

/// Reads one row by the columns of its file.
pub(super) struct RowReader<'a> {
    layout: &'a Layout,
    row: &'a Row,
    bad: Vec<BadCell>,
}

impl<'a> RowReader<'a> {
    /// A row with more cells than the file has heads is bad as a whole: a comma too many shifts every column.
    pub(super) fn new(layout: &'a Layout, row: &'a Row) -> Self {
        let mut reader = Self {
            layout,
            row,
            bad: Vec::new(),
        };
        if row
            .cells
            .iter()
            .skip(layout.width())
            .any(|text| !cell::clean(text).is_empty())
        {
            reader.bad.push(BadCell {
                line: row.line,
                column: String::new(),
                reason: Sentence::new(
                    "这一行的列数多于表头，请检查多余的分隔符",
                    "this row has more cells than there are heads; look for a separator too many",
                ),
            });
        }
        reader
    }

    /// The first filled cell of a field, read. A missing one is a bad cell.
    pub(super) fn required<T>(
        &mut self,
        field: Field,
        read: impl Fn(&str) -> Result<T, Sentence>,
    ) -> Option<T> {
        if self.filled(field).next().is_none() {
            self.refuse(field, Sentence::new("此格不能为空", "this cell must be filled"));
            return None;
        }
        self.optional(field, read)
    }

    /// The first filled cell of a field, read.
    pub(super) fn optional<T>(
        &mut self,
        field: Field,
        read: impl Fn(&str) -> Result<T, Sentence>,
    ) -> Option<T> {
        let (place, text) = self.filled(field).next()?;
        let head = place.head.clone();
        self.take(head, sound(&text).and_then(|()| read(&text)))
    }

    /// The same where the file has such a column; without one, what is known stays.
    pub(super) fn optional_or<T>(
        &mut self,
        field: Field,
        read: impl Fn(&str) -> Result<T, Sentence>,
        known: Option<T>,
    ) -> Option<T> {
        if self.has(field) {
            self.optional(field, read)
        } else {
            known
        }
    }

    /// Every filled cell of a field, read.
    pub(super) fn every<T>(
        &mut self,
        field: Field,
        read: impl Fn(&str) -> Result<Vec<T>, Sentence>,
    ) -> Vec<T> {
        let cells: Vec<(String, String)> = self
            .filled(field)
            .map(|(place, text)| (place.head.clone(), text))
            .collect();
        let mut found = Vec::new();
        for (head, text) in cells {
            found.extend(
                self.take(head, sound(&text).and_then(|()| read(&text)))
                    .into_iter()
                    .flatten(),
            );
        }
        found
    }

    /// Notes that a field of this row is bad, under the head of its first filled cell.
    pub(super) fn refuse(&mut self, field: Field, reason: Sentence) {
        let filled = self.filled(field).next().map(|(place, _)| place.head.clone());
        let head = filled.or_else(|| self.layout.places(field).next().map(|place| place.head.clone()));
        self.bad.push(BadCell {
            line: self.row.line,
            column: head.unwrap_or_default(),
            reason,
        });
    }

    /// Whether the file has such a column.
    pub(super) fn has(&self, field: Field) -> bool {
        self.layout.places(field).next().is_some()
    }

    pub(super) const fn line(&self) -> u32 {
        self.row.line
    }

    pub(super) fn into_bad(self) -> Vec<BadCell> {
        self.bad
    }

    fn take<T>(&mut self, column: String, read: Result<T, Sentence>) -> Option<T> {
        read.map_err(|reason| {
            self.bad.push(BadCell {
                line: self.row.line,
                column,
                reason,
            })
        })
        .ok()
    }

    fn filled(&self, field: Field) -> impl Iterator<Item = (&'a Place, String)> + use<'a> {
        let (layout, row) = (self.layout, self.row);
        layout.places(field).filter_map(|place| {
            let text = cell::clean(row.cells.get(place.index)?);
            (!cell::says_nothing(&text)).then_some((place, text))
        })
    }
}

fn sound(text: &str) -> Result<(), Sentence> {
    if cell::is_formula_or_error(text) {
        return Err(Sentence::new(
            "单元格是公式或错误值，请改填数值或文字",
            "this cell is a formula or an error; write the value itself",
        ));
    }
    Ok(())
}
