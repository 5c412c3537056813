//! What comes due: when it may fire, and what it says.

use kit::core::{Answer, Input};
use proto::wire::{Probed, Reach};
use types::ServiceName;

use crate::toy::ToyCommand;
use crate::world::{World, at, note, reach, unreadable};

const HOTLINE: ServiceName = ServiceName::Hotline;

/// A world with a bell that is due at that second.
fn with_bell(mut world: World, seconds: i64) -> World {
    world.asks("bell", ToyCommand::SetBell { at: at(seconds) });
    world
}

fn passes(world: &mut World, seconds: i64) {
    world.now = at(seconds);
    world.run();
}

fn probed(world: &World, ticket: u64) -> Option<Probed> {
    match world.replies.get(&ticket)? {
        Ok(Answer::Probed(probed)) => Some(probed.clone()),
        other => panic!("not probed: {other:?}"),
    }
}

#[test]
fn nothing_fires_before_it_is_due() {
    let mut world = with_bell(World::new(), 10);
    passes(&mut world, 9);
    assert!(world.state().rang.is_empty());
    assert_eq!(world.core.due(), Some(at(10)));
}

// rule: SLA-32
#[test]
fn what_is_due_fires_only_when_every_log_promises_nothing_earlier_any_more() {
    let mut world = with_bell(World::new(), 10);
    world.other(HOTLINE).promise = Some(at(10));
    passes(&mut world, 11);
    assert!(
        world.state().rang.is_empty(),
        "an act at the due instant would be in time, and may still come"
    );
    world.other(HOTLINE).promise = None;
    passes(&mut world, 12);
    assert_eq!(world.state().rang, [(at(10), Vec::new())]);
}

// rule: SLA-32
#[test]
fn what_is_read_past_the_due_instant_is_folded_before_anything_fires() {
    let mut world = with_bell(World::new(), 10);
    world.now = at(10);
    world.writes(HOTLINE, Reach::new(), note("in time"));
    passes(&mut world, 12);
    assert_eq!(world.state().counted, ["in time"]);
    assert_eq!(world.state().rang.len(), 1);
    let frames: Vec<u32> = world
        .log
        .frames(0)
        .map(|frame| frame.unwrap().header.record_count)
        .collect();
    assert_eq!(frames, [1, 2]);
}

// rule: SLA-32
#[test]
fn a_page_that_ends_before_the_head_promises_nothing() {
    let mut world = with_bell(World::new(), 10);
    world.other(HOTLINE).page = 1;
    world.now = at(9);
    world.writes(HOTLINE, Reach::new(), note("first"));
    world.writes(HOTLINE, Reach::new(), note("second"));
    passes(&mut world, 12);
    let last = world.log.read(world.log.head().frame).unwrap();
    assert_eq!(world.state().counted, ["first", "second"]);
    assert_eq!(world.state().rang.len(), 1);
    assert_eq!(
        last.header.record_count, 2,
        "the second note and the bell stand together"
    );
}

// rule: SLA-32
#[test]
fn after_a_minute_out_of_reach_a_log_is_no_longer_waited_for_and_named() {
    let mut world = with_bell(World::new(), 10);
    world.away.insert(HOTLINE);
    world.now = at(5);
    world.wakes(HOTLINE);
    passes(&mut world, 64);
    assert!(world.state().rang.is_empty());
    passes(&mut world, 65);
    assert_eq!(world.state().rang, [(at(10), vec![HOTLINE])]);
}

// rule: SLA-32
#[test]
fn a_stopped_feed_and_one_that_waits_for_it_hold_no_clock_up_for_ever() {
    let mut world = with_bell(World::new(), 10);
    world.now = at(5);
    world.writes(HOTLINE, Reach::new(), unreadable());
    world.writes(ServiceName::Dispatch, reach([(HOTLINE, 1)]), crate::world::met());
    world.take(Input::Woken(ServiceName::Dispatch));
    world.wakes(HOTLINE);
    passes(&mut world, 64);
    assert!(world.state().rang.is_empty());
    passes(&mut world, 65);
    assert_eq!(
        world.state().rang,
        [(at(10), vec![HOTLINE, ServiceName::Dispatch])]
    );
}

