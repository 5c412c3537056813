//! The engineer's report, by client and by SMS.

use decider::harness::Scenario;
use proto::field::{
    CorrectPart, FieldEvent, FieldOrderEnded, FieldOrderNoted, FileReport, FlagKind, PartCorrected,
    PartExchange, PartReplaced, ReportContent, ServiceReportFiled,
};
use proto::hotline::{OrderClosed, OrderReopened};
use types::{Actor, MachineSerial, Quantity, ServiceName};

use crate::decide::given::*;
use crate::{Field, Outcome};

fn no_content() -> ReportContent {
    ReportContent::default()
}

fn parts(parts: Vec<PartExchange>) -> FileReport {
    filed(no_content(), parts)
}

fn serials(part: PartExchange, old: &str, new: &str) -> PartExchange {
    PartExchange {
        old_serial: Some(old.to_owned()),
        new_serial: Some(new.to_owned()),
        ..part
    }
}

fn corrected(line: u16, exchange: PartExchange, reason: &str) -> CorrectPart {
    CorrectPart {
        order: number(1),
        line,
        exchange,
        reason: reason.to_owned(),
    }
}

/// The lines of the first order's report, with numbers and quantities.
fn lines(world: &Scenario<Field>) -> Vec<(u16, String, u32)> {
    let report = &world.state.order(&number(1)).unwrap().report;
    let line = |(line, part): (u16, &PartExchange)| (line, part.part_number.clone(), part.quantity);
    report.replaced().map(line).collect()
}

fn line(line: u16, part_number: &str, quantity: u32) -> (u16, String, u32) {
    (line, part_number.to_owned(), quantity)
}

fn close(world: &mut Scenario<Field>) {
    let closed = OrderClosed {
        order: number(1),
        by: None,
    };
    world
        .hears(ServiceName::Hotline, proto::AnyEvent::Hotline(closed.into()))
        .taken();
}

// rule: ORD-25
#[test]
fn a_report_comes_in_pieces_that_add_up_and_a_piece_said_twice_adds_nothing() {
    let mut world = world_on_site();
    let hours = ReportContent {
        hours: Some(6120),
        fault: Some(" 油温高 ".to_owned()),
        cause: Some(" ".to_owned()),
        ..no_content()
    };
    let expected = ServiceReportFiled {
        order: number(1),
        by: Some(person("lin")),
        content: ReportContent {
            fault: Some("油温高".to_owned()),
            cause: None,
            ..hours.clone()
        },
        message: None,
    };
    world.by("lin");
    world
        .when(filed(hours.clone(), Vec::new()))
        .then(vec![expected.into()]);
    world.when(filed(hours, Vec::new())).then_nothing();
    let more = ReportContent {
        fault: Some("油温高报警".to_owned()),
        ..no_content()
    };
    world.when(filed(more, Vec::new())).taken();
    let content = &world.state.order(&number(1)).unwrap().report.content;
    assert_eq!(
        (content.hours, content.fault.as_deref()),
        (Some(6120), Some("油温高报警"))
    );
}

// rule: ORD-25
// rule: CLM-17
#[test]
fn parts_get_lines_of_their_own_in_one_spelling_and_an_equal_one_is_no_second_line() {
    let mut world = world_on_site();
    world.by("lin");
    let pump = || serials(part("ｖｏｅ14532260", 1), "sn1", "sn2");
    let events = world
        .when(parts(vec![part(" 4611-1234 ", 2), pump(), part("4611-1234", 2)]))
        .events();
    let exchange = serials(part("VOE14532260", 1), "SN1", "SN2");
    let by = Some(person("lin"));
    let second = PartReplaced {
        order: number(1),
        line: 2,
        exchange,
        by,
        message: None,
    };
    assert_eq!((events.len(), events.last()), (2, Some(&second.into())));
    world.when(parts(vec![pump()])).then_nothing();
    // Another pump of the same number, told from the first by its serials.
    world
        .when(parts(vec![serials(part("VOE14532260", 1), "SN3", "SN4")]))
        .taken();
    assert_eq!(
        lines(&world),
        [
            line(1, "4611-1234", 2),
            line(2, "VOE14532260", 1),
            line(3, "VOE14532260", 1)
        ]
    );
}

