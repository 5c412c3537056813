//! A table as CSV.

use csv::{Terminator, WriterBuilder};

use super::{Cell, Table, WriteFailure};
use crate::harmless::marked;

/// Without it the usual spreadsheet program takes the bytes for its country's old encoding.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes UTF-8 with a byte-order mark, commas, and lines that end as RFC 4180 has them. A text that a spreadsheet
/// might compute gets an apostrophe before it.
///
/// # Errors
/// None that a table can cause.
pub fn write_csv(table: &Table) -> Result<Vec<u8>, WriteFailure> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .flexible(true)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(table.heads.iter().map(|head| marked(head).into_owned()))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(written))?;
    }
    let whole = writer
        .into_inner()
        .map_err(|failure| csv::Error::from(failure.into_error()))?;
    Ok(whole)
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => marked(text).into_owned(),
        Cell::Empty
        | Cell::Whole(_)
        | Cell::Decimal { .. }
        | Cell::Date(_)
        | Cell::Moment(_)
        | Cell::Flag(_) => cell.to_string(),
    }
}
