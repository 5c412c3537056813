//! Files of the directory as people send them.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

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
