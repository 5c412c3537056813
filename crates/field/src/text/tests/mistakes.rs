//! What is questioned, and where times are placed.

use super::*;

fn codes(understood: &Understood) -> Vec<&'static str> {
    understood.mistakes.iter().map(Mistake::code).collect()
}

// rule: SMS-7
// rule: SMS-13
// rule: ORD-4
#[test]
fn every_mistake_of_a_text_is_named_at_once() {
    let rows: [(&str, &[&str]); 46] = [
        ("在吗", &["SMS-2.unknown_keyword"]),
        ("", &["SMS-2.unknown_keyword"]),
        ("😀👍🏽", &["SMS-2.unknown_keyword"]),
        ("2600017 配件到了吗", &["SMS-2.unknown_keyword"]),
        ("2600017 配件到了", &["SMS-2.unknown_keyword"]),
        ("2600017 还没到", &["SMS-2.unknown_keyword"]),
        ("2600017 修好了没有？", &["SMS-2.unknown_keyword"]),
        ("2600017 明天到", &["SMS-2.unknown_keyword"]),
        ("晚上到 2600017", &["SMS-2.unknown_keyword"]),
        ("2600017 马上到", &["SMS-2.unknown_keyword"]),
        ("已到达 2600017 14:05", &["SMS-3.time_in_future"]),
        ("2600017 未出发", &["SMS-2.unknown_keyword"]),
        ("到达 2600018", &["ORD-4.wrong_order_number"]),
        ("到达 260001", &["ORD-4.wrong_order_number"]),
        ("到达 2600 018", &["ORD-4.wrong_order_number"]),
        ("2600018", &["ORD-4.wrong_order_number"]),
        (
            "2600018 在吗",
            &["ORD-4.wrong_order_number", "SMS-2.unknown_keyword"],
        ),
        ("到达 2600017 2600025", &["SMS-5.two_orders"]),
        ("到达 修复 2600017", &["SMS-2.two_reports"]),
        ("出发 到达 2600017", &["SMS-2.two_reports"]),
        ("计划 2600017", &["ORD-8.time_missing"]),
        ("计划 2600017 明天", &["ORD-8.time_missing"]),
        ("计划 2600017 25:70", &["SMS-3.time_unreadable"]),
        (
            "计划 2600018 9点",
            &["ORD-4.wrong_order_number", "SMS-3.time_in_past"],
        ),
        ("明天9点出发 2600017", &["SMS-3.time_in_future"]),
        ("未修复 2600017", &["ORD-11.reason_missing"]),
        (
            "未修复 2600018",
            &["ORD-4.wrong_order_number", "ORD-11.reason_missing"],
        ),
        ("DH 2600017", &["ORD-7.solution_missing"]),
        ("更正 2600017", &["SMS-8.report_missing", "SMS-8.time_missing"]),
        ("更正 到达 15:00 2600017", &["SMS-3.time_in_future"]),
        ("修复 2600017 15:00", &["SMS-3.time_in_future"]),
        ("换件 2600017", &["ORD-25.part_number_missing"]),
        ("换件 x2", &["ORD-25.part_number_missing"]),
        ("换件 旧SN123 4611-1234", &["ORD-25.part_number_missing"]),
        ("换件 2600017 12", &["ORD-25.part_number_unreadable"]),
        ("换件 2600017 4611-1234 x0", &["ORD-25.part_quantity"]),
        ("换件 2600017 4611-1234 x2 x3", &["ORD-25.part_quantity"]),
        ("换件 4611-1234 1000个", &["ORD-25.part_quantity"]),
        ("换件 4611-1234 x1.5", &["ORD-25.part_quantity"]),
        ("换件 4611-1234x1.5", &["ORD-25.part_quantity"]),
        ("换件 4611-1234 x-2", &["ORD-25.part_quantity"]),
        ("换件 4611-1234 旧SN1 旧SN2", &["CLM-17.serial_twice"]),
        (
            "换件 2600018 4611-1234 x0",
            &["ORD-4.wrong_order_number", "ORD-25.part_quantity"],
        ),
        ("换件 2600017 2600025 4611-1234", &["SMS-5.two_orders"]),
        ("修复 2600017 换件 4611-1234 x2", &["SMS-2.two_reports"]),
        ("更正 换件 4611-1234 x3 2600017", &["SMS-8.parts"]),
    ];
    for (text, expected) in rows {
        let understood = at_ten(text);
        assert_eq!(codes(&understood), expected, "{text}");
        assert_eq!(understood.meaning, None, "{text}");
        let answer = understood.answer().unwrap();
        assert_eq!(
            answer.zh.split('；').count(),
            expected.len(),
            "{text}: {}",
            answer.zh
        );
        assert_eq!(
            answer.en.split("; ").count(),
            expected.len(),
            "{text}: {}",
            answer.en
        );
    }
    let long = at_ten(&"到达 2600017 ".repeat(60));
    assert_eq!(codes(&long), ["SMS-7.too_long"]);
    assert_eq!(at_ten("到达 2600017").answer(), None);
}

