//! Whether reports are complete, and the clock that waits for it.

use decider::Service;
use decider::harness::Scenario;
use proto::clock::{ClockEvent, ClockId};
use proto::field::{CorrectPart, FieldOrderEnded, ReportContent, WithdrawDocument};
use proto::hotline::OrderCancelled;
use proto::order::OrderType;
use sla::policy::ClockKind;
use types::Hash;

use super::*;
use crate::Field;
use crate::decide::given::*;

/// Repaired at 10:00 on Monday.
fn repaired() -> Scenario<Field> {
    let mut world = world_on_site();
    said(&mut world, "10:00", LIN, "修复");
    world
}

/// Files everything the policy asks of a failure repair.
fn complete(world: &mut Scenario<Field>) -> Vec<FieldEvent> {
    world.by("lin").when(photo(1, "散热器")).taken();
    world
        .when(filed(whole_content(), vec![part("4611-1234", 2)]))
        .events()
}

fn clocks(events: &[FieldEvent]) -> Vec<String> {
    let told = |event: &FieldEvent| {
        let line = match event.clock_event()? {
            ClockEvent::Started(said) => format!("started {}, due {}", said.start, said.due_at.unwrap()),
            ClockEvent::Warned(said) => format!("warned {} rung {}", said.warned_due_at, said.rung),
            ClockEvent::Breached(said) => format!("breached {}", said.due_at),
            ClockEvent::Lifted(said) => format!("lifted {}", said.met_at),
            ClockEvent::Met(said) => format!("met {}", said.at),
            ClockEvent::Stopped(said) => format!("stopped {}", said.at),
            ClockEvent::Cancelled(said) => format!("cancelled {}", said.at),
            ClockEvent::Paused(_) | ClockEvent::Resumed(_) => "paused or resumed".to_owned(),
        };
        Some(line)
    };
    events.iter().filter_map(told).collect()
}

fn day(text: &str) -> Instant {
    moment(&format!("2026-11-{text}+08:00"))
}

const MIDNIGHT: &str = "2026-11-19T15:59:59.999999Z";

// rule: ORD-25
// rule: SLA-10
#[test]
fn a_repair_starts_the_clock_and_says_what_the_report_lacks() {
    let mut world = world_on_site();
    let events = sms(&mut world, "10:00", LIN, "修复").events();
    let expected = [
        "hours",
        "work_condition",
        "fault",
        "cause",
        "repair",
        "labour",
        "parts",
        "photo",
    ];
    assert_eq!(gaps(&events).unwrap(), expected);
    assert_eq!(
        clocks(&events),
        [format!("started {}, due {MIDNIGHT}", at("10:00"))]
    );
    let FieldEvent::ServiceReportJudged(judged) = &events[3] else {
        panic!("{events:?}")
    };
    assert!(judged.gaps.iter().all(|gap| gap.sentence.zh.starts_with('缺')));
    let id = ClockId {
        order: number(1),
        kind: ClockKind::ReportEntered,
        run: 1,
    };
    assert_eq!(world.state.clocks().get(&id).unwrap().start, at("10:00"));
}

// rule: ORD-25
#[test]
fn gaps_are_told_again_only_when_they_change_and_an_arrival_inspection_needs_its_certificate() {
    let mut world = repaired();
    world.by("lin");
    let hours = |hours| ReportContent {
        hours: Some(hours),
        ..ReportContent::default()
    };
    let first = world.when(filed(hours(6120), Vec::new())).kinds();
    assert_eq!(first, ["ServiceReportFiled", "ServiceReportJudged"]);
    let second = world.when(filed(hours(6121), Vec::new())).kinds();
    assert_eq!(second, ["ServiceReportFiled"]);
    let none = ReportContent {
        no_parts: true,
        ..whole_content()
    };
    let events = world.when(filed(none, Vec::new())).events();
    assert_eq!(gaps(&events).unwrap(), ["photo"]);
    let mut facts = facts(1);
    facts.order_type = OrderType::ArrivalInspection;
    let events = world.when(proto::field::NoteFieldOrder { facts }).events();
    assert_eq!(gaps(&events).unwrap(), ["photo", "conformity_certificate"]);
}

