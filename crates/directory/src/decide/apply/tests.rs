//! Files of the directory, from staging to their outcome.

use proto::directory::{DirectoryEvent, ListKind, Row, StageImport};
use types::{PersonId, Phone, Span};

use super::super::given::{self, Directories, apply, import, piece};

const CUSTOMERS: &str =
    "客户编号,客户名称,联系电话\nC1,钱江土方,13905710001\nC2,甬江路桥,13905710002、057400001";
const MACHINES: &str = "PIN,经销商,机型,客户名称,服务站,工作小时\nec210blc 30121,某某,EC210BLC,钱江土方,杭州站,?\nEC360BLC70077,某某,EC360BLC,C2,UQ,6310.5";

fn applied(event: DirectoryEvent) -> (u32, u32) {
    let DirectoryEvent::ImportApplied(applied) = event else {
        panic!("{event:?}")
    };
    (applied.rows, applied.changed)
}

fn refused(event: DirectoryEvent) -> Vec<(u32, String)> {
    let DirectoryEvent::ImportRefused(refused) = event else {
        panic!("{event:?}")
    };
    refused
        .bad
        .into_iter()
        .map(|bad| (bad.line, bad.column))
        .collect()
}

#[test]
fn a_sound_file_is_taken_whole_and_the_same_file_again_changes_nothing() {
    let mut directory = given::directory();
    assert_eq!(
        applied(import(&mut directory, ListKind::Customers, CUSTOMERS)),
        (2, 2)
    );
    assert_eq!(
        applied(import(&mut directory, ListKind::Machines, MACHINES)),
        (2, 2)
    );
    let machine = directory
        .common
        .masters
        .machine(&"EC210BLC30121".parse().unwrap())
        .unwrap();
    assert_eq!(machine.customer.as_ref().unwrap().as_str(), "C1");
    assert_eq!(
        (machine.station.as_ref().unwrap().as_str(), machine.hours),
        ("HZ", None)
    );
    let machine = directory
        .common
        .masters
        .machine(&"EC360BLC70077".parse().unwrap())
        .unwrap();
    assert_eq!(machine.hours, Some(6_310));

    let again = piece(ListKind::Machines, MACHINES);
    directory.when(again.clone()).then_nothing();
    directory.when(apply(&again)).then_nothing();
    let another = format!("{MACHINES}\n");
    let other_bytes = another.replace("某某", "别家");
    assert_eq!(
        applied(import(&mut directory, ListKind::Machines, &other_bytes)),
        (2, 0)
    );
}

#[test]
fn a_file_without_a_column_leaves_what_is_known_and_an_empty_cell_clears_it() {
    let mut directory = given::directory();
    import(&mut directory, ListKind::Customers, CUSTOMERS);
    import(&mut directory, ListKind::Machines, MACHINES);
    let hours = "整机编号,机型,工作小时\nEC360BLC70077,EC360BLC,6400";
    assert_eq!(applied(import(&mut directory, ListKind::Machines, hours)), (1, 1));
    let serial = "EC360BLC70077".parse().unwrap();
    let machine = directory.common.masters.machine(&serial).unwrap();
    assert_eq!(
        (machine.station.as_ref().unwrap().as_str(), machine.hours),
        ("UQ", Some(6_400))
    );
    assert_eq!(machine.customer.as_ref().unwrap().as_str(), "C2");
    let sold = "整机编号,机型,客户编号\nEC360BLC70077,EC360BLC,";
    assert_eq!(applied(import(&mut directory, ListKind::Machines, sold)), (1, 1));
    assert_eq!(directory.common.masters.machine(&serial).unwrap().customer, None);
}

#[test]
fn one_bad_cell_refuses_the_file_and_names_every_bad_one_by_line_and_head() {
    let mut directory = given::directory();
    import(&mut directory, ListKind::Customers, CUSTOMERS);
    let bad = "整机编号,机型,客户,服务站,工作小时\n\
        A1,,钱江土方,HZ,12\n\
        A2,EC210BLC,无名公司,HZ,#REF!\n\
        ,EC210BLC,,XX,abc\n\
        A3,EC210BLC,C1,HZ,1\n\
        a3,EC210BLC,C1,HZ,1\n\
        A4,EC210BLC,C1,HZ,1,多出来\n\
        A5,EC210BLC\n\
        A6,EC210BLC,C1,HZ,1,,";
    let cells = refused(import(&mut directory, ListKind::Machines, bad));
    let expected = [
        (2, "机型"),
        (3, "客户"),
        (4, "工作小时"),
        (4, "整机编号"),
        (4, "服务站"),
        (6, "整机编号"),
        (7, ""),
        (8, ""),
    ];
    let expected: Vec<(u32, String)> = expected.map(|(line, head)| (line, head.to_owned())).to_vec();
    assert_eq!(cells, expected);
    assert_eq!(directory.common.masters.machines().count(), 0);
}