// rule: SMS-3
#[test]
fn an_eta_that_has_passed_is_questioned_and_the_departure_counts_without_it() {
    for (text, code) in [
        ("出发 2600017 9点到", "SMS-3.time_in_past"),
        ("出发 2600017 2点10分", "SMS-3.time_in_past"),
        ("出发 2600017 昨天15点", "SMS-3.time_in_past"),
        ("出发 2600017 25:70", "SMS-3.time_unreadable"),
        ("出发 2600017 2575", "SMS-3.time_unreadable"),
    ] {
        let understood = at_ten(text);
        assert_eq!(codes(&understood), [code], "{text}");
        assert_eq!(understood.order, Some(order(ORDER)), "{text}");
        assert_eq!(understood.meaning, Some(departed("", &[])), "{text}");
    }
}

// rule: SMS-3
// rule: SMS-6
#[test]
fn a_time_is_placed_by_when_the_text_was_sent() {
    for (sent_at, text, expected) in [
        (
            "2026-11-16T13:50:20+08:00",
            "更正 到达 13:20",
            "2026-11-16T13:20:00+08:00",
        ),
        (
            "2026-11-17T00:10:00+08:00",
            "更正 到达 23:50",
            "2026-11-16T23:50:00+08:00",
        ),
        (
            "2026-11-16T13:50:20+08:00",
            "更正 到达 13:55",
            "2026-11-16T13:50:20+08:00",
        ),
        (
            "2026-12-31T18:00:00+08:00",
            "计划 1-2 08:00",
            "2027-01-02T08:00:00+08:00",
        ),
        (
            "2027-01-01T09:00:00+08:00",
            "更正 到达 12-31 23:00",
            "2026-12-31T23:00:00+08:00",
        ),
        (
            "2026-11-30T18:00:00+08:00",
            "计划 2号8点",
            "2026-12-02T08:00:00+08:00",
        ),
        (
            "2026-11-20T18:00:00+08:00",
            "计划 周五9点",
            "2026-11-27T09:00:00+08:00",
        ),
        (
            "2028-02-20T18:00:00+08:00",
            "计划 2月29日9点",
            "2028-02-29T09:00:00+08:00",
        ),
        (
            "2026-11-16T14:30:40+08:00",
            "计划 14:30",
            "2026-11-16T14:30:00+08:00",
        ),
    ] {
        let placed = match sent(text, sent_at).meaning {
            Some(Meaning::Correction { at, .. } | Meaning::Plan { depart_at: at, .. }) => at,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(placed, moment(expected), "{text} at {sent_at}");
    }
}

// rule: SMS-3
// rule: SLA-27
#[test]
fn a_wall_time_that_does_not_exist_moves_forward_and_a_doubled_one_means_the_first() {
    for (text, expected) in [
        ("计划 2026-03-29 02:30", "2026-03-29T03:30:00+02:00"),
        ("计划 2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
    ] {
        let reading = Reading {
            sent_at: moment("2026-03-01T08:00:00Z"),
            zone: Tz::Europe__Berlin,
            reasons: &[],
            longest: 500,
        };
        let depart_at = moment(expected);
        let expected = Meaning::Plan {
            depart_at,
            engineers: vec![],
            perhaps: vec![],
        };
        assert_eq!(read(text, &reading).meaning, Some(expected), "{text}");
    }
}
