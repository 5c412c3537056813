//! Texts that can be found, one after another in one piece of memory, so that a search reads straight through them.

use std::cmp::Reverse;

use proto::desk::Matched;
use types::{ClaimNumber, Instant, OrderNumber, PartTag};

/// Stands after each text; no word that is looked for holds it.
const AFTER: char = '\n';

/// Texts as they are compared, each with where it stands.
#[derive(Debug, Default)]
pub(crate) struct Haystack {
    joined: String,
    /// Where each stands, and its end.
    ends: Vec<(Matched, usize)>,
}

/// The texts of some things, by what orders them among equals.
#[derive(Debug)]
pub(crate) struct Texts<K> {
    hay: Haystack,
    /// Each thing, and how many texts there are up to its last.
    things: Vec<(K, usize)>,
}

/// What can be found in a lot: its orders, the newest first, their claims and old parts.
#[derive(Debug, Default)]
pub(crate) struct LotTexts {
    pub(crate) orders: Texts<Reverse<(Instant, OrderNumber)>>,
    pub(crate) claims: Texts<ClaimNumber>,
    pub(crate) parts: Texts<PartTag>,
}

impl<K> Default for Texts<K> {
    fn default() -> Self {
        Self {
            hay: Haystack::default(),
            things: Vec::new(),
        }
    }
}

impl Haystack {
    pub(crate) fn add(&mut self, place: Matched, text: &str) {
        if text.is_empty() {
            return;
        }
        self.joined.extend(plain(text));
        self.ends.push((place, self.joined.len()));
        self.joined.push(AFTER);
    }

    /// Each text, with where it stands.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (Matched, &str)> + Clone {
        self.between(0, self.ends.len())
    }

    /// All of them.
    pub(crate) fn joined(&self) -> &str {
        &self.joined
    }

    fn between(&self, first: usize, last: usize) -> impl Iterator<Item = (Matched, &str)> + Clone {
        let before = first.checked_sub(1).and_then(|before| self.ends.get(before));
        let mut begin = before.map_or(0, |(_, end)| end + AFTER.len_utf8());
        let ends = self.ends.get(first..last).unwrap_or_default().iter();
        ends.filter_map(move |(place, end)| {
            let text = self.joined.get(begin..*end)?;
            begin = end + AFTER.len_utf8();
            Some((*place, text))
        })
    }
}

impl<K> Texts<K> {
    /// Adds a thing with the texts that `write` adds for it.
    pub(crate) fn add(&mut self, thing: K, write: impl FnOnce(&mut Haystack)) {
        write(&mut self.hay);
        self.things.push((thing, self.hay.ends.len()));
    }

    /// The texts of all its things.
    pub(crate) fn joined(&self) -> &str {
        self.hay.joined()
    }

    /// Each thing with its texts.
    pub(crate) fn things(&self) -> impl Iterator<Item = (&K, impl Iterator<Item = (Matched, &str)> + Clone)> {
        let mut first = 0;
        self.things.iter().map(move |(thing, last)| {
            let texts = self.hay.between(first, *last);
            first = *last;
            (thing, texts)
        })
    }
}

/// Full-width characters as their usual ones, in small letters, in one line.
pub(crate) fn plain(text: &str) -> impl Iterator<Item = char> {
    let usual = |c: char| match c {
        '\u{3000}' | AFTER => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    };
    text.chars().map(usual).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_has_its_own_texts_however_long_they_are() {
        let mut texts = Texts::default();
        texts.add('a', |hay| {
            hay.add(Matched::Site, "青石\n岭");
            hay.add(Matched::Note, "");
            hay.add(Matched::Note, "ＥＸ２１５");
        });
        texts.add('b', |_| {});
        texts.add('c', |hay| hay.add(Matched::Fault, "漏油"));
        let found: Vec<(char, Vec<(Matched, &str)>)> = texts
            .things()
            .map(|(thing, texts)| (*thing, texts.collect()))
            .collect();
        let expected = [
            ('a', vec![(Matched::Site, "青石 岭"), (Matched::Note, "ex215")]),
            ('b', vec![]),
            ('c', vec![(Matched::Fault, "漏油")]),
        ];
        assert_eq!(found, expected);
    }
}
