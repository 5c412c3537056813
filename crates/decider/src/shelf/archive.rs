//! Maps that cost no memory for what rests: neither its value nor its key.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::index::{Index, Key, key_of};
use super::{Place, Rests, Shelf, pack, unpack};

/// So many of those that rest linger at hand: what is asked for at all is mostly asked for soon.
const LINGERING: usize = 256;

/// A map by key whose values that rest are on a shelf, and found there by the hashes of their keys.
///
/// Without a shelf everything stays at hand, so that the bytes of two folds of one log are the same.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(
    serialize = "K: Serialize, V: Serialize",
    deserialize = "K: Ord + Deserialize<'de>, V: Deserialize<'de>"
))]
pub struct Archive<K, V> {
    at_hand: BTreeMap<K, V>,
    /// Those of them that came to rest, the first of them first; some may have been changed since.
    lingering: VecDeque<K>,
    away: Index,
    #[serde(skip)]
    shelf: Option<Arc<dyn Shelf>>,
}

impl<K, V> Default for Archive<K, V> {
    fn default() -> Self {
        Self {
            at_hand: BTreeMap::new(),
            lingering: VecDeque::new(),
            away: Index::default(),
            shelf: None,
        }
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Archive<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.at_hand == other.at_hand && self.away == other.away
    }
}

impl<K, V> Archive<K, V>
where
    K: Ord + Clone + Serialize + DeserializeOwned,
    V: Rests,
{
    /// Puts what rests onto a shelf: the one that it went to before, if any of it did.
    pub fn put_onto(&mut self, shelf: &Arc<dyn Shelf>) {
        self.shelf = Some(Arc::clone(shelf));
        if self.lingering.is_empty() {
            let resting = self.at_hand.iter().filter(|(_, value)| value.rests());
            self.lingering = resting.map(|(key, _)| key.clone()).collect();
        }
        self.clear_away();
    }

    pub fn contains(&self, key: &K) -> bool {
        self.at_hand.contains_key(key) || self.find(key).is_some()
    }

    /// The value of a key, brought back if it is away.
    pub fn get(&self, key: &K) -> Option<Cow<'_, V>> {
        match self.at_hand.get(key) {
            Some(value) => Some(Cow::Borrowed(value)),
            None => self.read(self.find(key)?).map(|(_, value)| Cow::Owned(value)),
        }
    }

    pub fn insert(&mut self, key: K, value: V) {
        let rests = value.rests();
        let before = self.at_hand.insert(key.clone(), value);
        if rests && !before.is_some_and(|before| before.rests()) {
            self.lingers(key);
        }
    }

    /// Changes the value of a key. None when there is no such key.
    pub fn change<R>(&mut self, key: &K, change: impl FnOnce(&mut V) -> R) -> Option<R> {
        if let Some(value) = self.at_hand.get_mut(key) {
            let rested = value.rests();
            let changed = change(value);
            if !rested && value.rests() {
                self.lingers(key.clone());
            }
            return Some(changed);
        }
        let (key, mut value) = self.read(self.find(key)?)?;
        let changed = change(&mut value);
        self.insert(key, value);
        Some(changed)
    }

    /// The values that have not been put away; some of those that rest are among them, and without a shelf all.
    pub fn at_hand(&self) -> impl Iterator<Item = (&K, &V)> + Clone {
        self.at_hand.iter()
    }

    /// Every value with its key, in order of the keys. It reads whatever is away, so it is for lists that somebody asks
    /// for, and not for decisions.
    pub fn iter(&self) -> impl Iterator<Item = (K, Cow<'_, V>)> {
        let mut places: BTreeMap<K, Option<u64>> = BTreeMap::new();
        let shelf = self.shelf.as_deref();
        for place in shelf
            .map(|shelf| self.away.all(shelf))
            .unwrap_or_default()
            .into_values()
        {
            if let Some((key, _)) = self.read(place) {
                places.insert(key, Some(place));
            }
        }
        places.extend(self.at_hand.keys().map(|key| (key.clone(), None)));
        places.into_iter().filter_map(|(key, place)| {
            let value = match place {
                Some(place) => Cow::Owned(self.read(place)?.1),
                None => Cow::Borrowed(self.at_hand.get(&key)?),
            };
            Some((key, value))
        })
    }

    fn find(&self, key: &K) -> Option<u64> {
        if self.away.is_empty() {
            return None;
        }
        self.away.find(&hash(key)?, self.shelf.as_deref()?)
    }

    fn read(&self, place: u64) -> Option<(K, V)> {
        unpack(&self.shelf.as_ref()?.get(Place::of_number(place))?)
    }

    fn lingers(&mut self, key: K) {
        if self.shelf.is_some() {
            self.lingering.push_back(key);
            self.clear_away();
        }
    }

    /// Puts those away that have rested longest. Where there is no room they stay at hand.
    fn clear_away(&mut self) {
        while self.lingering.len() > LINGERING
            && let Some(key) = self.lingering.pop_front()
        {
            let rests = self.at_hand.get(&key).filter(|value| value.rests());
            let place = rests.and_then(|value| self.put(&key, value));
            if let (Some(shelf), Some((hash, place))) = (self.shelf.as_deref(), place) {
                self.away.note(hash, place, shelf);
                self.at_hand.remove(&key);
            }
        }
    }

    fn put(&self, key: &K, value: &V) -> Option<(Key, u64)> {
        let place = self.shelf.as_deref()?.put(&pack(&(key, value))?)?;
        Some((hash(key)?, place.number()?))
    }
}

fn hash<K: Serialize>(key: &K) -> Option<Key> {
    pack(key).map(|bytes| key_of(&bytes))
}

#[cfg(test)]
mod tests;
