//! What is written reads back the same, and never as a formula.

use std::io::{Cursor, Read};

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};
use proptest::prelude::*;
use sheets::{Cell, Row, Table, read, write_csv, write_xlsx};

/// Text as people write it: without what neither format can hold.
fn text() -> impl Strategy<Value = String> {
    let plain = "[=+@\\-'\"＝a-z,;\t 0-9下沙\n]{0,12}";
    let lines = |text: String| text.trim_end().to_owned();
    plain.prop_map(lines)
}

fn moment(seconds: i64) -> NaiveDateTime {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)
        .unwrap()
        .and_hms_opt(0, 0, 0)
        .unwrap();
    epoch + TimeDelta::seconds(seconds)
}

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        text().prop_map(Cell::text),
        (-1_000_000_000_000_i64..1_000_000_000_000).prop_map(Cell::Whole),
        (-99_999_999_i64..99_999_999, 1_u8..7).prop_map(|(units, places)| Cell::Decimal { units, places }),
        (0_u64..40_000)
            .prop_map(|days| { Cell::Date(NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + Days::new(days)) }),
        (0_i64..4_000_000_000).prop_map(|seconds| Cell::Moment(moment(seconds))),
        any::<bool>().prop_map(Cell::Flag),
    ]
}

fn table() -> impl Strategy<Value = Table> {
    let row = prop::collection::vec(cell(), 3);
    prop::collection::vec(row, 1..8).prop_map(|rows| Table {
        title: "清单/1".to_owned(),
        heads: ["编号", "名称", "=备注"].map(str::to_owned).to_vec(),
        rows: rows
            .into_iter()
            .enumerate()
            .map(|(line, mut row)| {
                row.insert(0, Cell::Text(format!("r{line}")));
                row.truncate(3);
                row
            })
            .collect(),
    })
}

/// What a cell says to whoever reads the file: numbers lose the zeros nobody needs.
fn said(cell: &str) -> String {
    match cell.parse::<f64>() {
        Ok(number) if cell.contains('.') => number.to_string(),
        _ => cell.strip_suffix(" 00:00:00").unwrap_or(cell).to_owned(),
    }
}

fn said_rows(rows: &[Row]) -> Vec<Vec<String>> {
    rows.iter()
        .map(|row| row.cells.iter().map(|cell| said(cell)).collect())
        .collect()
}

fn unpacked(workbook: &[u8], part: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive.by_name(part).unwrap().read_to_string(&mut text).unwrap();
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_reads_back_cell_by_cell_from_both_formats_and_its_bytes_repeat(table in table()) {
        let expected: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| said(&cell.to_string())).collect())
            .collect();
        for (name, write) in [("csv", write_csv as fn(&Table) -> _), ("xlsx", write_xlsx)] {
            let bytes = write(&table).unwrap();
            let sheet = read(&bytes).unwrap();
            prop_assert_eq!(&sheet.heads, &table.heads, "{}", name);
            prop_assert_eq!(said_rows(&sheet.rows), expected.clone(), "{}", name);
            prop_assert_eq!(bytes, write(&table).unwrap(), "{}", name);
        }
    }

    #[test]
    fn no_text_is_ever_computed(text in text()) {
        let table = Table {
            title: "list".to_owned(),
            heads: vec!["id".to_owned(), "text".to_owned()],
            rows: vec![vec![Cell::Text("1".to_owned()), Cell::Text(text)]],
        };
        let csv = String::from_utf8(write_csv(&table).unwrap()).unwrap();
        let cell = csv.trim_end_matches("\r\n").split_once("\r\n1,").unwrap().1;
        let cell = cell.strip_prefix('"').unwrap_or(cell);
        prop_assert!(!cell.starts_with(['=', '+', '-', '@', '＝', '\t', '\r']), "{}", csv);
        let sheet = unpacked(&write_xlsx(&table).unwrap(), "xl/worksheets/sheet1.xml");
        prop_assert!(!sheet.contains("<f"), "{}", sheet);
    }
}

#[test]
fn numbers_and_days_are_typed_in_a_workbook_and_texts_that_look_like_them_are_not() {
    let day = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
    let table = Table {
        title: "[工单]".to_owned(),
        heads: ["文", "数", "日"].map(str::to_owned).to_vec(),
        rows: vec![vec![
            Cell::text("13800001001"),
            Cell::Decimal {
                units: 150,
                places: 2,
            },
            Cell::Date(day),
        ]],
    };
    let workbook = write_xlsx(&table).unwrap();
    let sheet = unpacked(&workbook, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<c r=\"A2\" t=\"s\"><v>3</v></c>"), "{sheet}");
    assert!(
        sheet.contains("<v>1.5</v>") && sheet.contains("<v>46027</v>"),
        "{sheet}"
    );
    assert_eq!(read(&workbook).unwrap().name.as_deref(), Some("工单"));
    let csv = String::from_utf8(write_csv(&table).unwrap()).unwrap();
    assert_eq!(csv, "\u{feff}文,数,日\r\n13800001001,1.50,2026-01-05\r\n");
}
