//! Reads a list of open orders, or says what is wrong with each cell.
//!
//! Columns are found by their heads, Chinese or English, in any order; columns nobody asked for are left alone. Times
//! are of the policy's zone. Whatever is wrong is said with line and column head, and what was expected; a cell's own
//! text is not repeated where it may be personal.

mod cell;
mod columns;
mod order;

use std::collections::BTreeMap;

use decider::Context;
use decider::sheet::{Layout, is_blank, most_important};
use proto::directory::{BadCell, Row};
use proto::hotline::StagedOrder;
use types::Sentence;

use columns::{COLUMNS, Field};

/// A row of a list of open orders.
type RowReader<'a> = decider::sheet::RowReader<'a, Field>;

/// What was read from some rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) orders: Vec<StagedOrder>,
    pub(crate) bad: Vec<BadCell>,
}

/// Reads rows; one with a bad cell gives no order. `before` are the rows of the same file that were read before.
pub(crate) fn read(heads: &[String], rows: &[Row], before: &[StagedOrder], context: &Context<'_>) -> Reading {
    let layout = match Layout::of(COLUMNS, heads) {
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
