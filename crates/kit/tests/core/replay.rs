//! The log alone gives back what was folded while it was written.

use kit::core::Input;
use kit::core::fold::Folded;
use kit::core::window::Key;
use proto::wire::{FeedRelease, Reach};
use types::{Actor, RequestId, ServiceName};

use crate::toy::{Toy, ToyCommand};
use crate::world::{World, at, came_due, done, met, note, reach, unread, unreadable};

/// A life with a bit of everything.
fn lived() -> World {
    let mut world = World::new();
    for n in 0..40 {
        world.now = at(n);
        world.writes(
            ServiceName::Hotline,
            Reach::new(),
            if n % 7 == 0 { done() } else { note("n") },
        );
        world.writes(ServiceName::Hotline, Reach::new(), unread());
        let so_far = u64::try_from(n).unwrap() * 2 + 2;
        world.writes(
            ServiceName::Dispatch,
            reach([(ServiceName::Hotline, so_far), (ServiceName::Field, 3)]),
            met(),
        );
        world.take(Input::Woken(ServiceName::Dispatch));
        world.send(
            &format!("a{n}"),
            ToyCommand::Add {
                to: format!("c{}", n % 5),
                by: n - 3,
            },
            Reach::new(),
        );
        world.send(
            &format!("b{n}"),
            ToyCommand::SetBell { at: at(n + 4) },
            Reach::new(),
        );
        world.send(&format!("p{n}"), ToyCommand::Post { letter: 1 }, Reach::new());
        world.run();
    }
    world.writes(ServiceName::Hotline, Reach::new(), unreadable());
    world.wakes(ServiceName::Hotline);
    let release = FeedRelease {
        log: ServiceName::Hotline,
        set_aside: true,
        reason: "checked".to_owned(),
    };
    world.take(Input::Release {
        ticket: 1_000_000,
        release,
        actor: Actor::Local,
    });
    world.run();
    world.now = at(100);
    world.asks(
        "last",
        ToyCommand::Add {
            to: "last".to_owned(),
            by: 1,
        },
    );
    world
}

fn assert_same(live: &Folded<Toy>, replayed: &Folded<Toy>) {
    assert_eq!(live.state, replayed.state);
    assert_eq!(
        postcard::to_stdvec(&live.common).unwrap(),
        postcard::to_stdvec(&replayed.common).unwrap()
    );
    assert_eq!(live.versions, replayed.versions);
    assert_eq!(live.cursors, replayed.cursors);
    assert_eq!(live.reach, replayed.reach);
    assert_eq!(live.last_with_records, replayed.last_with_records);
    for n in 0..40 {
        for letter in ["a", "b", "p"] {
            let id = RequestId::new(format!("{letter}{n}")).unwrap();
            assert_eq!(live.window.find(Key::of(&id)), replayed.window.find(Key::of(&id)));
        }
    }
}

#[test]
fn the_replayed_log_is_the_live_fold() {
    let world = lived();
    assert!(world.state().rang.len() > 30);
    assert_eq!(world.core.folded().common.set_aside.len(), 6);
    assert_same(world.core.folded(), &world.replayed());
}

#[test]
fn a_snapshot_of_any_prefix_with_the_rest_of_the_log_is_the_live_fold() {
    let world = lived();
    let frames: Vec<_> = world.log.frames(0).map(Result::unwrap).collect();
    let mut prefix = Folded::<Toy>::default();
    for until in 0..=frames.len() {
        let snapshot = postcard::to_stdvec(&prefix).unwrap();
        let mut folded: Folded<Toy> = postcard::from_bytes(&snapshot).unwrap();
        let (_, rest) = frames.split_at(until);
        for frame in rest {
            folded.frame(frame).unwrap();
        }
        assert_same(world.core.folded(), &folded);
        if let Some(next) = rest.first() {
            prefix.frame(next).unwrap();
        }
    }
}

// What is saved as a snapshot when a service stops there must know no more than the log.
#[test]
fn what_was_read_and_led_to_nothing_is_folded_with_the_next_frame_and_not_before() {
    let mut world = World::new();
    let ring = |n: i64| ToyCommand::SetBell { at: at(1_000 + n) };
    world.asks("first", ring(1)).unwrap().unwrap();
    world.writes(ServiceName::Hotline, Reach::new(), came_due());
    world.wakes(ServiceName::Hotline);
    assert_eq!(world.log.head().frame, 1, "it led to nothing");
    assert_same(world.core.folded(), &world.replayed());
    world.asks("second", ring(2)).unwrap().unwrap();
    assert_eq!(world.core.folded().reach[&ServiceName::Hotline], 1);
    assert_same(world.core.folded(), &world.replayed());
}