#[test]
fn a_file_that_was_taken_before_counts_again_once_something_has_changed() {
    let mut directory = given::directory();
    let list = |name: &str| format!("服务站编号,服务站,区域\nSX,{name},华东");
    let (one, other) = (list("绍兴站"), list("绍兴服务站"));
    assert_eq!(applied(import(&mut directory, ListKind::Stations, &one)), (1, 1));
    directory.when(piece(ListKind::Stations, &one)).then_nothing();
    assert_eq!(
        applied(import(&mut directory, ListKind::Stations, &other)),
        (1, 1)
    );
    assert_eq!(applied(import(&mut directory, ListKind::Stations, &one)), (1, 1));
    let station = directory.common.masters.station(&"SX".parse().unwrap());
    assert_eq!(station.unwrap().name, "绍兴站");
}

#[test]
fn a_station_lies_at_both_degrees_or_nowhere() {
    let mut directory = given::directory();
    let heads = "服务站编号,服务站,区域,纬度,经度";
    let mut with = |cells: &str| {
        let list = format!("{heads}\nSX,绍兴站,华东,{cells}");
        import(&mut directory, ListKind::Stations, &list)
    };
    assert_eq!(applied(with("30.002365,120.592467")), (1, 1));
    assert_eq!(refused(with("30.002365,")), [(2, "经度".to_owned())]);
    assert_eq!(applied(with("?,?")), (1, 0));
    let known = |directory: &given::Directories| {
        let station = directory.common.masters.station(&"SX".parse().unwrap());
        station.unwrap().location.map(|at| (at.latitude, at.longitude))
    };
    assert_eq!(known(&directory), Some((30_002_365, 120_592_467)));
    let cleared = format!("{heads}\nSX,绍兴站,华东,,");
    assert_eq!(
        applied(import(&mut directory, ListKind::Stations, &cleared)),
        (1, 1)
    );
    assert_eq!(known(&directory), None);
}

// rule: CLM-3
#[test]
fn warranty_and_position_are_whole_or_missing_and_not_known_leaves_what_is_known() {
    let mut directory = given::directory();
    let heads =
        "机号,整机型号,SIM卡号,投入使用日期,保修条款,保修月数,保修小时,延保合同,延保月数,纬度,经度,定位时间";
    let sound = format!(
        "{heads}\nA1,EC210BLC,8986,18/3/2024,2024-A,24,\"\",YB1,36,30.3125,120.346118,2026年1月5日 7:30"
    );
    let sound = sound.replace("\"\"", "8 000");
    assert_eq!(
        applied(import(&mut directory, ListKind::Machines, &sound)),
        (1, 1)
    );
    let serial = "A1".parse().unwrap();
    let known = directory.common.masters.machine(&serial).unwrap().clone();
    assert_eq!(known.in_service.unwrap().to_string(), "2024-03-18");
    let warranty = known.warranty.clone().unwrap();
    assert_eq!(
        (warranty.version.as_str(), warranty.months, warranty.hours),
        ("2024-A", 24, Some(8_000))
    );
    let extension = known.extension.clone().unwrap();
    assert_eq!(
        (extension.contract.as_str(), extension.months, extension.hours),
        ("YB1", 36, None)
    );
    let position = known.position.unwrap();
    assert_eq!((position.latitude, position.longitude), (30_312_500, 120_346_118));
    assert_eq!(position.seen_at.unwrap().to_string(), "2026-01-04T23:30:00Z");

    let not_known = format!("{heads}\nA1,EC210BLC,,?,NA,#REF!,#N/A,未知,?,?,?,N/A");
    assert_eq!(
        applied(import(&mut directory, ListKind::Machines, &not_known)),
        (1, 0)
    );
    let bad = format!(
        "{heads}\nA1,EC210BLC,,0/1/00,,24,,,36,91,,\nA2,EC210BLC,,,2024-A,x,,,,,120,\nA3,EC210BLC,,,,,2000,=A1,,,,2026-01-05"
    );
    let cells = refused(import(&mut directory, ListKind::Machines, &bad));
    let expected = [
        (2, "保修条款"),
        (2, "延保合同"),
        (2, "投入使用日期"),
        (2, "纬度"),
        (3, "保修月数"),
        (3, "纬度"),
        (4, "保修条款"),
        (4, "延保合同"),
        (4, "纬度"),
    ];
    assert_eq!(cells, expected.map(|(line, head)| (line, head.to_owned())));
    let cleared = format!("{heads}\nA1,EC210BLC,,,,,,,,,,");
    assert_eq!(
        applied(import(&mut directory, ListKind::Machines, &cleared)),
        (1, 1)
    );
    let machine = directory.common.masters.machine(&serial).unwrap();
    assert_eq!(
        (
            machine.in_service,
            &machine.warranty,
            &machine.extension,
            machine.position
        ),
        (None, &None, &None, None)
    );
}

