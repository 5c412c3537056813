//! Reads work orders as fitters typed them: a CSV file, packed or not, its columns found by their heads.

use std::collections::BTreeMap;
use std::io::Read;

use chrono::NaiveDate;
use csv::StringRecord;
use flate2::read::MultiGzDecoder;
use types::Sentence;

use super::failure::SimulateFailure;

/// What marks a packed file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The columns that are read.
const DATE: &str = "BscStartDate";
const ASSET: &str = "Asset";
const TEXT: &str = "OriginalShorttext";
const TYPE: &str = "PMType";
const COST: &str = "Cost";
const RUNNING: &str = "RunningTime";
const SYSTEM: &str = "MajorSystem";
const PART: &str = "Part";
const FAILURE: &str = "FM";
const COLUMNS: [&str; 9] = [DATE, ASSET, TEXT, TYPE, COST, RUNNING, SYSTEM, PART, FAILURE];

/// One work order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its line in the file, the heads' being 1.
    pub line: u64,
    /// The file knows the day only.
    pub date: NaiveDate,
    /// One letter.
    pub asset: String,
    pub text: String,
    /// `PM01`, breakdown, and so on.
    pub pm_type: String,
    /// Thousandths of the file's currency; negative for a few.
    pub cost_milli: Option<i64>,
    /// Hours since the job before.
    pub running_hours: Option<u32>,
    pub system: Option<String>,
    pub part: Option<String>,
    pub failure: Option<String>,
    /// The row this one repeats in every column, by its place among the rows.
    pub repeats: Option<usize>,
}

/// A row that cannot be a work order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RefusedRow {
    pub line: u64,
    pub reason: Sentence,
}

/// What a file held.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub rows: Vec<Row>,
    pub refused: Vec<RefusedRow>,
}

/// Reads a file's bytes, unpacking them first if they are packed.
///
/// # Errors
/// When the bytes cannot be unpacked, are no CSV, or a column is missing. A row that makes no sense is no failure.
pub(super) fn read(bytes: &[u8]) -> Result<Rows, SimulateFailure> {
    let mut unpacked = Vec::new();
    if bytes.starts_with(&GZIP) {
        MultiGzDecoder::new(bytes)
            .read_to_end(&mut unpacked)
            .map_err(SimulateFailure::Unpacking)?;
    } else {
        unpacked.extend_from_slice(bytes);
    }
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(unpacked.as_slice());
    let heads = Heads::of(reader.headers()?)?;
    let mut read = Rows::default();
    let mut first: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        match heads.row(&record) {
            Err(refused) => read.refused.push(refused),
            Ok(mut row) => {
                let cells: Vec<String> = record.iter().map(str::to_owned).collect();
                row.repeats = first.get(&cells).copied();
                first.entry(cells).or_insert(read.rows.len());
                read.rows.push(row);
            }
        }
    }
    Ok(read)
}

/// Where each column stands.
struct Heads {
    places: BTreeMap<&'static str, usize>,
    width: usize,
}

impl Heads {
    fn of(heads: &StringRecord) -> Result<Self, SimulateFailure> {
        let place = |name: &'static str| {
            let found = heads
                .iter()
                .position(|head| head.trim_start_matches('\u{feff}').trim() == name);
            found
                .map(|place| (name, place))
                .ok_or(SimulateFailure::ColumnMissing { name })
        };
        let places = COLUMNS.into_iter().map(place).collect::<Result<_, _>>()?;
        Ok(Self {
            places,
            width: heads.len(),
        })
    }

    fn cell<'r>(&self, record: &'r StringRecord, name: &str) -> &'r str {
        self.places
            .get(name)
            .and_then(|place| record.get(*place))
            .unwrap_or_default()
            .trim()
    }

    fn row(&self, record: &StringRecord) -> Result<Row, RefusedRow> {
        let line = record.position().map_or(0, csv::Position::line);
        let refuse = |reason: Sentence| RefusedRow { line, reason };
        if record.len() != self.width {
            return Err(refuse(width(record.len(), self.width)));
        }
        let cell = |name: &'static str| self.cell(record, name);
        let given = |name: &'static str| Some(cell(name)).filter(|text| !matches!(*text, "" | "NA"));
        let owned = |name: &'static str| given(name).map(str::to_owned);
        let date = NaiveDate::parse_from_str(cell(DATE), "%Y-%m-%d").map_err(|_| {
            refuse(wrong(
                DATE,
                cell(DATE),
                "日期如 2004-07-01",
                "a date like 2004-07-01",
            ))
        })?;
        let asset = given(ASSET)
            .filter(|text| is_asset(text))
            .ok_or_else(|| refuse(wrong(ASSET, cell(ASSET), "一个大写字母", "one capital letter")))?;
        let text = given(TEXT).ok_or_else(|| refuse(wrong(TEXT, cell(TEXT), "故障描述", "a description")))?;
        let pm_type = given(TYPE)
            .filter(|text| is_pm_type(text))
            .ok_or_else(|| refuse(shifted(TYPE, cell(TYPE), "PM加两位数字", "PM and two digits")))?;
        let cost_milli = given(COST)
            .map(|text| milli(text).ok_or_else(|| refuse(shifted(COST, text, "数字或NA", "a number or NA"))))
            .transpose()?;
        let running_hours = given(RUNNING)
            .map(|text| {
                text.parse()
                    .map_err(|_| refuse(shifted(RUNNING, text, "整数或NA", "a whole number or NA")))
            })
            .transpose()?;
        Ok(Row {
            line,
            date,
            asset: asset.to_owned(),
            text: text.to_owned(),
            pm_type: pm_type.to_owned(),
            cost_milli,
            running_hours,
            system: owned(SYSTEM),
            part: owned(PART),
            failure: owned(FAILURE),
            repeats: None,
        })
    }
}

