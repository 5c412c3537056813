//! Workbooks as other programs write them.

use std::io::{Cursor, Write};

use sheets::{LIMITS, Row, SheetProblem, read};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A workbook of sheets, each a name, whether it is hidden, and its rows' XML. Style 1 is a day, 2 a length of time.
fn workbook(sheets: &[(&str, bool, &str)], is_1904: bool) -> Vec<u8> {
    let mut entries = vec![(
        "_rels/.rels".to_owned(),
        format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r0\" \
             Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    )];
    let (mut listed, mut related, mut typed) = (String::new(), String::new(), String::new());
    for (number, (name, hidden, rows)) in sheets.iter().enumerate() {
        let state = if *hidden { "hidden" } else { "visible" };
        listed += &format!(
            "<sheet name=\"{name}\" sheetId=\"{}\" state=\"{state}\" r:id=\"s{number}\"/>",
            number + 1
        );
        related += &format!(
            "<Relationship Id=\"s{number}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/s{number}.xml\"/>"
        );
        typed += &format!(
            "<Override PartName=\"/xl/worksheets/s{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        );
        entries.push((
            format!("xl/worksheets/s{number}.xml"),
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"),
        ));
    }
    let date = if is_1904 {
        "<workbookPr date1904=\"1\"/>"
    } else {
        ""
    };
    entries.push((
        "xl/workbook.xml".to_owned(),
        format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\">{date}<sheets>{listed}</sheets></workbook>"
        ),
    ));
    entries.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\">{related}\
             <Relationship Id=\"st\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/></Relationships>"
        ),
    ));
    entries.push((
        "xl/styles.xml".to_owned(),
        format!(
            "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>\
             <xf numFmtId=\"46\"/></cellXfs></styleSheet>"
        ),
    ));
    entries.push((
        "[Content_Types].xml".to_owned(),
        format!("<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>{typed}</Types>"),
    ));
    packed(&entries)
}

fn packed(entries: &[(String, String)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in entries {
        archive.start_file(name.as_str(), options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn inline(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn cells_say_what_the_program_showed() {
    let heads: String = [("A3", "甲"), ("B3", "乙"), ("C3", "丙"), ("D3", "丁")]
        .map(|(place, text)| inline(place, text))
        .concat();
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"3\">{heads}</row>\
         <row r=\"4\"><c r=\"A4\"><v>13805710001</v></c><c r=\"B4\"><v>0.30000000000000004</v></c>\
         <c r=\"C4\" s=\"1\"><v>46027</v></c><c r=\"D4\" s=\"1\"><v>46027.354166666664</v></c></row>\
         <row r=\"5\"><c r=\"A5\" t=\"e\"><f>B99</f><v>#REF!</v></c><c r=\"B5\"><f>1+1</f><v>2</v></c>\
         <c r=\"C5\"><f>A1</f></c><c r=\"D5\" t=\"str\"><f>T(A1)</f><v></v></c></row>\
         <row r=\"7\"><c r=\"A7\" t=\"b\"><v>1</v></c><c r=\"B7\" s=\"1\"><v>0</v></c>\
         <c r=\"C7\" s=\"2\"><v>1.5</v></c>{}</row><row r=\"9\"><c r=\"A9\" s=\"1\"/></row>",
        inline("A1", "整机档案"),
        inline("F7", "多"),
    );
    let sheet = read(&workbook(&[("清单", false, &rows)], false)).unwrap();
    assert_eq!(sheet.name.as_deref(), Some("清单"));
    assert_eq!(sheet.heads, ["甲", "乙", "丙", "丁"]);
    let row = |line, cells: &[&str]| Row {
        line,
        cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
    };
    let expected = [
        row(4, &["13805710001", "0.3", "2026-01-05", "2026-01-05 08:30:00"]),
        row(5, &["#REF!", "2", "=A1", ""]),
        row(7, &["1", "0", "36", "", "", "多"]),
    ];
    assert_eq!(sheet.rows, expected);
}

#[test]
fn the_first_visible_sheet_with_heads_and_rows_counts_and_days_may_begin_in_1904() {
    let list = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\"><c r=\"A2\" s=\"1\"><v>44565</v></c></row>",
        inline("A1", "日"),
        inline("B1", "注")
    );
    let note = format!("<row r=\"1\">{}</row>", inline("A1", "请填第三页"));
    let sheets = [
        ("旧", true, list.as_str()),
        ("说明", false, &note),
        ("单", false, &list),
    ];
    let sheet = read(&workbook(&sheets, true)).unwrap();
    assert_eq!(sheet.name.as_deref(), Some("单"));
    assert_eq!(sheet.rows[0].cells, ["2026-01-05", ""]);
    assert_eq!(read(&workbook(&sheets[..2], false)), Err(SheetProblem::Empty));
}

#[test]
fn a_workbook_that_unpacks_too_far_or_lies_far_out_or_is_broken_is_refused() {
    let bomb = packed(&[(
        "xl/sharedStrings.xml".to_owned(),
        "x".repeat(LIMITS.unpacked_bytes as usize + 1),
    )]);
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(read(&bomb), Err(SheetProblem::TooLarge));
    let far = format!("<row r=\"1\">{}{}</row>", inline("A1", "a"), inline("XFD1", "b"));
    assert_eq!(
        read(&workbook(&[("s", false, &far)], false)),
        Err(SheetProblem::TooLarge)
    );
    assert!(matches!(
        read(b"PK\x03\x04 and then nothing"),
        Err(SheetProblem::Damaged(_))
    ));
    let other = packed(&[("word/document.xml".to_owned(), "<w/>".to_owned())]);
    assert!(matches!(read(&other), Err(SheetProblem::Damaged(_))));
    assert_eq!(
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"),
        Err(SheetProblem::OldFormat)
    );
}
