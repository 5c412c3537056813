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
mod row;
mod stations;

use chrono_tz::Tz;
use decider::{Masters, cells};
use proto::directory::{BadCell, Entry, ListKind, Row, StagedEntry};
use types::{Instant, Sentence};

pub(crate) use columns::Layout;
use row::RowReader;

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
    let layout = match Layout::of(list, heads) {
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

fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(|cell| cells::clean(cell).is_empty())
}

fn read_entry(list: ListKind, row: &mut RowReader<'_>, around: Surroundings<'_>) -> Option<Entry> {
    match list {
        ListKind::Stations => stations::read(row, around.masters).map(Entry::Station),
        ListKind::People => people::read(row, around).map(Entry::Person),
        ListKind::Customers => customers::read(row, around.masters).map(Entry::Customer),
        ListKind::Machines => machines::read(row, around).map(Entry::Machine),
    }
}

/// How many bad cells are named, so that a record stays small.
const NAMED_BAD_CELLS: usize = 300;

/// Bad cells by line, each once. Where there are too many each row keeps its first one, and where there are too many
/// bad rows the list ends with the word that there are more.
pub(crate) fn most_important(mut bad: Vec<BadCell>) -> Vec<BadCell> {
    bad.sort_by(|one, other| {
        (one.line, &one.column, &one.reason).cmp(&(other.line, &other.column, &other.reason))
    });
    bad.dedup();
    if bad.len() > NAMED_BAD_CELLS {
        bad.dedup_by_key(|cell| cell.line);
    }
    let Some(line) = bad.get(NAMED_BAD_CELLS).map(|cell| cell.line) else {
        return bad;
    };
    bad.truncate(NAMED_BAD_CELLS);
    let reason = Sentence::new(
        "从这一行起还有问题未列出，请先改正以上各处",
        "more problems from this line on are not listed; put these right first",
    );
    bad.push(BadCell {
        line,
        column: String::new(),
        reason,
    });
    bad
}