// rule: ORD-25
#[test]
fn a_part_that_is_on_the_report_otherwise_is_named_with_its_line() {
    let mut world = world_on_site();
    world.by("lin");
    world
        .when(parts(vec![
            part("4611-1234", 2),
            serials(part("VOE1", 1), "SN1", "SN2"),
        ]))
        .taken();
    let no = world
        .when(parts(vec![part("4611-1234", 3)]))
        .rejected("ORD-25.part_on_report");
    assert_eq!(no.facts["line"], 1);
    assert!(no.sentence.zh.contains("第1行") && no.sentence.en.contains("correct-part"));
    let no = world
        .when(parts(vec![part("VOE1", 1)]))
        .rejected("ORD-25.part_on_report");
    assert_eq!(no.facts["line"], 2);
    world
        .when(parts(vec![serials(part("VOE1", 1), "SN1", "SN9")]))
        .rejected("ORD-25.part_on_report");
    world
        .when(parts(vec![part("VOE7", 1), part("VOE7", 2)]))
        .rejected("ORD-25.part_twice");
}

// rule: ORD-15
#[test]
fn a_wrong_part_is_corrected_with_a_reason_and_a_quantity_of_nothing_takes_it_off() {
    let mut world = world_on_site();
    world.by("lin");
    world
        .when(parts(vec![part("4611-1234", 2), part("4611-9987", 1)]))
        .taken();
    world
        .when(corrected(1, part("4611-1234", 3), " "))
        .rejected("ORD-15.reason_required");
    let expected = PartCorrected {
        order: number(1),
        line: 1,
        exchange: part("4611-1234", 3),
        reason: "数错".to_owned(),
    };
    world
        .when(corrected(1, part("4611-1234", 3), "数错"))
        .then(vec![expected.into()]);
    world
        .when(corrected(1, part("4611-1234", 3), "数错"))
        .then_nothing();
    world
        .when(corrected(2, part("4611-1234", 1), "件号错"))
        .rejected("ORD-25.part_on_report");
    world.when(corrected(2, part("4611-9987", 0), "没换")).taken();
    assert_eq!(lines(&world), [line(1, "4611-1234", 3)]);
    world.when(parts(vec![part("4611-9987", 1)])).taken();
    assert_eq!(
        lines(&world),
        [line(1, "4611-1234", 3), line(3, "4611-9987", 1)],
        "no line is given twice"
    );
    world
        .when(corrected(4, part("4611-1234", 1), "数错"))
        .rejected("ORD-25.line_unknown");
}

// rule: ORD-25
// rule: ORD-17
#[test]
fn each_no_of_a_report_is_named() {
    let mut world = world_with(&[&["lin"]]);
    world.by("lin");
    world
        .when(parts(vec![part("4611-1234", 1)]))
        .rejected("ORD-25.nobody_there");
    said(&mut world, "09:00", LIN, "到达");
    world.when(parts(Vec::new())).rejected("ORD-25.nothing_said");
    for (wrong, code) in [
        (part("4611-1234", 0), "ORD-25.part_quantity"),
        (part("4611-1234", 1000), "ORD-25.part_quantity"),
        (part(" 4 ", 1), "ORD-25.part_number"),
        (part(&"4".repeat(41), 1), "ORD-25.part_number"),
    ] {
        world.when(parts(vec![wrong])).rejected(code);
    }
    let mut idle = whole_content();
    idle.labour.as_mut().unwrap()[0].hours = Quantity(0);
    world
        .when(filed(idle, Vec::new()))
        .rejected("ORD-25.labour_incomplete");
    let none = ReportContent {
        no_parts: true,
        ..no_content()
    };
    world
        .when(filed(none, vec![part("4611-1234", 1)]))
        .rejected("ORD-25.parts_and_none");
    let many = (0..1000).map(|at| part(&format!("4611-{at:04}"), 1)).collect();
    world.when(parts(many)).rejected("ORD-25.too_many_parts");
    let other = FileReport {
        order: number(9),
        ..filed(whole_content(), Vec::new())
    };
    world.when(other).rejected("order.unknown");
    let (order, cancelled) = (number(1), true);
    world.given(vec![
        FieldOrderEnded {
            order,
            at: at("09:30"),
            cancelled,
        }
        .into(),
    ]);
    world
        .when(filed(whole_content(), Vec::new()))
        .rejected("ORD-17.cancelled");
}

