//! What the staff write, from the words to the report.

use decider::harness::Scenario;
use proto::directory::DeputyAppointed;
use proto::field::{
    Acknowledged, AnswerKind, Arrived, Companion, Departed, FieldEvent, FieldOrderEnded, FieldOrderNoted,
    FlagKind, MessageReceived, MessageUnderstood, ReportFlagged, ReportKind, Sender,
};

use crate::decide::given::*;
use crate::{Field, Outcome, Place};

fn kinds(events: &[FieldEvent]) -> Vec<&'static str> {
    events
        .iter()
        .map(|event| proto::Event::kind(event).name)
        .collect()
}

fn departure(events: &[FieldEvent]) -> &Departed {
    let found = events.iter().find_map(|event| match event {
        FieldEvent::Departed(departed) => Some(departed),
        _ => None,
    });
    found.unwrap()
}

fn known(id: &str) -> Companion {
    Companion::Known { person: person(id) }
}

// rule: ORD-9
// rule: SMS-2
#[test]
fn a_departure_names_lead_companions_and_eta() {
    let mut world = world_with(&[&["lin"]]);
    let text = format!("CF {} 14:30 同行 周宁", number(1));
    let events = sms(&mut world, "09:05", LIN, &text).events();
    let message = id_of(&events);
    let received = MessageReceived {
        message: message.clone(),
        from: LIN.parse::<types::Phone>().unwrap().into(),
        text: text.into(),
        sent_at: at("09:05"),
        gateway: "kannel".to_owned(),
        gateway_id: None,
        sender: Sender::Staff {
            person: person("lin"),
        },
    };
    let departed = Departed {
        order: number(1),
        visit: 1,
        lead: person("lin"),
        companions: vec![known("zhou")],
        eta: Some(at("14:30")),
        at: at("09:05"),
        message: Some(message.clone()),
    };
    let understood = MessageUnderstood {
        message,
        order: number(1),
        completes: None,
    };
    assert_eq!(events, vec![received.into(), understood.into(), departed.into()]);
}

// rule: ORD-9
#[test]
fn the_plans_lead_stays_lead_when_a_companion_reports_and_anybody_else_leads_himself() {
    let mut world = world_with(&[&["lin", "zhou"], &["zhou"]]);
    let events = sms(&mut world, "09:05", ZHOU, &format!("出发 {} 14:30", number(1))).events();
    assert_eq!(
        (&departure(&events).lead, &departure(&events).companions),
        (&person("lin"), &vec![known("zhou")])
    );
    let events = sms(&mut world, "09:06", LIN, &format!("出发 {} 14:30", number(2))).events();
    assert_eq!(
        (&departure(&events).lead, &departure(&events).companions),
        (&person("lin"), &Vec::new())
    );
}

// rule: SMS-4
#[test]
fn companions_are_known_by_name_or_phone_and_a_stranger_is_kept_as_text_and_flagged() {
    let mut world = world_with(&[&["lin"]]);
    let text = format!("出发 {} 14:30 同行 {ZHOU} 高远", number(1));
    let events = sms(&mut world, "09:05", LIN, &text).events();
    let stranger = Companion::Unknown {
        said: "高远".to_owned().into(),
    };
    assert_eq!(departure(&events).companions, [known("zhou"), stranger]);
    let flagged = ReportFlagged {
        order: number(1),
        visit: 1,
        flag: FlagKind::UnknownCompanion,
        about: "高远".to_owned().into(),
    };
    assert_eq!(events.last(), Some(&flagged.into()));
}

// rule: SMS-3
// rule: ORD-9
#[test]
fn an_eta_in_the_past_is_questioned_while_the_departure_stands_and_a_later_time_completes_it() {
    let mut world = world_with(&[&["lin"]]);
    let events = sms(&mut world, "09:05", LIN, &format!("出发 {} 8:30", number(1))).events();
    assert_eq!(
        kinds(&events),
        [
            "MessageReceived",
            "MessageUnderstood",
            "Departed",
            "ReportFlagged",
            "AnswerGiven"
        ]
    );
    assert_eq!(departure(&events).eta, None);
    assert_eq!(flags(&events), [FlagKind::EtaMissing]);
    assert!(answered(&events).contains("“8:30”已经过去") && answered(&events).contains("预计到达时间"));
    // The same departure again, now with its ETA.
    let events = sms(&mut world, "09:20", LIN, "14:30").events();
    assert_eq!(
        (departure(&events).at, departure(&events).eta),
        (at("09:05"), Some(at("14:30")))
    );
    assert_eq!(departure(&events).visit, 1);
    // A promise that was given is not changed by another text.
    let events = sms(&mut world, "09:30", LIN, "下午4点到").events();
    assert_eq!(mistakes(&events), ["ORD-9.eta_given"]);
    let events = sms(&mut world, "09:31", LIN, "出发 下午4点到").events();
    assert_eq!(mistakes(&events), ["ORD-9.eta_given"]);
    let again = sms(&mut world, "09:31", LIN, "出发 14:30").kinds();
    assert_eq!(again, ["MessageReceived", "MessageUnderstood"]);
}

