//! A thousand rows as people leave them: each bad one is answered, by line and column, and no good one is.

use std::collections::BTreeMap;

use proto::directory::{DirectoryEvent, ListKind, Row, StageImport};

use super::super::given::{self, apply, piece};

const HEADS: &str =
    "PIN,经销商,机型,客户名称,服务站,工作小时,SIM卡号,交机日期,保修条款,保修月数,保修小时,纬度,经度,定位时间";
const ROWS: u32 = 1_000;
const PIECE: usize = 300;

/// What a row has in a column, and under which head it is answered, if at all.
const UNTIDY: &[(usize, &str, Option<&str>)] = &[
    (5, "2,023", None),
    (5, "6 310,5", None),
    (5, "?", None),
    (5, "NA", None),
    (5, "#REF!", None),
    (5, "=SUM(F2:F9)", Some("工作小时")),
    (5, "很多", Some("工作小时")),
    (5, "-5", Some("工作小时")),
    (0, "", Some("PIN")),
    (0, "#REF!", Some("PIN")),
    (0, "A/B", Some("PIN")),
    (0, "=A1", Some("PIN")),
    (2, "?", Some("机型")),
    (2, "=VLOOKUP(A2)", Some("机型")),
    (3, "无名公司", Some("客户名称")),
    (3, "N/A", None),
    (4, "XX", Some("服务站")),
    (4, "宁波站", None),
    (6, "=B2", None),
    (7, "5/1/2024", None),
    (7, "2024年1月5日", None),
    (7, "0/1/00", Some("交机日期")),
    (7, "1/13/2024", Some("交机日期")),
    (7, "45296", Some("交机日期")),
    (9, "2,4", Some("保修月数")),
    (9, "", Some("保修月数")),
    (10, "8 000", None),
    (11, "30,312507", None),
    (11, "北纬30度", Some("纬度")),
    (12, "200", Some("经度")),
    (13, "2026-01-05 25:00", Some("定位时间")),
    (13, "2026/1/5 8:30", None),
    (14, "多出来", Some("")),
];

/// The rows, and under which head each bad line is to be answered.
fn file() -> (Vec<Row>, BTreeMap<u32, String>) {
    let (mut rows, mut expected) = (Vec::new(), BTreeMap::new());
    for (line, untidy) in (2..ROWS + 2).zip(UNTIDY.iter().cycle()) {
        let serial = format!("ec{line:05}");
        let tidy = [
            &serial,
            "某某",
            "EC210BLC",
            "钱江土方",
            "HZ",
            "6310",
            "8986",
            "2024-03-18",
            "2024-A",
            "24",
            "8000",
            "30.3",
            "120.3",
            "2026-01-05",
        ];
        let mut cells = tidy.map(str::to_owned).to_vec();
        let (column, text, head) = *untidy;
        cells.resize(cells.len().max(column + 1), String::new());
        cells[column] = text.to_owned();
        if let Some(head) = head {
            expected.insert(line, head.to_owned());
        }
        rows.push(Row { line, cells });
    }
    (rows, expected)
}

#[test]
fn of_a_thousand_untidy_rows_each_bad_one_is_answered_and_nothing_is_taken() {
    let mut directory = given::directory();
    given::import(
        &mut directory,
        ListKind::Customers,
        "客户编号,客户名称\nC1,钱江土方",
    );
    let (rows, expected) = file();
    assert!(expected.len() > 400);
    let first = piece(ListKind::Machines, HEADS);
    let pieces = (0..).zip(rows.chunks(PIECE)).map(|(number, rows)| StageImport {
        piece: number,
        rows: rows.to_vec(),
        ..first.clone()
    });
    let pieces: Vec<StageImport> = pieces.collect();
    let mut answered = BTreeMap::new();
    for piece in &pieces {
        let events = directory.when(piece.clone()).events();
        let [DirectoryEvent::ImportStaged(staged)] = events.as_slice() else {
            panic!("{events:?}")
        };
        for bad in &staged.bad {
            assert!(!bad.reason.zh.is_empty() && !bad.reason.en.is_empty());
            answered.insert(bad.line, bad.column.clone());
        }
        let lines = staged.entries.len() + staged.bad.len();
        assert_eq!(lines, piece.rows.len(), "each row is taken or refused");
    }
    assert_eq!(answered, expected);
    let event = directory.when(apply(pieces.last().unwrap())).events().pop();
    assert!(
        matches!(event, Some(DirectoryEvent::ImportRefused(_))),
        "{event:?}"
    );
    assert_eq!(directory.common.masters.machines().count(), 0);
}

#[test]
fn rows_with_many_bad_cells_each_are_all_answered() {
    let mut directory = given::directory();
    let rows: String = (0..PIECE).map(|row| format!("\nX{row},,")).collect();
    let staged = piece(ListKind::Stations, &format!("站号,名称,区域{rows}"));
    let events = directory.when(staged).events();
    let [DirectoryEvent::ImportStaged(staged)] = events.as_slice() else {
        panic!("{events:?}")
    };
    let lines: Vec<u32> = staged.bad.iter().map(|bad| bad.line).collect();
    assert_eq!(lines, (2..302).collect::<Vec<u32>>());
}
