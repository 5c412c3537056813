//! Files of the directory as people send them.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;
use whole_system::{Data, Options, System, at, project_file};

fn dealer(data: &Data) -> System {
    let system = System::start(&Options::sandbox(data, at("2026-01-05 08:00")));
    system.import_sample();
    system
}

/// Line, column and whether the reason is there in both languages.
fn bad_cells(refusal: &Value) -> Vec<(u64, String)> {
    let bad = refusal["facts"]["bad"].as_array().unwrap();
    let place = |cell: &Value| {
        for language in ["zh", "en"] {
            assert!(
                cell["reason"][language]
                    .as_str()
                    .is_some_and(|reason| !reason.is_empty()),
                "{cell}"
            );
        }
        (
            cell["line"].as_u64().unwrap(),
            cell["column"].as_str().unwrap().to_owned(),
        )
    };
    bad.iter().map(place).collect()
}

#[test]
fn a_wrong_file_is_refused_by_line_column_and_reason_and_changes_nothing() {
    let data = Data::new();
    let system = dealer(&data);
    let before = system.ask("directory/machines")["answer"].clone();
    let file = "整机编号,机型,客户编号,服务站,工作小时\n\
                NEW1,EC210BLC,C001,HZ,100\n\
                NEW2,,C001,HZ,200\n\
                NEW3,EC210BLC,C999,HZ,300\n\
                NEW4,EC210BLC,C001,XX,很多\n\
                NEW5,EC210BLC,C001,HZ,500\n";
    let refusal = system.import("machines", file).refused(422, "import.refused");
    let expected = [(3, "机型"), (4, "客户编号"), (5, "服务站"), (5, "工作小时")];
    let cells = bad_cells(&refusal);
    for (line, column) in expected {
        assert!(
            cells.contains(&(line, column.to_owned())),
            "no {line} {column} in {cells:?}"
        );
    }
    assert_eq!(cells.len(), expected.len(), "{cells:?}");
    let short = "整机编号,机型,客户编号\nNEW1,EC210BLC,C001\nNEW2,EC210BLC\n";
    assert_eq!(
        bad_cells(&system.import("machines", short).refused(422, "import.refused"))[0].0,
        3
    );

    let refusal = system
        .import("machines", "整机编号,客户编号\nNEW1,C001\n")
        .refused(422, "import.refused");
    assert_eq!(bad_cells(&refusal), [(1, "机型".to_owned())]);
    system.import("machines", "").refused(422, "import.empty");
    system
        .import("machines", b"\xff\xfe\x00,\n".to_vec())
        .refused(422, "import.not_text");
    assert_eq!(system.ask("directory/machines")["answer"], before);

    let file = data.path().join("wrong.csv");
    std::fs::write(&file, "工号,姓名,角色\nP900,贺兰,国王\n").unwrap();
    let complaint = system
        .cli()
        .english()
        .refused(&["import", "people", file.to_str().unwrap()]);
    assert!(
        complaint.contains('2') && complaint.contains("角色"),
        "{complaint}"
    );
    system.stop();
}

#[test]
fn the_same_file_again_changes_nothing() {
    let data = Data::new();
    let system = dealer(&data);
    let digest = system.digest();
    for list in ["stations", "people", "customers", "machines"] {
        let file = std::fs::read(project_file(&format!("deploy/sample/{list}.csv"))).unwrap();
        let again = system.import(list, file).taken();
        assert_eq!(again["changed"], 0, "{list}: {again}");
    }
    system.settle();
    assert_eq!(system.digest(), digest);
    system.stop();
}

#[test]
fn byte_order_marks_semicolons_and_heads_in_either_language_are_read() {
    let data = Data::new();
    let system = dealer(&data);
    let files: [(&str, &[u8], &str); 3] = [
        (
            "customers",
            "\u{feff}客户编号;客户名称;联系电话\r\nC101;北仑石料厂;13900002101\r\n".as_bytes(),
            "C101",
        ),
        (
            "machines",
            "PIN,整机型号,客户名称,站号,小时数\nEC480X1,EC480,北仑石料厂,NB,\"1,204\"\n".as_bytes(),
            "EC480X1",
        ),
        (
            "people",
            b"id;name;role;station;phone\nP901;He Lan;field_engineer;NB;13800001901\n",
            "P901",
        ),
    ];
    for (list, file, id) in files {
        assert_eq!(system.import(list, file).taken()["changed"], 1, "{list}");
        let found = system.ask(&format!("directory/{list}/{id}"));
        assert!(found.to_string().contains(id), "{found}");
    }
    let machine = system.ask("directory/machines/EC480X1").to_string();
    assert!(machine.contains("1204") && machine.contains("C101"), "{machine}");
    system.stop();
}

#[test]
fn a_list_that_left_as_a_file_comes_back_and_changes_nothing() {
    let data = Data::new();
    let system = dealer(&data);
    for list in ["stations", "people", "customers", "machines"] {
        for (format, lang) in [("csv", "zh"), ("xlsx", "en")] {
            let path = format!("/api/v1/directory/{list}?format={format}&lang={lang}");
            let file = system.http().get(&path).download();
            let again = system.import(list, file).taken();
            assert_eq!(again["changed"], 0, "{list} {format}: {again}");
        }
    }
    system.stop();
}

