//! Tables for people to open in a spreadsheet.

mod cell;
mod csv;
mod xlsx;

pub use cell::Cell;
pub use csv::write_csv;
pub use xlsx::write_xlsx;

/// A list as it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What the worksheet is called.
    pub title: String,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// Says why a table cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteFailure {
    #[error("failed to write the rows")]
    Csv(#[from] ::csv::Error),
    #[error("failed to build the workbook")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}
