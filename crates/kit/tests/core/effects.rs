//! What is done at the edge: when it begins, and what becomes of its outcome.

use kit::core::Input;
use proto::wire::Reach;

use crate::toy::{Letter, ToyCommand};
use crate::world::World;

fn posted(letter: u32) -> Input<crate::toy::Toy> {
    Input::Done {
        effect: format!("letter/{letter}"),
        command: ToyCommand::RecordPosted { letter },
    }
}

#[test]
fn an_effect_begins_once_and_only_when_its_frame_is_on_disk() {
    let mut world = World::new();
    world.send("post", ToyCommand::Post { letter: 1 }, Reach::new());
    let frame = world.core.build(world.now).unwrap();
    world.collect();
    assert!(world.performs.is_empty());
    world.append(&frame);
    world.run();
    assert_eq!(world.performs, [(Letter(1), false)]);
    world.take(posted(1));
    world.run();
    assert!(world.state().letters.is_empty());
    assert_eq!(world.performs.len(), 1);
}

#[test]
fn after_a_restart_what_has_no_outcome_is_performed_again_as_a_leftover() {
    let mut world = World::new();
    world.asks("post", ToyCommand::Post { letter: 1 });
    world.restart();
    world.asks("more", ToyCommand::Post { letter: 2 });
    assert_eq!(world.performs, [(Letter(1), true), (Letter(2), false)]);
}

#[test]
fn an_effect_whose_outcome_changes_nothing_is_not_performed_without_end() {
    let mut world = World::new();
    world.asks("post", ToyCommand::Post { letter: 1 });
    let command = ToyCommand::Add {
        to: "x".to_owned(),
        by: -1,
    };
    world.take(Input::Done {
        effect: "letter/1".to_owned(),
        command,
    });
    world.run();
    assert_eq!(world.performs.len(), 1);
    assert_eq!(world.alarms.len(), 2, "{:?}", world.alarms);
    let ticket = world.probe(world.now, false, Reach::new());
    world.run();
    assert!(world.replies.contains_key(&ticket), "and nobody waits for it");
}
