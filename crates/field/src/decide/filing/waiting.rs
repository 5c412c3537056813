//! Texts with parts that wait for their order's number (SMS-5).

use decider::harness::Scenario;
use proto::field::{FieldEvent, FieldOrderNoted};

use crate::Field;
use crate::decide::given::*;

/// Engineer Lin has left two machines repaired, whose reports lack their parts.
fn two_reports_wait() -> Scenario<Field> {
    let mut world = world_with(&[&["lin"], &["lin"]]);
    for counter in [1, 2] {
        said(&mut world, "09:00", LIN, &format!("到达 {}", number(counter)));
        said(&mut world, "10:00", LIN, &format!("修复 {}", number(counter)));
    }
    world
}

fn replaced(events: &[FieldEvent]) -> Vec<(u64, u16, String)> {
    let part = |event: &FieldEvent| match event {
        FieldEvent::PartReplaced(part) => {
            let counter = if part.order == number(1) { 1 } else { 2 };
            Some((counter, part.line, part.exchange.part_number.clone()))
        }
        _ => None,
    };
    events.iter().filter_map(part).collect()
}

// rule: SMS-5
#[test]
fn a_bare_number_completes_every_text_with_parts_that_waits_for_it() {
    let mut world = two_reports_wait();
    let first = id_of(&sms(&mut world, "10:05", LIN, "换件 4611-1234 x2").events());
    let second = id_of(&sms(&mut world, "10:06", LIN, "换件 907-55").events());
    let events = sms(&mut world, "10:07", LIN, number(2).as_str()).events();
    assert_eq!(
        replaced(&events),
        [(2, 1, "4611-1234".to_owned()), (2, 2, "907-55".to_owned())]
    );
    assert_eq!(answered(&events), "");
    for id in [&first, &second] {
        assert_eq!(understood(&world, id), Some(number(2)));
    }
    assert_eq!(
        mistakes(&sms(&mut world, "10:08", LIN, number(1).as_str()).events()),
        ["SMS-5.number_alone"]
    );
}

// rule: SMS-5
#[test]
fn what_the_number_cannot_be_meant_for_is_asked_about_again() {
    let mut world = two_reports_wait();
    let first = id_of(&sms(&mut world, "10:05", LIN, "换件 4611-1234 x2").events());
    world.given(vec![
        FieldOrderNoted { facts: facts(3) }.into(),
        FieldOrderNoted { facts: facts(4) }.into(),
        plan(3, 1, &["lin"]),
        plan(4, 1, &["lin"]),
    ]);
    for counter in [3, 4] {
        said(&mut world, "10:10", LIN, &format!("到达 {}", number(counter)));
    }
    said(&mut world, "10:20", LIN, "换件 907-55");
    let events = sms(&mut world, "10:21", LIN, number(3).as_str()).events();
    let asked = answered(&events);
    assert!(
        asked.contains("另有1条") && asked.contains(number(1).as_str()),
        "{asked}"
    );
    let events = sms(&mut world, "10:22", LIN, number(1).as_str()).events();
    assert_eq!(replaced(&events), [(1, 1, "4611-1234".to_owned())]);
    assert_eq!(understood(&world, &first), Some(number(1)));
}

// rule: SMS-5
// rule: SMS-13
#[test]
fn texts_that_tell_differently_of_a_part_are_not_put_together() {
    let mut world = two_reports_wait();
    said(&mut world, "10:05", LIN, "换件 4611-1234 x2 907-55");
    said(&mut world, "10:06", LIN, "换件 4611-1234 x3");
    let events = sms(&mut world, "10:07", LIN, number(2).as_str()).events();
    assert_eq!(mistakes(&events), ["SMS-5.texts_disagree"]);
    assert_eq!(replaced(&events), []);
}
