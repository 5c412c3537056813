//! Numbers by key, of which there may be any number: the newest in memory, the rest in sorted runs on a shelf.
//!
//! In memory a run keeps ten bits for each of its keys, which say of nearly every key that is not in it that it is not,
//! and where each of its blocks stands. What is noted again is found in the newer run; runs of a size are merged by four.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use types::Hash;

use super::{Place, Shelf};

/// The first half of a key's hash.
pub type Key = [u8; 16];

/// So many are gathered before they become a run.
const GATHERED: usize = 4_096;
/// So many runs of one level become one of the next.
const MERGED: usize = 4;
/// Runs of the last level, of a quarter of a million keys, stay as they are.
const LAST_LEVEL: u8 = 3;
/// Keys in a block, which is read whole.
const IN_BLOCK: usize = 64;
const KEY: usize = 16;
const ENTRY: usize = KEY + 8;

/// The key of something that was written down.
#[must_use]
pub fn key_of(bytes: &[u8]) -> Key {
    let mut key = Key::default();
    for (to, from) in key.iter_mut().zip(Hash::of(&[bytes]).as_bytes()) {
        *to = *from;
    }
    key
}

/// Numbers by key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    fresh: BTreeMap<Key, u64>,
    /// The oldest first.
    runs: Vec<Run>,
}

impl Index {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fresh.is_empty() && self.runs.is_empty()
    }

    /// The number that was noted last for a key.
    #[must_use]
    pub fn find(&self, key: &Key, shelf: &dyn Shelf) -> Option<u64> {
        let fresh = self.fresh.get(key).copied();
        fresh.or_else(|| self.runs.iter().rev().find_map(|run| run.find(key, shelf)))
    }

    pub fn note(&mut self, key: Key, number: u64, shelf: &dyn Shelf) {
        self.fresh.insert(key, number);
        // Where there is no room they stay in memory, and are tried again when as many more have come.
        if self.fresh.len().is_multiple_of(GATHERED)
            && let Some(run) = Run::of(&self.fresh, 0, shelf)
        {
            self.fresh = BTreeMap::new();
            self.runs.push(run);
            self.merge(shelf);
        }
    }

    /// Every number by its key.
    #[must_use]
    pub fn all(&self, shelf: &dyn Shelf) -> BTreeMap<Key, u64> {
        let mut all = gathered(&self.runs, shelf).unwrap_or_default();
        all.extend(&self.fresh);
        all
    }

    fn merge(&mut self, shelf: &dyn Shelf) {
        while let Some(level) = self.runs.last().map(|run| run.level) {
            let alike = self.runs.iter().rev().take_while(|run| run.level == level);
            let from = self.runs.len().saturating_sub(alike.take(MERGED).count());
            let newest = self.runs.get(from..).unwrap_or_default();
            if level >= LAST_LEVEL || newest.len() < MERGED {
                return;
            }
            let merged = gathered(newest, shelf).and_then(|all| Run::of(&all, level + 1, shelf));
            let Some(merged) = merged else { return };
            self.runs.truncate(from);
            self.runs.push(merged);
        }
    }
}

/// What stands in some runs, the newest of each key. None when one of them cannot be read, as the shelf then knows.
fn gathered(runs: &[Run], shelf: &dyn Shelf) -> Option<BTreeMap<Key, u64>> {
    let mut all = BTreeMap::new();
    for (_, place) in runs.iter().flat_map(|run| &run.blocks) {
        let block = shelf.get(Place::of_number(*place))?;
        all.extend(entries(&block).iter().map(|entry| (key(entry), number(entry))));
    }
    Some(all)
}

/// Keys in order with their numbers, in blocks on a shelf.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Run {
    level: u8,
    /// The first key of each block, and where it stands.
    blocks: Vec<(Key, u64)>,
    filter: Filter,
}

impl Run {
    /// None when the shelf has no room.
    fn of(all: &BTreeMap<Key, u64>, level: u8, shelf: &dyn Shelf) -> Option<Self> {
        let (mut blocks, mut filter) = (Vec::new(), Filter::for_keys(all.len()));
        let mut rest = all.iter().peekable();
        while let Some((first, _)) = rest.peek() {
            let (first, mut block) = (**first, Vec::with_capacity(IN_BLOCK * ENTRY));
            for (key, number) in rest.by_ref().take(IN_BLOCK) {
                filter.add(key);
                block.extend_from_slice(key);
                block.extend_from_slice(&number.to_le_bytes());
            }
            blocks.push((first, shelf.put(&block)?.number()?));
        }
        Some(Self {
            level,
            blocks,
            filter,
        })
    }

    fn find(&self, key: &Key, shelf: &dyn Shelf) -> Option<u64> {
        if !self.filter.may_hold(key) {
            return None;
        }
        let block = self.blocks.partition_point(|(first, _)| first <= key);
        let (_, place) = self.blocks.get(block.checked_sub(1)?)?;
        let block = shelf.get(Place::of_number(*place))?;
        let entries = entries(&block);
        let found = entries.binary_search_by(|entry| self::key(entry).cmp(key)).ok()?;
        entries.get(found).map(number)
    }
}

fn entries(block: &[u8]) -> &[[u8; ENTRY]] {
    block.as_chunks().0
}

fn key(entry: &[u8; ENTRY]) -> Key {
    entry.first_chunk().copied().unwrap_or_default()
}

fn number(entry: &[u8; ENTRY]) -> u64 {
    entry.last_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// Says of a key that it is not among some, or that it may be: a Bloom filter that errs once in eighty times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Filter(Box<[u64]>);

const BITS_A_KEY: usize = 10;
const BITS_SET: u64 = 4;

impl Filter {
    fn for_keys(keys: usize) -> Self {
        Self(vec![0; (keys * BITS_A_KEY).div_ceil(64).max(1)].into_boxed_slice())
    }

    fn add(&mut self, key: &Key) {
        for (word, bit) in self.bits(key) {
            if let Some(word) = self.0.get_mut(word) {
                *word |= bit;
            }
        }
    }

    fn may_hold(&self, key: &Key) -> bool {
        self.bits(key)
            .all(|(word, bit)| self.0.get(word).is_some_and(|word| word & bit != 0))
    }

    /// A key is a hash, so its halves are as good as two more.
    fn bits(&self, key: &Key) -> impl Iterator<Item = (usize, u64)> + use<> {
        let half = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let (start, step) = (half(key.first_chunk()), half(key.last_chunk()));
        let words = u64::try_from(self.0.len()).unwrap_or(u64::MAX);
        (0..BITS_SET).map(move |nth| {
            let bit = start.wrapping_add(step.wrapping_mul(nth)) % words.saturating_mul(64);
            (usize::try_from(bit / 64).unwrap_or_default(), 1 << (bit % 64))
        })
    }
}
