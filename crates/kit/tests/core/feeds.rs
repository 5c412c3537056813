//! Reading other logs: order, stops, cursors, stamps.

use kit::core::Input;
use proto::wire::{FeedRelease, Reach};
use types::{Actor, Instant, ServiceName};

use crate::toy::ToyCommand;
use crate::world::{World, at, came_due, done, met, note, reach, unread, unreadable};

const HOTLINE: ServiceName = ServiceName::Hotline;
const DISPATCH: ServiceName = ServiceName::Dispatch;

fn release(world: &mut World, set_aside: bool) {
    let release = FeedRelease {
        log: HOTLINE,
        set_aside,
        reason: "checked".to_owned(),
    };
    world.take(Input::Release {
        ticket: 1_000,
        release,
        actor: Actor::Local,
    });
    world.run();
}

fn stopped(world: &mut World) -> Vec<ServiceName> {
    world.take(Input::Status {
        ticket: 2_000,
        digest: false,
    });
    world.turn();
    match world.replies.remove(&2_000) {
        Some(Ok(kit::core::Answer::Status(status))) => status.stopped.into_keys().collect(),
        other => panic!("not a status: {other:?}"),
    }
}

#[test]
fn a_frame_is_held_back_until_its_cause_is_folded() {
    let mut world = World::new();
    world.writes(HOTLINE, Reach::new(), note("opened"));
    world.writes(DISPATCH, reach([(HOTLINE, 1)]), met());
    world.away.insert(HOTLINE);
    world.wakes(DISPATCH);
    assert!(world.state().counted.is_empty());
    world.away.clear();
    world.wakes(HOTLINE);
    assert_eq!(world.state().counted, ["opened", "met"]);
}

#[test]
fn logs_that_read_each_other_do_not_hold_each_other_back_for_ever() {
    let mut world = World::new();
    world.writes(HOTLINE, Reach::new(), note("opened"));
    world.writes(HOTLINE, Reach::new(), unread());
    world.writes(DISPATCH, reach([(HOTLINE, 2)]), met());
    world.writes(HOTLINE, reach([(DISPATCH, 1), (HOTLINE, 2)]), note("answered"));
    world.wakes(HOTLINE);
    assert_eq!(world.state().counted, ["opened", "met", "answered"]);
}

#[test]
fn a_log_that_is_another_one_than_before_stops_its_feed() {
    let mut world = World::new();
    world.writes(HOTLINE, Reach::new(), note("x"));
    world.wakes(HOTLINE);
    world.other(HOTLINE).id = "hotline-2".to_owned();
    world.writes(HOTLINE, Reach::new(), note("y"));
    world.wakes(HOTLINE);
    assert_eq!(stopped(&mut world), [HOTLINE]);
    assert_eq!(world.state().counted, ["x"]);
    assert_eq!(world.alarms.len(), 1, "{:?}", world.alarms);
}

#[test]
fn a_log_that_refuses_to_be_read_on_stops_its_feed() {
    let mut world = World::new();
    world.take(Input::Broken {
        log: HOTLINE,
        reason: "its tail was cut".to_owned(),
    });
    world.run();
    assert_eq!(stopped(&mut world), [HOTLINE]);
    assert_eq!(world.alarms, ["feed of hotline stopped: its tail was cut"]);
}

#[test]
fn a_record_that_cannot_be_read_stops_the_feed_until_a_person_leaves_it_out() {
    let mut world = World::new();
    let now = world.now;
    world.writes(HOTLINE, Reach::new(), note("before"));
    world
        .other(HOTLINE)
        .push(now, Reach::new(), vec![unreadable(), note("beside")]);
    world.writes(HOTLINE, Reach::new(), note("after"));
    world.wakes(HOTLINE);
    assert_eq!(world.state().counted, ["before"]);
    assert_eq!(stopped(&mut world), [HOTLINE]);
    world.restart();
    assert_eq!(stopped(&mut world), [HOTLINE]);
    release(&mut world, true);
    assert_eq!(world.state().counted, ["before", "beside", "after"]);
    assert!(stopped(&mut world).is_empty());
}