// rule: ORD-10
// rule: ORD-11
#[test]
fn a_visit_goes_from_departure_over_arrival_to_repair_without_a_number_in_any_text() {
    let mut world = world_with(&[&["lin"]]);
    for (clock, text, event) in [
        ("09:05", "出发 14:30", "Departed"),
        ("14:20", "到了", "Arrived"),
        ("16:00", "修好了", "Repaired"),
    ] {
        let events = sms(&mut world, clock, LIN, text).kinds();
        assert_eq!(
            events[..3],
            ["MessageReceived", "MessageUnderstood", event],
            "{text}"
        );
    }
    assert_eq!(
        world.state.order(&number(1)).unwrap().repaired_at(),
        Some(at("16:00"))
    );
}

// rule: ORD-37
// rule: ORD-11
#[test]
fn an_order_left_unrepaired_is_visited_again() {
    let mut world = world_with(&[&["lin"]]);
    said(&mut world, "09:05", LIN, "出发 10:00");
    said(&mut world, "10:00", LIN, "到达");
    let left = sms(&mut world, "11:00", LIN, "未修复 等配件").events();
    assert!(matches!(left.last(), Some(FieldEvent::LeftUnrepaired(left)) if left.reason == "waiting_parts"));
    assert_eq!(
        sms(&mut world, "11:01", LIN, "未修复 等配件，明天到")
            .kinds()
            .len(),
        2
    );
    world.given(vec![plan(1, 2, &["zhou"])]);
    let second = sms(&mut world, "12:00", ZHOU, "出发 13:00").events();
    assert_eq!(departure(&second).visit, 2);
    assert_eq!(
        place(&world, 1, ReportKind::Arrived, "10:30"),
        Place::AlreadyThere(1)
    );
    assert_eq!(place(&world, 1, ReportKind::Arrived, "13:00"), Place::On(2));
}

// rule: ORD-11
#[test]
fn words_that_name_no_reason_are_other_and_no_words_are_asked_for() {
    let mut world = world_with(&[&["lin"]]);
    said(&mut world, "09:05", LIN, "到达");
    assert_eq!(
        mistakes(&sms(&mut world, "10:00", LIN, "未修复").events()),
        ["ORD-11.reason_missing"]
    );
    let left = sms(&mut world, "10:05", LIN, "未修复 油缸要返厂").events();
    assert!(matches!(left.get(2), Some(FieldEvent::LeftUnrepaired(left)) if left.reason == "other"));
}

// rule: SMS-6
#[test]
fn arriving_without_departing_and_leaving_without_arriving_are_accepted_and_flagged() {
    let mut world = world_with(&[&["lin"], &["zhou"]]);
    let arrived = sms(&mut world, "10:00", LIN, "到达").events();
    assert_eq!(flags(&arrived), [FlagKind::ArrivedWithoutDeparture]);
    assert_eq!(kinds(&arrived)[2], "Arrived");
    let repaired = sms(&mut world, "10:00", ZHOU, &format!("修复 {}", number(2))).events();
    assert_eq!(flags(&repaired), [FlagKind::LeftWithoutArrival]);
    assert_eq!(kinds(&repaired)[2], "Repaired");
}