#[test]
fn a_refused_file_may_come_again_when_what_it_names_is_known() {
    let mut directory = given::directory();
    refused(import(&mut directory, ListKind::Machines, MACHINES));
    import(&mut directory, ListKind::Customers, CUSTOMERS);
    let staged = piece(ListKind::Machines, MACHINES);
    directory.when(apply(&staged)).then_nothing();
    assert_eq!(
        applied(import(&mut directory, ListKind::Machines, MACHINES)),
        (2, 2)
    );
}

#[test]
fn a_file_in_pieces_is_applied_only_when_all_are_there_and_rows_are_compared_across_them() {
    let mut directory = given::directory();
    let first = piece(ListKind::Customers, CUSTOMERS);
    let row = Row {
        line: 900,
        cells: ["C2", "另一家", ""].map(str::to_owned).to_vec(),
    };
    let second = StageImport {
        piece: 1,
        rows: vec![row],
        ..first.clone()
    };
    directory.when(apply(&first)).rejected("import.unknown");
    assert_eq!(directory.when(second.clone()).kinds(), ["ImportStaged"]);
    directory.when(second.clone()).then_nothing();
    let no = directory.when(apply(&second)).rejected("import.pieces_missing");
    assert_eq!(no.facts["missing"], serde_json::json!([0]));
    assert_eq!(directory.when(first.clone()).kinds(), ["ImportStaged"]);
    directory.when(apply(&first)).rejected("import.pieces_left_over");
    directory
        .when(StageImport {
            list: ListKind::Stations,
            ..first
        })
        .rejected("import.other_list");
    let event = directory.when(apply(&second)).events().pop().unwrap();
    assert_eq!(refused(event), [(3, "客户编号".to_owned())]);
}

// rule: DIR-2
#[test]
fn a_listed_phone_is_held_from_its_day_on_or_from_now() {
    let mut directory = given::directory();
    directory.passes(Span::hours(1));
    let people = "id,name,role,station,phone,phone from,phone until\n\
        P1,甲,engineer,UQ,13805710021,2025-06-01,2025-12-01\n\
        P2,乙,engineer,HZ,13805710021,2025-12-01,\n\
        P3,丙,operator,,13805710022,,";
    assert_eq!(applied(import(&mut directory, ListKind::People, people)), (3, 3));
    let holder = |directory: &Directories, phone: &str, at: &str| {
        let (phone, at) = (phone.parse::<Phone>().unwrap(), at.parse().unwrap());
        directory
            .common
            .masters
            .staff_by_phone(&phone, at)
            .map(|person| person.id.to_string())
    };
    let cases = [
        ("13805710021", "2025-05-31T15:59:00Z", None),
        ("13805710021", "2025-05-31T16:00:00Z", Some("P1")),
        ("13805710021", "2025-11-30T15:59:00Z", Some("P1")),
        ("13805710021", "2025-11-30T16:00:00Z", Some("P2")),
        ("13805710022", "2026-01-05T00:59:00Z", None),
        ("13805710022", "2026-01-05T01:00:00Z", Some("P3")),
    ];
    for (phone, at, expected) in cases {
        assert_eq!(
            holder(&directory, phone, at).as_deref(),
            expected,
            "{phone} at {at}"
        );
    }
    let same = people.replace("甲,", "甲 ,");
    assert_eq!(applied(import(&mut directory, ListKind::People, &same)), (3, 0));
}

