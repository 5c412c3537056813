//! Spreadsheets as bytes: reads the lists people send, writes the lists they ask for.
//!
//! Everything here is a function of its bytes: no file, no network, no clock. What a cell means is not known here;
//! reading gives text, line by line, and writing takes typed cells. The same table always gives the same bytes.

mod harmless;
mod read;
mod write;

pub use read::{LIMITS, Limits, Row, Sheet, SheetProblem, read};
pub use write::{Cell, Table, WriteFailure, write_csv, write_xlsx};