// rule: SMS-6
#[test]
fn late_reports_are_placed_by_the_time_they_were_sent_whatever_came_before_them() {
    let mut world = world_with(&[&["lin"]]);
    let repaired = sms_sent(&mut world, "16:00", "16:00", LIN, &format!("修复 {}", number(1))).events();
    assert_eq!(flags(&repaired), [FlagKind::LeftWithoutArrival]);
    let departed = sms_sent(&mut world, "16:10", "09:05", LIN, "出发 10:00").events();
    assert_eq!(flags(&departed), [FlagKind::OutOfOrder]);
    assert_eq!(
        (departure(&departed).visit, departure(&departed).at),
        (1, at("09:05"))
    );
    let arrived = sms_sent(&mut world, "16:20", "10:10", LIN, &format!("到达 {}", number(1))).events();
    assert!(
        matches!(&arrived[2], FieldEvent::Arrived(Arrived { visit: 1, at: when, .. }) if *when == at("10:10"))
    );
    assert_eq!(flags(&arrived), [FlagKind::OutOfOrder]);
}

// rule: SMS-6
// rule: ORD-17
#[test]
fn a_report_after_the_end_is_flagged_and_one_from_before_it_takes_its_place() {
    for cancelled in [true, false] {
        let mut world = world_with(&[&["lin"]]);
        world.given(vec![
            FieldOrderEnded {
                order: number(1),
                at: at("11:00"),
                cancelled,
            }
            .into(),
        ]);
        let after = sms(&mut world, "11:30", LIN, &format!("到达 {}", number(1))).events();
        assert_eq!(
            kinds(&after),
            ["MessageReceived", "MessageUnderstood", "ReportFlagged"]
        );
        assert_eq!(flags(&after), [FlagKind::AfterTheEnd]);
        let before = sms_sent(
            &mut world,
            "11:40",
            "10:50",
            LIN,
            &format!("出发 {} 14:00", number(1)),
        )
        .events();
        assert_eq!(flags(&before), [FlagKind::OutOfOrder]);
        assert_eq!(departure(&before).at, at("10:50"));
    }
}

// rule: SMS-5
#[test]
fn a_report_that_fits_several_orders_is_completed_by_a_bare_number_and_placed_when_it_was_sent() {
    let mut world = world_with(&[&["lin"], &["lin"], &["zhou"]]);
    let asked = sms(&mut world, "09:05", LIN, "出发 14:30").events();
    assert_eq!(
        kinds(&asked),
        ["MessageReceived", "WhichOrderAsked", "AnswerGiven"]
    );
    let text = answered(&asked);
    assert!(
        text.contains(&format!("{} SY215 南口采石场；{} SY215", number(1), number(2))),
        "{text}"
    );
    assert!(!text.contains(number(3).as_str()), "{text}");
    // A number that was not asked about leaves the question open.
    let other = sms(&mut world, "09:10", LIN, number(3).as_str()).events();
    assert_eq!(mistakes(&other), ["SMS-5.not_a_candidate"]);
    let completed = sms(&mut world, "09:30", LIN, &format!("SO{}", number(2))).events();
    let first = id_of(&asked);
    assert!(
        matches!(&completed[1], FieldEvent::MessageUnderstood(said) if said.completes == Some(first.clone()))
    );
    let departed = departure(&completed);
    assert_eq!(
        (&departed.order, departed.at, departed.eta),
        (&number(2), at("09:05"), Some(at("14:30")))
    );
    assert_eq!(understood(&world, &first), Some(number(2)));
    assert_eq!(
        mistakes(&sms(&mut world, "09:40", LIN, number(2).as_str()).events()),
        ["SMS-5.number_alone"]
    );
}

// rule: SMS-5
#[test]
fn a_question_lapses_after_the_policys_time_and_is_settled_by_the_whole_report_sent_again() {
    let mut world = world_with(&[&["lin"], &["lin"]]);
    said(&mut world, "09:05", LIN, "到达");
    assert_eq!(
        mistakes(&sms(&mut world, "11:06", LIN, number(1).as_str()).events()),
        ["SMS-5.number_alone"]
    );
    let asked = id_of(&sms(&mut world, "11:10", LIN, "到达").events());
    let whole = sms(&mut world, "11:15", LIN, &format!("到达 {}", number(1))).events();
    assert!(matches!(&whole[2], FieldEvent::Arrived(arrived) if arrived.at == at("11:15")));
    assert_eq!(understood(&world, &asked), Some(number(1)));
}