// rule: ORD-25
// rule: SMS-1
#[test]
fn the_stations_people_the_hotline_and_the_records_staff_write_reports_and_nobody_else() {
    let named = |engineer: &str| FileReport {
        engineer: Some(person(engineer)),
        ..filed(whole_content(), Vec::new())
    };
    for writer in ["lin", "zhou", "han", "qin", "ren"] {
        let mut world = world_on_site();
        world.by(writer);
        let events = world.when(filed(whole_content(), Vec::new())).events();
        assert!(
            matches!(&events[..], [FieldEvent::ServiceReportFiled(filed)] if filed.by == Some(person(writer)))
        );
    }
    for writer in ["han", "qin", "ren"] {
        let mut world = world_on_site();
        let events = world.by(writer).when(named("lin")).events();
        assert!(
            matches!(&events[..], [FieldEvent::ServiceReportFiled(filed)] if filed.by == Some(person("lin")))
        );
    }
    let mut world = world_on_site();
    for writer in ["tao", "song"] {
        world
            .by(writer)
            .when(filed(whole_content(), Vec::new()))
            .rejected("SMS-1.not_yours");
    }
    world
        .by("zhou")
        .when(named("lin"))
        .rejected("SMS-1.not_for_others");
    world.by("qin").when(named("tao")).rejected("SMS-1.not_yours");
    world.when(named("nobody")).rejected("SMS-4.engineer_unknown");
    world
        .by_actor(Actor::Service(ServiceName::Claims))
        .when(filed(whole_content(), Vec::new()))
        .rejected("ORD-9.engineer_required");
}

// rule: ORD-14
// rule: ORD-25
#[test]
fn what_comes_after_the_closing_is_taken_and_marked_once() {
    let mut world = world_on_site();
    said(&mut world, "10:00", LIN, "修复");
    world.by("lin").when(parts(vec![part("4611-1234", 1)])).taken();
    close(&mut world);
    let marked = |events: &[FieldEvent]| -> Vec<String> {
        let about = events.iter().filter_map(|event| match event {
            FieldEvent::ReportFlagged(flagged) if flagged.flag == FlagKind::AddedAfterClosing => {
                flagged.about.open().cloned()
            }
            _ => None,
        });
        about.collect()
    };
    let added = world.when(filed(whole_content(), vec![part("4611-9987", 1)]));
    assert_eq!(marked(&added.events()), ["服务报告", "4611-9987"]);
    let put_right = world.when(corrected(1, part("4611-1234", 2), "数错"));
    assert_eq!(marked(&put_right.events()), ["4611-1234"]);
    let again = world.when(corrected(1, part("4611-1234", 3), "数错")).events();
    assert_eq!(marked(&again), [""; 0]);
    let by_text = format!("换件 907-55 x2 {}", number(1));
    let events = sms(&mut world, "10:30", LIN, &by_text).events();
    assert_eq!(marked(&events), ["907-55"]);
    assert_eq!(
        lines(&world),
        [
            line(1, "4611-1234", 3),
            line(2, "4611-9987", 1),
            line(3, "907-55", 2)
        ]
    );
    // Nothing new, nothing marked.
    assert_eq!(sms(&mut world, "10:31", LIN, &by_text).kinds().len(), 2);
}

// rule: ORD-25
#[test]
fn a_reading_below_the_machine_s_last_one_is_flagged_with_both() {
    let mut world = world_with(&[&["lin"], &["lin"]]);
    for counter in [1, 2] {
        let mut facts = facts(counter);
        facts.machine = MachineSerial::new("SY215-0815").ok();
        world.given(vec![FieldOrderNoted { facts }.into()]);
        said(&mut world, "09:00", LIN, &format!("到达 {}", number(counter)));
    }
    let read = |counter: u64, hours: u32| FileReport {
        order: number(counter),
        ..filed(
            ReportContent {
                hours: Some(hours),
                ..no_content()
            },
            Vec::new(),
        )
    };
    world.by("lin");
    assert_eq!(flags(&world.when(read(1, 6310)).events()), []);
    let events = world.when(read(2, 6120)).events();
    assert_eq!(flags(&events), [FlagKind::HoursBelowLast]);
    let about = events.iter().find_map(|event| match event {
        FieldEvent::ReportFlagged(flagged) => flagged.about.open().cloned(),
        _ => None,
    });
    assert_eq!(about.as_deref(), Some("6120，上次6310"));
    assert_eq!(flags(&world.when(read(2, 6312)).events()), []);
}

