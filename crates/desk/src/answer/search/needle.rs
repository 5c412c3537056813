//! Texts as they are compared: one width, one letter case, phones by their digits.

use proto::desk::Matched;

use crate::model::Texts;

/// The words that must all be found.
pub(super) struct Needle(Vec<Word>);

struct Word {
    plain: String,
    /// The word without dashes, dots and brackets, when it is nothing but digits then: part of a phone or number.
    digits: Option<String>,
}

/// The texts of one thing that can be found, each with where it stands.
#[derive(Default)]
pub(super) struct Haystack(Vec<(Matched, Box<str>)>);

/// How well something fits: the whole text, its beginning, somewhere in it. Lower is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Beginning,
    Within,
}

/// How well all words fit together; lower is better.
pub(super) type Rank = u32;

impl Needle {
    /// None when there is nothing to find.
    pub(super) fn of(text: &str) -> Option<Self> {
        let words: Vec<Word> = plain(text).split_whitespace().map(Word::of).collect();
        (!words.is_empty()).then_some(Self(words))
    }
}

impl Word {
    fn of(word: &str) -> Self {
        let stripped: String = word
            .chars()
            .filter(|c| !matches!(c, '-' | '.' | '(' | ')' | '+'))
            .collect();
        let all_digits = !stripped.is_empty() && stripped.chars().all(|c| c.is_ascii_digit());
        Self {
            plain: word.to_owned(),
            digits: all_digits.then_some(stripped),
        }
    }

    fn fit(&self, place: Matched, text: &str) -> Option<Fit> {
        match (&self.digits, place) {
            (Some(digits), Matched::Phone | Matched::Number) => {
                let chinese = (place == Matched::Phone)
                    .then(|| digits.strip_prefix("86"))
                    .flatten();
                fit_of(digits, text)
                    .or_else(|| fit_of(chinese.filter(|rest| rest.len() >= 7)?, text))
                    // A claim's number has a dash of its own.
                    .or_else(|| fit_of(&self.plain, text))
            }
            _ => fit_of(&self.plain, text),
        }
    }
}

fn fit_of(word: &str, text: &str) -> Option<Fit> {
    match text.find(word)? {
        0 if text.len() == word.len() => Some(Fit::Whole),
        0 => Some(Fit::Beginning),
        _ => Some(Fit::Within),
    }
}

impl Haystack {
    pub(super) fn add(&mut self, place: Matched, text: &str) {
        if !text.is_empty() {
            self.0.push((place, plain(text).into_boxed_str()));
        }
    }

    pub(super) fn into_texts(self) -> Texts {
        self.0.into_boxed_slice()
    }

    /// As [`Needle::find`].
    pub(super) fn find(&self, needle: &Needle) -> Option<(Rank, Matched)> {
        needle.find(&self.0)
    }
}

impl Needle {
    /// How well every word fits among the texts, and where the first word does best.
    pub(super) fn find(&self, texts: &[(Matched, Box<str>)]) -> Option<(Rank, Matched)> {
        let mut rank = 0;
        let mut place = None;
        for word in &self.0 {
            let fits = texts
                .iter()
                .filter_map(|(place, text)| Some((word.fit(*place, text)?, *place)));
            let (fit, found) = fits.min()?;
            rank += weight(fit, found);
            place.get_or_insert(found);
        }
        Some((rank, place?))
    }
}

/// A whole number before the beginning of a name, that before a word in a note.
const fn weight(fit: Fit, place: Matched) -> Rank {
    100 * fit as Rank + place as Rank
}

/// Full-width characters as their usual ones, in small letters.
fn plain(text: &str) -> String {
    let usual = |c: char| match c {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    };
    text.chars().map(usual).flat_map(char::to_lowercase).collect()
}
