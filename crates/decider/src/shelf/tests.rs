use std::sync::Mutex;

use serde::Deserialize;

use super::*;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lamp {
    pub(super) label: String,
    pub(super) burns: bool,
}

impl Rests for Lamp {
    type Mark = usize;

    fn rests(&self) -> bool {
        !self.burns
    }

    fn mark(&self) -> usize {
        self.label.len()
    }
}

pub(super) fn lamp(label: &str, burns: bool) -> Lamp {
    Lamp {
        label: label.to_owned(),
        burns,
    }
}

/// A shelf with room for so many things.
#[derive(Debug)]
pub(super) struct Board(pub(super) Mutex<Vec<Vec<u8>>>, pub(super) usize);

impl Shelf for Board {
    fn put(&self, bytes: &[u8]) -> Option<Place> {
        let mut things = self.0.lock().unwrap();
        let at = u64::try_from(things.len()).unwrap();
        (things.len() < self.1).then(|| things.push(bytes.to_vec()))?;
        let length = u32::try_from(bytes.len()).unwrap();
        Some(Place { at, length })
    }

    fn get(&self, place: Place) -> Option<Vec<u8>> {
        let things = self.0.lock().unwrap();
        things.get(usize::try_from(place.at).unwrap()).cloned()
    }
}

fn lamps(room: Option<usize>) -> (Shelved<u8, Lamp>, Arc<Board>) {
    let board = Arc::new(Board(Mutex::new(Vec::new()), room.unwrap_or_default()));
    let mut lamps = Shelved::default();
    if room.is_some() {
        lamps.put_onto(board.clone());
    }
    lamps.insert(1, lamp("hall", true));
    lamps.insert(2, lamp("cellar", false));
    lamps.insert(3, lamp("attic", false));
    (lamps, board)
}

fn all(lamps: &Shelved<u8, Lamp>) -> Vec<Lamp> {
    lamps.values().map(Cow::into_owned).collect()
}

#[test]
fn whatever_rests_is_read_as_it_was_with_a_shelf_a_full_shelf_and_without_one() {
    for room in [None, Some(0), Some(1), Some(9)] {
        let (mut lamps, board) = lamps(room);
        let expected = [lamp("hall", true), lamp("cellar", false), lamp("attic", false)];
        assert_eq!(all(&lamps), expected, "{room:?}");
        assert_eq!(
            board.0.lock().unwrap().len(),
            room.unwrap_or_default().min(2),
            "what burns is at hand"
        );
        let marks: Vec<_> = lamps.marks().map(|(key, mark)| (*key, *mark)).collect();
        assert_eq!(marks, [(1, 4), (2, 6), (3, 5)]);

        assert_eq!(lamps.change(&2, |lamp| lamp.label.push('s')), Some(()));
        assert_eq!(lamps.change(&1, |lamp| lamp.burns = false), Some(()));
        assert_eq!(lamps.change(&4, |_| ()), None);
        let changed = [lamp("hall", false), lamp("cellars", false), lamp("attic", false)];
        assert_eq!(all(&lamps), changed, "{room:?}");
        assert_eq!(lamps.mark(&2), Some((&2, &7)));
        assert_eq!(lamps.change(&3, |lamp| lamp.burns = true), Some(()));
        assert!(matches!(lamps.get(&3), Some(Cow::Borrowed(lamp)) if lamp.burns));
    }
}

#[test]
fn a_map_written_and_read_again_is_the_same_over_its_shelf_wherever_its_values_were() {
    for room in [None, Some(1), Some(9)] {
        let (lamps, board) = lamps(room);
        let written = postcard::to_stdvec(&lamps).unwrap();
        let mut read: Shelved<u8, Lamp> = postcard::from_bytes(&written).unwrap();
        read.put_onto(board);
        assert_eq!(all(&read), all(&lamps));
        assert!(matches!(read.get(&1), Some(Cow::Borrowed(_))));
        assert!(matches!(read.get(&2), Some(Cow::Owned(_))));
    }
}

#[test]
fn what_cannot_be_read_from_its_shelf_is_not_there() {
    let (lamps, board) = lamps(Some(9));
    board.0.lock().unwrap().clear();
    assert!(lamps.contains(&2) && lamps.get(&2).is_none());
}