// rule: DIR-2
#[test]
fn a_phone_held_by_two_at_once_is_refused() {
    let mut directory = given::directory();
    let people = "工号,姓名,岗位,服务站,手机,启用日期,停用日期\n\
        P1,甲,站长,HZ,13805710021,,\n\
        P2,乙,站长,HZ,13805710021,,\n\
        P3,丙,站长,,,,\n\
        P4,丁,站长,HZ,13805710023,,2026-02-01\n\
        P5,戊,司机,HZ,13805710024,2026-02-01,2026-01-01";
    let cells = refused(import(&mut directory, ListKind::People, people));
    let expected = [
        (3, "手机"),
        (4, "服务站"),
        (5, "停用日期"),
        (6, "停用日期"),
        (6, "岗位"),
    ];
    assert_eq!(cells, expected.map(|(line, head)| (line, head.to_owned())));

    let first = "工号,姓名,岗位,手机\nP1,甲,座席,13805710021";
    assert_eq!(applied(import(&mut directory, ListKind::People, first)), (1, 1));
    let too_early = "工号,姓名,岗位,手机,启用日期\nP2,乙,座席,13805710021,2025-01-01";
    assert_eq!(
        refused(import(&mut directory, ListKind::People, too_early)),
        [(2, "手机".to_owned())]
    );
    let customers = "客户编号,客户名称,电话\nC1,甲公司,13905710001\nC2,乙公司,13905710001";
    assert_eq!(
        refused(import(&mut directory, ListKind::Customers, customers)),
        [(3, "电话".to_owned())]
    );
}

// rule: DIR-2
#[test]
fn a_list_without_days_takes_no_phone_from_whoever_holds_it_now() {
    let mut directory = given::directory();
    let first = "工号,姓名,角色,手机\nP1,甲,座席,13805710021\nP2,乙,座席,13805710022";
    assert_eq!(applied(import(&mut directory, ListKind::People, first)), (2, 2));
    directory.passes(Span::hours(1));
    let taken = "工号,姓名,角色,手机\nP3,丙,座席,13805710021";
    let cells = refused(import(&mut directory, ListKind::People, taken));
    assert_eq!(cells, [(2, "手机".to_owned())]);
    let dated = "工号,姓名,角色,手机,启用日期\nP3,丙,座席,13805710021,2026-01-06";
    assert_eq!(applied(import(&mut directory, ListKind::People, dated)), (1, 1));
    directory.passes(Span::days(2));
    let old = refused(import(
        &mut directory,
        ListKind::People,
        &first.replace('甲', "甲一"),
    ));
    assert_eq!(old, [(2, "手机".to_owned())]);
    given::leaves(&mut directory, "P2");
    directory.passes(Span::hours(1));
    let free = "工号,姓名,角色,手机\nP4,丁,座席,13805710022";
    assert_eq!(applied(import(&mut directory, ListKind::People, free)), (1, 1));
}

// rule: SLA-21
#[test]
fn a_station_s_zone_is_one_that_exists() {
    let mut directory = given::directory();
    let masters = &directory.common.masters;
    assert_eq!(
        masters.zone(Some(&"UQ".parse().unwrap()), chrono_tz::Asia::Shanghai),
        chrono_tz::Asia::Urumqi
    );
    let bad = "站号,名称,区域,时区\nX1,新站,华东,北京时间";
    assert_eq!(
        refused(import(&mut directory, ListKind::Stations, bad)),
        [(2, "时区".to_owned())]
    );
    let no_region = "站号,名称\nX1,新站";
    assert_eq!(
        refused(import(&mut directory, ListKind::Stations, no_region)),
        [(1, "区域".to_owned())]
    );
}

#[test]
fn a_file_with_countless_bad_cells_names_the_first_and_says_that_there_are_more() {
    let mut directory = given::directory();
    let rows: String = (0..400).map(|_| "\n,,").collect();
    let cells = refused(import(
        &mut directory,
        ListKind::Stations,
        &format!("站号,名称,区域{rows}\nX1,,"),
    ));
    assert_eq!(cells.len(), 2, "empty rows are no rows");
    let rows: String = (0..400).map(|row| format!("\nX{row},,")).collect();
    let cells = refused(import(
        &mut directory,
        ListKind::Stations,
        &format!("站号,名称,区域{rows}"),
    ));
    assert_eq!(cells.last().unwrap(), &(302, String::new()));
    assert_eq!(cells.len(), 301);
}

#[test]
fn the_sample_files_import_without_a_bad_cell() {
    let mut directory = Directories::at("2026-01-05T08:00:00+08:00");
    for (list, text, rows) in [
        (
            ListKind::Stations,
            include_str!("../../../../../deploy/sample/stations.csv"),
            3,
        ),
        (
            ListKind::People,
            include_str!("../../../../../deploy/sample/people.csv"),
            26,
        ),
        (
            ListKind::Customers,
            include_str!("../../../../../deploy/sample/customers.csv"),
            6,
        ),
        (
            ListKind::Machines,
            include_str!("../../../../../deploy/sample/machines.csv"),
            12,
        ),
    ] {
        assert_eq!(applied(import(&mut directory, list, text)), (rows, rows));
    }
    let engineer: PersonId = "P301".parse().unwrap();
    assert!(
        directory
            .common
            .masters
            .phone_of(&engineer, directory.now())
            .is_some()
    );
}