#[test]
fn a_log_whose_promise_falls_short_is_not_asked_without_end() {
    let mut world = with_bell(World::new(), 10);
    world.other(HOTLINE).promise = Some(at(0));
    world.now = at(11);
    world.turn();
    assert_eq!(world.reads.len(), 3, "each log once");
    world.serve();
    world.turn();
    assert!(world.reads.is_empty());
}

#[test]
fn when_one_promise_falls_short_the_others_are_renewed_with_it() {
    let mut world = with_bell(World::new(), 10);
    world.other(HOTLINE).promise = Some(at(5));
    passes(&mut world, 15);
    assert!(world.state().rang.is_empty());
    world.now = at(20);
    world.turn();
    assert_eq!(
        world.reads.len(),
        3,
        "dispatch promised enough for this bell, and would be waited for at the next"
    );
}

#[test]
fn what_came_due_during_a_long_sleep_fires_whole_though_it_fills_frames() {
    let mut world = World::new();
    for n in 0..6_000 {
        world.send(
            &format!("b{n}"),
            ToyCommand::SetBell { at: at(100 + n) },
            Reach::new(),
        );
    }
    world.run();
    passes(&mut world, 10_000);
    assert_eq!(world.state().rang.len(), 6_000);
    assert!(world.alarms.is_empty(), "{:?}", world.alarms);
}

#[test]
fn virtual_time_fires_only_when_the_one_who_holds_it_says_so() {
    let mut world = with_bell(World::in_virtual_time(), 10);
    passes(&mut world, 500);
    assert!(world.state().rang.is_empty());
    let ticket = world.probe(at(600), false, Reach::new());
    world.run();
    assert_eq!(probed(&world, ticket).unwrap().due, Some(at(10)));
    let ticket = world.probe(at(600), true, Reach::new());
    world.run();
    let answer = probed(&world, ticket).unwrap();
    assert_eq!((answer.due, answer.last_with_records), (None, 2));
    assert_eq!(world.state().rang, [(at(10), Vec::new())]);
}

#[test]
fn a_probe_fires_nothing_before_the_heads_it_names_are_read() {
    let mut world = with_bell(World::in_virtual_time(), 10);
    world.now = at(10);
    world.writes(HOTLINE, Reach::new(), note("x"));
    world.away.insert(HOTLINE);
    let ticket = world.probe(at(10), true, reach([(HOTLINE, 1)]));
    world.run();
    assert!(world.state().rang.is_empty());
    assert_eq!(probed(&world, ticket), None);
    world.away.clear();
    world.wakes(HOTLINE);
    assert_eq!(world.state().counted, ["x"]);
    assert_eq!(probed(&world, ticket).unwrap().reach[&HOTLINE], 1);
    assert_eq!(world.state().rang.len(), 1);
}

#[test]
fn a_probe_is_answered_only_when_nothing_moves_any_more() {
    let mut world = World::in_virtual_time();
    world.asks("post", ToyCommand::Post { letter: 1 });
    assert_eq!(world.performs.len(), 1);
    let ticket = world.probe(at(5), false, Reach::new());
    world.run();
    assert_eq!(probed(&world, ticket), None, "a letter is on its way");
    world.take(Input::Done {
        effect: "letter/1".to_owned(),
        command: ToyCommand::RecordPosted { letter: 1 },
    });
    world.run();
    assert_eq!(probed(&world, ticket).unwrap().last_with_records, 2);
}

#[test]
fn a_probe_names_the_feeds_that_are_stopped_instead_of_waiting_for_them() {
    let mut world = World::in_virtual_time();
    world.writes(HOTLINE, Reach::new(), unreadable());
    world.writes(ServiceName::Dispatch, reach([(HOTLINE, 1)]), crate::world::met());
    let ticket = world.probe(at(5), false, reach([(HOTLINE, 1), (ServiceName::Dispatch, 1)]));
    world.run();
    assert_eq!(probed(&world, ticket).unwrap().stopped, [HOTLINE]);
}

#[test]
fn a_probe_cannot_move_the_machines_own_time() {
    let mut world = World::new();
    let before = world.now;
    world.probe(at(1_000_000), false, Reach::new());
    world.asks(
        "a",
        ToyCommand::Add {
            to: "x".to_owned(),
            by: 1,
        },
    );
    assert_eq!(world.log.head().stamp, before);
}
