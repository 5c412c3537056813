use decider::Service;
use proto::directory::Row;
use proto::hotline::OrderOpened;
use serde_json::json;
use types::Hash;

use super::super::given::{self, Hotlines, KNOWN, call, opened};
use super::*;
use crate::Hotline;

const HEADS: &str =
    "派工单号,报修人,报修时间,上报渠道,故障现象,机号,派单时间,签到时间,完工时间,服务工程师,维修情况,备注";

fn list(heads: &str, rows: &[&str]) -> StageOrders {
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let text = rows.join("\n");
    StageOrders {
        import: Hash::of(&[heads.as_bytes(), text.as_bytes()])
            .id()
            .parse()
            .unwrap(),
        file: "未结工单.xlsx".to_owned(),
        heads: cells(heads),
        piece: 0,
        rows: (2..)
            .zip(rows)
            .map(|(line, row)| Row {
                line,
                cells: cells(row),
            })
            .collect(),
    }
}

fn apply(staged: &StageOrders) -> ApplyOrders {
    ApplyOrders {
        import: staged.import.clone(),
        pieces: staged.piece + 1,
    }
}

fn taken(hotline: &mut Hotlines, staged: &StageOrders) -> Vec<HotlineEvent> {
    assert_eq!(hotline.when(staged.clone()).kinds(), ["OrdersStaged"]);
    hotline.when(apply(staged)).events()
}

fn openings(events: &[HotlineEvent]) -> Vec<OrderOpened> {
    let opening = |event: &HotlineEvent| match event {
        HotlineEvent::OrderOpened(opened) => Some(opened.clone()),
        _ => None,
    };
    events.iter().filter_map(opening).collect()
}

/// Bad cells by line and head.
fn refused(events: &[HotlineEvent]) -> Vec<(u32, &str)> {
    let [HotlineEvent::OrdersRefused(refused)] = events else {
        panic!("{events:?}")
    };
    refused
        .bad
        .iter()
        .map(|bad| (bad.line, bad.column.as_str()))
        .collect()
}

// rule: ORD-1
// rule: ORD-3
#[test]
fn open_orders_are_taken_over_with_their_own_times_and_what_else_the_list_said() {
    let mut hotline = given::hotline();
    let staged = list(
        HEADS,
        &[
            "FW-002,王师傅 13905710009,2026/1/4 8:30,微信,动臂下沉,ec210blc 30121,2026-01-04 09:10:00,4/1/2026 14:05,,李工,等配件,NA",
            "FW-001,赵师傅,2025-12-31 23:30:00,,发动机高温,EC999X,?,,,,,",
        ],
    );
    // Nobody knows the second machine, and so nobody's phone.
    assert_eq!(refused(&taken(&mut hotline, &staged)), [(3, "联系电话")]);

    let heads = format!("{HEADS},联系电话");
    let staged = list(
        &heads,
        &[
            "FW-002,王师傅 13905710009,2026/1/4 8:30,微信,动臂下沉,ec210blc 30121,2026-01-04 09:10:00,4/1/2026 14:05,,李工,等配件,NA,",
            "FW-001,赵师傅,2025-12-31 23:30:00,,发动机高温,EC999X,?,,,,,,13805710003.0",
        ],
    );
    let events = taken(&mut hotline, &staged);
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| proto::Event::kind(event).name)
        .collect();
    assert_eq!(
        kinds,
        ["OrderOpened", "OrderOpened", "NoteAdded", "OrdersImported"]
    );
    let opened = openings(&events);
    let [unknown, known] = opened.as_slice() else {
        panic!("{opened:?}")
    };
    assert!(unknown.facts.order.is_99());
    assert_eq!(unknown.facts.machine_said.as_ref().unwrap().as_str(), "EC999X");
    assert_eq!(
        unknown.facts.opened_at,
        "2025-12-31T23:30:00+08:00".parse().unwrap()
    );
    assert_eq!(unknown.facts.caller_phone.open().unwrap().as_str(), "13805710003");
    assert!(known.facts.order.as_str().starts_with("260001"));
    assert_eq!(known.facts.machine.as_ref().unwrap().as_str(), KNOWN);
    assert_eq!(known.facts.station.as_ref().unwrap().as_str(), "HZ");
    assert_eq!(known.facts.caller_phone.open().unwrap().as_str(), "13905710009");
    let from = known.taken_over.as_ref().unwrap();
    assert_eq!((from.number.as_str(), from.line), ("FW-002", 2));
    assert_eq!(
        from.dispatched_at,
        Some("2026-01-04T09:10:00+08:00".parse().unwrap())
    );
    assert_eq!(
        from.arrived_at,
        Some("2026-01-04T14:05:00+08:00".parse().unwrap())
    );
    let note = &hotline.state.order(&known.facts.order).unwrap().notes[0];
    assert_eq!(
        note.text.open().unwrap(),
        "上报渠道：微信；服务工程师：李工；维修情况：等配件"
    );
}