// rule: SMS-5
#[test]
fn the_text_that_was_asked_about_is_settled_however_its_number_comes() {
    for (clock, second, eta) in [
        ("10:05", "{} 11点", Some("11:00")),
        ("10:05", "11点半到 {}", Some("11:30")),
        ("10:05", "出发 {}", Some("11:00")),
        ("10:05", "CF {} 12:00", Some("12:00")),
        ("11:05", "出发 {}", None),
        ("12:30", "出发 {} 14点", Some("14:00")),
    ] {
        let mut world = world_with(&[&["lin"], &["lin"]]);
        let first = id_of(&sms(&mut world, "10:00", LIN, "出发 11点 同行 周宁").events());
        let text = second.replace("{}", number(2).as_str());
        let events = sms(&mut world, clock, LIN, &text).events();
        assert_eq!(departure(&events).eta, eta.map(at), "{text}");
        assert_eq!(understood(&world, &first), Some(number(2)), "{text}");
        assert_eq!(world.state.question(&person("lin")), None, "{text}");
    }
    // The same sent again in vain: the later one waits, the earlier one does not.
    let mut world = world_with(&[&["lin"], &["lin"]]);
    let first = id_of(&sms(&mut world, "10:00", LIN, "出发 11点").events());
    let second = id_of(&sms(&mut world, "10:02", LIN, "出发 11点10分").events());
    let in_inbox = |id| world.state.message(id).unwrap().is_in_inbox();
    assert_eq!((in_inbox(&first), in_inbox(&second)), (false, true));
}

// rule: SMS-5
#[test]
fn without_an_order_at_that_step_the_number_is_asked_for() {
    let mut world = world_with(&[&["zhou"]]);
    for text in [
        "出发 14:30",
        "到达",
        "修复",
        "未修复 等配件",
        "14:30",
        "更正 到达 8:10",
    ] {
        let events = sms(&mut world, "09:05", LIN, text).events();
        assert_eq!(mistakes(&events), ["SMS-5.no_order_fits"], "{text}");
    }
}

// rule: SMS-5
#[test]
fn a_plan_that_names_nobody_is_every_engineers_of_the_station() {
    let mut world = world_with(&[&[]]);
    world.given(vec![plan(1, 1, &[])]);
    assert_eq!(
        mistakes(&sms(&mut world, "09:00", TAO, "出发 14:30").events()),
        ["SMS-5.no_order_fits"]
    );
    let events = sms(&mut world, "09:05", ZHOU, "出发 14:30").events();
    assert_eq!(departure(&events).lead, person("zhou"));
}

// rule: SMS-1
// rule: ORD-4
#[test]
fn an_order_that_is_not_the_senders_is_asked_about_and_nothing_is_said_of_it() {
    let mut world = world_with(&[&["lin"]]);
    let foreign = sms(&mut world, "09:05", TAO, &format!("到达 {}", number(1))).events();
    assert_eq!(mistakes(&foreign), ["SMS-1.not_yours"]);
    assert!(!answered(&foreign).contains("南口"));
    assert!(matches!(&foreign[1], FieldEvent::MessageNotUnderstood(said) if said.order.is_none()));
    let unknown = sms(&mut world, "09:06", LIN, &format!("到达 {}", number(77))).events();
    assert_eq!(mistakes(&unknown), ["SMS-1.unknown_order"]);
    let wrong = sms(&mut world, "09:07", LIN, "到达 2600018").events();
    assert_eq!(mistakes(&wrong), ["ORD-4.wrong_order_number"]);
}

// rule: DIR-1
#[test]
fn a_deputy_reports_for_the_one_who_is_away() {
    let mut world = world_with(&[&["lin"]]);
    let (from, until) = (at("08:00"), at("12:00"));
    world.directory(DeputyAppointed {
        person: person("lin"),
        deputy: person("tao"),
        from,
        until,
    });
    let events = sms(&mut world, "09:05", TAO, "到达").events();
    assert!(matches!(&events[2], FieldEvent::Arrived(arrived) if arrived.by == person("tao")));
    let later = sms(&mut world, "12:00", TAO, &format!("修复 {}", number(1))).events();
    assert!(
        matches!(&later[2], FieldEvent::Repaired(_)),
        "he was on that visit"
    );
}