// rule: ORD-14
#[test]
fn an_order_that_was_opened_again_takes_reports_of_new_work() {
    let mut world = world_on_site();
    said(&mut world, "10:00", LIN, "修复");
    close(&mut world);
    world.passes_until(&at("11:00").to_string());
    let opened = OrderReopened {
        order: number(1),
        reason: "又漏油".to_owned(),
        by: None,
    };
    let kinds = world
        .hears(ServiceName::Hotline, proto::AnyEvent::Hotline(opened.into()))
        .kinds();
    assert_eq!(kinds, ["FieldOrderReopened"]);
    let events = world.by("lin").when(parts(vec![part("4611-9987", 1)])).events();
    assert_eq!(flags(&events), []);
    // The work begins anew: another visit, and another repair.
    world.given(vec![plan(1, 2, &["lin"])]);
    for (clock, text, event) in [
        ("12:00", "出发 14:00", "Departed"),
        ("14:00", "到达", "Arrived"),
        ("15:00", "修复", "Repaired"),
    ] {
        let events = sms(&mut world, clock, LIN, text).kinds();
        assert_eq!(events[2], event, "{text}");
    }
    let order = world.state.order(&number(1)).unwrap();
    assert_eq!(
        order.repairs().collect::<Vec<_>>(),
        [(1, at("10:00")), (2, at("15:00"))]
    );
}

// rule: SMS-2
// rule: CLM-17
#[test]
fn an_engineer_on_site_sends_his_parts_without_a_number_and_again_without_effect() {
    let mut world = world_on_site();
    let text = "换件 4611-1234 x2 4611-9987 旧SN1 新SN2";
    let events = sms(&mut world, "10:00", LIN, text).events();
    let expected = PartReplaced {
        order: number(1),
        line: 2,
        exchange: serials(part("4611-9987", 1), "SN1", "SN2"),
        by: Some(person("lin")),
        message: Some(id_of(&events)),
    };
    assert_eq!((events.len(), events.last()), (4, Some(&expected.into())));
    // After the repair it is still the order whose report lacks something.
    said(&mut world, "11:00", LIN, "修复");
    for (clock, text) in [("11:30", text), ("11:31", "hj4611-1234*2")] {
        assert_eq!(
            sms(&mut world, clock, LIN, text).kinds(),
            ["MessageReceived", "MessageUnderstood"]
        );
    }
}

// rule: SMS-5
#[test]
fn parts_without_a_number_are_asked_about_when_two_reports_wait_for_them() {
    let mut world = world_with(&[&["lin"], &["lin"], &["zhou"]]);
    for counter in [1, 2] {
        said(&mut world, "09:00", LIN, &format!("到达 {}", number(counter)));
        said(&mut world, "10:00", LIN, &format!("修复 {}", number(counter)));
    }
    assert_eq!(
        mistakes(&sms(&mut world, "10:01", ZHOU, "换件 4611-1234").events()),
        ["SMS-5.no_order_fits"]
    );
    let asked = sms(&mut world, "10:05", LIN, "换件 4611-1234 x2").events();
    assert!(
        answered(&asked).contains(&format!("{} SY215", number(2))),
        "{}",
        answered(&asked)
    );
    let completed = sms(&mut world, "10:10", LIN, number(2).as_str()).events();
    let replaced = |event: &FieldEvent| match event {
        FieldEvent::PartReplaced(part) => Some((part.order.clone(), part.exchange.quantity)),
        _ => None,
    };
    assert_eq!(completed.iter().find_map(replaced), Some((number(2), 2)));
    let first = world.state.message(&id_of(&asked)).unwrap();
    assert_eq!(first.outcome, Outcome::Understood { order: number(2) });
    // Where he is on site now, no other report is meant.
    world.given(vec![plan(3, 1, &["lin"])]);
    said(&mut world, "12:00", LIN, &format!("到达 {}", number(3)));
    let here = sms(&mut world, "12:30", LIN, "换件 4611-1234").events();
    assert_eq!(here.iter().find_map(replaced), Some((number(3), 1)));
}