// rule: SLA-10
#[test]
fn the_clock_warns_on_the_second_day_and_is_met_when_nothing_is_missing_any_more() {
    let mut world = repaired();
    let warned = world.passes_until("2026-11-18T10:00:00+08:00");
    assert_eq!(clocks(&warned), [format!("warned {} rung 0", day("18T09:00:00"))]);
    let events = complete(&mut world);
    assert_eq!(gaps(&events), Some(Vec::new()));
    assert_eq!(clocks(&events), [format!("met {}", day("18T10:00:00"))]);
    assert_eq!(world.passes_until("2026-11-25T10:00:00+08:00"), []);
    // What was complete in time was so, whatever is taken off later.
    let hash = Hash::of(&["散热器".as_bytes()]);
    let reason = "传错".to_owned();
    let order = number(1);
    let events = world.when(WithdrawDocument { order, hash, reason }).events();
    assert_eq!(gaps(&events).unwrap(), ["photo"]);
    assert_eq!(clocks(&events), [""; 0]);
}

// rule: SLA-10
// rule: SLA-32
#[test]
fn the_last_moment_of_the_third_day_is_in_time_and_midnight_is_not() {
    let mut last = repaired();
    last.passes_until("2026-11-19T23:59:59+08:00");
    assert!(clocks(&complete(&mut last))[0].starts_with("met"));
    let mut late = repaired();
    let breached = late.passes_until("2026-11-20T00:00:00+08:00");
    assert_eq!(clocks(&breached)[1], format!("breached {MIDNIGHT}"));
    assert_eq!(
        clocks(&complete(&mut late)),
        [format!("stopped {}", day("20T00:00:00"))]
    );
    // The missing part was sent in time by SMS, and delivered too late.
    let mut delayed = repaired();
    delayed.by("lin").when(photo(1, "散热器")).taken();
    delayed.when(filed(whole_content(), Vec::new())).taken();
    delayed.passes_until("2026-11-20T08:00:00+08:00");
    let sent = day("19T20:00:00");
    let events = delayed.when(message(LIN, "换件 4611-1234 x2", sent)).events();
    assert_eq!(clocks(&events), [format!("lifted {sent}")]);
}

// rule: SLA-10
#[test]
fn a_report_that_was_complete_before_the_repair_is_met_with_it() {
    let mut world = world_on_site();
    assert_eq!(gaps(&complete(&mut world)), None, "the service goes on");
    let events = sms(&mut world, "10:00", LIN, "修复").events();
    assert_eq!(gaps(&events), Some(Vec::new()));
    assert_eq!(clocks(&events)[1], format!("met {}", at("10:00")));
    let correct = CorrectPart {
        order: number(1),
        line: 1,
        exchange: part("4611-1234", 0),
        reason: "没换".to_owned(),
    };
    let events = world.by("lin").when(correct).events();
    assert_eq!(gaps(&events).unwrap(), ["parts"]);
}

// rule: SLA-10
// rule: SMS-8
#[test]
fn a_corrected_repair_starts_its_clock_from_the_corrected_time() {
    let mut world = world_on_site();
    world.passes_until("2026-11-17T00:20:00+08:00");
    let repaired = world.when(message(LIN, "修复", world.now())).events();
    assert_eq!(
        clocks(&repaired),
        [format!(
            "started {}, due 2026-11-20T15:59:59.999999Z",
            day("17T00:20:00")
        )]
    );
    let text = "更正 修复 23:50";
    let corrected = world.when(message(LIN, text, world.now())).events();
    assert_eq!(
        clocks(&corrected),
        [format!("started {}, due {MIDNIGHT}", day("16T23:50:00"))]
    );
    let fired = world.passes_until("2026-11-20T00:00:00+08:00");
    assert_eq!(
        clocks(&fired),
        [
            format!("warned {} rung 0", day("18T09:00:00")),
            format!("breached {MIDNIGHT}")
        ]
    );
}

// rule: SLA-10
// rule: ORD-17
#[test]
fn a_cancelled_order_waits_for_no_report() {
    let mut world = repaired();
    world.passes_until(&at("11:00").to_string());
    let (reason, note) = ("duplicate".to_owned(), String::new());
    let order = number(1);
    let cancelled = OrderCancelled { order, reason, note };
    let events = world
        .hears(
            types::ServiceName::Hotline,
            proto::AnyEvent::Hotline(cancelled.into()),
        )
        .events();
    assert_eq!(clocks(&events), [format!("cancelled {}", at("11:00"))]);
    assert_eq!(Field::due(&world.state), None);
    // A repair from before the end that is heard of late starts none either.
    let mut late = world_on_site();
    let (order, at_ten) = (number(1), at("10:00"));
    late.given(vec![
        FieldOrderEnded {
            order,
            at: at_ten,
            cancelled: true,
        }
        .into(),
    ]);
    let text = format!("修复 {}", number(1));
    let events = sms_sent(&mut late, "10:30", "09:50", LIN, &text).events();
    assert!(
        events
            .iter()
            .any(|event| matches!(event, FieldEvent::Repaired(_)))
    );
    assert_eq!((gaps(&events), clocks(&events).len()), (None, 0));
}
