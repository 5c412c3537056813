//! The accepted commands of late, by request id.

use std::collections::VecDeque;

use hashbrown::HashTable;
use serde::{Deserialize, Serialize, Serializer};
use types::{Hash, RequestId};

/// How many accepted commands are remembered by request id; beyond them the state's own guards hold.
pub const WINDOW: usize = 262_144;

/// A command that made events: which, and where they stand in their frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub id: RequestId,
    /// Hash of the command, so that the same id cannot be used for another.
    pub body: Hash,
    pub first: u32,
    pub count: u32,
}

/// The accepted commands of late, by request id.
///
/// It is as large in every log that lives long, so of an id and of its command no more is kept than tells them from
/// others: 60 bytes for each, 15 MiB for as many as there may be.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "VecDeque<Remembered>")]
pub struct Window {
    taken: VecDeque<Remembered>,
    /// The turns of those that were taken, to be found by their ids.
    turns: HashTable<u32>,
    /// The turn of the oldest; the others follow it, and after the last turn comes the first again.
    oldest: u32,
}

/// The first half of a hash, which is enough to tell what two of us could ever mean to be different.
type Half = [u8; 16];

/// By what a request id is looked up.
#[derive(Debug, Clone, Copy)]
pub struct Key(Half);

impl Key {
    #[must_use]
    pub fn of(id: &RequestId) -> Self {
        Self(half(&Hash::of(&[id.as_str().as_bytes()])))
    }
}

/// A command that was accepted before, and where its events stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    id: Half,
    body: Half,
    pub frame: u64,
    pub first: u32,
    pub count: u32,
}

impl Remembered {
    /// Whether it was the command of this hash.
    pub(crate) fn is(&self, body: &Hash) -> bool {
        self.body == half(body)
    }
}

impl Window {
    /// The command taken before under an id.
    #[must_use]
    pub fn find(&self, Key(id): Key) -> Option<Remembered> {
        let turn = self.turns.find(begin_of(&id), |turn| {
            self.at(*turn).is_some_and(|known| known.id == id)
        })?;
        self.at(*turn).copied()
    }

    /// Remembers a command that goes into a frame, under the key of its id.
    pub(crate) fn add(&mut self, frame: u64, Key(id): Key, taken: &Taken) {
        self.take(Remembered {
            id,
            body: half(&taken.body),
            frame,
            first: taken.first,
            count: taken.count,
        });
    }

    fn at(&self, turn: u32) -> Option<&Remembered> {
        at(&self.taken, self.oldest, turn)
    }

    fn take(&mut self, command: Remembered) {
        if self.taken.len() >= WINDOW {
            self.forget_the_oldest();
        }
        let Self { taken, turns, oldest } = self;
        let turn = oldest.wrapping_add(u32::try_from(taken.len()).unwrap_or_default());
        taken.push_back(command);
        turns.insert_unique(begin_of(&command.id), turn, |turn| {
            at(taken, *oldest, *turn).map_or(0, |known| begin_of(&known.id))
        });
    }

    fn forget_the_oldest(&mut self) {
        let Some(command) = self.taken.pop_front() else {
            return;
        };
        let turn = self.oldest;
        self.oldest = turn.wrapping_add(1);
        let known = self
            .turns
            .find_entry(begin_of(&command.id), |known| *known == turn);
        if let Ok(known) = known {
            known.remove();
        }
    }
}

impl Serialize for Window {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.taken.serialize(serializer)
    }
}

impl From<VecDeque<Remembered>> for Window {
    fn from(all: VecDeque<Remembered>) -> Self {
        let mut window = Self::default();
        for command in all {
            window.take(command);
        }
        window
    }
}

fn at(taken: &VecDeque<Remembered>, oldest: u32, turn: u32) -> Option<&Remembered> {
    taken.get(usize::try_from(turn.wrapping_sub(oldest)).ok()?)
}

fn half(hash: &Hash) -> Half {
    let mut half = Half::default();
    for (to, from) in half.iter_mut().zip(hash.as_bytes()) {
        *to = *from;
    }
    half
}

/// Half a hash begins as a hash table wants it.
fn begin_of(half: &Half) -> u64 {
    half.first_chunk().map_or(0, |begin| u64::from_le_bytes(*begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(number: usize) -> Taken {
        let number = u32::try_from(number).unwrap();
        Taken {
            id: RequestId::new(format!("c-{number}")).unwrap(),
            body: Hash::of(&[&number.to_le_bytes()]),
            first: number,
            count: 1,
        }
    }

    fn add(window: &mut Window, number: usize) {
        let taken = taken(number);
        window.add(7, Key::of(&taken.id), &taken);
    }

    fn finds(window: &Window, number: usize) -> bool {
        let (asked, other) = (taken(number), taken(number + 1));
        window.find(Key::of(&asked.id)).is_some_and(|known| {
            assert!(known.is(&asked.body) && !known.is(&other.body));
            assert_eq!((known.frame, known.first), (7, asked.first));
            true
        })
    }

    #[test]
    fn as_many_as_there_may_be_are_found_the_oldest_go_and_a_saved_window_goes_on() {
        let mut window = Window {
            // The turns of those that come now go round.
            oldest: u32::MAX - 100_000,
            ..Window::default()
        };
        for number in 0..WINDOW + 1_000 {
            add(&mut window, number);
        }
        let mut read: Window = postcard::from_bytes(&postcard::to_stdvec(&window).unwrap()).unwrap();
        for window in [&mut window, &mut read] {
            assert_eq!((window.taken.len(), window.turns.len()), (WINDOW, WINDOW));
            assert!((0..1_000).all(|number| !finds(window, number)));
            assert!(
                (1_000..WINDOW + 1_000)
                    .step_by(97)
                    .all(|number| finds(window, number))
            );
            add(window, WINDOW + 1_000);
            assert!(!finds(window, 1_000) && finds(window, WINDOW + 1_000));
        }
    }
}
