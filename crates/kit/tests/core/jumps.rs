//! A machine's clock that jumps an hour, either way: what is recorded never goes back, and what is due fires once.

use types::Instant;

use crate::toy::ToyCommand;
use crate::world::{World, at};

const HOUR: i64 = 3_600;

fn jumps_to(world: &mut World, seconds: i64) {
    world.now = at(seconds);
    world.run();
}

fn does_something(world: &mut World, id: &str) {
    let add = ToyCommand::Add {
        to: "x".to_owned(),
        by: 1,
    };
    assert!(world.asks(id, add).unwrap().is_ok());
}

fn sets_bell(world: &mut World, seconds: i64) {
    let set = ToyCommand::SetBell { at: at(seconds) };
    assert!(world.asks(&format!("bell-{seconds}"), set).unwrap().is_ok());
}

fn rang(world: &World) -> Vec<Instant> {
    world.state().rang.iter().map(|(due, _)| *due).collect()
}

fn stamps(world: &World) -> Vec<Instant> {
    world
        .log
        .frames(0)
        .map(|frame| frame.unwrap().header.stamp)
        .collect()
}

// rule: SLA-32
#[test]
fn an_hour_back_stands_still_in_the_log_and_rings_nothing_twice_nor_early() {
    let mut world = World::new();
    sets_bell(&mut world, 10);
    jumps_to(&mut world, 11);
    assert_eq!(rang(&world), [at(10)]);
    jumps_to(&mut world, 11 - HOUR);
    does_something(&mut world, "a");
    sets_bell(&mut world, 20);
    world.restart();
    does_something(&mut world, "b");
    assert_eq!(stamps(&world), [at(0), at(11), at(11), at(11), at(11)]);
    jumps_to(&mut world, 19);
    assert_eq!(rang(&world), [at(10)]);
    jumps_to(&mut world, 21);
    assert_eq!(rang(&world), [at(10), at(20)]);
}

// rule: SLA-32
#[test]
fn an_hour_forward_and_back_rings_each_once_with_its_due_time_and_when_it_was_noticed() {
    let mut world = World::new();
    for seconds in [100, 200, HOUR + 100] {
        sets_bell(&mut world, seconds);
    }
    jumps_to(&mut world, HOUR);
    assert_eq!(rang(&world), [at(100), at(200)]);
    assert_eq!(world.log.head().stamp, at(HOUR), "when they were noticed");
    for seconds in [0, 100, 200, 300] {
        jumps_to(&mut world, seconds);
        does_something(&mut world, &format!("a{seconds}"));
    }
    world.restart();
    jumps_to(&mut world, HOUR + 101);
    assert_eq!(rang(&world), [at(100), at(200), at(HOUR + 100)]);
    assert!(stamps(&world).is_sorted());
}

// rule: SLA-32
#[test]
fn a_clock_set_back_over_a_restart_goes_on_from_the_last_stamp() {
    let mut world = World::new();
    jumps_to(&mut world, HOUR);
    does_something(&mut world, "a");
    world.now = at(0);
    world.restart();
    sets_bell(&mut world, HOUR - 10);
    assert_eq!(world.log.head().stamp, at(HOUR));
    assert!(
        rang(&world).is_empty(),
        "the other logs' clocks went back as well: they may still say something earlier"
    );
    jumps_to(&mut world, HOUR + 1);
    assert_eq!(rang(&world), [at(HOUR - 10)]);
    assert!(stamps(&world).is_sorted());
}
