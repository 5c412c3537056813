//! Whose message it is and what becomes of it before anybody reads it.

use proptest::prelude::*;
use proto::directory::{PersonLeft, PhoneGiven};
use proto::field::{FieldEvent, Sender};
use types::Phone;

use crate::decide::given::*;
use crate::{Message, Outcome};

fn kinds(world: &mut decider::harness::Scenario<crate::Field>, from: &str, text: &str) -> Vec<&'static str> {
    sms(world, "10:00", from, text).kinds()
}

// rule: SMS-1
// rule: SMS-12
#[test]
fn a_message_from_an_unknown_phone_is_quarantined_and_not_answered() {
    let mut world = world_with(&[&["lin"]]);
    let text = format!("到达 {}", number(1));
    assert_eq!(
        kinds(&mut world, STRANGER, &text),
        ["MessageReceived", "MessageQuarantined"]
    );
    assert!(the_message(&world).is_in_inbox());
    assert!(world.state.order(&number(1)).unwrap().visits.is_empty());
}

// rule: SMS-6
// rule: SMS-11
#[test]
fn the_same_message_five_times_under_five_ids_is_one_message() {
    let mut world = world_with(&[&["lin"]]);
    let texts = ["CF 14:30", "cf 14:30", "ＣＦ　14：30", "CF14:30 ", "CF 14:30\n"];
    for (index, text) in texts.iter().enumerate() {
        let mut take = message(LIN, text, at("10:00"));
        take.gateway_id = Some(format!("gateway-{index}"));
        world.passes_until(&at(&format!("10:0{index}")).to_string());
        let events = world.when(take).events();
        assert_eq!(events.is_empty(), index > 0, "{text}");
    }
    assert_eq!(the_message(&world).text.open().unwrap(), "CF 14:30");
}

// rule: SMS-11
#[test]
fn the_same_words_typed_again_later_are_a_message_of_their_own_that_changes_nothing() {
    let mut world = world_with(&[&["lin"]]);
    let text = format!("到达 {}", number(1));
    assert!(sms(&mut world, "10:00", LIN, &text).kinds().contains(&"Arrived"));
    assert_eq!(
        sms(&mut world, "10:01", LIN, &text).kinds(),
        ["MessageReceived", "MessageUnderstood"]
    );
    assert_eq!(
        sms(&mut world, "10:02", LIN, "到达").kinds(),
        ["MessageReceived", "MessageUnderstood"]
    );
}

// rule: SMS-12
#[test]
fn automatic_replies_and_own_numbers_are_kept_and_never_answered() {
    let mut world = world_with(&[&["lin"]]);
    let policy = sla::policy::DEFAULT_POLICY.replace("own_numbers = []", "own_numbers = [\"10690000\"]");
    world.policy(&policy);
    for (from, text) in [
        (LIN, "【自动回复】我正在开车，稍后联系您"),
        (CUSTOMER, "自动回复：现在不方便接听"),
        (STRANGER, "auto-reply: out of office"),
        ("10690000", "没看懂，请发：出发"),
    ] {
        assert_eq!(
            kinds(&mut world, from, text),
            ["MessageReceived", "AutomaticReplyKept"],
            "{text}"
        );
    }
    let report = format!("出发 {} 14:30 正在开车", number(1));
    assert!(kinds(&mut world, LIN, &report).contains(&"Departed"));
}

// rule: SMS-14
#[test]
fn a_customers_text_is_shown_at_their_open_order_and_not_answered() {
    let mut world = world_with(&[&["lin"], &[]]);
    assert_eq!(
        kinds(&mut world, CUSTOMER, "师傅到哪了"),
        ["MessageReceived", "CustomerWrote"]
    );
    let wrote = |message: &Message| message.outcome.clone();
    let customer = types::CustomerId::new("yuanshan").unwrap();
    let expected = Outcome::CustomerWrote {
        customer: Some(customer),
        order: Some(number(2)),
    };
    assert_eq!(wrote(&the_message(&world)), expected);
    // The driver whose phone called it in speaks for the customer.
    assert_eq!(
        kinds(&mut world, DRIVER, "到达 2600018"),
        ["MessageReceived", "CustomerWrote"]
    );
}

// rule: SMS-14
#[test]
fn the_caller_of_an_open_order_is_no_stranger_even_while_their_customer_record_is_to_be_found() {
    let mut world = world();
    let caller = facts(1);
    let facts = proto::order::OrderFacts {
        customer: None,
        ..caller
    };
    world.given(vec![proto::field::FieldOrderNoted { facts }.into()]);
    assert_eq!(
        kinds(&mut world, DRIVER, "师傅到哪了"),
        ["MessageReceived", "CustomerWrote"]
    );
    let expected = Outcome::CustomerWrote {
        customer: None,
        order: Some(number(1)),
    };
    assert_eq!(the_message(&world).outcome, expected);
}

