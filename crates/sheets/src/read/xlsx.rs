//! Rows of a workbook's first list.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxFormulaMetadata};
use chrono::{NaiveDate, TimeDelta};
use zip::ZipArchive;

use super::{Gathered, LIMITS, Sheet, SheetProblem};

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

pub(super) fn read(bytes: &[u8]) -> Result<Sheet, SheetProblem> {
    check_size(bytes)?;
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let is_list = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    };
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(is_list)
        .map(|sheet| sheet.name.clone())
        .collect();
    for name in names {
        match rows(&mut workbook, &name)?.into_sheet(Some(name)) {
            Err(SheetProblem::Empty) => {}
            sheet => return sheet.map(padded),
        }
    }
    Err(SheetProblem::Empty)
}

/// Unpacks everything once and keeps nothing, because what an archive says of its sizes may be untrue.
fn check_size(bytes: &[u8]) -> Result<(), SheetProblem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut left = LIMITS.unpacked_bytes;
    for entry in 0..archive.len() {
        let entry = archive.by_index(entry).map_err(damaged)?;
        let unpacked = io::copy(&mut entry.take(left + 1), &mut io::sink()).map_err(damaged)?;
        left = left.checked_sub(unpacked).ok_or(SheetProblem::TooLarge)?;
    }
    Ok(())
}

fn damaged(failure: impl std::fmt::Display) -> SheetProblem {
    SheetProblem::Damaged(failure.to_string())
}

/// The rows of one worksheet, read cell by cell: a worksheet says nothing of the cells it leaves out.
fn rows(workbook: &mut Workbook<'_>, name: &str) -> Result<Gathered, SheetProblem> {
    let is_1904 = workbook.has_1904_epoch();
    let mut cells = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    let mut grid: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut text_bytes = 0;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
        let text = match (&cell.value, &cell.formula) {
            (DataRef::Empty, Some(formula)) => formula_text(formula),
            (value, _) => text(value, is_1904),
        };
        if text.trim().is_empty() {
            continue;
        }
        text_bytes += text.len();
        let (row, column) = (cell.pos.0, usize::try_from(cell.pos.1).unwrap_or(usize::MAX));
        if column >= LIMITS.columns || text_bytes > LIMITS.text_bytes || grid.len() > LIMITS.rows {
            return Err(SheetProblem::TooLarge);
        }
        let row = grid.entry(row).or_default();
        row.resize(row.len().max(column + 1), String::new());
        if let Some(place) = row.get_mut(column) {
            *place = text;
        }
    }
    let mut gathered = Gathered::new();
    for (row, cells) in grid {
        gathered.take(row.saturating_add(1), cells)?;
    }
    Ok(gathered)
}

/// A worksheet's row ends with its last filled cell; here it is as wide as the heads.
fn padded(mut sheet: Sheet) -> Sheet {
    for row in &mut sheet.rows {
        row.cells
            .resize(row.cells.len().max(sheet.heads.len()), String::new());
    }
    sheet
}

fn formula_text(formula: &XlsxFormulaMetadata) -> String {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            format!("={formula}")
        }
        _ => "=…".to_owned(),
    }
}

fn text(value: &DataRef<'_>, is_1904: bool) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => shortest(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => u8::from(*truth).to_string(),
        DataRef::DateTime(serial) => moment(serial, is_1904),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A number as the program that wrote it showed it: fifteen digits, no trailing zeros, no exponent.
fn shortest(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// The day, and the time of day unless it is midnight, to the second. A length of time is given in hours, and a day
/// before March 1900, which programs number differently, as the number it is.
fn moment(serial: &ExcelDateTime, is_1904: bool) -> String {
    const FIRST_SOUND: f64 = 61.0;
    let days = serial.as_f64();
    if serial.is_duration() {
        return shortest(days * 24.0);
    }
    if !is_1904 && days < FIRST_SOUND {
        return shortest(days);
    }
    let epoch = if is_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
    let seconds = (days * 86_400.0).round() as i64;
    let at = NaiveDate::from_ymd_opt(epoch.0, epoch.1, epoch.2)
        .and_then(|epoch| epoch.and_hms_opt(0, 0, 0))
        .and_then(|epoch| epoch.checked_add_signed(TimeDelta::try_seconds(seconds)?));
    match at {
        Some(at) if seconds % 86_400 == 0 => at.format("%Y-%m-%d").to_string(),
        Some(at) => at.format("%Y-%m-%d %H:%M:%S").to_string(),
        None => shortest(days),
    }
}