#[test]
fn a_feed_that_is_tried_again_skips_nothing_though_a_read_was_under_way() {
    let mut world = World::new();
    world.other(HOTLINE).page = 2;
    world.writes(HOTLINE, Reach::new(), unreadable());
    for text in ["b", "c", "d"] {
        world.writes(HOTLINE, Reach::new(), note(text));
    }
    world.take(Input::Woken(HOTLINE));
    world.turn();
    world.serve();
    // The next page is asked for, and not here yet, when the first record stops the feed and a person releases it.
    world.turn();
    assert_eq!(world.reads.len(), 1);
    let under_way = std::mem::take(&mut world.reads);
    let readable = note("a");
    world.other(HOTLINE).repair(1, readable);
    let release = FeedRelease {
        log: HOTLINE,
        set_aside: false,
        reason: "newer program".to_owned(),
    };
    world.take(Input::Release {
        ticket: 1_000,
        release,
        actor: Actor::Local,
    });
    world.turn();
    world.reads.extend(under_way);
    world.run();
    assert_eq!(world.state().counted, ["a", "b", "c", "d"]);
}

#[test]
fn what_a_reaction_may_not_do_is_set_aside_and_the_feed_goes_on() {
    let mut world = World::new();
    world.writes(HOTLINE, Reach::new(), done());
    world.writes(HOTLINE, Reach::new(), note("x"));
    world.wakes(HOTLINE);
    let set_aside = &world.core.folded().common.set_aside;
    assert_eq!(set_aside.len(), 1);
    assert_eq!(
        (set_aside[0].frame, set_aside[0].code.as_str()),
        (1, "TOY-1.negative")
    );
    assert_eq!(world.state().counted, ["x"]);
}

#[test]
fn releasing_a_feed_that_runs_is_refused() {
    let mut world = World::new();
    release(&mut world, true);
    assert_eq!(
        world.replies[&1_000].clone().unwrap_err().code,
        "feed.not_stopped"
    );
    assert_eq!(world.log.head().frame, 0);
}

#[test]
fn cursors_are_written_with_what_follows_and_otherwise_after_a_thousand_frames() {
    let mut world = World::new();
    for _ in 0..400 {
        world.writes(HOTLINE, Reach::new(), came_due());
    }
    world.wakes(HOTLINE);
    assert_eq!(world.log.head().frame, 0, "nothing followed from what was read");
    world.writes(HOTLINE, Reach::new(), note("x"));
    world.wakes(HOTLINE);
    assert_eq!(world.log.head().frame, 1);
    assert_eq!(world.replayed().cursors[&HOTLINE].frame, 401);
    for _ in 0..999 {
        world.writes(HOTLINE, Reach::new(), unread());
    }
    world.wakes(HOTLINE);
    assert_eq!(world.log.head().frame, 1);
    world.writes(HOTLINE, Reach::new(), unread());
    world.wakes(HOTLINE);
    assert_eq!(world.log.head().frame, 2);
    let replayed = world.replayed();
    assert_eq!(
        (replayed.cursors[&HOTLINE].frame, replayed.last_with_records),
        (1_401, 1)
    );
}

#[test]
fn a_restart_goes_on_where_the_cursor_stands_and_counts_nothing_twice() {
    let mut world = World::new();
    world.writes(HOTLINE, Reach::new(), note("x"));
    world.wakes(HOTLINE);
    world.writes(HOTLINE, Reach::new(), note("y"));
    world.restart();
    assert_eq!(world.state().counted, ["x", "y"]);
}

#[test]
fn no_frame_is_stamped_before_what_it_follows_from() {
    let mut world = World::new();
    let ahead = at(30);
    world.other(HOTLINE).push(ahead, Reach::new(), vec![note("x")]);
    world.wakes(HOTLINE);
    assert_eq!(world.log.head().stamp, ahead);
    world.asks(
        "a",
        ToyCommand::Add {
            to: "y".to_owned(),
            by: 1,
        },
    );
    assert_eq!(world.log.head().stamp, ahead, "and never goes back");
    assert!(world.alarms.is_empty());
}

