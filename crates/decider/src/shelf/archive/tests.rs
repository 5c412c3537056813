use std::sync::Mutex;

use super::super::tests::{Board, Lamp, lamp};
use super::*;

type Lamps = Archive<String, Lamp>;

fn board(room: usize) -> Arc<dyn Shelf> {
    Arc::new(Board(Mutex::new(Vec::new()), room))
}

fn name(number: usize) -> String {
    format!("lamp-{number}")
}

/// So many that runs are merged twice; every tenth burns.
const MANY: usize = 70_000;

fn many(shelf: &Arc<dyn Shelf>) -> Lamps {
    let mut lamps = Lamps::default();
    lamps.put_onto(shelf);
    for number in 0..MANY {
        lamps.insert(name(number), lamp(&number.to_string(), number % 10 == 0));
    }
    lamps
}

#[test]
fn whatever_rests_is_found_again_among_very_many_and_what_was_never_there_is_not() {
    let shelf = board(usize::MAX);
    let mut lamps = many(&shelf);
    assert_eq!(lamps.at_hand().count(), MANY / 10 + LINGERING);
    for number in (0..MANY).step_by(7) {
        assert_eq!(lamps.get(&name(number)).unwrap().label, number.to_string());
        assert!(!lamps.contains(&name(MANY + number)));
    }
    for number in (1..MANY).step_by(701) {
        let burnt = lamps.change(&name(number), |lamp| lamp.label.insert(0, '*'));
        assert_eq!(burnt, Some(()));
    }
    assert_eq!(lamps.change(&name(MANY), |_| ()), None);
    let changed: Vec<String> = lamps.iter().map(|(_, lamp)| lamp.label.clone()).collect();
    assert_eq!(changed.len(), MANY);
    let starred = changed.iter().filter(|label| label.starts_with('*'));
    assert_eq!(starred.count(), (1..MANY).step_by(701).count());
}

#[test]
fn a_saved_archive_goes_on_with_its_shelf() {
    let shelf = board(usize::MAX);
    let lamps = many(&shelf);
    let saved = postcard::to_stdvec(&lamps).unwrap();
    assert!(saved.len() < MANY * 8, "what rests is not written down again");
    let mut back: Lamps = postcard::from_bytes(&saved).unwrap();
    back.put_onto(&shelf);
    assert!(back == lamps);
    assert!(back.iter().eq(lamps.iter()));
}

#[test]
fn without_a_shelf_or_without_room_on_it_everything_stays_at_hand() {
    for shelf in [None, Some(board(0)), Some(board(5_000))] {
        let mut lamps = Lamps::default();
        if let Some(shelf) = &shelf {
            lamps.put_onto(shelf);
        }
        for number in 0..9_000 {
            lamps.insert(name(number), lamp("dark", false));
        }
        assert!((0..9_000).all(|number| lamps.contains(&name(number))));
        assert_eq!(lamps.iter().count(), 9_000);
    }
}

#[test]
fn what_stayed_at_hand_is_put_away_when_there_is_a_shelf() {
    let mut lamps = Lamps::default();
    for number in 0..LINGERING * 3 {
        lamps.insert(name(number), lamp(&number.to_string(), number % 3 == 0));
    }
    assert_eq!(lamps.at_hand().count(), LINGERING * 3);
    lamps.put_onto(&board(usize::MAX));
    assert_eq!(lamps.at_hand().count(), LINGERING * 2);
    assert!((0..LINGERING * 3).all(|number| lamps.get(&name(number)).unwrap().label == number.to_string()));
}

#[test]
fn what_was_lit_again_is_at_hand_and_its_last_state_counts() {
    let shelf = board(usize::MAX);
    let mut lamps = many(&shelf);
    lamps.change(&name(1), |lamp| lamp.burns = true);
    assert!(lamps.at_hand().any(|(key, _)| *key == name(1)));
    lamps.change(&name(1), |lamp| {
        lamp.burns = false;
        lamp.label = "new".to_owned();
    });
    for number in MANY..MANY + LINGERING {
        lamps.insert(name(number), lamp("later", false));
    }
    assert!(!lamps.at_hand().any(|(key, _)| *key == name(1)));
    assert_eq!(lamps.get(&name(1)).unwrap().label, "new");
    assert_eq!(lamps.iter().filter(|(key, _)| *key == name(1)).count(), 1);
}
