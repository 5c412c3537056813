//! Maps whose values leave memory while nothing happens to them.
//!
//! A message that arrived, an order that was closed: nearly everything a log tells of is over. What rests is kept as
//! bytes, on a shelf where there is one, and beside it only a mark: what lists and counts need of it. Whoever reads it
//! gets it back as it was; whoever changes it brings it back first.

mod archive;
pub mod index;

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use self::archive::Archive;

/// Where the bytes of what rests are put away.
///
/// It is no part of any state: what stands there can be had from the logs again. So a shelf is used by one fold only, and
/// by what that fold was saved as.
pub trait Shelf: Debug + Send + Sync {
    /// Puts bytes away. None when there is no room; they then stay where they are.
    fn put(&self, bytes: &[u8]) -> Option<Place>;

    /// Gives bytes back as they were put away. None when they cannot be read: the shelf remembers that, and nothing that
    /// is answered from then on may be believed.
    fn get(&self, place: Place) -> Option<Vec<u8>>;
}

/// Where on a shelf something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub at: u64,
    pub length: u32,
}

/// Bits of a number that say how long something is; the rest say where it stands.
const LENGTH_BITS: u32 = 24;

impl Place {
    /// The place as one number; none for what is longer than 16 MiB or stands behind the first tebibyte.
    pub(crate) fn number(self) -> Option<u64> {
        let fits = self.at < 1 << (u64::BITS - LENGTH_BITS) && self.length < 1 << LENGTH_BITS;
        fits.then_some(self.at << LENGTH_BITS | u64::from(self.length))
    }

    pub(crate) fn of_number(number: u64) -> Self {
        let length = number & ((1 << LENGTH_BITS) - 1);
        Self {
            at: number >> LENGTH_BITS,
            length: u32::try_from(length).unwrap_or_default(),
        }
    }
}

/// A value that can be put away.
pub trait Rests: Clone + Serialize + DeserializeOwned {
    /// What is known of it without bringing it back.
    type Mark: Debug + Clone + Serialize + DeserializeOwned;

    /// Whether nothing more is expected to happen to it. What happens all the same brings it back.
    fn rests(&self) -> bool;

    fn mark(&self) -> Self::Mark;
}

impl<T> Rests for BTreeSet<T>
where
    T: Ord + Clone + Serialize + DeserializeOwned,
{
    type Mark = ();

    /// It is read and changed now and then, at a price.
    fn rests(&self) -> bool {
        true
    }

    fn mark(&self) {}
}

/// A map by key of values of which those that rest are put away.
///
/// What it is saved as names places on its shelf, so it is taken up again with the same one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(serialize = "K: Serialize", deserialize = "K: Ord + Deserialize<'de>"))]
pub struct Shelved<K, V: Rests> {
    kept: BTreeMap<K, (V::Mark, Slot<V>)>,
    #[serde(skip)]
    shelf: Option<Arc<dyn Shelf>>,
}

/// A value, wherever it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Slot<V> {
    AtHand(Box<V>),
    Packed(Box<[u8]>),
    Away(Place),
}

impl<K, V: Rests> Default for Shelved<K, V> {
    fn default() -> Self {
        Self {
            kept: BTreeMap::new(),
            shelf: None,
        }
    }
}

impl<K: Ord, V: Rests> Shelved<K, V> {
    /// Puts what rests from now on onto a shelf: the one that it went to before, if any of it did.
    pub fn put_onto(&mut self, shelf: Arc<dyn Shelf>) {
        self.shelf = Some(shelf);
    }

    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.kept.contains_key(key)
    }

    /// The value of a key, brought back if it is away.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<Cow<'_, V>>
    where
        K: Borrow<Q>,
    {
        self.kept.get(key).and_then(|(_, slot)| self.bring(slot))
    }

    pub fn insert(&mut self, key: K, value: V) {
        let kept = self.keep(value);
        self.kept.insert(key, kept);
    }

    /// Changes the value of a key, and puts it away again if it rests then. None when there is no such key.
    pub fn change<Q: Ord + ?Sized, R>(&mut self, key: &Q, change: impl FnOnce(&mut V) -> R) -> Option<R>
    where
        K: Borrow<Q>,
    {
        let (mark, slot) = self.kept.get_mut(key)?;
        if let Slot::AtHand(value) = slot {
            let changed = change(value);
            *mark = value.mark();
            if !value.rests() {
                return Some(changed);
            }
            let away = pack(value).map(|bytes| put_away(self.shelf.as_deref(), bytes));
            if let Some(away) = away {
                *slot = away;
            }
            return Some(changed);
        }
        let mut value = self.get(key)?.into_owned();
        let changed = change(&mut value);
        let now = self.keep(value);
        if let Some(kept) = self.kept.get_mut(key) {
            *kept = now;
        }
        Some(changed)
    }

    /// Every value with its key; each that is away is brought back for as long as it is looked at.
    pub fn iter(&self) -> impl Iterator<Item = (&K, Cow<'_, V>)> {
        let kept = self.kept.iter();
        kept.filter_map(|(key, (_, slot))| Some((key, self.bring(slot)?)))
    }

    /// Every value by its key.
    pub fn values(&self) -> impl Iterator<Item = Cow<'_, V>> {
        self.iter().map(|(_, value)| value)
    }

    /// What is known of every value without bringing any back.
    pub fn marks(&self) -> impl Iterator<Item = (&K, &V::Mark)> {
        self.kept.iter().map(|(key, (mark, _))| (key, mark))
    }

    /// What is known of one value without bringing it back.
    pub fn mark<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V::Mark)>
    where
        K: Borrow<Q>,
    {
        self.kept.get_key_value(key).map(|(key, (mark, _))| (key, mark))
    }

    fn keep(&self, value: V) -> (V::Mark, Slot<V>) {
        let mark = value.mark();
        let packed = if value.rests() { pack(&value) } else { None };
        let slot = match packed {
            Some(bytes) => put_away(self.shelf.as_deref(), bytes),
            None => Slot::AtHand(Box::new(value)),
        };
        (mark, slot)
    }

    fn bring<'a>(&'a self, slot: &'a Slot<V>) -> Option<Cow<'a, V>> {
        match slot {
            Slot::AtHand(value) => Some(Cow::Borrowed(value)),
            Slot::Packed(bytes) => unpack(bytes).map(Cow::Owned),
            Slot::Away(place) => unpack(&self.shelf.as_ref()?.get(*place)?).map(Cow::Owned),
        }
    }
}

fn put_away<V>(shelf: Option<&dyn Shelf>, bytes: Vec<u8>) -> Slot<V> {
    match shelf.and_then(|shelf| shelf.put(&bytes)) {
        Some(place) => Slot::Away(place),
        None => Slot::Packed(bytes.into_boxed_slice()),
    }
}

/// None for what cannot be written, which stays at hand.
fn pack<V: Serialize>(value: &V) -> Option<Vec<u8>> {
    postcard::to_stdvec(value).ok()
}

fn unpack<V: DeserializeOwned>(bytes: &[u8]) -> Option<V> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests;
