//! Commands: what is answered, when, and what is remembered.

use kit::core::{Answer, Input};
use proto::Class;
use proto::wire::Reach;
use serde_json::Value;
use types::{Actor, ServiceName};

use crate::toy::{ToyCommand, ToyEvent};
use crate::world::{World, note, reach};

fn add(to: &str, by: i64) -> ToyCommand {
    ToyCommand::Add {
        to: to.to_owned(),
        by,
    }
}

fn frame_of(answer: Option<Result<Answer<ToyEvent>, proto::Rejection>>) -> u64 {
    match answer {
        Some(Ok(Answer::Decided(decided))) => decided.frame,
        other => panic!("not accepted: {other:?}"),
    }
}

fn code_of(answer: Option<Result<Answer<ToyEvent>, proto::Rejection>>) -> String {
    answer.unwrap().unwrap_err().code
}

#[test]
fn an_answer_goes_out_only_when_its_frame_is_on_disk() {
    let mut world = World::new();
    let ticket = world.send("a", add("x", 1), Reach::new());
    let frame = world.core.build(world.now).unwrap();
    world.collect();
    assert!(!world.replies.contains_key(&ticket));
    world.append(&frame);
    world.collect();
    assert_eq!(frame_of(world.replies.remove(&ticket)), 1);
}

