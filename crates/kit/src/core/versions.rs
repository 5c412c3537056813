//! Which version each stream of a log has.

use std::collections::BTreeMap;
use std::sync::Arc;

use decider::shelf::Shelf;
use decider::shelf::index::{Index, key_of};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// So many streams are known by their names; those before them, where there is a shelf, by their hashes.
const RECENT: usize = 4_096;

/// The version of each stream.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Versions {
    recent: BTreeMap<SmolStr, u64>,
    older: Index,
    #[serde(skip)]
    shelf: Option<Arc<dyn Shelf>>,
}

impl PartialEq for Versions {
    fn eq(&self, other: &Self) -> bool {
        self.recent == other.recent && self.older == other.older
    }
}

impl Versions {
    pub(crate) fn put_onto(&mut self, shelf: &Arc<dyn Shelf>) {
        self.shelf = Some(Arc::clone(shelf));
    }

    /// The version of the last event of a stream; none of a stream without events.
    pub(crate) fn get(&self, stream: &str) -> Option<u64> {
        let recent = self.recent.get(stream).copied();
        recent.or_else(|| {
            let shelf = self.shelf.as_deref().filter(|_| !self.older.is_empty())?;
            self.older.find(&key_of(stream.as_bytes()), shelf)
        })
    }

    pub(crate) fn set(&mut self, stream: &str, version: u64) {
        if let Some(known) = self.recent.get_mut(stream) {
            *known = version;
            return;
        }
        if let Some(shelf) = self.shelf.as_deref().filter(|_| self.recent.len() >= RECENT) {
            for (stream, version) in std::mem::take(&mut self.recent) {
                self.older.note(key_of(stream.as_bytes()), version, shelf);
            }
        }
        self.recent.insert(stream.into(), version);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use decider::shelf::Place;

    use super::*;

    #[derive(Debug, Default)]
    struct Board(Mutex<Vec<Vec<u8>>>);

    impl Shelf for Board {
        fn put(&self, bytes: &[u8]) -> Option<Place> {
            let mut things = self.0.lock().unwrap();
            things.push(bytes.to_vec());
            let at = u64::try_from(things.len() - 1).unwrap();
            Some(Place { at, length: 0 })
        }

        fn get(&self, place: Place) -> Option<Vec<u8>> {
            let things = self.0.lock().unwrap();
            things.get(usize::try_from(place.at).unwrap()).cloned()
        }
    }

    #[test]
    fn the_last_version_of_every_stream_is_known_with_and_without_a_shelf() {
        let (mut shelved, mut kept) = (Versions::default(), Versions::default());
        shelved.put_onto(&(Arc::new(Board::default()) as Arc<dyn Shelf>));
        for round in 1..=3 {
            for number in (0..30_000).step_by(round) {
                for versions in [&mut shelved, &mut kept] {
                    versions.set(&format!("order/{number}"), round as u64);
                }
            }
        }
        assert!(shelved.recent.len() <= RECENT && kept.older.is_empty());
        for number in 0..30_000 {
            let stream = format!("order/{number}");
            let known = (1..=3).filter(|round| number % round == 0).max();
            assert_eq!((shelved.get(&stream), kept.get(&stream)), (known, known));
        }
        assert_eq!(shelved.get("order/30000"), None);
    }
}