// rule: ORD-1
#[test]
fn the_same_list_again_changes_nothing_and_an_order_taken_over_before_stays_as_it_is() {
    let mut hotline = given::hotline();
    let heads = "order,reported at,fault,phone";
    let first = list(heads, &["A1,2026-01-04 08:00,boom sinks,13905710001"]);
    taken(&mut hotline, &first);
    hotline.when(first.clone()).then_nothing();
    hotline.when(apply(&first)).then_nothing();
    let longer = list(
        heads,
        &[
            "a 1,2026-01-04 09:00,something else,13905710001",
            "A2,2026-01-04 10:00,engine stops,13905710001",
        ],
    );
    let events = taken(&mut hotline, &longer);
    let [
        HotlineEvent::OrderOpened(opened),
        HotlineEvent::OrdersImported(imported),
    ] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!(opened.facts.fault, "engine stops");
    assert_eq!((imported.opened, imported.unchanged), (1, 1));
    let whole = Hotline::read_model(&hotline.state);
    assert_eq!(
        whole["imports"][longer.import.as_str()]["outcome"],
        json!({ "applied": { "opened": 1, "unchanged": 1 } })
    );
}

// rule: ORD-1
#[test]
fn one_bad_row_refuses_the_list_and_every_bad_cell_is_named() {
    let mut hotline = given::hotline();
    let heads =
        "工单号,报修时间,故障描述,联系电话,整机编号,服务站,派单时间,维修完成时间,工单类型,停机,工作小时,备注";
    let sound = "G1,2026-01-04 08:00,漏油,13905710001,,HZ,,,,是,6310,";
    let staged = list(
        heads,
        &[
            sound,
            ",2026-01-04 08:00,漏油,13905710001,,,,,,,,",
            "G3,0/1/00,,13905710001,,XX,,,,,,=A1",
            "G4,2026-01-06 08:00,漏油,12,,,,,大保养,也许,约六千,",
            "G5,2026-01-04 08:00,漏油,13905710001,EC210BLC30121,NB,2026-01-03 08:00,2026-01-04 20:00,,,,",
            "g1,2026-01-04 08:00,漏油,13905710001,,,,,,,,",
            "G7,2026-01-04 08:00,漏,油,13905710001,,,,,,,,加急",
            ",,,,,,,,,,,",
        ],
    );
    let events = taken(&mut hotline, &staged);
    let expected = [
        (3, "工单号"),
        (4, "备注"),
        (4, "报修时间"),
        (4, "故障描述"),
        (4, "服务站"),
        (5, "停机"),
        (5, "工作小时"),
        (5, "工单类型"),
        (5, "报修时间"),
        (5, "联系电话"),
        (6, "服务站"),
        (6, "派单时间"),
        (6, "维修完成时间"),
        (7, "工单号"),
        (8, ""),
    ];
    let mut found = refused(&events);
    let mut expected = expected.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(hotline.state.orders().count(), 0);
    hotline.when(apply(&staged)).then_nothing();
    assert_eq!(
        hotline.when(staged).kinds(),
        ["OrdersStaged"],
        "a refused file may come again"
    );
    let no_heads = list("工单号,备注", &["G1,"]);
    assert_eq!(
        refused(&taken(&mut hotline, &no_heads)),
        [(1, "报修时间"), (1, "故障描述")]
    );
}

// rule: ORD-18
#[test]
fn a_list_may_open_a_second_failure_order_for_a_machine_and_is_the_reason_itself() {
    let mut hotline = given::hotline();
    opened(hotline.when(call(KNOWN)));
    let staged = list(
        "工单号,报修时间,故障描述,整机编号,工单类型",
        &[
            "G1,2026-01-04 08:00,漏油,EC210BLC30121,故障",
            "G2,2026-01-04 09:00,定检,EC210BLC30121,定检保养",
            "G3,2026-01-04 10:00,高温,EC360BLC70077,",
            "G4,2026-01-04 11:00,异响,EC360BLC70077,failure repair",
        ],
    );
    let events = taken(&mut hotline, &staged);
    let reasons: Vec<bool> = openings(&events)
        .iter()
        .map(|opened| opened.second_order_reason.is_some())
        .collect();
    assert_eq!(reasons, [true, false, false, true]);
}

// rule: ORD-1
#[test]
fn a_list_in_pieces_needs_all_of_them_and_no_more_orders_than_fit_at_once() {
    let mut hotline = given::hotline();
    let heads = "工单号,报修时间,故障描述,联系电话";
    let rows: Vec<String> = (0..=AT_ONCE)
        .map(|n| format!("G{n},2026-01-04 08:00,漏油,13905710001"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let whole = list(heads, &rows);
    let piece = |piece: u32, rows: &[Row]| StageOrders {
        piece,
        rows: rows.to_vec(),
        ..whole.clone()
    };
    let (first, second) = whole.rows.split_at(200);
    let second = piece(1, second);
    hotline.when(apply(&second)).rejected("import.unknown");
    hotline.when(second.clone()).taken();
    hotline.when(apply(&second)).rejected("import.pieces_missing");
    let first = piece(0, first);
    hotline.when(first.clone()).taken();
    hotline.when(apply(&first)).rejected("import.pieces_left_over");
    let no = hotline.when(apply(&second)).rejected("import.too_many_orders");
    assert_eq!(no.facts["orders"], json!(AT_ONCE + 1));

    let fits = list(heads, rows.split_last().unwrap().1);
    let events = taken(&mut hotline, &fits);
    let bytes: usize = events
        .iter()
        .map(|event| proto::Event::encode(event).unwrap().len())
        .sum();
    assert!(bytes * 2 < proto::wire::FRAME_LIMIT_BYTES, "{bytes}");
    let opened = openings(&events);
    let numbers: BTreeSet<&str> = opened.iter().map(|opened| opened.facts.order.as_str()).collect();
    assert_eq!(numbers.len(), AT_ONCE);
}