// rule: SMS-14
#[test]
fn a_customer_who_sends_td_is_stopped_and_staff_are_not() {
    let mut world = world_with(&[&["lin"]]);
    for (from, text) in [
        (CUSTOMER, "TD"),
        (CUSTOMER, "回复TD退订"),
        (DRIVER, "退订"),
        (STRANGER, "ｔｄ"),
    ] {
        let expected: &[&str] = &["MessageReceived", "MessagesStopped"];
        let got = kinds(&mut world, from, text);
        assert_eq!(got == expected, text != "回复TD退订", "{text}: {got:?}");
    }
    let events = sms(&mut world, "10:01", LIN, "TD").events();
    assert_eq!(mistakes(&events), ["SMS-14.staff_cannot_stop"]);
}

// rule: DIR-2
// rule: DIR-4
#[test]
fn a_late_message_counts_for_who_had_the_phone_then() {
    let mut world = world_with(&[&["lin"]]);
    let phone = || LIN.parse::<Phone>().unwrap().into();
    world.directory(PhoneGiven {
        person: person("tao"),
        phone: phone(),
        from: at("09:30"),
    });
    let sender = |events: &[FieldEvent]| match events.first() {
        Some(FieldEvent::MessageReceived(received)) => received.sender.clone(),
        other => panic!("{other:?}"),
    };
    let late = sms_sent(&mut world, "10:00", "09:00", LIN, "出发 14:30").events();
    assert_eq!(
        sender(&late),
        Sender::Staff {
            person: person("lin")
        }
    );
    let now = sms(&mut world, "10:00", LIN, "到达").events();
    assert_eq!(
        sender(&now),
        Sender::Staff {
            person: person("tao")
        }
    );
    world.directory(PersonLeft {
        person: person("tao"),
        at: at("10:30"),
    });
    assert_eq!(
        sender(&sms(&mut world, "10:40", LIN, "到达").events()),
        Sender::Unknown
    );
}

// rule: SMS-7
#[test]
fn two_kilobytes_of_text_are_kept_whole_and_answered_shortly() {
    let mut world = world_with(&[&["lin"]]);
    let text = "液压泵漏油".repeat(140);
    let events = sms(&mut world, "10:00", LIN, &text).events();
    assert_eq!(mistakes(&events), ["SMS-7.too_long"]);
    assert_eq!(the_message(&world).text.open(), Some(&text));
    let flood = "油".repeat(100_000);
    let id = id_of(&sms(&mut world, "10:01", STRANGER, &flood).events());
    assert_eq!(
        world
            .state
            .message(&id)
            .unwrap()
            .text
            .open()
            .unwrap()
            .chars()
            .count(),
        10 * 1024 / 3
    );
}

// rule: SMS-6
#[test]
fn a_time_sent_ahead_of_ours_is_placed_now_and_flagged_beyond_the_policys_tolerance() {
    let mut world = world_with(&[&["lin"], &["zhou"]]);
    let near = sms_sent(&mut world, "10:00", "10:04", LIN, "到达").events();
    assert!(!flags(&near).contains(&proto::field::FlagKind::SentInFuture));
    let far = sms_sent(&mut world, "10:00", "18:00", ZHOU, "到达").events();
    assert!(flags(&far).contains(&proto::field::FlagKind::SentInFuture));
    for order in [number(1), number(2)] {
        let visit = &world.state.order(&order).unwrap().visits[&1];
        assert_eq!(visit.arrived.as_ref().unwrap().at, at("10:00"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    // rule: SMS-7
    // rule: SMS-11
    #[test]
    fn every_text_whatever_it_is_becomes_one_message_with_one_outcome(
        from in prop::sample::select(vec![LIN, HAN, TAO, CUSTOMER, STRANGER]),
        words in prop::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "出发", "到达", "修复", "未修复", "计划", "电话解决", "更正", "收到", "TD", "14:30", "7点", "同行",
                    "林海", "配件", "2600018", "自动回复", "明天",
                ]).prop_map(str::to_owned),
                (1_u64..4).prop_map(|counter| number(counter).to_string()),
                any::<String>(),
            ],
            0..6,
        ),
    ) {
        let mut world = world_with(&[&["lin"], &["lin"], &[]]);
        let text = words.join(" ");
        let events = sms(&mut world, "09:30", from, &text).events();
        let is_outcome = |event: &&FieldEvent| matches!(
            event,
            FieldEvent::MessageUnderstood(_)
                | FieldEvent::MessageNotUnderstood(_)
                | FieldEvent::MessageQuarantined(_)
                | FieldEvent::CustomerWrote(_)
                | FieldEvent::MessagesStopped(_)
                | FieldEvent::AutomaticReplyKept(_)
                | FieldEvent::WhichOrderAsked(_)
        );
        prop_assert_eq!(events.iter().filter(is_outcome).count(), 1);
        let answers = events.iter().filter(|event| matches!(event, FieldEvent::AnswerGiven(_))).count();
        let is_staff = [LIN, HAN, TAO].contains(&from);
        prop_assert!(answers <= usize::from(is_staff));
        prop_assert!(the_message(&world).outcome != Outcome::Received);
        sms_sent(&mut world, "09:40", "09:30", from, &text).then_nothing();
    }
}