const MACHINE_HEADS: [&str; 11] = [
    "PIN",
    "整机型号",
    "客户名称",
    "站号",
    "小时数",
    "交机日期",
    "保修版本",
    "保修月数",
    "工地",
    "经销商",
    "SIM卡号",
];

/// A machine as a careful person writes it.
fn tidy(row: usize) -> [String; 11] {
    let site = format!("石料场；{row}号坑");
    let cells = [
        &*format!("EC950X{row:04}"),
        "EC950",
        "钱江土石方工程队",
        "HZ",
        &(1_000 + row).to_string(),
        "2024-03-18",
        "2024-A",
        "24",
        &site,
        "华东",
        "89860",
    ];
    cells.map(ToOwned::to_owned)
}

/// The same machine as it is found in lists: each way of writing a cell says the same, or that nobody knows.
fn untidy(row: usize) -> [String; 11] {
    const HABITS: [(usize, &str); 9] = [
        (2, " C001 "),
        (3, "ＨＺ"),
        (4, "?"),
        (4, "#REF!"),
        (5, "18/3/2024"),
        (5, "2024年3月18日"),
        (5, "2024/3/18 0:00:00"),
        (7, "24个月"),
        (10, "NA"),
    ];
    let mut cells = tidy(row);
    match row % 12 {
        9 => cells[0] = format!("ec950 x{row:04}"),
        10 => cells[4] = format!("1,{row:03}"),
        11 => cells[4].push_str(",5"),
        habit => {
            let (column, written) = HABITS[habit];
            cells[column] = written.to_owned();
        }
    }
    cells
}

/// Ways in which a row cannot be taken: the column and what stands in it.
const WRONG: [(usize, &str); 10] = [
    (0, ""),
    (0, "EC950X0003"),
    (1, "NA"),
    (2, "没有这家公司"),
    (3, "XX"),
    (4, "很多"),
    (4, "=A1+B1"),
    (5, "0/1/00"),
    (6, ""),
    (7, "2,023"),
];

const ROWS: usize = 1_000;

/// A thousand rows, every twentieth of them bad in one cell; and where, by line and column.
fn rows(bad: bool) -> (Vec<[String; 11]>, Vec<(u64, String)>) {
    let mut wrong = Vec::new();
    let row = |row: usize| {
        let mut cells = untidy(row);
        if bad && row % 20 == 19 {
            let (column, written) = WRONG[row / 20 % WRONG.len()];
            cells = tidy(row);
            cells[column] = written.to_owned();
            // The heads stand on line 1.
            wrong.push((row as u64 + 2, MACHINE_HEADS[column].to_owned()));
        }
        cells
    };
    let rows = (0..ROWS).map(row).collect();
    (rows, wrong)
}

/// As an older spreadsheet program writes it in this country: semicolons, and an encoding of its own.
fn gbk(rows: &[[String; 11]]) -> Vec<u8> {
    let heads = MACHINE_HEADS.map(ToOwned::to_owned);
    let lines = std::iter::once(&heads).chain(rows).map(|cells| {
        let quoted = cells.iter().map(|cell| format!("\"{cell}\""));
        quoted.collect::<Vec<_>>().join(";") + "\r\n"
    });
    let text: String = lines.collect();
    let (bytes, _, lost) = encoding_rs::GBK.encode(&text);
    assert!(!lost);
    bytes.into_owned()
}

/// A workbook whose numbers are numbers and whose days are days.
fn workbook(rows: &[[String; 11]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = workbook.add_worksheet();
    for (column, head) in (0..).zip(MACHINE_HEADS) {
        sheet.write_string(0, column, head).unwrap();
    }
    for (line, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            if let Ok(number) = cell.parse::<u32>() {
                sheet.write_number(line, column, number).unwrap();
            } else if cell.len() == 10 && cell.starts_with("2024-") {
                let date = ExcelDateTime::parse_from_str(cell).unwrap();
                sheet
                    .write_datetime_with_format(line, column, date, &day)
                    .unwrap();
            } else {
                sheet.write_string(line, column, cell).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_thousand_untidy_rows_are_answered_bad_row_by_bad_row_and_taken_once_they_are_put_right() {
    let data = Data::new();
    let system = dealer(&data);
    let machines = |system: &System| system.ask("directory/machines?limit=500")["answer"].clone();
    let before = machines(&system);
    let (with_bad, wrong) = rows(true);
    assert_eq!(wrong.len(), 50);
    for file in [workbook(&with_bad), gbk(&with_bad)] {
        let refusal = system.import("machines", file).refused(422, "import.refused");
        assert_eq!(bad_cells(&refusal), wrong);
    }
    assert_eq!(machines(&system), before);

    let (sound, _) = rows(false);
    let files = [workbook(&sound), gbk(&sound)];
    let taken = system.import("machines", files[0].clone()).taken();
    assert_eq!(
        (&taken["rows"], &taken["changed"]),
        (&1_000.into(), &1_000.into())
    );
    let taken = machines(&system);
    assert_eq!(taken["total"], 12 + 1_000);
    // The same file again, and the same machines in the other form.
    for file in files {
        assert_eq!(system.import("machines", file).taken()["changed"], 0);
    }
    assert_eq!(machines(&system), taken);
    system.stop();
}