#[test]
fn no_frame_is_stamped_before_one_that_was_passed_over_on_the_way() {
    let mut world = World::new();
    let ahead = at(30);
    world.other(HOTLINE).push(ahead, Reach::new(), vec![unread()]);
    world.other(HOTLINE).promise = Some(ahead);
    world.wakes(HOTLINE);
    world.asks(
        "a",
        ToyCommand::Add {
            to: "y".to_owned(),
            by: 1,
        },
    );
    let head = world.log.read(1).unwrap().header;
    assert_eq!((head.vector.get("hotline"), head.stamp), (1, ahead));
}

#[test]
fn a_foreign_stamp_more_than_a_minute_ahead_raises_an_alarm() {
    let mut world = World::new();
    world.other(HOTLINE).push(at(61), Reach::new(), vec![note("x")]);
    world.wakes(HOTLINE);
    assert_eq!(world.alarms.len(), 1);
}

#[test]
fn a_frame_says_how_far_other_logs_were_read_at_first_and_second_hand() {
    let mut world = World::new();
    world.writes(
        DISPATCH,
        reach([(ServiceName::Field, 12), (ServiceName::Notify, 4)]),
        met(),
    );
    world.wakes(DISPATCH);
    let vector = world.log.read(1).unwrap().header.vector;
    assert_eq!(
        vector.iter().collect::<Vec<_>>(),
        [("dispatch", 1), ("field", 12)]
    );
    assert!(world.log.head().stamp > Instant::MIN);
}

#[test]
fn a_log_that_is_away_is_asked_by_one_question_at_a_time_however_many_wakes_come() {
    let mut world = World::new();
    world.away.insert(HOTLINE);
    world.wakes(HOTLINE);
    for _ in 0..100 {
        world.take(Input::Woken(HOTLINE));
        world.turn();
    }
    assert!(world.reads.is_empty(), "it is asked again when it has rested");
    world.take(Input::Rested(HOTLINE));
    world.turn();
    assert_eq!(world.reads.len(), 1);
}

#[test]
fn a_client_that_names_a_frame_nobody_wrote_keeps_no_other_from_being_read_for() {
    let mut world = World::new();
    world.send(
        "far",
        ToyCommand::Add {
            to: "x".to_owned(),
            by: 1,
        },
        reach([(HOTLINE, u64::MAX)]),
    );
    world.run();
    world.writes(HOTLINE, Reach::new(), note("y"));
    // No wake came for it.
    world.send(
        "near",
        ToyCommand::Add {
            to: "z".to_owned(),
            by: 1,
        },
        reach([(HOTLINE, 1)]),
    );
    world.run();
    assert_eq!(world.state().counted, ["y", "z"]);
}

#[test]
fn whoever_awaits_what_never_comes_is_told_so_when_patience_ends() {
    let mut world = World::new();
    world.take(Input::Await {
        ticket: 3_000,
        seen: reach([(HOTLINE, u64::MAX)]),
    });
    world.run();
    assert_eq!(world.patience, [3_000]);
    world.take(Input::Expired(3_000));
    world.run();
    assert_eq!(world.replies[&3_000].clone().unwrap_err().code, "feed.behind");
}

#[test]
fn a_feed_is_released_by_whoever_owns_the_machine_and_nobody_else() {
    let mut world = World::new();
    world.take(Input::Broken {
        log: HOTLINE,
        reason: "its tail was cut".to_owned(),
    });
    world.run();
    let release = FeedRelease {
        log: HOTLINE,
        set_aside: true,
        reason: String::new(),
    };
    let somebody = Actor::Person(types::PersonId::new("P1").unwrap());
    world.take(Input::Release {
        ticket: 3_000,
        release,
        actor: somebody,
    });
    world.run();
    assert_eq!(world.replies[&3_000].clone().unwrap_err().code, "actor.unknown");
    assert_eq!(stopped(&mut world), [HOTLINE]);
}
