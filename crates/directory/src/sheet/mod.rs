//! Reads the rows of a file people exchange into entries, or says what is wrong with each cell.
//!
//! Columns are found by their heads, Chinese or English, in any order; columns nobody asked for are left alone. Where an
//! optional column is missing, or a cell says that its content is not known, what is known stays; an empty cell clears.
//! Whatever is wrong is said with line and column head, and what was expected; a cell's own text is not repeated
//! where it may be personal.

mod cell;
mod columns;
mod cross;
mod customers;
mod machines;
mod people;
mod stations;
mod together;

use chrono_tz::Tz;
use decider::Masters;
use decider::sheet::{is_blank, most_important};
use proto::directory::{BadCell, Entry, ListKind, Row, StagedEntry};
use types::Instant;

use columns::Field;

/// A row of a file of the directory.
type RowReader<'a> = decider::sheet::RowReader<'a, Field>;

/// What a file is read against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub(crate) masters: &'a Masters,
    /// The policy's zone, in which a day of the file begins.
    pub(crate) zone: Tz,
    /// From when a phone without a day is its person's.
    pub(crate) now: Instant,
    /// Rows of the same file that were read before.
    pub(crate) before: &'a [StagedEntry],
}

/// What was read from some rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) entries: Vec<StagedEntry>,
    pub(crate) bad: Vec<BadCell>,
}

/// Reads rows; a row with a bad cell gives no entry.
pub(crate) fn read(list: ListKind, heads: &[String], rows: &[Row], around: Surroundings<'_>) -> Reading {
    let layout = match columns::layout(list, heads) {
        Ok(layout) => layout,
        Err(bad) => {
            return Reading {
                entries: Vec::new(),
                bad,
            };
        }
    };
    let mut reading = Reading::default();
    let mut seen = cross::Seen::of(around.before);
    for row in rows.iter().filter(|row| !is_blank(row)) {
        if let Some(misfit) = layout.misfit(row) {
            reading.bad.push(misfit);
            continue;
        }
        let mut reader = RowReader::new(&layout, row);
        let entry = read_entry(list, &mut reader, around);
        if let Some(entry) = &entry {
            cross::check(&mut reader, entry, &mut seen, around);
        }
        let line = row.line;
        match (entry, reader.into_bad()) {
            (Some(entry), bad) if bad.is_empty() => reading.entries.push(StagedEntry { line, entry }),
            (_, bad) => reading.bad.extend(bad),
        }
    }
    reading.bad = most_important(reading.bad);
    reading
}

fn read_entry(list: ListKind, row: &mut RowReader<'_>, around: Surroundings<'_>) -> Option<Entry> {
    match list {
        ListKind::Stations => stations::read(row, around.masters).map(Entry::Station),
        ListKind::People => people::read(row, around).map(Entry::Person),
        ListKind::Customers => customers::read(row, around.masters).map(Entry::Customer),
        ListKind::Machines => machines::read(row, around).map(Entry::Machine),
    }
}