// rule: SMS-7
// rule: SMS-13
#[test]
fn what_nobody_can_read_gets_one_short_hint_for_all_its_mistakes_and_stays_in_the_inbox() {
    let mut world = world_with(&[&["lin"]]);
    for (clock, text, expected) in [
        ("09:00", "😀👍🏽", &["SMS-2.unknown_keyword"][..]),
        (
            "10:01",
            "在吗 2600018",
            &["ORD-4.wrong_order_number", "SMS-2.unknown_keyword"],
        ),
        (
            "11:02",
            &format!("未修复 {}", number(77)),
            &["SMS-1.unknown_order", "ORD-11.reason_missing"],
        ),
    ] {
        let events = sms(&mut world, clock, LIN, text).events();
        assert_eq!(
            kinds(&events),
            ["MessageReceived", "MessageNotUnderstood", "AnswerGiven"]
        );
        assert_eq!(mistakes(&events), expected, "{text}");
        assert_eq!(
            answered(&events).split('；').count(),
            expected.len(),
            "{}",
            answered(&events)
        );
        assert!(answered(&events).chars().count() < 140);
        assert!(world.state.message(&id_of(&events)).unwrap().is_in_inbox());
    }
}

// rule: SMS-12
#[test]
fn a_phone_gets_its_share_of_hints_in_an_hour_and_the_rest_is_kept_unanswered() {
    let mut world = world_with(&[&["lin"]]);
    let hint = |world: &mut Scenario<Field>, clock: &str| {
        let events = sms(world, clock, LIN, &format!("在吗{clock}")).kinds();
        *events.last().unwrap()
    };
    for clock in ["09:00", "09:10", "09:20"] {
        assert_eq!(hint(&mut world, clock), "AnswerGiven");
    }
    assert_eq!(hint(&mut world, "09:59"), "AnswerWithheld");
    assert_eq!(hint(&mut world, "10:00"), "AnswerGiven");
    assert_eq!(hint(&mut world, "10:01"), "AnswerWithheld");
    assert_eq!(
        world
            .state
            .messages()
            .filter(|(_, message)| message.is_in_inbox())
            .count(),
        6
    );
    // A report is taken however many hints were sent.
    assert!(sms(&mut world, "10:02", LIN, "到达").kinds().contains(&"Arrived"));
}

// rule: SMS-2
#[test]
fn an_acknowledgement_means_the_newest_order_and_counts_once() {
    let mut world = world_with(&[&["lin"]]);
    let mut newer = facts(2);
    newer.opened_at = at("08:30");
    world.given(vec![
        FieldOrderNoted { facts: newer }.into(),
        plan(2, 1, &["lin"]),
    ]);
    let events = sms(&mut world, "09:00", LIN, "收到").events();
    let message = Some(id_of(&events));
    let expected = Acknowledged {
        order: number(2),
        by: person("lin"),
        at: at("09:00"),
        message,
    };
    assert_eq!(events.last(), Some(&expected.into()));
    assert_eq!(
        sms(&mut world, "09:01", LIN, "好的").kinds(),
        ["MessageReceived", "MessageUnderstood"]
    );
}

// rule: SMS-3
#[test]
fn a_time_before_the_order_was_opened_is_questioned_unless_clocks_explain_it() {
    let mut world = world_with(&[&["lin"]]);
    let events = sms(&mut world, "08:30", LIN, &format!("7:30到达 {}", number(1))).events();
    assert_eq!(mistakes(&events), ["SMS-3.before_order"]);
    let events = sms(&mut world, "08:31", LIN, &format!("7:58到达 {}", number(1))).events();
    assert!(matches!(&events[2], FieldEvent::Arrived(arrived) if arrived.at == at("08:00")));
}

// rule: SMS-12
#[test]
fn a_question_beyond_the_share_is_held_back_but_a_number_still_completes_it() {
    let mut world = world_with(&[&["lin"], &["lin"]]);
    for clock in ["09:00", "09:10", "09:20"] {
        said(&mut world, clock, LIN, &format!("在吗{clock}"));
    }
    let asked = sms(&mut world, "09:30", LIN, "到达").events();
    assert_eq!(
        kinds(&asked),
        ["MessageReceived", "WhichOrderAsked", "AnswerWithheld"]
    );
    assert!(
        sms(&mut world, "09:31", LIN, number(1).as_str())
            .kinds()
            .contains(&"Arrived")
    );
    let first = world.state.message(&id_of(&asked)).unwrap();
    assert_eq!(
        (first.withheld, first.outcome.clone()),
        (1, Outcome::Understood { order: number(1) })
    );
    assert!(
        first
            .answers
            .iter()
            .all(|answer| answer.kind != AnswerKind::Question)
    );
}