// rule: ORD-25
// rule: SMS-2
#[test]
fn that_none_was_replaced_closes_the_gap_and_parts_after_all_open_the_question_anew() {
    let mut world = world_on_site();
    world.by("lin").when(filed(whole_content(), Vec::new())).taken();
    world.when(photo(1, "机器")).taken();
    let repaired = sms(&mut world, "10:00", LIN, "修复").events();
    assert_eq!(gaps(&repaired), Some(vec!["parts".to_owned()]));
    let none = sms(&mut world, "10:05", LIN, "没有换件").events();
    assert_eq!(gaps(&none), Some(Vec::new()));
    assert_eq!(sms(&mut world, "10:06", LIN, "未换件").kinds().len(), 2);
    let part = format!("换件 {} 907-55", number(1));
    said(&mut world, "10:10", LIN, &part);
    let against = format!("未换件 {}", number(1));
    assert_eq!(
        mistakes(&sms(&mut world, "10:11", LIN, &against).events()),
        ["ORD-25.parts_and_none"]
    );
}

// rule: SMS-5
#[test]
fn parts_of_somebody_on_the_way_are_asked_about_and_never_put_on_the_order_before() {
    let mut world = world_with(&[&["lin"], &["lin"]]);
    let departed = format!("出发 {}", number(1));
    said(&mut world, "08:30", LIN, &departed);
    assert_eq!(
        mistakes(&sms(&mut world, "08:40", LIN, "换件 4611-1234").events()),
        ["ORD-25.nobody_there"]
    );
    said(&mut world, "09:00", LIN, &format!("修复 {}", number(1)));
    said(&mut world, "10:00", LIN, &format!("出发 {}", number(2)));
    let asked = answered(&sms(&mut world, "11:00", LIN, "换件 4611-1234").events());
    for counter in [1, 2] {
        assert!(asked.contains(number(counter).as_str()), "{asked}");
    }
    assert!(lines(&world).is_empty());
}

// rule: SMS-5
#[test]
fn other_parts_do_not_settle_the_text_that_was_asked_about() {
    let mut world = world_with(&[&["lin"], &["lin"]]);
    for counter in [1, 2] {
        said(&mut world, "09:00", LIN, &format!("到达 {}", number(counter)));
        said(&mut world, "10:00", LIN, &format!("修复 {}", number(counter)));
    }
    let first = id_of(&sms(&mut world, "10:05", LIN, "换件 4611-1234 x2").events());
    let second = id_of(&sms(&mut world, "10:06", LIN, "换件 4611-5678").events());
    let other = format!("换件 {} 4611-9987", number(2));
    sms(&mut world, "10:07", LIN, &other);
    let in_inbox = |world: &Scenario<Field>, id| world.state.message(id).unwrap().is_in_inbox();
    assert!(in_inbox(&world, &first) && in_inbox(&world, &second));
    let whole = format!("换件 {} 4611-5678 4611-9987", number(1));
    sms(&mut world, "10:08", LIN, &whole);
    assert!(in_inbox(&world, &first) && !in_inbox(&world, &second));
}

// rule: SMS-13
// rule: ORD-25
#[test]
fn every_part_of_a_text_that_cannot_be_is_named_and_none_is_taken() {
    let mut world = world_on_site();
    said(&mut world, "09:30", LIN, "换件 4611-1234 x2 4611-5678");
    let text = "换件 4611-1234 x3 4611-5678 x2 4611-9987 4611-9987 x2";
    let events = sms(&mut world, "09:40", LIN, text).events();
    assert_eq!(
        mistakes(&events),
        [
            "ORD-25.part_on_report",
            "ORD-25.part_on_report",
            "ORD-25.part_twice"
        ]
    );
    assert!(answered(&events).contains("第1行") && answered(&events).contains("第2行"));
    assert_eq!(lines(&world).len(), 2);
    let mut early = world_with(&[&["lin"]]);
    let text = format!("换件 {} 4611-1234", number(1));
    assert_eq!(
        mistakes(&sms(&mut early, "09:00", LIN, &text).events()),
        ["ORD-25.nobody_there"]
    );
}
