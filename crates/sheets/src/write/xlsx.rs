//! A table as a workbook with one worksheet.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::{Cell, Table, WriteFailure};
use crate::harmless::is_dangerous;

/// What a cell of a workbook may hold, in UTF-16 units.
const CELL_UNITS: usize = 32_767;
/// Widths of columns, in digits.
const NARROWEST: usize = 8;
const WIDEST: usize = 48;

/// Writes a workbook: bold heads that stay in sight, columns as wide as what stands in them, numbers, days and moments
/// as such, text always as text. The same table gives the same bytes.
///
/// # Errors
/// More rows or columns than a worksheet holds.
pub fn write_xlsx(table: &Table) -> Result<Vec<u8>, WriteFailure> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = workbook.add_worksheet();
    sheet.set_name(name(&table.title))?;
    sheet.set_freeze_panes(1, 0)?;
    let formats = Formats::new();
    for (head, column) in table.heads.iter().zip(0..) {
        sheet.write_string_with_format(0, column, cut(head), &formats.head)?;
        sheet.set_column_width(column, width(table, column))?;
    }
    for (row, line) in table.rows.iter().zip(1..) {
        for (cell, column) in row.iter().zip(0..) {
            write(sheet, line, column, cell, &formats)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

struct Formats {
    head: Format,
    /// Text that would be computed if somebody typed it: the program keeps it text even when it is edited.
    text: Format,
    date: Format,
    moment: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            head: Format::new().set_bold(),
            text: Format::new().set_quote_prefix(),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) if is_dangerous(text) => {
            sheet.write_string_with_format(row, column, cut(text), &formats.text)
        }
        Cell::Text(text) => sheet.write_string(row, column, cut(text)),
        Cell::Whole(number) => sheet.write_number(row, column, *number as f64),
        Cell::Decimal { units, places } => {
            let one = 10_f64.powi(i32::from((*places).min(9)));
            let shown = "0".repeat(usize::from((*places).min(9)));
            let format = Format::new().set_num_format(format!("0.{shown}"));
            sheet.write_number_with_format(row, column, *units as f64 / one, &format)
        }
        Cell::Date(day) => {
            let day = ExcelDateTime::parse_from_str(&day.format("%Y-%m-%d").to_string())?;
            sheet.write_datetime_with_format(row, column, &day, &formats.date)
        }
        Cell::Moment(at) => {
            let at = ExcelDateTime::parse_from_str(&at.format("%Y-%m-%dT%H:%M:%S").to_string())?;
            sheet.write_datetime_with_format(row, column, &at, &formats.moment)
        }
        Cell::Flag(truth) => sheet.write_number(row, column, f64::from(u8::from(*truth))),
    }?;
    Ok(())
}

/// A worksheet's name has at most 31 characters, and not these.
fn name(title: &str) -> String {
    let plain = title.replace(['[', ']', ':', '*', '?', '/', '\\'], " ");
    let name: String = plain.trim_matches(['\'', ' ']).chars().take(31).collect();
    let name = name.trim_matches(['\'', ' ']);
    if name.is_empty() {
        "Sheet1".to_owned()
    } else {
        name.to_owned()
    }
}

/// Text no longer than a cell can hold; what is longer ends with an ellipsis.
fn cut(text: &str) -> String {
    if text.encode_utf16().count() <= CELL_UNITS {
        return text.to_owned();
    }
    let mut units = 1;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= CELL_UNITS
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// As wide as the widest of the head and the first rows; Chinese characters are twice as wide as digits.
fn width(table: &Table, column: u16) -> f64 {
    const LOOKED_AT: usize = 500;
    let cells = table.rows.iter().take(LOOKED_AT);
    let widths = cells
        .filter_map(|row| row.get(usize::from(column)))
        .map(shown_width);
    let head = table.heads.get(usize::from(column)).map(|head| head.width());
    let widest = widths.chain(head).max().unwrap_or(NARROWEST);
    let digits = widest.clamp(NARROWEST, WIDEST) + 2;
    u8::try_from(digits).map_or(50.0, f64::from)
}

fn shown_width(cell: &Cell) -> usize {
    cell.to_string()
        .lines()
        .map(UnicodeWidthStr::width)
        .max()
        .unwrap_or(0)
}