fn is_asset(text: &str) -> bool {
    text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_pm_type(text: &str) -> bool {
    let digits = text.strip_prefix("PM").unwrap_or_default();
    digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// `-339.81` as -339,810 thousandths.
fn milli(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || fraction.len() > 3 || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let thousandths: i64 = format!("{fraction:0<3}").parse().ok()?;
    let whole: i64 = whole.parse().ok()?;
    whole
        .checked_mul(1_000)?
        .checked_add(thousandths)?
        .checked_mul(sign)
}

fn width(found: usize, expected: usize) -> Sentence {
    Sentence::new(
        format!("这一行有{found}列，表头有{expected}列"),
        format!("the row has {found} columns, the heads {expected}"),
    )
}

fn wrong(column: &str, found: &str, zh: &str, en: &str) -> Sentence {
    Sentence::new(
        format!("{column} 一列应为{zh}，不是“{found}”"),
        format!("column {column} should hold {en}, not {found:?}"),
    )
}

fn shifted(column: &str, found: &str, zh: &str, en: &str) -> Sentence {
    let wrong = wrong(column, found, zh, en);
    Sentence::new(
        format!("{}；这一行像是错了一列", wrong.zh),
        format!("{}; the row seems to be shifted by a column", wrong.en),
    )
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Three hundred rows of the real file, the shifted one and some repeats among them.
    pub(crate) const SAMPLE: &[u8] = include_bytes!("../../../../tests/cases/excavator_300.csv");

    const SHIFTED_LINE: u64 = 171;
    const REPEATS: [(u64, u64); 8] = [
        (128, 3),
        (129, 4),
        (140, 17),
        (157, 30),
        (158, 31),
        (182, 100),
        (210, 82),
        (224, 164),
    ];
    const TYPES: [(&str, usize); 6] = [
        ("PM01", 279),
        ("PM02", 3),
        ("PM04", 3),
        ("PM05", 3),
        ("PM06", 8),
        ("PM13", 3),
    ];

    #[test]
    fn the_shifted_row_is_refused_by_its_line_with_a_reason_and_every_other_row_is_taken() {
        let read = read(SAMPLE).unwrap();
        let [refused] = read.refused.as_slice() else {
            panic!("{:?}", read.refused)
        };
        assert_eq!(refused.line, SHIFTED_LINE);
        assert_eq!(
            refused.reason.en,
            "column PMType should hold PM and two digits, not \"t swing\"; the row seems to be shifted by a column"
        );
        assert_eq!(read.rows.len(), 299);
    }

    #[test]
    fn repeats_point_to_the_first_row_that_is_the_same_in_every_column() {
        let read = read(SAMPLE).unwrap();
        let repeats: Vec<(u64, u64)> = read
            .rows
            .iter()
            .filter_map(|row| Some((row.line, read.rows[row.repeats?].line)))
            .collect();
        assert_eq!(repeats, REPEATS);
    }

    #[test]
    fn all_types_of_work_and_missing_and_negative_costs_are_taken() {
        let read = read(SAMPLE).unwrap();
        let mut types: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &read.rows {
            *types.entry(row.pm_type.as_str()).or_default() += 1;
        }
        assert_eq!(types.into_iter().collect::<Vec<_>>(), TYPES);
        assert_eq!(
            read.rows
                .iter()
                .filter(|row| row.cost_milli.is_some_and(|cost| cost < 0))
                .count(),
            6
        );
        assert!(read.rows.iter().any(|row| row.running_hours.is_none()));
    }

    #[test]
    fn a_packed_file_reads_as_the_plain_one_and_a_missing_column_is_named() {
        use std::io::Write;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(SAMPLE).unwrap();
        assert_eq!(
            read(&packer.finish().unwrap()).unwrap().rows,
            read(SAMPLE).unwrap().rows
        );
        let missing = read(b"BscStartDate,Asset\n2004-07-01,A\n").unwrap_err();
        assert!(matches!(missing, SimulateFailure::ColumnMissing { name: TEXT }));
    }

    #[test]
    fn costs_are_read_without_rounding() {
        assert_eq!(milli("-339.81"), Some(-339_810));
        assert_eq!(milli("0"), Some(0));
        for wrong in ["PM01", "1.2345", "-", "1,5", "99999999999999999999"] {
            assert_eq!(milli(wrong), None, "{wrong}");
        }
    }
}
