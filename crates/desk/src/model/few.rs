//! Maps of a few things: a row in order of the keys, with no room left over.

use std::borrow::Borrow;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// What is kept of an order by number: its clocks, plans, visits and parts. There are orders in plenty, but each has few
/// of these, and a tree has room for eleven.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Few<K, V>(Vec<(K, V)>);

impl<K, V> Default for Few<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Few<K, V> {
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (_, value) = self.0.get(self.find(key).ok()?)?;
        Some(value)
    }

    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.find(key).ok()?;
        let (_, value) = self.0.get_mut(at)?;
        Some(value)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        match self.get_mut(&key) {
            Some(known) => *known = value,
            None => self.add(key, value),
        }
    }

    /// Adds what is made for a key without a value, and changes what stands there then.
    pub(crate) fn change_or_make(&mut self, key: K, make: impl FnOnce() -> V, change: impl FnOnce(&mut V)) {
        match self.get_mut(&key) {
            Some(known) => change(known),
            None => {
                let mut value = make();
                change(&mut value);
                self.add(key, value);
            }
        }
    }

    /// Leaves out the values that something is not true of.
    pub(crate) fn retain(&mut self, is_kept: impl Fn(&K, &V) -> bool) {
        self.0.retain(|(key, value)| is_kept(key, value));
        self.0.shrink_to_fit();
    }

    fn add(&mut self, key: K, value: V) {
        let (Ok(at) | Err(at)) = self.find(&key);
        self.0.reserve_exact(1);
        self.0.insert(at, (key, value));
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    pub(crate) fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    pub(crate) fn last_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next_back()
    }

    pub(crate) fn range(&self, keys: RangeInclusive<K>) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.iter().filter(move |(key, _)| keys.contains(key))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_few_are_kept_as_a_tree_keeps_them() {
        let (mut few, mut tree) = (Few::default(), BTreeMap::new());
        for key in [5, 1, 9, 5, 3, 1] {
            few.insert(key, key * 10 + few.len());
            tree.insert(key, key * 10 + tree.len());
            few.change_or_make(key + 1, || 0, |value| *value += key);
            *tree.entry(key + 1).or_default() += key;
        }
        assert!(few.iter().eq(tree.iter()));
        assert!(few.values().rev().eq(tree.values().rev()));
        assert!(few.range(3..=6).eq(tree.range(3..=6)));
        assert_eq!(few.last_key_value(), tree.last_key_value());
        assert_eq!((few.get(&9), few.get(&8)), (tree.get(&9), None));
        assert_eq!(few.0.capacity(), few.len());
        few.retain(|key, _| key % 2 == 0);
        tree.retain(|key, _| key % 2 == 0);
        assert!(few.iter().eq(tree.iter()));
    }
}
