//! Lists that leave as files, and open orders that come as one.

#![expect(
    clippy::unwrap_used,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::BTreeSet;

use whole_system::{Data, HANGZHOU, Options, System, at};

/// Every list there is, with what it has to be asked.
const LISTS: [&str; 16] = [
    "board?",
    "inbox?",
    "follow-ups?",
    "to-do?",
    "unrepaired?",
    "messages?",
    "claims?",
    "returns/parts?",
    "returns/consignments?",
    "returns/ledger?",
    "figures?",
    "figures/cases?figure=first_response&",
    "directory/stations?",
    "directory/people?",
    "directory/customers?",
    "directory/machines?",
];

fn dealer(data: &Data) -> System {
    let system = System::start(&Options::sandbox(data, at("2026-01-05 08:00")));
    system.import_sample();
    system
}

fn csv(system: &System, list: &str, rest: &str) -> Vec<String> {
    let path = format!("/api/v1/{list}format=csv{rest}");
    let file = String::from_utf8(system.http().get(&path).download()).unwrap();
    let text = file.strip_prefix('\u{feff}').unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn every_list_leaves_as_csv_and_xlsx_under_heads_of_its_own_in_both_languages() {
    let data = Data::new();
    let system = dealer(&data);
    let order = system.open_order(&HANGZHOU);
    for list in LISTS {
        for lang in ["zh", "en"] {
            let lines = csv(&system, list, &format!("&lang={lang}"));
            let heads: Vec<&str> = lines[0].split(',').collect();
            let distinct: BTreeSet<&str> = heads.iter().copied().collect();
            assert_eq!(distinct.len(), heads.len(), "{list} {lang}: {heads:?}");
            assert!(!distinct.contains(""), "{list} {lang}: {heads:?}");
            let before = csv(&system, list, &format!("&lang={lang}&at=2020-01-01T00:00:00Z"));
            assert_eq!(before, [lines[0].clone()], "{list} {lang}");
        }
        let path = format!("/api/v1/{list}format=xlsx");
        let file = system.http().get(&path).download();
        assert!(file.starts_with(b"PK\x03\x04"), "{list}");
    }
    let board = csv(&system, "board?", "");
    assert_eq!(board.len(), 2, "{board:?}");
    assert!(board[1].starts_with(&format!("{order},故障,")), "{board:?}");
    assert!(board[1].contains(",2026-01-05 08:00:00,"), "{board:?}");
    system.stop();
}

#[test]
fn open_orders_of_a_list_are_taken_over_once_and_each_bad_row_is_answered() {
    let data = Data::new();
    let system = dealer(&data);
    let heads = "服务单号;报修人;联系电话;告警时间;故障现象;机号";
    let sound = format!(
        "{heads}\nA-1;王工;13900002001;5/1/2026 7:30;动臂无力;EC210BLC30121\nA-2;?;13900002002;2026-01-04 16:00;漏油;NA\n"
    );
    assert_eq!(system.import("orders", sound.clone()).taken()["changed"], 2);
    assert_eq!(csv(&system, "board?", "").len(), 3);
    assert_eq!(system.import("orders", sound.clone()).taken()["changed"], 0);
    let edited = format!(
        "{sound}A-3;;13900002002;0/1/00;漏油;\n;;13900002002;2026-01-05 07:00;漏油;\nA-5;;13900002002;2026-01-05 07:00;=A1;\n"
    );
    let refused = system.import("orders", edited).refused(422, "import.refused");
    let lines: BTreeSet<u64> = refused["facts"]["bad"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bad| bad["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, BTreeSet::from([4, 5, 6]), "{refused}");
    assert_eq!(csv(&system, "board?", "").len(), 3);
    system.stop();
}
