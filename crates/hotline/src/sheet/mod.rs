//! Reads a list of open orders, or says what is wrong with each cell.
//!
//! Columns are found by their heads, Chinese or English, in any order; columns nobody asked for are left alone. Times
//! are of the policy's zone. Whatever is wrong is said with line and column head, and what was expected; a cell's own
//! text is not repeated where it may be personal.

mod cell;
mod columns;
mod order;
mod row;

use std::collections::BTreeMap;

use decider::{Context, cells};
use proto::directory::{BadCell, Row};
use proto::hotline::StagedOrder;
use types::Sentence;

use columns::{Field, Layout};
use row::RowReader;

/// What was read from some rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) orders: Vec<StagedOrder>,
    pub(crate) bad: Vec<BadCell>,
}

/// Reads rows; one with a bad cell gives no order. `before` are the rows of the same file that were read before.
pub(crate) fn read(heads: &[String], rows: &[Row], before: &[StagedOrder], context: &Context<'_>) -> Reading {
    let layout = match Layout::of(heads) {
        Ok(layout) => layout,
        Err(bad) => {
            return Reading {
                orders: Vec::new(),
                bad,
            };
        }
    };
    let mut seen: BTreeMap<String, u32> = before
        .iter()
        .map(|order| (order.number.clone(), order.line))
        .collect();
    let mut reading = Reading::default();
    for row in rows.iter().filter(|row| !is_blank(row)) {
        if let Some(misfit) = layout.misfit(row) {
            reading.bad.push(misfit);
            continue;
        }
        let mut reader = RowReader::new(&layout, row);
        let order = order::read(&mut reader, context);
        if let Some(order) = &order {
            check_twice(&mut reader, order, &mut seen);
        }
        match (order, reader.into_bad()) {
            (Some(order), bad) if bad.is_empty() => reading.orders.push(order),
            (_, bad) => reading.bad.extend(bad),
        }
    }
    reading.bad = most_important(reading.bad);
    reading
}

fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(|cell| cells::clean(cell).is_empty())
}

fn check_twice(row: &mut RowReader<'_>, order: &StagedOrder, seen: &mut BTreeMap<String, u32>) {
    let first = *seen.entry(order.number.clone()).or_insert(order.line);
    if first != order.line {
        let reason = Sentence::new(
            format!("与第{first}行的编号相同，请保留一行"),
            format!("line {first} has the same number; keep one of them"),
        );
        row.refuse(Field::Number, reason);
    }
}

/// A list of bad cells longer than this ends with the word that there are more, so that a record stays small.
const NAMED_BAD_CELLS: usize = 300;

/// Bad cells by line, each once, and only so many of them.
pub(crate) fn most_important(mut bad: Vec<BadCell>) -> Vec<BadCell> {
    bad.sort_by(|one, other| {
        (one.line, &one.column, &one.reason).cmp(&(other.line, &other.column, &other.reason))
    });
    bad.dedup();
    let Some(line) = bad.get(NAMED_BAD_CELLS).map(|cell| cell.line) else {
        return bad;
    };
    bad.truncate(NAMED_BAD_CELLS);
    bad.push(BadCell {
        line,
        column: String::new(),
        reason: Sentence::new(
            "从这一行起还有问题未列出，请先改正以上各处",
            "more problems from this line on are not listed; put these right first",
        ),
    });
    bad
}
