//! A file's heads and rows, whatever program wrote it.

mod csv;
mod encoding;
mod problem;
mod xlsx;

pub use problem::SheetProblem;

/// How large a file may be. The limits keep a small file from unpacking into a large one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// What an XLSX file holds, unpacked.
    pub unpacked_bytes: u64,
    /// Rows with something in them, in one sheet.
    pub rows: usize,
    /// Columns with something in them.
    pub columns: usize,
    /// Text of all cells together, in bytes.
    pub text_bytes: usize,
    /// Text of one row, in bytes.
    pub row_bytes: usize,
}

/// The limits every file is held to.
pub const LIMITS: Limits = Limits {
    unpacked_bytes: 96 * 1024 * 1024,
    rows: 50_000,
    columns: 200,
    text_bytes: 24 * 1024 * 1024,
    row_bytes: 32 * 1024,
};

/// A list: its column heads, and the rows below them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The worksheet's name; none for CSV.
    pub name: Option<String>,
    pub heads: Vec<String>,
    pub rows: Vec<Row>,
}

/// A row with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The row's number in the worksheet, or the line of the CSV file on which it begins; counted from 1.
    pub line: u32,
    /// As many as the row has: in CSV that may be fewer or more than there are heads. Empty cells beyond the heads are
    /// left out.
    pub cells: Vec<String>,
}

/// Reads the first list of a file: XLSX, or CSV in UTF-8, UTF-16 or GB 18030 (of which GBK is a part), by its content.
///
/// The head row is the first one with two filled cells, so that a title above it does no harm; of a workbook the
/// first visible worksheet counts that has heads and a row below them.
///
/// Dates of a worksheet become `2026-01-05` or `2026-01-05 08:30:00`, truths `1` and `0`, numbers have no trailing
/// zeros, a computed cell holds its result, and one whose result was never computed its formula, `=A1`.
///
/// # Errors
/// Not a spreadsheet, damaged, no list in it, larger than [`LIMITS`].
pub fn read(bytes: &[u8]) -> Result<Sheet, SheetProblem> {
    const ZIP: &[u8] = b"PK\x03\x04";
    const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    if bytes.starts_with(COMPOUND) {
        return Err(SheetProblem::OldFormat);
    }
    if bytes.starts_with(ZIP) {
        xlsx::read(bytes)
    } else {
        csv::read(&encoding::text(bytes)?)
    }
}

/// Rows on their way to a sheet, held to the limits.
struct Gathered {
    rows: Vec<Row>,
    text_bytes: usize,
}

impl Gathered {
    const fn new() -> Self {
        Self {
            rows: Vec::new(),
            text_bytes: 0,
        }
    }

    /// Takes a row, unless nothing stands in it.
    fn take(&mut self, line: u32, cells: Vec<String>) -> Result<(), SheetProblem> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        self.text_bytes += cells.iter().map(String::len).sum::<usize>();
        if self.rows.len() >= LIMITS.rows || self.text_bytes > LIMITS.text_bytes {
            return Err(SheetProblem::TooLarge);
        }
        self.rows.push(Row { line, cells });
        Ok(())
    }

    /// Finds the heads and cuts off what stands above them.
    fn into_sheet(self, name: Option<String>) -> Result<Sheet, SheetProblem> {
        let mut rows = self.rows;
        let above = rows.iter().position(|row| filled(row) > 1).unwrap_or(0);
        let mut rest = rows.drain(above.min(rows.len())..);
        let heads = heads(rest.next().ok_or(SheetProblem::Empty)?);
        let rows: Vec<Row> = rest.map(|row| fitted(row, heads.len())).collect();
        if rows.is_empty() {
            return Err(SheetProblem::Empty);
        }
        if heads.len() > LIMITS.columns {
            return Err(SheetProblem::TooLarge);
        }
        let long = |row: &&Row| row.cells.iter().map(String::len).sum::<usize>() > LIMITS.row_bytes;
        let long: Vec<u32> = rows.iter().filter(long).map(|row| row.line).collect();
        if !long.is_empty() {
            return Err(SheetProblem::LongRows(long));
        }
        Ok(Sheet { name, heads, rows })
    }
}

fn filled(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Empty heads at the end belong to columns nobody filled.
fn heads(row: Row) -> Vec<String> {
    let mut heads: Vec<String> = row.cells.iter().map(|head| head.trim().to_owned()).collect();
    while heads.last().is_some_and(String::is_empty) {
        heads.pop();
    }
    heads
}

/// A row without the empty cells beyond the heads.
fn fitted(mut row: Row, heads: usize) -> Row {
    while row.cells.len() > heads && row.cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        row.cells.pop();
    }
    row
}