#[test]
fn a_question_is_answered_at_once_unless_a_frame_is_on_its_way_to_disk() {
    let mut world = World::new();
    let counts = |world: &World| world.core.answer(&Value::Null, &Actor::Local, world.now);
    assert_eq!(counts(&world), Some(Ok(b"{}".to_vec())));
    world.send("a", add("x", 1), Reach::new());
    assert_eq!(counts(&world), Some(Ok(b"{}".to_vec())), "nothing is decided yet");
    let frame = world.core.build(world.now).unwrap();
    assert_eq!(counts(&world), None);
    world.append(&frame);
    assert_eq!(counts(&world), Some(Ok(br#"{"x":1}"#.to_vec())));
}

#[test]
fn the_same_request_id_is_answered_again_and_counts_once() {
    let mut world = World::new();
    assert_eq!(frame_of(world.asks("a", add("x", 1))), 1);
    let again = Answer::Again {
        frame: 1,
        first: 0,
        count: 1,
    };
    assert_eq!(world.asks("a", add("x", 1)), Some(Ok(again.clone())));
    world.restart();
    assert_eq!(world.asks("a", add("x", 1)), Some(Ok(again)));
    assert_eq!(world.state().counts["x"], 1);
}

#[test]
fn two_of_one_id_that_come_together_count_once() {
    let mut world = World::new();
    let first = world.send("a", add("x", 1), Reach::new());
    let second = world.send("a", add("x", 1), Reach::new());
    world.run();
    assert_eq!(frame_of(world.replies.remove(&first)), 1);
    assert_eq!(
        world.replies[&second],
        Ok(Answer::Again {
            frame: 1,
            first: 0,
            count: 1
        })
    );
}

#[test]
fn a_request_id_used_for_another_command_is_refused() {
    let mut world = World::new();
    world.asks("a", add("x", 1));
    let refused = world.asks("a", add("x", 2)).unwrap().unwrap_err();
    assert_eq!(
        (refused.class, refused.code.as_str()),
        (Class::Conflict, "request.id_reused")
    );
    assert_eq!(world.state().counts["x"], 1);
}

#[test]
fn a_refusal_and_a_command_that_changes_nothing_write_nothing_and_use_up_no_id() {
    let mut world = World::new();
    assert_eq!(code_of(world.asks("a", add("x", -1))), "TOY-1.negative");
    assert_eq!(frame_of(world.asks("a", add("x", 0))), 0);
    assert_eq!(world.log.head().frame, 0);
    assert_eq!(frame_of(world.asks("a", add("x", 3))), 1);
}

#[test]
fn a_command_whose_events_are_too_large_is_refused_and_leaves_nothing() {
    let mut world = World::new();
    let limit = proto::wire::FRAME_LIMIT_BYTES;
    assert_eq!(
        code_of(world.asks("a", ToyCommand::Fill { bytes: limit })),
        "command.too_large"
    );
    assert_eq!(world.log.head().frame, 0);
    assert_eq!(
        frame_of(world.asks("a", ToyCommand::Fill { bytes: limit - 100 })),
        1
    );
}

#[test]
fn a_full_frame_is_closed_and_the_rest_goes_into_the_next() {
    let mut world = World::new();
    let half = proto::wire::FRAME_LIMIT_BYTES / 2;
    let tickets: Vec<_> = (0..3)
        .map(|n| world.send(&format!("f{n}"), ToyCommand::Fill { bytes: half }, Reach::new()))
        .collect();
    world.run();
    let frames: Vec<u64> = tickets
        .iter()
        .map(|ticket| frame_of(world.replies.remove(ticket)))
        .collect();
    assert_eq!(frames, [1, 1, 2]);
}

#[test]
fn a_request_waits_until_what_its_client_has_seen_is_folded_here() {
    let mut world = World::new();
    world.writes(ServiceName::Hotline, Reach::new(), note("x"));
    let ticket = world.send(
        "a",
        ToyCommand::AddKnown { to: "x".to_owned() },
        reach([(ServiceName::Hotline, 1)]),
    );
    world.turn();
    assert!(!world.replies.contains_key(&ticket));
    assert_eq!(world.patience, [ticket]);
    world.run();
    assert!(world.replies[&ticket].is_ok());
    world.take(Input::Expired(ticket));
    world.run();
    assert_eq!(world.state().counts["x"], 2);
}

#[test]
fn a_request_that_waited_too_long_is_told_so() {
    let mut world = World::new();
    world.away.insert(ServiceName::Hotline);
    let ticket = world.send("a", add("x", 1), reach([(ServiceName::Hotline, 1)]));
    world.run();
    assert!(!world.replies.contains_key(&ticket));
    world.take(Input::Expired(ticket));
    world.run();
    assert_eq!(world.replies[&ticket].clone().unwrap_err().code, "feed.behind");
    assert!(world.state().counts.is_empty());
}

#[test]
fn what_is_unknown_is_decided_again_after_the_other_logs_were_read() {
    let mut world = World::new();
    world.writes(ServiceName::Hotline, Reach::new(), note("x"));
    assert!(
        world
            .asks("a", ToyCommand::AddKnown { to: "x".to_owned() })
            .unwrap()
            .is_ok()
    );
    assert_eq!(world.state().counts["x"], 2);
    assert_eq!(
        code_of(world.asks("b", ToyCommand::AddKnown { to: "y".to_owned() })),
        "TOY-2.unknown"
    );
}

#[test]
fn a_read_that_was_under_way_before_does_not_count_as_fresh() {
    let mut world = World::new();
    world.take(Input::Woken(ServiceName::Hotline));
    world.turn();
    let old: Vec<_> = std::mem::take(&mut world.reads);
    let ticket = world.send("a", ToyCommand::AddKnown { to: "x".to_owned() }, Reach::new());
    world.turn();
    let newer = std::mem::replace(&mut world.reads, old);
    world.serve();
    world.writes(ServiceName::Hotline, Reach::new(), note("x"));
    world.reads.extend(newer);
    world.run();
    assert!(world.replies[&ticket].is_ok());
}

#[test]
fn what_stays_unknown_while_a_log_is_away_is_said_when_patience_ends() {
    let mut world = World::new();
    world.away.insert(ServiceName::Hotline);
    world.take(Input::Woken(ServiceName::Hotline));
    world.turn();
    let ticket = world.send("a", ToyCommand::AddKnown { to: "x".to_owned() }, Reach::new());
    world.run();
    assert!(!world.replies.contains_key(&ticket));
    world.take(Input::Expired(ticket));
    world.run();
    assert_eq!(world.replies[&ticket].clone().unwrap_err().code, "TOY-2.unknown");
}
